"""What differs between trees, by kernels: order, modes, sides, verdicts, and what cannot be read."""

from __future__ import annotations

import importlib
import itertools
import random
from array import array
from types import ModuleType
from typing import Any

import pytest

from tests.support.compared_trees import DIFFERS, NOTHING, SAME, SIZE, UNDECIDED, grow, new_changes, oid, shown, tree


def test_a_file_becomes_a_directory(kernels: ModuleType) -> None:
    trees = {
        oid(1): tree(("100644", "a", oid(16)), ("100644", "a-b", oid(17))),
        oid(2): tree(("100644", "a-b", oid(18)), ("40000", "a", oid(3))),
        oid(3): tree(("100644", "x", oid(16))),
    }
    changes = new_changes(kernels)
    node = changes.add(oid(2) + oid(1))
    assert grow(changes, trees) == [oid(2), oid(1), oid(3)]
    assert shown(changes, node) == ["a 100644 10 0 0", "a-b 100644 11 100644 12", "a/x 0 0 100644 10"]
    assert shown(changes, node, with_trees=True)[2:] == ["a 0 0 40000 3", "a/x 0 0 100644 10"]
    assert shown(changes, node, prefix=b"p/")[0] == "p/a 100644 10 0 0"


def test_equal_trees_are_not_read_and_each_pair_is_compared_once(kernels: ModuleType) -> None:
    trees = {
        oid(1): tree(("40000", "a", oid(5)), ("40000", "b", oid(7)), ("40000", "c", oid(7))),
        oid(2): tree(("40000", "a", oid(5)), ("40000", "b", oid(8)), ("40000", "c", oid(8))),
        oid(3): tree(("40000", "b", oid(8)), ("40000", "x", oid(5))),
        oid(7): tree(("100644", "f", oid(16))),
        oid(8): tree(("100644", "f", oid(17))),
    }
    changes = new_changes(kernels)
    first, again, both = changes.add(oid(2) + oid(1)), changes.add(oid(2) + oid(1)), changes.add(oid(2) + oid(2))
    assert first == again
    # Each tree once, the last level once for b and c, and nothing below what is the same.
    assert grow(changes, trees, at_once=1) == [oid(2), oid(1), oid(8), oid(7)]
    assert shown(changes, first) == ["b/f 100644 10 100644 11", "c/f 100644 10 100644 11"]
    assert shown(changes, both) == []
    assert changes.verdict(both) == SAME
    # What was compared in one batch is known in the next.
    changes.begin()
    assert changes.add(oid(2) + oid(1)) == first
    assert grow(changes, trees) == []
    changes.begin()
    changes.add(oid(3) + oid(1))
    assert grow(changes, {**trees, oid(5): b""}) == [oid(3), oid(1), oid(5), oid(7)]


@pytest.mark.parametrize("size", [1, 30, 31, 32, 33, 63, 64, 300])
def test_what_is_alike_is_passed_over_as_it_is_written(kernels: ModuleType, size: int) -> None:
    """Names of all lengths and modes as others write them stand before what differs, and what is malformed."""
    alike = (("100644", "a" * size, oid(16)), ("040000", "b" * size, oid(5)), ("100755", "c" * size, oid(0)))
    trees = {
        oid(1): tree(*alike * 20, ("100644", "x", oid(17))),
        oid(2): tree(*alike * 20, ("100644", "x", oid(18))),
        oid(3): tree(*alike) + b"100644 " + tree(*alike, ("100644", "x", oid(17))),
        oid(4): tree(*alike) + b"100644 " + tree(*alike, ("100644", "x", oid(18))),
    }
    changes = new_changes(kernels)
    good, bad = changes.add(oid(2) + oid(1)), changes.add(oid(4) + oid(3))
    grow(changes, trees)
    assert shown(changes, good) == ["x 100644 11 100644 12"]
    # A blank is part of a name: of two modes the second one begins it.
    assert not changes.is_unreadable(bad)
    trees = {key: body.replace(b"100644 100644 ", b"100644 \0") for key, body in trees.items()}
    changes = new_changes(kernels)
    bad = changes.add(oid(4) + oid(3))
    grow(changes, trees)
    assert changes.is_unreadable(bad)


