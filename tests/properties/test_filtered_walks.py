"""Whatever filters say of whatever commits, the compiled kernels of walks along paths give what those in Python give."""

from __future__ import annotations

from array import array
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pygitobj.formats.bloom import keys_of, make_filter, may_contain_some
from pygitobj.formats.commit_graph import FilterSettings
from pygitobj.kernels.columns import FilterLayer
from tests.properties.test_kernels_agree import outcome
from tests.properties.test_walk_kernels import SIZE, layer_of, raw, twins

pytestmark = pytest.mark.property
SETTINGS = FilterSettings(2, 3, 10)
PATHS = st.sampled_from([b"a", b"a/b", b"\xff/c", b"d"])
FILTERS = st.lists(PATHS, max_size=4).map(lambda paths: make_filter(paths, SETTINGS)) | st.binary(max_size=3)


def filters_of(filters: list[bytes], asked: list[bytes], wrong: tuple[int, int] | None = None) -> FilterLayer:
    """A layer with these filters, of which one end may be a `wrong` one."""
    ends = [sum(map(len, filters[: at + 1])) for at in range(len(filters))]
    if wrong is not None and filters:
        ends[wrong[0] % len(ends)] = wrong[1]
    words = b"".join(end.to_bytes(4) for end in ends)
    body = b"".join(filters)
    keys = tuple(keys_of(path, SETTINGS.version) for path in asked)
    return FilterLayer(b"x" + words + body, len(filters), 1, 1 + len(words), len(body), keys, SETTINGS.hashes)


@given(
    st.lists(st.lists(FILTERS, max_size=5), max_size=3),
    st.lists(PATHS, max_size=2),
    st.none() | st.tuples(st.integers(0, 9), st.integers(0, 40) | st.just(0xFFFFFFFF)),
)
def test_filters(layers: list[list[bytes]], asked: list[bytes], wrong: tuple[int, int] | None) -> None:
    made = [filters_of(layer, asked, wrong) for layer in layers]
    native, pure = (kind(made) for kind in twins("path_filters", "PathFilters"))
    assert native.are_sound() == pure.are_sound()
    assert native.are_sound() or wrong is not None
    whole = [bits for layer in layers for bits in layer]
    for position in range(-1, len(whole) + 1):
        found = outcome(native.unchanged, position)
        assert found == outcome(pure.unchanged, position)
        if wrong is None and asked and 0 <= position < len(whole):
            assert found is not may_contain_some(whole[position], asked, SETTINGS)


@given(st.tuples(*[st.integers(-3, 40)] * 4), st.integers(0, 60))
def test_filters_that_do_not_lie_in_their_bytes(places: tuple[int, int, int, int], size: int) -> None:
    commits, ends, filters, filters_size = places
    layer = FilterLayer(bytes(size), commits, ends, filters, filters_size, (((1, 2),),), 1)
    native, pure = (outcome(kind, [layer]) for kind in twins("path_filters", "PathFilters"))
    assert isinstance(native, tuple) == isinstance(pure, tuple)


NO_PARENT = 0x70000000
COUNT = 8
CALLS = st.one_of(
    st.just(("pass_unchanged",)),
    st.just(("get",)),
    st.just(("__len__",)),
    st.tuples(st.just("put_dated"), st.integers(0, COUNT), st.integers(0, 9)),
    st.tuples(st.just("next_changed"), st.integers(0, COUNT), st.integers(0, 4)),
    st.tuples(st.just("mark"), st.integers(0, COUNT - 1), st.sampled_from([1, 2, 64, 1 << 7, 1 << 15, 1 << 21])),
)


@given(
    st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9), st.integers(0, 9)), min_size=COUNT, max_size=COUNT),
    st.lists(FILTERS, min_size=COUNT - 2, max_size=COUNT),
    st.lists(CALLS, max_size=20),
    st.tuples(st.booleans(), st.integers(0, 5)),
)
def test_queues(
    rows: list[tuple[int, int, int]], filters: list[bytes], calls: list[tuple[Any, ...]], options: tuple[bool, int]
) -> None:
    """Parents come before their children in the order of ids, where there are any."""
    graph = [
        (first if first < at else NO_PARENT, second if first < at > second else NO_PARENT, False, 1, date, 0)
        for at, (first, second, date) in enumerate(rows)
    ]
    answers: list[list[Any]] = [[], []]
    names = (("graph_rows", "GraphRows"), ("commit_table", "CommitTable"), ("path_filters", "PathFilters"))
    kinds = zip(*(twins(*name) for name in names), twins("filtered_queue", "FilteredQueue"), answers, strict=True)
    for rows_kind, table_kind, filters_kind, queue_kind, told in kinds:
        layer = layer_of(0, (graph, [], False), (0, 0))
        table, marks = table_kind(SIZE), array("I")
        made = rows_kind(SIZE, [layer])
        assert made.first_bad() < 0
        table.numbers(b"".join(map(raw, range(COUNT))))
        table.attach(made)
        queue = queue_kind(table, marks, filters_kind([filters_of(filters, [b"a/b"])]), *options)
        for name, *arguments in calls:
            if name == "mark":
                marks[arguments[0]] |= arguments[1]
            else:
                found = outcome(getattr(queue, name), *arguments)
                told.append(list(found) if isinstance(found, array) else found)
        told.append(list(marks))
    assert answers[0] == answers[1]
