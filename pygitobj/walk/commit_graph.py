"""A commit-graph that was proven: what walks ask instead of reading commits.

    hash        each layer has the hash that stands at its end; git looks at none, and gives what damaged bytes say
    layers      each was made for those below it (files/commit_graph.py)
    rows        all parents are there, all lists end, and so does each number of the overflow (kernels/graph_rows)
    generation  corrected dates, else levels, where each is greater than those of the parents, else none

What does not fit is told and passed over, with what lies above it: the objects have everything. It is read whole, so
that what was proven is what is used, whoever writes over the file meanwhile. Whether a commit is still there, no graph
knows.

Follows git's Documentation/technical/commit-graph.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from pygitobj.errors import CorruptIndex
from pygitobj.files.commit_graph import Graph, GraphFile, open_graph
from pygitobj.formats.bloom import is_usable, may_contain_some
from pygitobj.formats.commit_graph import FilterIndex
from pygitobj.kernels import GraphRows
from pygitobj.oid import ObjectFormat
from pygitobj.record import Record

BAD_HASH = "the commit-graph file has incorrect checksum and is likely corrupt"
BAD_ROW = "invalid parents or dates of a commit. commit-graph is likely corrupt"
# Kinds of generations; see kernels/pure/graph_rows.py.
NONE, LEVEL, DATED = 0, 1, 2

Tell = Callable[[str], None]


class GraphSettings(Record):
    """What is used of a commit-graph: corrected dates; filters of changed paths, of one version, 0 none, -1 any."""

    dated: bool = True
    filters: int = -1


class ProvenGraph:
    """The `layers` of a commit-graph, the oldest first, as `rows`; with `has_generations` these can be compared."""

    def __init__(
        self,
        layers: Sequence[GraphFile],
        rows: GraphRows,
        settings: GraphSettings,
        tell: Tell,
        *,
        has_generations: bool,
    ) -> None:
        self.layers = layers
        self.rows = rows
        self.tell = tell
        self.has_generations = has_generations
        for layer in layers:
            found = layer.settings
            if found is not None and not (is_usable(found) and settings.filters in (-1, found.version)):
                layer.settings = None
        self.has_filters = any(layer.settings is not None for layer in layers)

    def may_change(self, position: int, paths: Sequence[bytes]) -> bool:
        """Whether the commit at `position` may have changed one of `paths`, or what is below, next to its first parent.

        Paths have no slash at their ends.
        """
        at = len(self.layers) - 1
        while self.layers[at].before > position:
            at -= 1
        layer = self.layers[at]
        if layer.settings is None:
            return True
        try:
            bits = layer.filter_at(position - layer.before)
        except FilterIndex as error:
            self.tell(f"warning: {error.what.format(path=layer.path)}")
            return True
        return bits is None or may_contain_some(bits, paths, layer.settings)


def open_proven(
    directories: Sequence[str], object_format: ObjectFormat, settings: GraphSettings, tell: Tell
) -> ProvenGraph | None:
    """The commit-graph of the first of the object `directories` that has one which fits; None without one."""
    opens = partial(
        GraphFile, object_format=object_format, dated=settings.dated, filtered=settings.filters != 0, held=True
    )
    for own in directories:
        others = [directory for directory in directories if directory != own]
        graph = open_graph([own, *others], opens, object_format, tell)
        found = prove(graph, settings, tell)
        if found is not None:
            return found
    return None


def prove(graph: Graph, settings: GraphSettings, tell: Tell) -> ProvenGraph | None:
    """What of `graph` fits; None where nothing does, or nothing is in it."""
    layers = graph.layers
    for at, layer in enumerate(layers):
        if not has_own_hash(layer):
            tell(f"warning: {CorruptIndex(BAD_HASH).located(layer.path)}")
            layers = layers[:at]
            break
    while any(layer.count for layer in layers):
        dated = all(layer.has_dates for layer in layers)
        rows = rows_of(layers, DATED if dated else LEVEL)
        bad = rows.first_bad()
        if bad < 0:
            return with_generations(layers, rows, settings, tell, dated=dated)
        at = max(at for at, layer in enumerate(layers) if layer.before <= bad)
        error = CorruptIndex(BAD_ROW, offset=layers[at].places().rows + (bad - layers[at].before) * layers[at].width)
        tell(f"warning: {error.located(layers[at].path)}")
        layers = layers[:at]
    return None


def with_generations(
    layers: Sequence[GraphFile], rows: GraphRows, settings: GraphSettings, tell: Tell, *, dated: bool
) -> ProvenGraph:
    """The graph of `rows`, which were checked, with generations that can be compared, if it has some."""
    if rows.rises():
        return ProvenGraph(layers, rows, settings, tell, has_generations=True)
    levels = rows_of(layers, LEVEL)
    if dated and levels.rises():
        return ProvenGraph(layers, levels, settings, tell, has_generations=True)
    return ProvenGraph(layers, rows_of(layers, NONE), settings, tell, has_generations=False)


def rows_of(layers: Sequence[GraphFile], generation: int) -> GraphRows:
    """The rows of `layers` for the kernel."""
    return GraphRows(layers[0].hash_size, [layer.places() for layer in layers], generation)


def has_own_hash(layer: GraphFile) -> bool:
    """Whether the hash at the end of `layer`, which is in memory, is that of what stands before it."""
    running = layer.object_format.new_hash()
    assert isinstance(layer.data, bytes)
    running.update(memoryview(layer.data)[: -layer.hash_size])
    return running.digest() == layer.own_hash