def test_modes_are_compared_as_git_shows_them(kernels: ModuleType) -> None:
    old = tree(("100644", "a", oid(16)), ("40000", "b", oid(5)), ("100600", "c", oid(16)), ("60000", "d", oid(16)))
    new = tree(("100664", "a", oid(16)), ("040000", "b", oid(5)), ("100755", "c", oid(16)), ("777", "d", oid(16)))
    changes = new_changes(kernels)
    node = changes.add(oid(2) + oid(1))
    grow(changes, {oid(1): old, oid(2): new})
    assert shown(changes, node) == ["c 100644 10 100755 10"]


def test_trees_that_differ_in_nothing_show_only_without_recursion(kernels: ModuleType) -> None:
    trees = {
        oid(1): tree(("40000", "d", oid(3))),
        oid(2): tree(("40000", "d", oid(4))),
        oid(3): tree(("100644", "f", oid(16))),
        oid(4): tree(("100664", "f", oid(16))),
    }
    changes = new_changes(kernels)
    node = changes.add(oid(2) + oid(1))
    grow(changes, trees)
    assert shown(changes, node) == []
    assert shown(changes, node, with_trees=True) == ["d 40000 3 40000 4"]
    assert changes.verdict(node) == SAME
    flat = new_changes(kernels, (), None, False, False)
    node = flat.add(oid(2) + oid(1))
    assert grow(flat, trees) == [oid(2), oid(1)]
    assert shown(flat, node) == ["d 40000 3 40000 4"]
    assert flat.verdict(node) == DIFFERS


def test_of_several_old_sides_what_differs_from_all_is_told(kernels: ModuleType) -> None:
    trees = {
        oid(1): tree(("100644", "a", oid(16)), ("100644", "b", oid(16)), ("100644", "gone", oid(16))),
        oid(2): tree(("100644", "a", oid(17)), ("100644", "gone", oid(16))),
        oid(3): tree(("100644", "a", oid(18)), ("100644", "b", oid(16)), ("100644", "c", oid(16))),
    }
    changes = new_changes(kernels)
    node = changes.add(oid(3) + oid(1) + oid(2))
    grow(changes, trees)
    zeros = bytes(SIZE)
    assert changes.entries(node).take(9) == [
        (b"a", 0o100644, oid(18), ((0o100644, oid(16)), (0o100644, oid(17)))),
        (b"c", 0o100644, oid(16), ((0, zeros), (0, zeros))),
        (b"gone", 0, zeros, ((0o100644, oid(16)), (0o100644, oid(16)))),
    ]


@pytest.mark.parametrize(
    "body", [b"100644 a", b"10064x a\0" + oid(1), b"100644 \0" + oid(1), b" a\0" + oid(1), b"1" * 12]
)
@pytest.mark.parametrize("quick", [False, True])
def test_a_malformed_tree_is_told_of_when_it_is_met(kernels: ModuleType, body: bytes, quick: bool) -> None:
    good = tree(("100644", "a", oid(16)))
    changes = new_changes(kernels, (), None, quick)
    cut, bad, missing = (changes.add(pair) for pair in (oid(2) + oid(1), oid(3) + oid(1), oid(4) + oid(1)))
    grow(changes, {oid(1): good, oid(2): tree(("100644", "a", oid(17))) + body, oid(3): body})
    # An entry before it is enough to say that something differs.
    assert changes.verdict(cut) == DIFFERS
    assert changes.is_unreadable(cut) is not quick
    for node in (bad, missing):
        assert changes.is_unreadable(node)
        assert changes.verdict(node) == UNDECIDED
        if not quick:
            entries = changes.entries(node, b"p/")
            assert (entries.take(9), entries.stuck, entries.prefix, entries.depth) == ([], node, b"p/", 0)


