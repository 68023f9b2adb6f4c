"""What comparing trees reads and holds, however many there are, and how large or deep."""

from __future__ import annotations

from types import ModuleType

from tests.support.compared_trees import (
    DIFFERS,
    NOTHING,
    SAME,
    SIZE,
    UNDECIDED,
    chunks,
    grow,
    new_changes,
    oid,
    shown,
    tree,
)


def test_roots_past_those_that_are_kept_wait(kernels: ModuleType) -> None:
    trees = {oid(1): b"", **{oid(at): tree(("40000", "d", oid(at + 16))) for at in range(2, 6)}}
    trees |= {oid(at + 16): tree(("100644", "f", oid(at))) for at in range(2, 6)}
    changes = new_changes(kernels)
    nodes = [changes.add(oid(at) + oid(1)) for at in range(2, 6)]
    changes.take([trees[column] for column in chunks(changes.wanted())])
    changes.keep(2)
    assert grow(changes, trees) == [oid(18), oid(19)]
    assert [changes.verdict(node) for node in nodes] == [DIFFERS, DIFFERS, UNDECIDED, UNDECIDED]


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
