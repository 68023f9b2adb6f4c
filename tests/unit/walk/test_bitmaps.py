"""What bitmaps and walks find together is what git's walks find, hidden objects taken away exactly, in git's order.

Tried besides, against git 2.55: 150 random questions each to bitmaps with and without a lookup table, with
pseudo-merges, of a part of the objects, of two packs and of a chain of three layers; order and sizes too.
"""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from pygitobj import SHA1, ObjectStore
from pygitobj.errors import CorruptIndex
from pygitobj.formats.bitmap import CODES
from pygitobj.formats.ewah import find_ewah
from pygitobj.formats.links import BLOB, COMMIT, TAG, TREE
from pygitobj.oid import TYPE_BY_CODE, TYPE_BY_NAME
from pygitobj.store.bitmaps import open_bitmaps
from pygitobj.walk.bitmap_fill import Tip
from pygitobj.walk.bitmap_filters import LeftOut, filtered, unpacked
from pygitobj.walk.bitmaps import Reached, reached_by_bitmaps
from tests.support.bitmaps import resummed
from tests.support.command import git
from tests.support.git_version import git_version
from tests.unit.walk.test_reachable import dag

# What is written, and of how many of the commits; the others are loose, or in a pack beside it.
KINDS = {
    "whole": ("repack", "-adbq"),
    "lookup": ("-c", "pack.writeBitmapLookupTable=true", "-c", "pack.writeBitmapHashCache=false", "repack", "-adbq"),
    "midx": ("multi-pack-index", "write", "--bitmap"),
}
if git_version() >= (2, 47):
    merges = "-c bitmapPseudoMerge.all.pattern=refs/ -c bitmapPseudoMerge.all.threshold=now -c"
    KINDS["merges"] = (*merges.split(), "bitmapPseudoMerge.all.stableThreshold=never", "repack", "-adbq")


def build(place: Path, kind: str) -> None:
    """A random history of which the older half has bitmaps, and with "whole" all."""
    git(place, "init", "-q", "--bare", ".")
    git(place, "fast-import", "--quiet", stdin=dag(7, 0).encode())
    for name, target in {"old": "c9", "nested": "old", "tree": "c30^{tree}", "new": "c39"}.items():
        git(place, "-c", "advice.nestedTag=false", "tag", "-a", "-m", "x", name, target)
    if kind == "whole":
        git(place, *KINDS[kind])
        return
    packs = place / "objects" / "pack"
    for pack in list(packs.glob("*.pack")):
        data = pack.read_bytes()
        for path in packs.glob(f"{pack.stem}.*"):
            path.unlink()
        git(place, "unpack-objects", "-q", stdin=data)
    first = git(place, "pack-objects", "--revs", "-q", "objects/pack/pack", stdin=b"c20\nold\n").decode().strip()
    if kind == "midx":
        git(place, "pack-objects", "--revs", "-q", "objects/pack/pack", stdin=b"c26\n^c20\n")
        git(place, "prune-packed", "-q")
        git(place, *KINDS[kind])
        return
    # Alone, so that its bitmap is written.
    alone = place / "alone"
    git(place, "init", "-q", "--bare", str(alone))
    for suffix in ("pack", "idx"):
        shutil.copy(packs / f"pack-{first}.{suffix}", alone / "objects" / "pack")
    for number in range(1, 21):
        oid = git(place, "rev-parse", f"c{number}").decode().strip()
        if (git(alone, "cat-file", "--batch-check", stdin=oid.encode())).endswith(b"missing\n"):
            continue
        git(alone, "update-ref", f"refs/heads/c{number}", oid)
    git(alone, *KINDS[kind])
    for path in packs.glob(f"pack-{first}.*"):
        path.unlink()
    for path in (alone / "objects" / "pack").iterdir():
        shutil.copy(path, packs)
    git(place, "prune-packed", "-q")


