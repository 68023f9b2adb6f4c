"""Commits by number: the same from both kernels."""

from __future__ import annotations

import importlib
from array import array
from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest

INFINITY = (1 << 64) - 1


@pytest.fixture(params=[20, 32])
def table(kernels: ModuleType, request: pytest.FixtureRequest) -> Any:
    """An empty table."""
    return importlib.import_module(f"{kernels.__name__}.commit_table").CommitTable(request.param)


def raw(table: Any, number: int) -> bytes:
    """A raw id."""
    return bytes([number]) * int(table.hash_size)


def body(table: Any, tree: int, *parents: int, date: int = 7) -> bytes:
    """A commit."""
    lines = "".join(f"parent {raw(table, parent).hex()}\n" for parent in parents)
    return f"tree {raw(table, tree).hex()}\n{lines}author A <a> 1 +0000\ncommitter A <a> {date} +0000\n\nx".encode()


def test_numbers_go_by_coming(table: Any) -> None:
    assert [table.number(raw(table, one)) for one in (5, 3, 5, 9)] == [0, 1, 0, 2]
    assert table.find(raw(table, 9)) == 2
    assert table.find(raw(table, 8)) == -1
    assert len(table) == 3
    assert table.numbers(raw(table, 9) + raw(table, 1) + raw(table, 3)) == array("I", [2, 3, 1])
    assert [table.oid(n) for n in range(4)] == [raw(table, one) for one in (5, 3, 9, 1)]
    assert table.oids(array("I", [3, 0, 3])) == raw(table, 1) + raw(table, 5) + raw(table, 1)
    assert table.numbers(b"") == array("I")
    assert table.oids(array("I")) == b""


def test_many_ids(table: Any) -> None:
    size = table.hash_size
    ids = [number.to_bytes(2).ljust(size, b"\0") for number in range(5000)]  # all end alike
    ids += [number.to_bytes(2).rjust(size, b"\1") for number in range(5000)]
    assert table.numbers(b"".join(ids)) == array("I", range(10000))
    assert [table.find(oid) for oid in ids] == list(range(10000))


def test_what_is_put(table: Any) -> None:
    n = table.number(raw(table, 1))
    assert not table.is_known(n)
    table.put(n, raw(table, 7), [raw(table, 2), raw(table, 3), raw(table, 2)], INFINITY)
    assert table.is_known(n)
    assert table.parents(n) == (1, 2, 1)
    assert (table.tree(n), table.date(n), table.generation(n)) == (raw(table, 7), INFINITY, INFINITY)
    assert not table.is_known(1)
    table.put(n, raw(table, 8), [], 0, 5)
    assert (table.tree(n), table.parents(n), table.date(n), table.generation(n)) == (raw(table, 8), (), 0, 5)
    table.put(1, raw(table, 6), (raw(table, 1),), 3)
    assert table.parents(1) == (0,)
    assert table.trees(array("I", [1, 0])) == raw(table, 6) + raw(table, 8)


def test_many_parents(table: Any) -> None:
    for n in range(3):
        table.put(table.number(raw(table, n)), raw(table, 0), [raw(table, one) for one in range(100 + n)], 1)
    for n in range(3):
        assert table.parents(n) == tuple(range(100 + n))


def test_what_is_taken(table: Any) -> None:
    ids = b"".join([raw(table, one) for one in (1, 2, 3, 4)])
    bodies = [body(table, 9, 2, date=5), None, b"tree x", body(table, 8, 5, 1)]
    assert table.unknown(ids) == ids
    assert len(table) == 0
    table.take(ids, bodies)
    assert [table.is_known(table.find(raw(table, one))) for one in (1, 2, 3, 4, 5)] == [True, False, False, True, False]
    first, last = table.find(raw(table, 1)), table.find(raw(table, 4))
    assert (table.tree(first), table.date(first), table.generation(first)) == (raw(table, 9), 5, INFINITY)
    assert table.parents(last) == (table.find(raw(table, 5)), first)
    assert table.unknown(ids) == raw(table, 2) + raw(table, 3)
    # What is known stays.
    table.take(ids, [body(table, 1), body(table, 2), None, None])
    assert table.tree(first) == raw(table, 9)
    assert table.tree(table.find(raw(table, 2))) == raw(table, 2)


def test_fixed_parents(table: Any) -> None:
    ids = [raw(table, one) for one in range(4)]
    table.numbers(b"".join(ids))
    table.set_parents(0, [3, 3])
    table.set_parents(1, array("I"))
    assert not table.is_known(0)
    table.take(ids[0] + ids[1], [body(table, 9, 1, 2), body(table, 9, 2)])
    table.put(2, ids[0], [ids[1]], 1)
    assert [table.parents(n) for n in range(3)] == [(3, 3), (), (1,)]
    table.set_parents(2, (0, 1))
    table.put(2, ids[0], [ids[1]], 1)
    assert table.parents(2) == (0, 1)


MISUSED: list[Callable[[Any], Any]] = [
    lambda table: table.number(b"x"),
    lambda table: table.numbers(b"x"),
    lambda table: table.unknown(b"x"),
    lambda table: table.take(b"x", []),
    lambda table: table.take(raw(table, 1), []),
    lambda table: table.oid(2),
    lambda table: table.oid(-1),
    lambda table: table.oids(array("I", [0, 2])),
    lambda table: table.is_known(2),
    lambda table: table.put(2, raw(table, 1), [], 1),
    lambda table: table.put(-1, raw(table, 1), [], 1),
    lambda table: table.put(1, b"x", [], 1),
    lambda table: table.put(1, raw(table, 1), [b"x"], 1),
    lambda table: table.put(1, raw(table, 1), [], 1 << 64),
    lambda table: table.put(1, raw(table, 1), [], -1),
    lambda table: table.put(1, raw(table, 1), [], 1, 1 << 64),
    lambda table: table.set_parents(0, [2]),
    lambda table: table.set_parents(0, [-1]),
    lambda table: table.set_parents(2, []),
    lambda table: table.parents(1),
    lambda table: table.parents(2),
    lambda table: table.tree(1),
    lambda table: table.trees(array("I", [0, 1])),
    lambda table: table.date(1),
    lambda table: table.generation(1),
    lambda table: type(table)(7),
    lambda table: type(table)(33),
]


@pytest.mark.parametrize("use", MISUSED)
def test_misuse(table: Any, use: Callable[[Any], Any]) -> None:
    """Each call raises ValueError, and nothing changes."""
    table.put(table.number(raw(table, 1)), raw(table, 2), [raw(table, 3)], 4, 5)
    with pytest.raises(ValueError, match=r"."):
        use(table)
    assert len(table) == 2
    assert (table.parents(0), table.date(0), table.is_known(1)) == ((1,), 4, False)


@pytest.mark.parametrize("size", [0, 7, 33])
def test_graphs_of_ids_of_no_size_are_refused(kernels: ModuleType, size: int) -> None:
    with pytest.raises(ValueError, match="no size of a hash"):
        importlib.import_module(f"{kernels.__name__}.graph_rows").GraphRows(size, [])
