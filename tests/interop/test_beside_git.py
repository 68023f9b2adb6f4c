"""Reading while git repacks, with few descriptors, and far into files of gigabytes."""

from __future__ import annotations

import hashlib
import os
import random
import subprocess
import sys
import threading
import zlib
from collections.abc import Callable
from pathlib import Path
from struct import pack

import pytest

from corpus.recipes import RECIPES
from pygitobj import ObjectId, ObjectStore, RawObject, Repository
from tests.support.command import git, pygitobj
from tests.support.packs import build_idx, object_id, whole
from tests.support.stores import write_pack

THREADS = 8
ROUNDS = 6


def test_repacking_loses_nothing(tmp_path: Path) -> None:
    repository = RECIPES["detached"](tmp_path)
    with Repository.open(repository) as repo:
        expected = {oid: repo.objects.read(oid).data for oid in repo.objects}
        done = threading.Event()
        wrong: list[object] = []

        def read(seed: int) -> None:
            picks = random.Random(seed)
            oids = list(expected)
            while not done.is_set():
                oid = picks.choice(oids)
                try:
                    if repo.objects.read(oid).data != expected[oid] or oid not in repo.objects:
                        wrong.append(oid)
                    wrong.extend(
                        o
                        for o, raw in repo.objects.read_many(oids[:20])
                        if not isinstance(raw, RawObject) or raw.data != expected[o]
                    )
                except Exception as error:  # noqa: BLE001 - a thread must not keep what went wrong to itself
                    wrong.append(error)

        threads = [threading.Thread(target=read, args=(seed,)) for seed in range(THREADS)]
        for thread in threads:
            thread.start()
        try:
            for _ in range(ROUNDS):
                git(repository, "repack", "-a", "-d", "-f", "-q")
                git(repository, "-c", "gc.reflogExpire=never", "gc", "-q", "--prune=never")
                git(repository, "repack", "-A", "-d", "-q")
        finally:
            done.set()
            for thread in threads:
                thread.join()
        assert wrong == []


@pytest.mark.parametrize(("packs", "size", "limit"), [(2000, 10, 256), (200, 70_000, 48)])
def test_few_descriptors(tmp_path: Path, packs: int, size: int, limit: int) -> None:
    for number in range(packs):
        body = b"%d" % number + random.Random(number).randbytes(size)
        write_pack(tmp_path, f"{number}", [whole(3, body)], [object_id("blob", body)])
    script = f"""
import resource
resource.setrlimit(resource.RLIMIT_NOFILE, ({limit}, {limit}))
from pygitobj import ObjectStore, RawObject
with ObjectStore({str(tmp_path)!r}) as store:
    oids = list(store)
    print(len(oids), sum(len(store.read(oid).data) > 0 for oid in oids), sum(1 for _, raw in store.scan() if isinstance(raw, RawObject)))
"""
    out = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout
    assert out.split() == [str(packs)] * 3


@pytest.mark.parametrize("far", [(1 << 31) - 1, 1 << 31, (1 << 32) + 12345])
def test_far_into_a_pack(tmp_path: Path, far: int) -> None:
    git(tmp_path, "init", "-q", ".")
    folder = tmp_path / ".git" / "objects" / "pack"
    near_body, far_body = b"near the start\n", b"far away\n"
    ids = [object_id("blob", near_body), object_id("blob", far_body)]
    header = pack(">4sII", b"PACK", 2, 2)
    trailer = hashlib.sha1(b"nobody checks this").digest()
    with (folder / "pack-far.pack").open("wb") as file:
        file.write(header + whole(3, near_body))
        file.seek(far)
        file.write(whole(3, far_body) + trailer)
    index = build_idx([(ids[0], 12), (ids[1], far)], header + trailer)
    (folder / "pack-far.idx").write_bytes(index)
    expected = git(tmp_path, "cat-file", "--batch-all-objects", "--batch")
    assert far_body in expected
    with ObjectStore(str(folder.parent)) as store:
        assert [store.read(oid).data for oid in ids] == [near_body, far_body]
        assert store.info(ids[0]).disk_size == far - 12
        assert store.open(ids[1]).read() == far_body
    assert pygitobj(tmp_path, "cat-file", "--batch-all-objects", "--batch").out == expected
    told = pygitobj(tmp_path, "explain", ids[1].hex()).out.decode()
    assert ("64-bit table" in told) == (far >= 1 << 31)


def test_a_64_bit_table_for_small_offsets(tmp_path: Path) -> None:
    """An index may put any offset into its 64-bit table; a row past its end is refused."""
    bodies = [b"one\n", b"two\n", b"three\n"]
    ids = [object_id("blob", body) for body in bodies]
    offsets = write_pack(tmp_path, "a", [whole(3, body) for body in bodies], ids)
    packed = (tmp_path / "pack" / "pack-a.pack").read_bytes()
    rows = list(zip(ids, offsets, strict=True))
    index = build_idx(rows, packed, large_from=offsets[1])
    (tmp_path / "pack" / "pack-a.idx").write_bytes(index)
    with ObjectStore(str(tmp_path)) as store:
        assert [store.read(oid).data for oid in ids] == bodies


def test_reading_in_children(build_once: Callable[[str, Callable[[Path], None]], Path]) -> None:
    directory = build_once("children", lambda target: (RECIPES["duplicates"](target), None)[1])
    with Repository.open(directory) as repo:
        oids = list(repo.objects)
        expected = zlib.crc32(b"".join(repo.objects.read(oid).data for oid in oids))
        children = []
        for _ in range(3):
            child = os.fork()
            if child == 0:
                same = zlib.crc32(b"".join(repo.objects.read(oid).data for oid in oids)) == expected
                os._exit(0 if same and ObjectId(oids[0]) in repo.objects else 1)
            children.append(child)
        assert [os.waitpid(child, 0)[1] for child in children] == [0, 0, 0]


def test_no_warning_at_the_end(tmp_path: Path) -> None:
    repository = RECIPES["detached"](tmp_path)
    script = f"import pygitobj; r = pygitobj.Repository.open({str(repository)!r}); s = r.objects.open(r.resolve('HEAD:file')); s.read(3)"
    done = subprocess.run([sys.executable, "-X", "dev", "-W", "error", "-c", script], capture_output=True, check=True)
    assert done.stderr == b""
