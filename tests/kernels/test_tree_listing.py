"""Objects below trees in the order of a walk, the same in both kernels: random trees that share much, and odd ones."""

from __future__ import annotations

import importlib
import random
from types import ModuleType
from typing import Any

import pytest

from pygitobj.errors import CorruptObject, GitObjectError
from pygitobj.kernels.columns import Told
from pygitobj.kernels.pure import tree_listing as pure

SIZE = 20
TREE, BLOB = 2, 3


def listing(kernels: ModuleType, depth: int = 2048) -> Any:
    """A listing of one implementation."""
    return importlib.import_module(f"{kernels.__name__}.tree_listing").TreeListing(SIZE, depth)


def oid(number: int) -> bytes:
    """The id of an object."""
    return number.to_bytes(SIZE)


def tree(*entries: tuple[str, str, int]) -> bytes:
    """The tree of (mode, name, number of the object)."""
    return b"".join(b"%s %s\0%s" % (mode.encode(), name.encode(), oid(number)) for mode, name, number in entries)


def listed(some: Any, bodies: dict[int, bytes], most: int = 5) -> list[tuple[int, int, bytes]]:
    """All that `some` tells, as (type code, number, path), its trees supplied as it wants them; absent ones skipped."""
    found = []
    while not some.is_done():
        told = some.run(most)
        start = 0
        for at, end in enumerate(told.ends):
            number = int.from_bytes(told.ids[at * SIZE : (at + 1) * SIZE])
            found.append((told.kinds[at], number, told.paths[start:end]))
            start = end
        if some.wanted is not None:
            body = bodies.get(int.from_bytes(some.wanted))
            if body is None:
                found.append((0, int.from_bytes(some.wanted), some.place))
                some.skip()
            else:
                some.give(body)
    return found


BODIES = {
    1: tree(("100644", "a", 10), ("40000", "d", 2), ("100644", "z", 11)),
    2: tree(("40000", "deep", 3), ("100755", "x", 12), ("160000", "module", 90), ("100600", "y", 13)),
    3: tree(("120000", "link", 14), ("100644", "again", 10)),
    4: tree(("100644", "a", 10), ("40000", "d", 3), ("40000", "e", 2), ("100644", "new", 15)),
}


def test_order_and_paths(kernels: ModuleType) -> None:
    some = listing(kernels)
    some.begin(oid(1) + oid(4) + oid(1))
    assert listed(some, BODIES) == [
        (TREE, 1, b""), (BLOB, 10, b"a"), (TREE, 2, b"d"), (TREE, 3, b"d/deep"), (BLOB, 14, b"d/deep/link"),
        (BLOB, 12, b"d/x"), (BLOB, 13, b"d/y"), (BLOB, 11, b"z"), (TREE, 4, b""), (BLOB, 15, b"new"),
    ]  # fmt: skip


def test_a_path_to_begin_at(kernels: ModuleType) -> None:
    some = listing(kernels)
    some.begin(oid(2), b"sub")
    assert [path for _, _, path in listed(some, BODIES)][:3] == [b"sub", b"sub/deep", b"sub/deep/link"]


def test_hidden_objects_are_not_told(kernels: ModuleType) -> None:
    some = listing(kernels)
    assert some.know(oid(4) + oid(4)) == oid(4)
    assert some.know(oid(4)) == b""
    assert some.know_below([BODIES[4]]) == oid(3) + oid(2)
    assert oid(2) in some
    assert oid(1) not in some
    some.begin(oid(1) + oid(4))
    assert listed(some, BODIES) == [(TREE, 1, b""), (BLOB, 11, b"z")]


@pytest.mark.parametrize("top", [2, 1])
def test_a_tree_that_was_met_as_a_blob(kernels: ModuleType, top: int) -> None:
    some = listing(kernels)
    assert some.know(oid(2), BLOB) == oid(2)
    some.begin(oid(top))
    with pytest.raises(CorruptObject, match=r"is not a tree$"):
        listed(some, BODIES)


def test_what_is_held_is_not_asked_for(kernels: ModuleType) -> None:
    some = listing(kernels)
    assert some.lacking(oid(1) + oid(4) + oid(1)) == oid(1) + oid(4)
    assert some.hold(oid(1) + oid(4), [BODIES[1], BODIES[4]]) == oid(2) + oid(3)
    assert some.hold(oid(2) + oid(3), [BODIES[2], None]) == oid(3)
    assert some.lacking(oid(1) + oid(2) + oid(3)) == oid(3)
    some.begin(oid(1))
    with pytest.raises(ValueError, match="within a tree"):
        some.release()
    with pytest.raises(ValueError, match="within a tree"):
        some.begin(oid(1))
    told = some.run(100)
    assert some.wanted == oid(3)
    assert some.place == b"d/deep"
    assert len(told.kinds) == 3
    some.skip()
    assert listed(some, BODIES)[-1] == (BLOB, 11, b"z")
    some.release()
    assert some.lacking(oid(1) + oid(4)) == oid(4)


