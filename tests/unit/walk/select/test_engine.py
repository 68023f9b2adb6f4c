"""Selection and order over histories whose clocks are wrong: what is told is what git 2.55 prints for them."""

from __future__ import annotations

from typing import Any

import pytest

from pygitobj.errors import GitObjectError, NotFoundError
from pygitobj.walk.select.bisect import steps
from pygitobj.walk.select.selection import Order, Selection
from pygitobj.walk.select.state import Looks
from tests.unit.walk.select.histories import Commits, Walked

# A merge of three, a second root, and children that are older than their parents.
SKEWED: Commits = {
    "A": (1000, ""), "B": (2000, "A"), "D": (1500, "A"), "E": (3000, "B"), "F": (500, "D"), "G": (3000, "E F"),
    "H": (3000, "D"), "I": (4000, "H G"), "J": (3000, "F"), "K": (2500, "J B H"), "R": (3500, ""), "S": (700, "R"),
}  # fmt: skip
WRITTEN = {name: date for name, (date, _) in SKEWED.items()} | {"D": 9000, "I": 100, "S": 8000}
SIDES: Commits = {
    "A": (1000, ""), "B": (1100, "A"), "L1": (1200, "B"), "L2": (1300, "L1"), "L3": (1400, "L2"), "R1": (1250, "B"),
    "R2": (1350, "R1"), "R3": (1450, "R2"), "M": (1500, "L3 R2"),
}  # fmt: skip
LINES: Commits = {
    "A": (100, ""), "B": (200, "A"), "C": (300, "B"), "D": (400, "B"), "E": (500, "C"), "F": (600, "D C"),
    "G": (700, "E F"), "Z": (50, ""), "Y": (150, "Z"), "O": (800, "G Y D E"), "S": (350, "A"), "T": (900, "O S"),
}  # fmt: skip

ASKED = [
    ("I", {}, "I H G E B D A F"),
    ("S K I", {}, "I H G E K J B D A S R F"),
    ("I K S", {"order": Order.TOPO}, "I G E K H B J F D A S R"),
    ("I K S", {"order": Order.DATE}, "I G E K J H B S R F D A"),
    ("I K S", {"order": Order.AUTHOR_DATE}, "S R K J I H G E B F D A"),
    ("I K", {"reverse": True, "max_count": 3}, "G H I"),
    ("K I", {"reverse": True, "order": Order.TOPO, "max_count": 4}, "K E G I"),
    ("K I", {"skip": 2, "max_count": 2}, "G E"),
    ("I", {"max_count": 0}, ""),
    ("I K", {"max_count": 3, "is_oldest": True}, "D A F"),
    ("I", {"max_count": 3, "is_oldest": True, "reverse": True}, "F A D"),
    ("I K", {"first_parent": True}, "I H K J D A F"),
    ("I S K", {"no_walk": True}, "I K S"),
    ("I S K", {"no_walk": True, "unsorted": True}, "I S K"),
    ("K ^D", {"order": Order.TOPO}, "K H B J F"),
    ("I K ^B", {}, "I H G E K J D F"),
    ("S I ^F ^B", {"order": Order.TOPO}, "I G E H S R"),
    ("I K S", {"max_parents": 0}, "A R"),
    ("I K", {"min_parents": 3}, "K"),
    ("I K A", {"maximal_only": True, "is_alone": True}, "I K"),
    ("I", {"since": 2000}, "I H G E B"),
    ("I", {"until": 2500}, "B D A F"),
    ("I", {"since_as_filter": 1000}, "I H G E B D A"),
]


@pytest.mark.parametrize("deep", [False, True])
@pytest.mark.parametrize(("tips", "asked", "told"), ASKED)
def test_orders_and_limits(tips: str, asked: dict[str, Any], told: str, deep: bool) -> None:
    walked = Walked(SKEWED, deep=deep)
    looks = Looks(author_date=lambda number: WRITTEN[walked.name(number)])
    assert walked.told(tips, Selection(**asked), looks) == told


