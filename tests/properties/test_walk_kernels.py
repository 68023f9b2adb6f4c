"""Whatever the history, the compiled kernels of walks give what those in Python give."""

from __future__ import annotations

import importlib
from array import array
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pygitobj.kernels.columns import GraphLayer
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


def put(table: Any, history: History, n: int, levels: list[int] | None = None) -> None:
    """Know a commit of a history; the first ones have numbers as they have places there."""
    parents, date = history[n]
    level = ENDS[-1] if levels is None else levels[n]
    table.put(n, raw(0), list(map(raw, parents)), date, level)


def walked(
    table: Any, walk: Any, history: History, missing: set[int], sizes: list[int], levels: list[int] | None = None
) -> list[Any]:
    """All that a walk does, where rows come when they are needed."""
    told: list[Any] = []
    while len(told) < 200:
        most = sizes[len(told) % len(sizes)]
        rows = walk.step(most)
        told.append((list(rows), walk.needed, walk.needed >= 0 and walk.is_needed, getattr(walk, "is_over", False)))
        if walk.needed < 0 and not rows and most:
            return told
        if walk.needed in missing:
            walk.pass_over()
        elif walk.needed >= 0:
            put(table, history, walk.needed, levels)
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


TOPOLOGICAL = st.tuples(st.booleans(), st.booleans(), st.sampled_from([0, 0, 6, 7]), st.booleans())


@given(
    HISTORIES, TOPOLOGICAL, st.lists(st.integers(0, 11), min_size=1, max_size=4, unique=True),
    st.lists(st.integers(0, 11), max_size=2, unique=True), st.sets(st.integers(0, 11), max_size=3),
    st.lists(st.integers(0, 20), min_size=1, max_size=3), st.none() | st.lists(DATES, min_size=12, max_size=12),
    st.none() | st.lists(st.integers(0, 9) | st.just(ENDS[-1]), min_size=12, max_size=12),
)  # fmt: skip
def test_topological_walks(
    history: History,
    settings: tuple[Any, ...],
    tips: list[int],
    hidden: list[int],
    missing: set[int],
    sizes: list[int],
    written: list[int] | None,
    levels: list[int] | None,
) -> None:
    """Any generations too, which a commit-graph would not be believed that has them."""
    answers = []
    kinds = zip(twins("commit_table", "CommitTable"), twins("topo_walk", "TopoWalk"), strict=True)
    for table_kind, walk_kind in kinds:
        table, marks = table_kind(SIZE), array("I")
        table.numbers(b"".join(map(raw, range(12))))
        walk = walk_kind(table, marks, *settings, None if written is None else written.__getitem__)
        for n in hidden:
            marks[n] |= 2
        for n in {*tips, *hidden}:
            put(table, history, n, levels)
        told = [outcome(walk.put, n) for n in [*hidden, *tips]]
        told += walked(table, walk, history, missing - {*tips, *hidden}, [*sizes, 1], levels)
        answers.append((told, list(marks[:12])))
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
        twins("commit_table", "CommitTable"), twins("topo_order", "topological_order"), strict=True
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


@given(HISTORIES, st.lists(st.integers(0, 13), max_size=8), st.sampled_from([b"\n", b"\0", b""]))
def test_lines_with_parents(history: History, numbers: list[int], end: bytes) -> None:
    answers = []
    for kind, lines in zip(twins("commit_table", "CommitTable"), twins("told_lines", "parent_lines"), strict=True):
        table = kind(SIZE)
        table.numbers(b"".join(map(raw, range(13))))
        for n in range(12):
            put(table, history, n)
        answers.append(outcome(lines, table, array("I", numbers), end))
    assert answers[0] == answers[1]


