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
