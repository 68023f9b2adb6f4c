"""Spans of lines on their way: both kernels pass on the same, and lose no line."""

from __future__ import annotations

import importlib
from types import ModuleType
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from pygitobj.kernels.pure import spans as pure


def module(kernels: ModuleType) -> Any:
    """The module of one implementation."""
    return importlib.import_module(f"{kernels.__name__}.spans")


def test_a_span_is_cut_where_a_group_begins_and_ends(kernels: ModuleType) -> None:
    passed, kept = module(kernels).pass_spans([(0, 10, 6, 1)], [2, 5, 2, 4])
    assert passed == [(0, 10, 2, 1), (5, 14, 2, 1)]
    assert kept == [(2, 12, 2, 1)]


def test_lines_that_only_the_old_file_has_move_what_follows(kernels: ModuleType) -> None:
    passed, kept = module(kernels).pass_spans([(0, 0, 4, 0)], [1, 3, 1, 1])
    assert passed == [(0, 0, 1, 0), (3, 1, 3, 0)]
    assert kept == []


def test_spans_that_overlap_are_each_cut(kernels: ModuleType) -> None:
    passed, kept = module(kernels).pass_spans([(0, 0, 5, 0), (1, 9, 2, 0)], [2, 2, 2, 3])
    assert passed == [(0, 0, 2, 0), (1, 9, 1, 0), (2, 3, 2, 0)]
    assert kept == [(2, 2, 1, 0), (2, 10, 1, 0)]


def test_of_spans_that_start_together_those_of_the_first_list_come_first(kernels: ModuleType) -> None:
    one, other = [(0, 5, 1, 0), (4, 6, 1, 0)], [(0, 7, 1, 0), (2, 8, 1, 0)]
    assert module(kernels).merge_spans(one, other) == [one[0], other[0], other[1], one[1]]
    assert module(kernels).merge_spans(one, []) == one
    assert module(kernels).merge_spans([], other) == other


SPANS = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 9), st.integers(1, 9), st.integers(0, 3))).map(sorted)
GROUPS = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4), st.integers(1, 5)), max_size=6)


def groups_of(steps: list[tuple[int, int, int]]) -> list[int]:
    """Groups of so many old and new lines, each so many lines after the one before."""
    found, old, new = [], 0, 0
    for olds, news, between in steps:
        old, new = old + between, new + between
        found += [old, old + olds, new, new + news]
        old, new = old + olds, new + news
    return found


@given(SPANS, GROUPS)
def test_both_pass_on_the_same_and_no_line_is_lost(kernels: ModuleType, spans: Any, steps: Any) -> None:
    passed, kept = module(kernels).pass_spans(spans, groups_of(steps))
    assert (passed, kept) == pure.pass_spans(spans, groups_of(steps))
    assert sum(span[2] for span in spans) == sum(span[2] for span in (*passed, *kept))
    assert passed == sorted(passed, key=lambda span: span[0])
