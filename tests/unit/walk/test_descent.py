"""Which commits lead to which, on a small history: a fork, a merge, and a line of its own."""

from __future__ import annotations

import pytest

from pygitobj.walk.branch_base import branch_base
from pygitobj.walk.descent import Descendants, reached_from
from pygitobj.walk.distances import distances
from pygitobj.walk.history import History
from tests.unit.walk.select.histories import Commits, Provider, oid_of

# Dates go by the alphabet.
COMMITS: Commits = {
    "a": (97, ""), "b": (98, "a"), "c": (99, "b"), "d": (100, "b"), "e": (101, "c d"), "f": (102, "e"), "x": (120, ""),
    "y": (121, "x"),
}  # fmt: skip
HISTORY = History(Provider(COMMITS))


@pytest.mark.parametrize(
    ("wanted", "having"), [("b", "bcdef"), ("a", "abcdef"), ("c", "cef"), ("cd", "cdef"), ("x", "xy"), ("", "")]
)
@pytest.mark.parametrize("order", ["abcdefxy", "fedcbayx"])
def test_descendants(wanted: str, having: str, order: str) -> None:
    found = Descendants(HISTORY, [oid_of(name) for name in wanted])
    assert sorted(name for name in order if found.has(oid_of(name))) == sorted(having)


@pytest.mark.parametrize(
    ("tips", "reached"), [("f", "abcdef"), ("c", "abc"), ("d", "abd"), ("cd", "abcd"), ("y", "xy"), ("", "")]
)
def test_reached(tips: str, reached: str) -> None:
    sought = {oid_of(name) for name in COMMITS}
    found = reached_from(HISTORY, [oid_of(tip) for tip in tips], sought)
    assert found == {oid_of(name) for name in reached}


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [("f", "f", (0, 0)), ("f", "c", (3, 0)), ("c", "f", (0, 3)), ("c", "d", (1, 1)), ("f", "y", (6, 2))],
)
def test_distance(one: str, other: str, expected: tuple[int, int]) -> None:
    numbers = [HISTORY.number(oid_of(name)) for name in (one, other)]
    assert distances(HISTORY, numbers[:1], numbers[1:]) == [[expected]]


def test_a_long_history() -> None:
    line: Commits = {str(number): (number, str(number - 1) if number else "") for number in range(30_001)}
    found = Descendants(History(Provider(line)), [oid_of("0")])
    assert found.has(oid_of("20000"))
    assert not Descendants(History(Provider(line)), [oid_of("30000")]).has(oid_of("20000"))


def test_distances_of_many_are_those_of_each() -> None:
    numbers = [HISTORY.number(oid_of(name)) for name in COMMITS]
    each = [[distances(HISTORY, [tip], [base])[0][0] for base in numbers] for tip in numbers]
    assert distances(HISTORY, numbers, numbers) == each


@pytest.mark.parametrize(
    ("tip", "bases", "found"),
    [("f", "cd", 0), ("f", "dc", 1), ("f", "bdx", 0), ("f", "ab", 1), ("f", "ff", 0), ("f", "xy", None),
     ("f", "", None), ("c", "fd", 0), ("b", "fy", 0)],
)  # fmt: skip
def test_the_branch_that_one_was_started_from(tip: str, bases: str, found: int | None) -> None:
    """Where first parents meet: of `e` the first is `c`, so that what only `d` has is as far as `b`."""
    numbers = [HISTORY.number(oid_of(name)) for name in bases]
    assert branch_base(HISTORY, HISTORY.number(oid_of(tip)), numbers) == found
