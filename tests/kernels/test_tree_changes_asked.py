"""What differs between trees where only some of it is asked for: at paths, by steps, or whether anything does."""

from __future__ import annotations

from types import ModuleType

import pytest

from tests.support.compared_trees import DIFFERS, SAME, grow, new_changes, oid, shown, tree


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
