"""Reads a store from all sides while another process writes over its packs and indexes, in place, at random.

    python -m tests.support.writing_over <folder> <seconds> <seed>

Files that are mapped change under the reader between any two of its steps. What it gives must be right or one of our
errors; where hashes are not checked, it must be an object all the same, and nothing may break: whoever runs this looks
at how it ends, and under AddressSanitizer at all that it touched. What is written over is structured: other sizes and
types in headers, pieces of the same file from elsewhere, rows of an index, and what was there before.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from struct import pack as packed

from pygitobj import GitObjectError, ObjectId, ObjectStore, RawObject
from pygitobj.formats.idx import PackIndex
from pygitobj.oid import SHA1
from tests.support.deltas import copy, delta, insert
from tests.support.packs import build_idx, build_pack, distance, entry_header, object_id, ofs_delta, ref_delta, whole
from tests.support.stores import unless_bad

# As many objects as make an index that is mapped rather than read.
OBJECTS = 2600
STORES = 6
TYPES = ("commit", "tree", "blob", "tag")


def make_store(folder: Path, chance: random.Random) -> dict[bytes, bytes]:
    """Two packs of families of deltas, one a little of both kinds; gives all bodies by raw id."""
    (folder / "pack").mkdir(parents=True)
    bodies: dict[bytes, bytes] = {}
    for name in "ab":
        entries: list[bytes] = []
        made: list[bytes] = []
        where = [12]
        for number in range(OBJECTS if name == "a" else 300):
            if not made or chance.random() < 0.1:
                body = chance.randbytes(chance.choice([30, 200, 900, 5000]))
                entry = whole(3, body)
            else:
                at = max(0, len(made) - 1 - chance.randrange(12))
                base = made[at]
                start = chance.randrange(len(base) // 2 + 1)
                body = base[start:] + b"%d" % number
                change = delta(len(base), len(body), copy(start, len(base) - start) + insert(b"%d" % number))
                if chance.random() < 0.3:
                    entry = ref_delta(object_id("blob", base), change)
                else:
                    entry = ofs_delta(where[-1] - where[at], change)
            entries.append(entry)
            made.append(body)
            where.append(where[-1] + len(entry))
        data, offsets = build_pack(entries)
        rows = {object_id("blob", body): offset for body, offset in zip(made, offsets, strict=True)}
        stem = folder / "pack" / f"pack-{data[-20:].hex()}"
        stem.with_suffix(".pack").write_bytes(data)
        stem.with_suffix(".idx").write_bytes(build_idx(list(rows.items()), data))
        bodies.update((object_id("blob", body), body) for body in made)
    return bodies


# The one that writes


def scribble(folder: Path, seed: int) -> None:
    """Write over the files until it is told to stop by the end of standard input."""
    chance = random.Random(seed)
    files = []
    for path in (folder / "pack").glob("*.pack"):
        index = path.with_suffix(".idx")
        rows = PackIndex(index.read_bytes(), SHA1)
        files.append((os.open(path, os.O_RDWR), path.read_bytes(), list(rows.table.offsets())))
        files.append((os.open(index, os.O_RDWR), index.read_bytes(), list(range(8, rows.offset_start, 4))))
    waiting = threading.Thread(target=sys.stdin.buffer.read, daemon=True)
    waiting.start()
    while waiting.is_alive():
        file, original, places = chance.choice(files)
        for _ in range(chance.choice([1, 5, 40])):
            at = chance.choice(places) if chance.random() < 0.7 else chance.randrange(8, len(original) - 41)
            os.pwrite(file, some_bytes(chance, original, at)[: len(original) - at], at)
        time.sleep(chance.random() / 100)
        if chance.random() < 0.6:
            os.pwrite(file, original, 0)
            time.sleep(chance.random() / 50)
    for file, original, _ in files:
        os.pwrite(file, original, 0)


def some_bytes(chance: random.Random, original: bytes, at: int) -> bytes:
    """What is written at `at`."""
    elsewhere = chance.randrange(len(original))
    match chance.randrange(10):
        case 0:
            return bytes([original[at] ^ 1 << chance.randrange(8)])
        case 1:
            return bytes(chance.choice([1, 20, 4096]))
        case 2:
            return chance.randbytes(chance.choice([1, 4, 60]))
        case 3:
            return original[elsewhere : elsewhere + chance.choice([4, 20, 300, 4096])]
        case 4:
            return entry_header(
                chance.choice([1, 3, 6, 7]), chance.choice([0, 1, 300, 5000, 1 << 20, 1 << 25, 1 << 40])
            )
        case 5:
            return entry_header(6, chance.randrange(300)) + distance(chance.randrange(1, at + 2))
        case 6:
            return entry_header(3, 40) + zlib.compress(chance.randbytes(chance.choice([20, 40, 80])), 0)
        case 7:
            return packed(">I", chance.choice([0, 12, at, 1 << 31, (1 << 31) + 5, (1 << 32) - 1, elsewhere]))
        case 8:
            return b"\xff" * chance.choice([1, 4, 1024])
        case _:
            return original[at : at + chance.choice([40, 4096, len(original)])]


# The one that reads


def questions_of_one(store: ObjectStore, oid: ObjectId) -> Iterator[Callable[[], object]]:
    """Ways of reading one object."""
    yield lambda: [(oid, store.read(oid).data)]
    yield lambda: [(oid, read_as_file(store, oid))]
    yield lambda: (store.info(oid), store.header(oid), oid in store)
    yield lambda: store.find_prefix(oid.hex()[:5])


def questions(store: ObjectStore, ids: list[ObjectId], chance: random.Random) -> Iterator[Callable[[], object]]:
    """Ways of reading, each of which gives pairs of an id and a body, or something that is not looked at."""
    few = chance.choices(ids, k=60)
    many = chance.sample(ids, chance.choice([300, len(ids)]))
    for oid in few[:20]:
        yield from questions_of_one(store, oid)
    yield lambda: [(oid, raw.data if isinstance(raw, RawObject) else None) for oid, raw in store.read_many(few)]
    yield lambda: [(oid, raw.data if isinstance(raw, RawObject) else None) for oid, raw in store.read_many(many)]
    yield lambda: [
        (oid, raw.data if isinstance(raw, RawObject) else None)
        for oid, raw in store.scan(ordered=chance.random() < 0.5)
    ]
    yield lambda: unless_bad(store.info_many(many))
    yield lambda: unless_bad(store.header_many(many))
    yield lambda: len(list(store))


def read_as_file(store: ObjectStore, oid: ObjectId) -> bytes:
    """The body, piece by piece."""
    with store.open(oid) as file:
        return b"".join(iter(lambda: file.read(700), b""))


def read_on(folder: Path, bodies: dict[bytes, bytes], until: float, chance: random.Random, count: list[int]) -> None:
    """Read until the time is up; fails where anything but right bytes or one of our errors comes out."""
    ids = [ObjectId(oid) for oid in bodies]
    while time.monotonic() < until:
        verify = chance.random() < 0.5
        with ObjectStore(str(folder), verify=verify, threads=chance.choice([1, 2, 4]), warn=lambda _: None) as store:
            for _ in range(chance.randint(1, STORES)):
                for ask in questions(store, ids, chance):
                    if time.monotonic() > until:
                        return
                    check(attempt(ask), bodies if verify else None)
                    count[0] += 1


def attempt(ask: Callable[[], object]) -> object:
    """What `ask` gives, None where that is one of our errors in one line."""
    try:
        return ask()
    except GitObjectError as error:
        if "\n" in str(error):
            raise
        return None


def check(given: object, bodies: dict[bytes, bytes] | None) -> None:
    """Raises where hashes were checked and a body is not the right one."""
    if not isinstance(given, list) or bodies is None:
        return
    for one in given:
        if not isinstance(one, tuple) or len(one) != 2 or not isinstance(one[1], bytes):
            continue
        if bodies.get(one[0], one[1]) != one[1]:
            raise AssertionError(f"foreign bytes were given for {ObjectId(one[0])}")


def commands(folder: Path, until: float, chance: random.Random) -> None:
    """Run commands that read it all; each ends by itself."""
    repository = folder.with_name(f"{folder.name}.git")
    (repository / "refs").mkdir(parents=True)
    environment = {**os.environ, "GIT_OBJECT_DIRECTORY": str(folder), "GIT_DIR": str(repository)}
    (repository / "HEAD").write_text("ref: refs/heads/main\n")
    (repository / "objects").symlink_to(folder)
    packs = [str(path) for path in (folder / "pack").glob("*.idx")]
    ids = "".join(f"{number:040x}\n" for number in range(3)).encode()
    while time.monotonic() < until:
        words = chance.choice([
            ["cat-file", "--batch-all-objects", "--batch"], ["cat-file", "--batch-all-objects", "--batch-check"],
            ["cat-file", "--batch-all-objects", "--batch", "--unordered"], ["verify-pack", "-v", *packs],
            ["pack-objects", "--stdout", "--stdin-packs"], ["prune-packed", "-n"], ["count-objects", "-v"],
        ])  # fmt: skip
        given = "".join(f"{Path(path).stem}.pack\n" for path in packs).encode() if "--stdin-packs" in words else ids
        done = subprocess.run(
            [sys.executable, "-m", "pygitobj", *words], env=environment, cwd=folder, input=given, capture_output=True,
            check=False,
        )  # fmt: skip
        if done.returncode not in (0, 1, 128) or b"Traceback" in done.stderr:
            raise AssertionError(f"{words}: {done.returncode}: {done.stderr[-2000:]!r}")


def main() -> None:
    """Read and write at once, for some seconds."""
    folder, seconds, seed = Path(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3])
    if len(sys.argv) > 4:
        scribble(folder, seed)
        return
    bodies = make_store(folder, random.Random(seed))
    words = [sys.executable, "-m", __spec__.name, *sys.argv[1:4], "scribble"]
    # It needs no compiled kernels, which a run under a sanitizer could not load without it.
    plain = {name: value for name, value in os.environ.items() if name != "LD_PRELOAD"} | {"PYGITOBJ_PURE": "1"}
    until, count = time.monotonic() + seconds, [0]
    problems: list[BaseException] = []

    def guarded(work: Callable[[], None]) -> None:
        try:
            work()
        except BaseException as problem:  # noqa: BLE001
            problems.append(problem)

    with subprocess.Popen(words, stdin=subprocess.PIPE, env=plain) as writer:
        works = [lambda: read_on(folder, bodies, until, random.Random(seed + 1), count)] * 2
        works.append(lambda: commands(folder, until, random.Random(seed + 2)))
        threads = [threading.Thread(target=guarded, args=(work,)) for work in works]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert writer.stdin is not None
        assert writer.poll() is None
        writer.stdin.close()
    assert writer.returncode == 0
    for problem in problems:
        raise problem
    # What is as it was is read as it was.
    with ObjectStore(str(folder)) as store:
        assert {bytes(oid): raw.data for oid, raw in store.scan() if isinstance(raw, RawObject)} == bodies
    sys.stdout.write(f"{count[0]} questions\n")


if __name__ == "__main__":
    main()