def test_what_cannot_be(kernels: ModuleType) -> None:
    some = listing(kernels)
    with pytest.raises(ValueError, match="no tree is wanted"):
        some.skip()
    with pytest.raises(ValueError, match="no tree is wanted"):
        some.give(b"")
    with pytest.raises(ValueError, match="not a column"):
        some.know(b"1")
    with pytest.raises(ValueError, match="not a column"):
        some.begin(b"1")
    some.begin(oid(1))
    some.run(1)
    with pytest.raises(CorruptObject):
        some.give(b"100644 a\0short")
    assert some.hold(oid(2), [b"40000 \0" + oid(3)]) == b""
    assert some.lacking(oid(2)) == oid(2)


def test_an_object_of_two_types(kernels: ModuleType) -> None:
    some = listing(kernels)
    some.begin(oid(1))
    bodies = {1: tree(("100644", "a", 2), ("40000", "b", 2))}
    with pytest.raises(CorruptObject, match=f"entry 'b' in tree {oid(1).hex()} has tree mode, but is not a tree"):
        listed(some, bodies)


def test_too_deep(kernels: ModuleType) -> None:
    bodies = {number: tree(("40000", "d", number + 1)) for number in range(1, 9)}
    bodies[9] = b""
    deep = listing(kernels, 8)
    deep.begin(oid(1))
    assert len(listed(deep, bodies)) == 9
    shallow = listing(kernels, 7)
    shallow.begin(oid(1))
    with pytest.raises(GitObjectError, match="exceeded maximum allowed tree depth"):
        listed(shallow, bodies)


def random_bodies(chance: random.Random) -> dict[int, bytes]:
    """Trees that share much with one another; some are not sorted, have a name twice, or are not there."""
    bodies: dict[int, bytes] = {}
    for number in range(1, 60):
        names = [chance.choice("abcdefgh") * chance.randint(1, 2) for _ in range(chance.randrange(7))]
        if chance.random() < 0.8:
            names = sorted(set(names))
        entries = []
        for name in names:
            if number > 1 and chance.random() < 0.5:
                entries.append(("40000", name, chance.randint(max(1, number - 12), number - 1)))
            else:
                mode = chance.choice(["100644", "100755", "120000", "160000", "100664", "0"])
                entries.append((mode, name, 100 + chance.randint(0, 40)))
        if chance.random() < 0.95:
            bodies[number] = tree(*entries)
    return bodies


@pytest.mark.parametrize("seed", range(30))
def test_random_trees_as_in_python(kernels: ModuleType, seed: int) -> None:
    chance = random.Random(seed)
    bodies = random_bodies(chance)
    results = []
    for module in (kernels, None):
        chance.seed(seed)
        some = listing(kernels) if module is not None else pure.TreeListing(SIZE, 2048)
        some.know(b"".join(oid(chance.randint(1, 140)) for _ in range(3)))
        hidden = bodies.get(chance.randint(1, 59))
        below = [] if hidden is None else [some.know_below([hidden])]
        for _ in range(4):
            tops = b"".join(oid(chance.randint(30, 59)) for _ in range(5))
            column = some.lacking(tops)
            while column and chance.random() < 0.8:
                ids = [column[at : at + SIZE] for at in range(0, len(column), SIZE)]
                here = [bodies.get(int.from_bytes(one)) for one in ids]
                below.append(column)
                column = some.hold(column, [body if chance.random() < 0.9 else None for body in here])
            some.begin(tops, chance.choice([b"", b"top"]))
            below.append(listed(some, bodies, chance.randint(1, 9)))
            some.release()
        results.append(below)
    assert results[0] == results[1]


def test_lines(kernels: ModuleType) -> None:
    lines = importlib.import_module(f"{kernels.__name__}.told_lines").listed_lines
    some = listing(kernels)
    some.begin(oid(1))
    bodies = {1: tree(("100644", "a b", 2), ("100644", "c\nd", 3))}
    told = some.run(9)
    assert lines(told, SIZE) == b""
    some.give(bodies[1])
    told = some.run(9)
    assert lines(told, SIZE) == b"".join(
        b"%b %b\n" % (oid(number).hex().encode(), path) for number, path in ((1, b""), (2, b"a b"), (3, b"c"))
    )
    with pytest.raises(ValueError, match="not columns"):
        lines(Told(told.ids[1:], told.kinds, told.paths, told.ends), SIZE)
    with pytest.raises(ValueError, match="not columns"):
        lines(told._replace(paths=b""), SIZE)
