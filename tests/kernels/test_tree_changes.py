"""What differs between trees, by kernels: order, modes, places, verdicts, what is read and what is held."""

from __future__ import annotations

import importlib
import itertools
import random
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import pytest

SIZE = 20
NOTHING = b"\xee" * SIZE
UNDECIDED, SAME, DIFFERS = range(3)

Trees = dict[bytes, bytes]


def oid(number: int) -> bytes:
    """An id."""
    return number.to_bytes(SIZE)


def tree(*entries: tuple[str, str, bytes]) -> bytes:
    """The tree of (mode, name, id)."""
    return b"".join(b"%s %s\0%s" % (mode.encode(), name.encode(), one) for mode, name, one in entries)


def new_changes(kernels: ModuleType, *given: Any) -> Any:
    """The nodes of one implementation."""
    return importlib.import_module(f"{kernels.__name__}.tree_changes").TreeChanges(NOTHING, *given)


def grow(changes: Any, trees: Trees, at_once: int = 3) -> list[bytes]:
    """Compare all that was added; gives the trees that were read."""
    read = []
    while column := changes.wanted():
        ids = [column[at : at + SIZE] for at in range(0, len(column), SIZE)]
        read += ids
        for start in range(0, len(ids), at_once):
            changes.take([trees.get(one) for one in ids[start : start + at_once]])
    return read


def shown(changes: Any, node: int, **how: Any) -> list[str]:
    """The entries of a node: `-` and the old one, `+` and the new one."""
    entries = changes.entries(node, **how)
    found = []
    while True:
        assert entries.stuck < 0
        for path, old, old_id, new, new_id in entries.take(2):
            found.append(f"{path.decode()} {old:o} {int.from_bytes(old_id):x} {new:o} {int.from_bytes(new_id):x}")
        if entries.is_done():
            return found


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


def test_literal_paths(kernels: ModuleType) -> None:
    old = {oid(1): b""}
    new = {
        oid(2): tree(
            ("40000", "a", oid(3)), ("100644", "ab", oid(16)), ("100644", "b", oid(16)), ("160000", "s", oid(16))
        ),
        oid(3): tree(("100644", "a", oid(16)), ("40000", "b", oid(4))),
        oid(4): tree(("100644", "a", oid(16)), ("100644", "b", oid(16))),
    }
    for paths, expected in (
        ([b"a"], ["a/a", "a/b/a", "a/b/b"]),
        ([b"a/b/b", b"b", b"c"], ["a/b/b", "b"]),
        ([b"b/"], []),
        ([b"s/"], ["s"]),
        ([b"s/x"], []),
        ([b"a/b/", b"a"], ["a/a", "a/b/a", "a/b/b"]),
        ([b"z", b"A"], []),
        ([b"z", b""], ["a/a", "a/b/a", "a/b/b", "ab", "b", "s"]),
    ):
        changes = new_changes(kernels, paths)
        node = changes.add(oid(2) + oid(1))
        grow(changes, old | new)
        assert [line.split()[0] for line in shown(changes, node)] == expected, paths
        assert changes.verdict(node) == (DIFFERS if expected else SAME)


def test_steps_say_what_is_asked_for(kernels: ModuleType) -> None:
    asked = []

    def step(place: int, name: bytes, mode: int) -> int:
        asked.append((place, name, mode))
        return {b"d": 7, b"all": 0}.get(name, -1 if place == 1 else 0)

    trees = {
        oid(1): tree(("40000", "d", oid(3)), ("100644", "same", oid(16))),
        oid(2): tree(
            ("40000", "all", oid(3)), ("40000", "d", oid(4)), ("100644", "same", oid(16)), ("100644", "z", oid(9))
        ),
        oid(3): tree(("100644", "x", oid(16))),
        oid(4): tree(("100755", "x", oid(16))),
    }
    changes = new_changes(kernels, (), step)
    node = changes.add(oid(2) + oid(1))
    grow(changes, trees)
    assert [line.split()[0] for line in shown(changes, node)] == ["all/x", "d/x"]
    assert set(asked) == {
        *((1, b"all", 0o40000), (1, b"d", 0o40000), (1, b"z", 0o100644)),
        *((7, b"x", 0o100644), (7, b"x", 0o100755)),
    }


def test_an_error_of_a_step_is_raised(kernels: ModuleType) -> None:
    def step(_place: int, _name: bytes, _mode: int) -> int:
        raise LookupError("no")

    for entries in ([("100644", "a", oid(5))], [("100644", "b", oid(5)), ("100644", "a", oid(5))]):
        changes = new_changes(kernels, (), step)
        changes.add(oid(2) + oid(1))
        changes.wanted()
        with pytest.raises(LookupError):
            changes.take([tree(*entries), b""])


def test_a_step_cannot_change_what_is_compared(kernels: ModuleType) -> None:
    refused: list[str] = []

    def step(_place: int, _name: bytes, _mode: int) -> int:
        for ask in (changes.wanted, changes.begin, lambda: changes.add(oid(7) * 2), lambda: changes.take([])):
            try:
                ask()
            except ValueError as error:
                refused.append(str(error))
        return 0

    changes = new_changes(kernels, (), step)
    changes.add(oid(2) + oid(1))
    changes.wanted()
    changes.take([tree(("100644", "a", oid(5))), b""])
    assert refused == ["trees are being compared"] * 4