@pytest.fixture(scope="module", params=KINDS)
def repository(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository with a bitmap of the kind."""
    place = tmp_path_factory.mktemp(request.param)
    build(place, request.param)
    assert list((place / "objects" / "pack").glob("*.bitmap"))
    return place


def listed(place: Path, *words: str) -> list[str]:
    """The ids that git lists."""
    return [line.split()[0] for line in git(place, "rev-list", "--objects", *words).decode().splitlines()]


def asked(place: Path, tips: list[str], hidden: list[str], warn: Callable[[str], None]) -> Reached | None:
    """What our bitmaps say; None where there are none that may be asked."""
    store = ObjectStore(place / "objects", warn=warn)
    bitmaps = open_bitmaps(store)
    if bitmaps is None:
        return None
    lines = git(place, "cat-file", "--batch-check", stdin="\n".join([*tips, *hidden]).encode()).decode().splitlines()
    codes = {line.split()[0]: TYPE_BY_NAME[line.split()[1].encode()].code for line in lines}
    roots, out = ([Tip(bytes.fromhex(oid), codes[oid]) for oid in oids] for oids in (tips, hidden))
    return reached_by_bitmaps(bitmaps, store, roots, out)


def ids(reached: Reached, size: int = 20) -> list[str]:
    """The ids in hex, in our order."""
    return [column[at : at + size].hex() for column in reached.ids(CODES) for at in range(0, len(column), size)]


def refuse(line: str) -> None:
    raise AssertionError(line)


def test_as_git(repository: Path) -> None:
    every = git(repository, "cat-file", "--batch-all-objects", "--batch-check=%(objectname)").decode().split()
    chance = random.Random(3)
    answered = 0
    for number in range(60):
        tips, hidden = chance.sample(every, chance.randint(1, 3)), chance.sample(every, number % 3)
        reached = asked(repository, tips, hidden, refuse)
        if reached is None:
            assert hidden
            continue
        answered += 1
        found = ids(reached)
        exactly = set(listed(repository, *tips)) - set(listed(repository, *hidden) if hidden else [])
        assert len(found) == len(set(found)) == sum(reached.count(code) for code in CODES)
        assert set(found) == exactly, (tips, hidden)
        if git_version() >= (2, 55):
            not_these = [f"^{oid}" for oid in hidden]
            assert found == listed(repository, "--use-bitmap-index", *tips, *not_these), (tips, hidden)
    assert answered > 24


def test_filters(repository: Path) -> None:
    tips = [git(repository, "rev-parse", name).decode().strip() for name in ("c40", "nested", "tree", "c5:f")]
    store = ObjectStore(repository / "objects")
    reached = asked(repository, tips, [], refuse)
    assert reached is not None
    lines = git(repository, "cat-file", "--batch-check", stdin="\n".join(ids(reached)).encode()).decode().splitlines()
    rows = [line.split() for line in lines]
    followed = [git(repository, "rev-parse", name).decode().strip() for name in ("old", "c9", "tree^{tree}")]
    named = {*tips, *followed}
    for left_out in (
        LeftOut(frozenset([BLOB])), LeftOut(frozenset([TREE, BLOB])), LeftOut(frozenset([COMMIT, TREE, TAG])),
        LeftOut(size=2), LeftOut(frozenset([TREE]), 2), LeftOut(),
    ):  # fmt: skip
        gone = {TYPE_BY_CODE[code].value for code in left_out.codes}
        for provided in (False, True):
            expected = {
                oid
                for oid, kind, size in rows
                if (oid in named and not provided)
                or not (kind in gone or (kind == "blob" and left_out.size is not None and int(size) >= left_out.size))
            }
            assert set(ids(filtered(reached, store, left_out, provided=provided))) == expected
    sizes = git(repository, "cat-file", "--batch-check=%(objectsize:disk)", stdin="\n".join(ids(reached)).encode())
    assert reached.disk_usage(CODES, store) == sum(map(int, sizes.split()))
    loose = {path.parent.name + path.name for path in repository.glob("objects/??/*")}
    assert set(ids(unpacked(reached, store))) == loose & set(ids(reached))


@contextmanager
def kept(path: Path) -> Iterator[bytes]:
    """The content of the file `path`, which has it again afterwards."""
    content = path.read_bytes()
    path.chmod(0o644)
    try:
        yield content
    finally:
        path.write_bytes(content)


def test_what_does_not_fit_is_passed_over(repository: Path) -> None:
    (path,) = (repository / "objects" / "pack").glob("*.bitmap")
    tip = git(repository, "rev-parse", "c20").decode().strip()
    with kept(path) as content:
        other = bytearray(content)
        other[12] ^= 1
        harms = [
            b"",
            content[:31],
            content[:-1],
            content + b"x",
            bytes(other),
            resummed(other, SHA1),
            b"X" + content[1:],
        ]
        harms += [content[:at] + bytes([content[at] ^ 0x40]) + content[at + 1 :] for at in range(0, len(content), 97)]
        for harm in harms:
            path.write_bytes(harm)
            told: list[str] = []
            assert asked(repository, [tip], [], told.append) is None
            assert len(told) == 1
            assert str(path) in told[0]
        path.unlink()
        assert asked(repository, [tip], [], refuse) is None
    assert asked(repository, [tip], [], refuse) is not None


def test_the_bitmap_of_another_pack(tmp_path: Path) -> None:
    """An old bitmap under the name of a new pack: git counts what the old pack had."""
    git(tmp_path, "init", "-q", "--bare", ".")
    git(tmp_path, "fast-import", "--quiet", stdin=dag(2, 0, 10).encode())
    git(tmp_path, "repack", "-adbq")
    packs = tmp_path / "objects" / "pack"
    (old,) = packs.glob("*.bitmap")
    content = old.read_bytes()
    git(tmp_path, "fast-import", "--quiet", "--force", stdin=dag(3, 0, 14).encode())
    git(tmp_path, "repack", "-adbq")
    (new,) = packs.glob("*.bitmap")
    new.chmod(0o644)
    new.write_bytes(content)
    told: list[str] = []
    assert asked(tmp_path, [git(tmp_path, "rev-parse", "c14").decode().strip()], [], told.append) is None
    assert len(told) == 1
    assert "checksum doesn't match" in told[0]


def test_a_bitmap_that_lies(tmp_path: Path) -> None:
    """Sets of commits and trees that are the other's: each object has a type, and the hash is right."""
    git(tmp_path, "init", "-q", "--bare", ".")
    git(tmp_path, "fast-import", "--quiet", stdin=dag(2, 0, 10).encode())
    git(tmp_path, "repack", "-adbq")
    (path,) = (tmp_path / "objects" / "pack").glob("*.bitmap")
    content = path.read_bytes()
    path.chmod(0o644)
    commits = find_ewah(content, 32, len(content), 1 << 20)
    trees = find_ewah(content, commits.after, len(content), 1 << 20)
    turned = content[:32] + content[commits.after : trees.after] + content[32 : commits.after] + content[trees.after :]
    path.write_bytes(resummed(turned, SHA1))
    with pytest.raises(CorruptIndex, match="another type"):
        asked(tmp_path, [git(tmp_path, "rev-parse", "c10").decode().strip()], [], refuse)


@pytest.mark.parametrize("name", ["bitmap", "midx", "midx-chain", "midx-sha256", "pseudo-merge"])
def test_bitmaps_of_newer_git(vectors: Path, name: str) -> None:
    place = vectors / f"{name}.git"
    expected = (vectors / f"{name}.answers" / "all-objects.txt").read_text().splitlines()
    by_id = dict(line.split()[:2] for line in expected)
    store = ObjectStore(place / "objects", warn=refuse)
    bitmaps = open_bitmaps(store)
    assert bitmaps is not None
    tips = [
        Tip(bytes.fromhex(line.split()[0]))
        for line in (vectors / f"{name}.answers" / "refs.txt").read_text().splitlines()
    ]
    reached = reached_by_bitmaps(bitmaps, store, tips)
    assert reached is not None
    assert sorted(ids(reached, store.format.hash_size)) == sorted(by_id)
    for code in CODES:
        assert reached.count(code) == list(by_id.values()).count(TYPE_BY_CODE[code].value)


def test_a_layer_without_its_bitmap(vectors: Path, tmp_path: Path) -> None:
    """Git falls over where an older layer has none."""
    shutil.copytree(vectors / "midx-chain.git", tmp_path / "r.git")
    layers = tmp_path / "r.git/objects/pack/multi-pack-index.d"
    oldest = (layers / "multi-pack-index-chain").read_text().split()[0]
    (layers / f"multi-pack-index-{oldest}.bitmap").unlink()
    told: list[str] = []
    assert open_bitmaps(ObjectStore(tmp_path / "r.git/objects", warn=told.append)) is None
    assert len(told) == 1
    assert "missing for a layer" in told[0]