def test_entries_stop_where_something_was_not_compared(kernels: ModuleType) -> None:
    trees = {oid(2): tree(("100644", "a", oid(16)), ("40000", "d", oid(3)), ("100644", "z", oid(16)))}
    changes = new_changes(kernels)
    node = changes.add(oid(2) + oid(1))
    grow(changes, {**trees, oid(1): b""})
    entries = changes.entries(node, b"", True)
    assert [row[0] for row in entries.take(9)] == [b"a", b"d"]
    assert changes.key(entries.stuck) == (oid(3) + NOTHING, 0)
    assert (entries.prefix, entries.depth) == (b"d/", 1)
    entries.go_on()
    assert [row[0] for row in entries.take(9)] == [b"z"]
    assert entries.stuck == -1
    assert entries.is_done()
    entries = changes.entries(node, b"", False, 0)
    assert [row[0] for row in entries.take(9)] == [b"a"]
    assert entries.depth == 1


@pytest.mark.parametrize("given", [b"", b"abc", oid(1), oid(1) + b"a"])
def test_what_is_no_node_is_refused(kernels: ModuleType, given: bytes) -> None:
    changes = new_changes(kernels)
    with pytest.raises(ValueError, match="a new tree"):
        changes.add(given)


def test_arguments_that_do_not_fit_are_refused(kernels: ModuleType) -> None:
    changes = new_changes(kernels)
    with pytest.raises(ValueError, match="no place"):
        changes.add(oid(1) + oid(2), 5)
    node = changes.add(oid(1) + oid(2))
    for ask in (changes.verdict, changes.key, changes.is_unreadable, changes.entries):
        for number in (-1, node + 1, 1 << 40):
            with pytest.raises(ValueError, match="no node"):
                ask(number)
    changes.wanted()
    with pytest.raises(ValueError, match="more trees"):
        changes.take([b"", b"", b""])
    with pytest.raises(TypeError):
        changes.take([1])
    module = importlib.import_module(f"{kernels.__name__}.tree_changes")
    for nothing in (b"", b"abc", bytes(33)):
        with pytest.raises(ValueError, match="no size"):
            module.TreeChanges(nothing)


def test_ids_of_the_other_hash(kernels: ModuleType) -> None:
    module = importlib.import_module(f"{kernels.__name__}.tree_changes")
    changes = module.TreeChanges(bytes(32))
    one, two = b"1" * 32, b"2" * 32
    node = changes.add(one + bytes(32))
    assert changes.wanted() == one
    changes.take([b"100644 a\0" + two])
    assert changes.entries(node).take(5) == [(b"a", 0, bytes(32), 0o100644, two)]


@pytest.mark.parametrize("seed", range(60))
def test_both_kernels_agree(kernels: ModuleType, seed: int) -> None:
    """Of trees of any shape, sorted or not, malformed, missing, by paths, quickly, two or several at once."""
    from pygitobj.kernels import pure

    if kernels is pure:
        return
    chance = random.Random(seed)
    names = ["a", "a-b", "a.c", "a0", "ab", "b", "b/c"]
    modes = ["100644", "100664", "100755", "120000", "160000", "40000", "40000", "40000", "0", "777"]
    trees = {oid(at): b"" for at in range(100, 140)}
    for at in range(101, 140):
        rows = [
            (chance.choice(modes), chance.choice(names), oid(chance.randrange(max(100, at - 9), at)))
            for _ in range(chance.randrange(6))
        ]
        if seed % 2:
            rows.sort(key=lambda row: row[1] + "/" * (row[0] == "40000"))
        trees[oid(at)] = tree(*rows)
        if seed % 5 == 0 and chance.random() < 0.2:
            trees[oid(at)] = trees[oid(at)][: -chance.randrange(1, 22)]
        if seed % 7 == 0 and chance.random() < 0.1:
            del trees[oid(at)]
    paths = chance.choice([[], [], [b"a"], [b"b/", b"a/a"], [b"a/b/a", b"ab", b"a-b/b"]])
    sides = chance.choice([2, 2, 3, 5])
    for quick, recursive, seen in itertools.product([False, True], [False, True], [False, True]):
        steps = [lambda place, name, mode: -1 if name < b"a0" and place < 3 else place + 1] if seen else [None]
        made = [new_changes(one, () if seen else paths, steps[0], quick, recursive) for one in (pure, kernels)]
        roots = [b"".join(chance.choices(list(trees), k=sides)) for _ in range(12)]
        nodes = [[changes.add(ids) for ids in roots] for changes in made]
        assert nodes[0] == nodes[1]
        assert grow(made[0], trees, 2) == grow(made[1], trees, 2)
        for node in nodes[0]:
            assert told(made[0], node, quick) == told(made[1], node, quick)


