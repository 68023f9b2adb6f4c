"""Whatever the history, the compiled kernels of walks give what those in Python give."""

from __future__ import annotations

import importlib
from array import array
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.properties.test_kernels_agree import outcome

pytestmark = pytest.mark.property
pytest.importorskip("pygitobj.kernels.native.commit_table", reason="no compiled kernels")
SIZE = 20
ENDS = [0, 1, (1 << 63) - 1, 1 << 63, (1 << 64) - 1]
DATES = st.sampled_from(ENDS) | st.integers(5, 9)


def twins(name: str, kind: str) -> list[Any]:
    """What both kernels call `kind`."""
    return [getattr(importlib.import_module(f"pygitobj.kernels.{one}.{name}"), kind) for one in ("native", "pure")]


def raw(number: int) -> bytes:
    """A raw id."""
    return bytes([number]) * SIZE


def body_of(tree: int, parents: list[int], date: int) -> bytes:
    """A commit."""
    lines = "".join(f"parent {raw(parent).hex()}\n" for parent in parents)
    return f"tree {raw(tree).hex()}\n{lines}author A <a> 1 +0000\ncommitter A <a> {date} +0000\n\nx".encode()


IDS = st.integers(0, 9)
LISTS = st.lists(IDS, max_size=5)
BODIES = st.none() | st.binary(max_size=60) | st.builds(body_of, IDS, LISTS, DATES)
CALLS = st.one_of(
    st.tuples(st.just("number"), IDS.map(raw)),
    st.tuples(st.just("numbers"), LISTS.map(lambda some: b"".join(map(raw, some)))),
    st.tuples(st.just("put"), IDS, IDS.map(raw), LISTS.map(lambda some: list(map(raw, some))), DATES, DATES),
    st.lists(st.tuples(IDS.map(raw), BODIES), max_size=4).map(
        lambda pairs: ("take", b"".join(oid for oid, _ in pairs), [body for _, body in pairs])
    ),
    st.tuples(st.just("set_parents"), IDS, LISTS),
    st.tuples(st.sampled_from(["oid", "is_known", "parents", "tree", "date", "generation"]), IDS),
    st.tuples(st.sampled_from(["oids", "trees"]), LISTS.map(lambda some: array("I", some))),
    st.tuples(st.just("unknown"), LISTS.map(lambda some: b"".join(map(raw, some)))),
)


@given(st.lists(CALLS, max_size=30))
def test_tables(calls: list[tuple[Any, ...]]) -> None:
    tables = [kind(SIZE) for kind in twins("commit_table", "CommitTable")]
    for name, *arguments in calls:
        native, pure = (outcome(getattr(table, name), *arguments) for table in tables)
        assert native == pure
        assert len(tables[0]) == len(tables[1])


HISTORIES = st.lists(st.tuples(st.lists(st.integers(0, 11), max_size=3), DATES), min_size=12, max_size=12)
SETTINGS = st.tuples(
    st.booleans(), st.booleans(), st.booleans(), st.sampled_from([0, 0, 6, 7]), st.sampled_from([0, 6]),
    st.sampled_from([ENDS[-1], 8]),
)  # fmt: skip
History = list[tuple[list[int], int]]


def put(table: Any, history: History, n: int) -> None:
    """Know a commit of a history; the first ones have numbers as they have places there."""
    parents, date = history[n]
    table.put(n, raw(0), list(map(raw, parents)), date)


def walked(table: Any, walk: Any, history: History, missing: set[int], sizes: list[int]) -> list[Any]:
    """All that a walk does, where rows come when they are needed."""
    told: list[Any] = []
    while len(told) < 200:
        rows = walk.step(sizes[len(told) % len(sizes)])
        told.append((list(rows), walk.needed, walk.needed >= 0 and walk.is_needed, walk.is_over))
        if walk.needed < 0 and not rows:
            return told
        if walk.needed in missing:
            walk.pass_over()
        elif walk.needed >= 0:
            put(table, history, walk.needed)
    raise AssertionError("a walk without an end")


@given(
    HISTORIES, SETTINGS, st.lists(st.integers(0, 11), min_size=1, max_size=4), st.lists(st.integers(0, 11), max_size=2),
    st.sets(st.integers(0, 11), max_size=3), st.lists(st.integers(1, 20), min_size=1, max_size=3),
)  # fmt: skip
def test_walks(
    history: History, settings: tuple[Any, ...], tips: list[int], hidden: list[int], missing: set[int], sizes: list[int]
) -> None:
    """Histories with cycles too, as replace refs can make them, and with commits that are missing."""
    answers = []
    kinds = zip(twins("commit_table", "CommitTable"), twins("date_walk", "DateWalk"), strict=True)
    for table_kind, walk_kind in kinds:
        table, marks = table_kind(SIZE), array("I")
        table.numbers(b"".join(map(raw, range(12))))
        walk = walk_kind(table, marks, *settings)
        for n in hidden:
            marks[n] |= 2
        for n in [*tips, *hidden]:
            put(table, history, n)
        for n in [*tips, *hidden]:
            walk.put(n)
        answers.append((walked(table, walk, history, missing - {*tips, *hidden}, sizes), list(marks[:12])))
    assert answers[0] == answers[1]


@given(
    HISTORIES, st.permutations(range(12)), st.integers(0, 12), st.dictionaries(st.integers(0, 11), LISTS, max_size=2),
    st.booleans(), st.none() | st.lists(DATES, min_size=12, max_size=12), st.lists(st.booleans(), max_size=12),
)  # fmt: skip
def test_orders(
    history: History,
    numbers: list[int],
    count: int,
    own: dict[int, list[int]],
    is_dated: bool,
    dates: list[int] | None,
    loaded: list[bool],
) -> None:
    rows, answers = array("I", numbers[:count]), []
    when = None if dates is None else array("Q", dates[:count])
    marks = array("I", [1 << 15 if is_so else 0 for is_so in loaded])
    for table_kind, order in zip(
        twins("commit_table", "CommitTable"), twins("date_walk", "topological_order"), strict=True
    ):
        table = table_kind(SIZE)
        table.numbers(b"".join(map(raw, range(12))))
        for n in range(12):
            put(table, history, n)
        left = {n: tuple(parents) for n, parents in own.items()}
        answers.append(outcome(order, table, marks, rows, left, is_dated, when))
    assert answers[0] == answers[1]
    assert len(answers[0]) <= count


@given(st.lists(st.integers(0, 5), max_size=8), st.lists(st.integers(0, 7), max_size=6), st.integers(0, 7))
def test_rows_without_marks(numbers: list[int], marks: list[int], bits: int) -> None:
    native, pure = (
        outcome(keep, array("I", numbers), array("I", marks), bits) for keep in twins("date_walk", "without")
    )
    assert native == pure
