"""A commit-graph that was proven: what walks ask instead of reading commits.

    hash        each layer has the hash that stands at its end; git looks at none, and gives what damaged bytes say
    layers      each was made for those below it (files/commit_graph.py)
    rows        ids ascend, all parents are there, all lists end (kernels/pure/graph_rows.py)
    generation  corrected dates, else levels, where each is greater than those of the parents, else none; looked at
                when somebody wants them

What does not fit is told and passed over, with what lies above it: the objects have everything. It is read whole, so
that what was proven is what is used, whoever writes over the file meanwhile. Whether a commit is still there, no graph
knows.

Follows git's Documentation/technical/commit-graph.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property, partial

from pygitobj.errors import CorruptIndex
from pygitobj.files.commit_graph import Graph, GraphFile, open_graph
from pygitobj.formats.commit_graph import FilterIndex
from pygitobj.formats.trailing_hash import has_own_hash
from pygitobj.kernels import GraphRows
from pygitobj.oid import ObjectFormat
from pygitobj.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.kernels import PathFilters

BAD_HASH = "the commit-graph file has incorrect checksum and is likely corrupt"
BAD_ROW = "invalid parents or dates of a commit. commit-graph is likely corrupt"
# Kinds of generations; see kernels/pure/graph_rows.py.
LEVEL, DATED = 1, 2
# Filters of whatever version.
ANY = -1

Tell = Callable[[str], None]


class GraphSettings(Record):
    """What is used of a commit-graph: corrected dates; filters of changed paths, of one version, 0 none, -1 any."""

    dated: bool = True
    filters: int = ANY


class ProvenGraph:
    """The `layers` of a commit-graph, the oldest first, as `rows`."""

    def __init__(self, layers: Sequence[GraphFile], rows: GraphRows, settings: GraphSettings, tell: Tell) -> None:
        self.layers = layers
        self.rows = rows
        self.tell = tell
        for layer in layers:
            found = layer.settings
            if found is not None and not (found.are_usable and settings.filters in (ANY, found.version)):
                layer.settings = None
        self.has_filters = any(layer.settings is not None for layer in layers)

    @cached_property
    def has_generations(self) -> bool:
        """Whether commits have generations that can be compared; before this is asked they have none."""
        dated = all(layer.has_dates for layer in self.layers)
        return (dated and self.rows.use(DATED)) or self.rows.use(LEVEL)

    def filters(self, paths: Sequence[bytes]) -> PathFilters:
        """The filters, asked about `paths` as `may_change` is; of a bad one nothing is told."""
        from pygitobj.formats.bloom import keys_of  # who walks along paths
        from pygitobj.kernels import PathFilters

        return PathFilters(
            [
                layer.filter_places(tuple(keys_of(path, layer.settings.version) for path in paths if layer.settings))
                for layer in self.layers
            ]
        )

    def may_change(self, position: int, paths: Sequence[bytes]) -> bool:
        """Whether the commit at `position` may have changed one of `paths`, or what is below, next to its first parent.

        Paths have no slash at their ends.
        """
        from pygitobj.formats.bloom import may_contain_some  # who walks along paths

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
        if not has_own_hash(layer.data, layer.object_format):
            tell(f"warning: {CorruptIndex(BAD_HASH).located(layer.path)}")
            layers = layers[:at]
            break
    while any(layer.count for layer in layers):
        rows = GraphRows(layers[0].hash_size, [layer.places() for layer in layers])
        bad = rows.first_bad()
        if bad < 0:
            return ProvenGraph(layers, rows, settings, tell)
        at = max(at for at, layer in enumerate(layers) if layer.before <= bad)
        error = CorruptIndex(BAD_ROW, offset=layers[at].places().rows + (bad - layers[at].before) * layers[at].width)
        tell(f"warning: {error.located(layers[at].path)}")
        layers = layers[:at]
    return None