def told(changes: Any, node: int, quick: bool) -> list[Any]:
    """All that is to be known of a node."""
    found = [changes.verdict(node), changes.is_unreadable(node), changes.key(node)]
    if quick:
        return found
    for with_trees in (False, True):
        entries = changes.entries(node, b"", with_trees, 5)
        for _ in range(3000):
            found += entries.take(3)
            if entries.stuck >= 0:
                found.append((entries.stuck, entries.prefix, entries.depth))
                entries.go_on()
            elif entries.is_done():
                break
    return found


def test_columns_of_many_comparisons(kernels: ModuleType) -> None:
    columns = importlib.import_module(f"{kernels.__name__}.changed_columns").changed_columns
    trees = {
        oid(1): tree(("100644", "a", oid(16)), ("40000", "b", oid(3))),
        oid(2): tree(("100755", "a", oid(17)), ("40000", "b", oid(4))),
        oid(3): tree(("100644", "gone", oid(16)), ("100644", "x", oid(18))),
        oid(4): tree(("100644", "come", oid(16)), ("100644", "x", oid(19))),
    }
    changes = new_changes(kernels)
    numbers = array("q", [changes.add(oid(2) + oid(1)), changes.add(oid(2) + oid(2)), changes.add(oid(1) + NOTHING)])
    lost = changes.add(oid(5) + oid(1))
    grow(changes, trees)
    found = columns(changes, numbers, 100)
    assert (list(found.kinds), list(found.ends), found.paths) == ([3, 0, 1], [4, 4, 7], b"ab/comeb/goneb/xab/goneb/x")
    pairs = [pair for number in numbers for pair in changes.entries(number).take(100)]
    assert [(*found.modes[2 * at : 2 * at + 2],) for at in range(7)] == [(pair[1], pair[3]) for pair in pairs]
    assert found.ids == b"".join(pair[2] + pair[4] for pair in pairs)
    assert list(found.path_ends) == list(itertools.accumulate(len(pair[0]) for pair in pairs))
    # Until there are so many; of one that alone has more nothing is told, nor of one that cannot be read, or is deep.
    assert list(columns(changes, numbers, 4).kinds) == [3]
    assert list(columns(changes, numbers, 5).kinds) == [3, 0, 1]
    told = columns(changes, array("q", [numbers[0], lost, numbers[2]]), 3)
    assert (list(told.kinds), list(told.ends), told.paths) == ([4, 4, 1], [0, 0, 3], b"ab/goneb/x")
    assert list(columns(changes, numbers, 100, 0).kinds) == [4, 0, 4]
    assert columns(changes, array("q"), 100).kinds == b""
    both = changes.add(oid(2) + oid(1) + oid(1))
    grow(changes, trees)
    assert list(columns(changes, array("q", [both]), 100).kinds) == [4]
    with pytest.raises(TypeError):
        columns(changes, array("I", [0]), 100)
    with pytest.raises(ValueError, match="no node"):
        columns(changes, array("q", [99]), 100)