NO_PARENT, TOP_BIT = 0x70000000, 0x80000000
PARENTS = st.integers(0, 7) | st.sampled_from([NO_PARENT, 0x7FFFFFFF])
# Of each commit two parents, whether the second is a row of EDGE, level, date, offset of the corrected date; the words
# of EDGE; whether there are corrected dates.
LAYERS = st.lists(
    st.tuples(
        st.lists(
            st.tuples(PARENTS, PARENTS, st.booleans(), st.integers(0, 9), DATES, st.integers(0, 4) | st.just(TOP_BIT)),
            max_size=4,
        ),
        st.lists(st.integers(0, 7) | st.integers(TOP_BIT, TOP_BIT + 7), max_size=4),
        st.booleans(),
    ),
    max_size=3,
)


def layer_of(first: int, layer: Any, damage: tuple[int, int]) -> GraphLayer:
    """A layer whose ids go from `first` on, perhaps with one of them damaged."""
    rows, edges, has_dates = layer
    ids = [raw(first + n) for n in range(len(rows))]
    if damage[0] < len(ids):
        ids[damage[0]] = raw(damage[1])
    parts = [b"".join(ids), b"", b"".join(edge.to_bytes(4) for edge in edges), b"", (1 << 40).to_bytes(8)]
    for one, two, is_list, level, date, offset in rows:
        numbers = one, (TOP_BIT | two & 7) if is_list else two, level << 2 | date >> 32 & 3, date & 0xFFFFFFFF
        parts[1] += raw(9) + b"".join(number.to_bytes(4) for number in numbers)
        parts[3] += offset.to_bytes(4)
    starts = [sum(map(len, parts[:at])) for at in range(5)]
    fanout = tuple(sum(oid[0] <= byte for oid in ids) for byte in range(256))
    dates = starts[3] if has_dates else -1
    return GraphLayer(
        b"".join(parts), len(rows), fanout, starts[0], starts[1], starts[2], len(edges), dates, starts[4], 1
    )


@given(LAYERS, st.tuples(st.integers(0, 30), st.integers(0, 12)), st.booleans(), st.lists(IDS, max_size=4))
def test_graphs(layers: list[Any], damage: tuple[int, int], is_asked: bool, known: list[int]) -> None:
    """What git writes and what it does not: any parents, lists without an end, ids that do not ascend."""
    answers: list[list[Any]] = [[], []]
    kinds = zip(twins("graph_rows", "GraphRows"), twins("commit_table", "CommitTable"), answers, strict=True)
    for rows_kind, table_kind, told in kinds:
        made = [layer_of(4 * at, layer, damage) for at, layer in enumerate(layers)]
        rows = rows_kind(SIZE, made)
        told += [len(rows), rows.first_bad()]
        if rows.first_bad() >= 0:
            continue
        told += [rows.find(raw(one)) for one in range(13)]
        table = table_kind(SIZE)
        for one in known:
            table.put(table.number(raw(one)), raw(9), [raw(one + 1)], 5, 3)
        table.set_parents(table.number(raw(2)), [table.number(raw(5))])
        table.attach(rows, is_asked)
        for generation in (0, 2, 1):
            told.append(rows.use(generation))
            for n in range(20):
                for ask in ("is_known", "position", "parents", "tree", "date", "generation", "look_up", "oid"):
                    told.append(outcome(getattr(table, ask), n))
                told += [outcome(getattr(rows, ask), n) for ask in ("oid", "tree", "parents", "date", "generation")]
        told += [table.find(raw(one)) for one in range(13)]
        told += [table.unknown(b"".join(map(raw, range(13)))), len(table)]
        told.append(list(table.numbers(b"".join(map(raw, range(13))))))
    assert answers[0] == answers[1]


@given(st.lists(st.integers(-3, 90), min_size=9, max_size=9), st.integers(0, 200))
def test_graphs_that_do_not_lie_in_their_bytes(places: list[int], size: int) -> None:
    count = max(places[0], 0) % 4
    fanout = tuple([0] * 100 + [count] * 156)
    layer = GraphLayer(bytes(size), count, fanout, *places[1:8])
    native, pure = (outcome(kind, SIZE, [layer]) for kind in twins("graph_rows", "GraphRows"))
    assert isinstance(native, tuple) == isinstance(pure, tuple)
