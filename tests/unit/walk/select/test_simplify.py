"""History simplification over one path: what is told, and with which parents, is what git 2.55 prints."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import pytest

from pygitobj.walk.select.decorated import Decorated
from pygitobj.walk.select.selection import Order, Selection
from pygitobj.walk.select.state import Looks
from tests.unit.walk.select.histories import Commits, Walked

# foo is made twice, changed on a side, changed back, and merged with one side's content; each with what foo has.
COMMITS: Commits = {
    "I": (100, ""), "A": (200, "I"), "B": (300, "I"), "M": (400, "A B"), "D": (500, "I"), "N": (600, "M D"),
    "E": (700, "N"), "F": (750, "N"), "P": (800, "E F"), "Y": (150, ""), "X": (160, "Y"), "Q": (900, "P X"),
    "R": (950, "Q"), "S": (960, "R"), "U": (970, "S"), "V": (980, "R U"), "K": (990, "D V"), "W": (995, "K"),
}  # fmt: skip
FOO = {"I": "1", "D": "1", "A": "2", "B": "2", "M": "2", "N": "2", "F": "2", "S": "2", "Y": "", "X": ""}


class Foo:
    """What commits changed of foo."""

    def __init__(self, walked: Walked) -> None:
        self.walked = walked
        self.looked_at: list[int] = []

    def content(self, number: int) -> str:
        """What foo has in a commit."""
        return FOO.get(self.walked.name(number), "3")

    @property
    def filters(self) -> None:
        pass

    def look_at(self, numbers: Iterable[int], *, first_alone: bool = False) -> None:
        del first_alone
        self.looked_at.extend(numbers)

    def same_first(self, number: int) -> bool:
        return self.same(number)[0]

    def same(self, number: int) -> Sequence[bool]:
        mine = self.content(number)
        return [self.content(parent) == mine for parent in self.walked.history.table.parents(number)]

    def is_empty(self, number: int) -> bool:
        return not self.content(number)


FULL = {"full_history": True}
MERGES: dict[str, Any] = {
    "full_history": True, "simplify_merges": True, "order": Order.TOPO, "limited": True, "rewrites_parents": True,
}  # fmt: skip


@pytest.mark.parametrize(
    ("tips", "asked", "told"),
    [
        ("V", {}, "E A I"),
        ("V", FULL, "U S Q P E N B A I"),
        ("V", {"dense": False}, "V R Q P E N M A I"),
        ("V", MERGES, "U S E M B A I"),
        ("V", {**FULL, "show_pulls": True}, "U S Q P E N B A I"),
        ("W", {}, "E A I"),
        ("W", {"show_pulls": True}, "K E A I"),
        ("W", {**FULL, "show_pulls": True}, "K U S Q P E N B A I"),
        ("W", {**MERGES, "show_pulls": True}, "K U S E M B A I"),
        ("W", {"first_parent": True}, "K I"),
        ("V", {"first_parent": True}, "E A I"),
        ("V", {**FULL, "max_parents": 1}, "U S E B A I"),
        ("^A V", FULL, "U S Q P E N B"),
        ("^M V", {"boundary": True}, "E N"),
    ],
)
def test_what_is_told(tips: str, asked: dict[str, Any], told: str) -> None:
    walked = Walked(COMMITS)
    found = walked.told(tips, Selection(**asked), Looks(Foo(walked)))
    assert found.replace("-", "") == told


@pytest.mark.parametrize(
    ("tips", "asked", "told"),
    [
        ("V", {}, "E:A A:I I:"),
        ("V", FULL, "V:QU U:S S:Q Q:P P:EN E:N N:MI M:AB B:I A:I I:"),
        ("V", {"dense": False}, "V:R R:Q Q:P P:E E:N N:M M:A A:I I:"),
        ("V", MERGES, "U:S S:E E:M M:AB B:I A:I I:"),
        ("V", {**FULL, "max_parents": 1}, "U:S S:Q E:N B:I A:I I:"),
        ("W", {"show_pulls": True}, "K:E E:A A:I I:"),
    ],
)
def test_parents_that_are_told(tips: str, asked: dict[str, Any], told: str) -> None:
    walked = Walked(COMMITS)
    engine = walked.engine(tips, Selection(**{**asked, "rewrites_parents": True}), Looks(Foo(walked)))
    found = [f"{walked.name(n)}:{''.join(map(walked.name, engine.walk.parents(n)))}" for n in engine.run()]
    assert " ".join(found) == told


class Anything(Foo):
    """What commits changed anywhere: each has something."""

    def is_empty(self, number: int) -> bool:
        return False


def test_names_count_as_changes() -> None:
    walked = Walked(COMMITS)
    names = {walked.history.table.oid(walked.number(name)) for name in "EW"}
    looks = Looks(Decorated(walked.history.table, names, None, Anything(walked)))
    engine = walked.engine("E W", Selection(**MERGES), looks)
    found = [f"{walked.name(n)}:{''.join(map(walked.name, engine.walk.parents(n)))}" for n in engine.run()]
    assert " ".join(found) == "W:Q Q:EY Y: E:I I:"


def test_commits_are_looked_at_before_their_turn() -> None:
    walked = Walked(COMMITS)
    foo = Foo(walked)
    walked.told("W", Selection(full_history=True), Looks(foo))
    assert len(foo.looked_at) == len(set(foo.looked_at))