def test_quick_ends_where_the_answer_is_known(kernels: ModuleType) -> None:
    trees = {
        oid(1): tree(("100644", "a", oid(16)), ("40000", "d", oid(3)), ("40000", "e", oid(5))),
        oid(2): tree(("100644", "a", oid(17)), ("40000", "d", oid(4)), ("40000", "e", oid(6))),
        oid(3): tree(("100644", "f", oid(16))),
        oid(4): tree(("100664", "f", oid(16))),
        oid(7): tree(("40000", "d", oid(3))),
        oid(8): tree(("40000", "d", oid(4))),
    }
    changes = new_changes(kernels, (), None, True)
    differs, same = changes.add(oid(2) + oid(1)), changes.add(oid(8) + oid(7))
    # What is below d decides about the second alone, and nothing about e.
    assert grow(changes, trees) == [oid(2), oid(1), oid(8), oid(7), oid(4), oid(3)]
    assert [changes.verdict(node) for node in (differs, same)] == [DIFFERS, SAME]
    with pytest.raises(ValueError, match="no entries"):
        changes.entries(differs)


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


def test_roots_past_those_that_are_kept_wait(kernels: ModuleType) -> None:
    trees = {oid(1): b"", **{oid(at): tree(("40000", "d", oid(at + 16))) for at in range(2, 6)}}
    trees |= {oid(at + 16): tree(("100644", "f", oid(at))) for at in range(2, 6)}
    changes = new_changes(kernels)
    nodes = [changes.add(oid(at) + oid(1)) for at in range(2, 6)]
    changes.take([trees[column] for column in chunks(changes.wanted())])
    changes.keep(2)
    assert grow(changes, trees) == [oid(18), oid(19)]
    assert [changes.verdict(node) for node in nodes] == [DIFFERS, DIFFERS, UNDECIDED, UNDECIDED]


def chunks(column: bytes) -> Iterator[bytes]:
    """The ids in `column`."""
    return (column[at : at + SIZE] for at in range(0, len(column), SIZE))


def test_bodies_are_let_go_of(kernels: ModuleType) -> None:
    """A line of commits holds the trees of two; what waits is counted."""
    trees = {oid(at): tree(("100644", "f" * 100, oid(at))) for at in range(1, 50)}
    changes = new_changes(kernels)
    for at in range(1, 49):
        changes.add(oid(at + 1) + oid(at))
    held = []
    for column in chunks(changes.wanted()):
        changes.take([trees[column]])
        held.append(changes.held)
    assert max(held) == len(trees[oid(1)])
    assert changes.compared == 48
    assert changes.held == 0


def test_what_is_left_of_a_level_is_wanted_again(kernels: ModuleType) -> None:
    trees = {oid(at): tree(("100644", "f", oid(at))) for at in range(1, 6)}
    changes = new_changes(kernels)
    nodes = [changes.add(oid(at + 1) + oid(at)) for at in range(1, 5)]
    changes.wanted()
    changes.take([trees[oid(2)], trees[oid(1)]])
    assert changes.compared == 1
    assert list(chunks(changes.wanted())) == [oid(3), oid(2), oid(4), oid(5)]
    assert changes.level == 0
    assert grow(changes, trees) == [oid(3), oid(2), oid(4), oid(5)]
    assert [changes.verdict(node) for node in nodes] == [DIFFERS] * 4


def test_a_bomb_of_shared_trees(kernels: ModuleType) -> None:
    """2^40 paths of 40 trees: as many nodes, and entries one by one; without a file in it nothing at all."""
    for leaf in (tree(("100644", "f", oid(1))), b""):
        trees = {oid(100): leaf, oid(1): b""}
        for at in range(101, 141):
            trees[oid(at)] = tree(("40000", "a", oid(at - 1)), ("40000", "b", oid(at - 1)))
        changes = new_changes(kernels)
        node = changes.add(oid(140) + oid(1))
        assert len(grow(changes, trees)) == 42
        assert changes.verdict(node) == (DIFFERS if leaf else SAME)
        entries = changes.entries(node)
        paths = [row[0] for row in entries.take(3)]
        expected = [b"a/" * 40 + b"f", b"a/" * 39 + b"b/f", b"a/" * 38 + b"b/a/f"]
        assert paths == (expected if leaf else [])
        # However few entries a walk finds, it comes back.
        walk = changes.entries(node, b"", True)
        assert len(walk.take(1000)) <= 1000


def test_very_many_levels(kernels: ModuleType) -> None:
    levels = 100_000 if kernels.__name__.endswith("native") else 20_000
    changes = new_changes(kernels)
    node = changes.add(oid(levels) + oid(0))
    for at in range(levels, 0, -1):
        column = changes.wanted()
        assert column.startswith(oid(at))
        changes.take([tree(("40000", "d", oid(at - 1))), b""][: len(column) // SIZE])
    column = changes.wanted()
    changes.take([tree(("100644", "f", oid(5)))])
    assert not changes.wanted()
    assert changes.level == levels
    assert changes.verdict(node) == DIFFERS
    entries = changes.entries(node, b"", False, levels)
    found = []
    while not entries.is_done():
        found += entries.take(10_000)
    assert [len(row[0]) for row in found] == [2 * levels + 1]


def test_very_many_entries(kernels: ModuleType) -> None:
    count = 100_000
    rows = [("100644", f"{at:07}", oid(at)) for at in range(count)]
    old, new = tree(*rows), tree(*rows[:77], ("100644", "0000077", oid(5)), *rows[78:])
    changes = new_changes(kernels)
    one, whole = changes.add(oid(2) + oid(1)), changes.add(oid(2) + NOTHING)
    grow(changes, {oid(1): old, oid(2): new})
    assert [line.split()[0] for line in shown(changes, one)] == ["0000077"]
    entries = changes.entries(whole)
    assert [len(entries.take(60_000)) for _ in range(3)] == [60_000, 40_000, 0]


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
    for ask in (changes.verdict, changes.key, changes.is_compared, changes.is_unreadable, changes.entries):
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
    found = [changes.verdict(node), changes.is_compared(node), changes.is_unreadable(node), changes.key(node)]
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