@pytest.mark.parametrize(
    ("tips", "asked", "told"),
    [
        ("^B <L3 R3", {}, ">R3 <L3 >R2 <L2 >R1 <L1"),
        ("^B <L3 R3", {"boundary": True}, ">R3 <L3 >R2 <L2 >R1 <L1 -B"),
        ("^B <L3 R3", {"left_only": True}, "<L3 <L2 <L1"),
        ("^B <L3 R3", {"right_only": True}, ">R3 >R2 >R1"),
        ("^B <L3 R3", {"boundary": True, "max_count": 2}, ">R3 <L3 -L2 -R2"),
        ("^L1 M", {"boundary": True}, ">M >L3 >R2 >L2 >R1 -L1 -B"),
        ("^L1 M", {"boundary": True, "first_parent": True}, ">M >L3 >L2 -L1 -R2"),
        ("^A M", {"boundary": True, "max_count": 1}, ">M -R2 -L3"),
        ("^A M", {"boundary": True, "max_count": 2, "skip": 1}, ">L3 >R2 -R1 -L2"),
        ("^L1 M", {"boundary": True, "reverse": True}, "-B -L1 >R1 >L2 >R2 >L3 >M"),
        ("^R1 M", {"boundary": True, "reverse": True, "order": Order.TOPO}, "-B -R1 >L1 >L2 >L3 >R2 >M"),
    ],
)
def test_sides_and_borders(tips: str, asked: dict[str, Any], told: str) -> None:
    assert Walked(SIDES).told(tips, Selection(**asked), sides=True) == told


@pytest.mark.parametrize(
    ("tips", "middle", "told"),
    [
        ("^C G", None, "G F E"),
        ("^D G", None, "G F"),
        ("^A G", "E", "G E C B"),
        ("^B T", "E", "T O G E C"),
        ("^A T", "F S", "T O G F D S C B"),
        ("^Z T", None, "T O Y"),
    ],
)
def test_lines_of_history(tips: str, middle: str | None, told: str) -> None:
    walked = Walked(LINES)
    through = () if middle is None else tuple(walked.number(name) for name in middle.split())
    asked = Selection(ancestry_path=through, from_bottoms=middle is None, full_history=True, limited=True)
    assert walked.told(tips, asked) == told


def test_line_through_nothing() -> None:
    asked = Selection(ancestry_path=(), from_bottoms=True, limited=True)
    with pytest.raises(GitObjectError, match="no bottom commits"):
        Walked(LINES).told("T", asked)


def test_children() -> None:
    walked = Walked(SKEWED)
    engine = walked.engine("I K", Selection(children=True))
    children = {walked.name(n): [walked.name(c) for c in found[::-1]] for n, found in engine.walk.children.items()}
    assert children == {
        "H": ["K", "I"], "G": ["I"], "E": ["G"], "F": ["J", "G"], "J": ["K"], "B": ["K", "E"], "D": ["F", "H"],
        "A": ["D", "B"],
    }  # fmt: skip


def test_batches_are_what_is_told_one_by_one() -> None:
    for tips in ("I K S", "I K ^B", "I K ^D"):
        for asked in ({}, {"reverse": True}, {"max_count": 3, "skip": 1}, {"order": Order.TOPO}, {"max_count": 0}):
            walked = Walked(SKEWED)
            engine = walked.engine(tips, Selection(**asked))
            batches = " ".join(walked.name(number) for batch in engine.batches() for number in batch)
            assert batches == Walked(SKEWED).told(tips, Selection(**asked))


def test_what_is_missing_is_an_error_unless_it_is_hidden() -> None:
    commits = {**SIDES, "N": (1600, "gone M"), "H": (1700, "N")}
    with pytest.raises(NotFoundError):
        Walked(commits).told("N", Selection())
    assert Walked(commits).told("M ^H", Selection()) == ""


def test_cut_in_halves() -> None:
    line = {f"c{n}": (1000 + n, f"c{n - 1}" if n else "") for n in range(9)}
    engine = Walked(line).engine("c8", Selection(limited=True))
    cut = engine.cut()
    assert (engine.walk.table.oid(cut.numbers[0]).decode().strip(), cut.reaches, cut.total) == ("c3", 4, 9)
    every = Walked(line).engine("c8", Selection(limited=True)).cut(every=True)
    assert every.distances == [4, 4, 3, 3, 2, 2, 1, 1, 0]
    assert [steps(count) for count in (0, 2, 3, 4, 5, 8, 9, 100, 1000)] == [0, 0, 1, 1, 1, 2, 2, 6, 9]
