"""What trees name: each object once, with the hash of the path where it was first, the same in both kernels."""

from __future__ import annotations

import importlib
import random
from array import array
from types import ModuleType
from typing import Any

import pytest

from pygitobj.errors import CorruptObject
from pygitobj.kernels.pure import reach
from pygitobj.oid import ObjectId

SIZE = 20


def new_reach(kernels: ModuleType, size: int = SIZE, version: int = 1) -> Any:
    """The set of one implementation."""
    return importlib.import_module(f"{kernels.__name__}.reach").Reach(size, version)


def oid(number: int, size: int = SIZE) -> bytes:
    """An id, many of which are alike at their start."""
    return bytes(size - 2) + number.to_bytes(2)


def tree(*entries: tuple[str, str, bytes]) -> bytes:
    """The tree of (mode, name, id)."""
    return b"".join(b"%s %s\0%s" % (mode.encode(), name.encode(), one) for mode, name, one in entries)


def test_nothing_is_added(kernels: ModuleType) -> None:
    known = new_reach(kernels)
    assert known.add(b"") == b""
    assert known.add(oid(1)) == oid(1)
    assert known.add(b"") == known.add(oid(1)) == b""
    assert len(known) == 1


def test_name_hash_is_that_of_git() -> None:
    """The figures are those that `pack_name_hash` gives for these paths."""
    assert reach.name_hash(b"") == 0
    assert reach.name_hash(b"a") == 0x61000000
    assert reach.name_hash(b"a b\tc\n") == reach.name_hash(b"abc") != reach.name_hash(b"a\vbc")
    assert reach.name_hash(b"ab") == (0x61000000 >> 2) + 0x62000000
    assert reach.name_hash(b"very/long/directory/README.md") == reach.name_hash(b"other/directory/README.md")


def test_name_hash_is_the_same_in_both_kernels(kernels: ModuleType) -> None:
    chance = random.Random(4)
    hash_of = importlib.import_module(f"{kernels.__name__}.reach").name_hash
    for _ in range(300):
        path = chance.randbytes(chance.randrange(40)) + chance.choice([b"", b" \t", b"/x.c", b"\v\f"])
        assert hash_of(path) == reach.name_hash(path)
        assert hash_of(path, 2) == reach.name_hash(path, 2)


def test_second_name_hash_is_that_of_git() -> None:
    """The figures are those that `test-tool name-hash` of git gives for these paths."""
    figures = {
        b"first": 1763573760, b"second": 1188134912, b"a/b": 1142423552, b"dir/first": 1758035968,
        b"": 0, b"a": 2248146944,
    }  # fmt: skip
    for path, figure in figures.items():
        assert reach.name_hash(path, 2) == figure, path
    assert reach.name_hash(b"a b\tc\n", 2) == reach.name_hash(b"abc", 2)
    # A byte that is white space once its bits are turned round counts.
    assert reach.name_hash(b"\x04", 2) == 0x20000000


def test_second_name_hash_goes_on_from_the_directory(kernels: ModuleType) -> None:
    body = tree(("100644", "x\x04 y.c", oid(1)), ("40000", "e", oid(2)))
    for above in (b"", b"d", b"d/long name"):
        found = new_reach(kernels, version=2).take([body], array("I", [reach.name_hash(above, 2)]))
        start = above + b"/" if above else b""
        assert list(found.blob_hashes) == [reach.name_hash(start + b"x\x04 y.c", 2)]
        assert list(found.tree_hashes) == [reach.name_hash(start + b"e", 2)]


@pytest.mark.parametrize("version", [0, 3, -1])
def test_there_is_no_other_version(kernels: ModuleType, version: int) -> None:
    with pytest.raises(ValueError, match="version"):
        new_reach(kernels, version=version)


def test_set(kernels: ModuleType) -> None:
    known = new_reach(kernels)
    assert known.add(oid(1) + oid(2) + oid(1)) == oid(1) + oid(2)
    assert known.add(oid(2) + oid(3)) == oid(3)
    assert len(known) == 3
    assert oid(3) in known
    assert oid(4) not in known
    assert b"short" not in known
    assert ObjectId(oid(3)) in known
    many = b"".join(map(oid, range(5000)))
    assert len(known.add(many)) == 4997 * SIZE
    assert known.add(many) == b""
    for size in (0, 7, 33):
        with pytest.raises(ValueError, match="size"):
            new_reach(kernels, size)
    with pytest.raises(ValueError, match="column"):
        known.add(b"short")


def test_take(kernels: ModuleType) -> None:
    known = new_reach(kernels)
    known.add(oid(9))
    body = tree(
        ("100644", "a", oid(1)), ("40000", "d", oid(2)), ("160000", "m", oid(3)), ("120000", "l", oid(4)),
        ("100755", "again", oid(1)), ("100644", "old", oid(9)),
    )  # fmt: skip
    found = known.take([body, body], array("I", [0, 7]))
    assert found.trees == oid(2)
    assert found.blobs == oid(1) + oid(4)
    assert list(found.tree_hashes) == [reach.name_hash(b"d")]
    assert list(found.blob_hashes) == [reach.name_hash(b"a"), reach.name_hash(b"l")]
    below = known.take([tree(("100644", "f g", oid(20)))], found.tree_hashes)
    assert list(below.blob_hashes) == [reach.name_hash(b"d/f g")]
    assert oid(3) not in known
    with pytest.raises(ValueError, match="each tree"):
        known.take([body], array("I"))


@pytest.mark.parametrize("size", [20, 32])
def test_same_in_both_kernels(kernels: ModuleType, size: int) -> None:
    chance = random.Random(size)
    one, other = new_reach(kernels, size), reach.Reach(size)
    for _ in range(60):
        bodies = [
            tree(*(
                (chance.choice(["100644", "40000", "160000", "0100755"]),
                 chance.choice("abc ") + "é\f" * chance.choice([0, 2, 8]),
                 oid(chance.randrange(3000), size))
                for _ in range(chance.randrange(30))
            ))
            for _ in range(chance.randrange(4))
        ]  # fmt: skip
        hashes = array("I", [chance.choice([0, chance.getrandbits(32)]) for _ in bodies])
        assert one.take(bodies, hashes) == other.take(bodies, hashes)
        column = b"".join(oid(chance.randrange(3000), size) for _ in range(chance.randrange(40)))
        assert one.add(column) == other.add(column)
        assert len(one) == len(other)


@pytest.mark.parametrize("body", [b"100644 a\0short", b"x a\0" + bytes(20), b"100644 \0" + bytes(20), b"100644 a"])
def test_malformed_tree(kernels: ModuleType, body: bytes) -> None:
    with pytest.raises(CorruptObject):
        new_reach(kernels).take([b"", body], array("I", [0, 0]))
