"""The commit-graph of an object directory, or the chain of them, as files.

    info/commit-graph                        asked alone where it can be used
    info/commit-graphs/commit-graph-chain    else the layers that this names, the oldest first, as far as each can be
                                             used with all that are older
    info/commit-graphs/graph-<hash>.graph    a layer, here or in an object directory that is borrowed from

What of it cannot be used is told and passed over: the objects themselves have everything.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pygitobj.errors import CorruptIndex, GitObjectError
from pygitobj.files.directory import is_gone, unreadable
from pygitobj.files.mapped import map_file
from pygitobj.files.small_file import read_small
from pygitobj.formats.chain import parse_chain
from pygitobj.formats.commit_graph import CommitGraph
from pygitobj.oid import ObjectFormat
from pygitobj.record import Record

ALONE = "info/commit-graph"
LAYERS = "info/commit-graphs"
CHAIN = f"{LAYERS}/commit-graph-chain"
WHAT = "commit-graph"
# No chain is as long as this.
MOST_OF_A_CHAIN = 1 << 20


class GraphFile(CommitGraph):
    """The commit-graph in the file `path`, mapped, or with `held` read whole. Raises OSError, CorruptIndex."""

    __slots__ = ("path",)

    def __init__(
        self, path: str, object_format: ObjectFormat, *, dated: bool = True, filtered: bool = True, held: bool = False
    ) -> None:
        self.path = path
        data = read_small(path) if held else map_file(path, CorruptIndex)
        try:
            super().__init__(data, object_format, dated=dated, filtered=filtered)
        except CorruptIndex as error:
            raise error.located(path) from error.__cause__


class Graph(Record):
    """The layers that can be used, the oldest first, and whether more are named than can be used."""

    layers: tuple[GraphFile, ...] = ()
    is_incomplete: bool = False

    @property
    def has_dates(self) -> bool:
        """Whether every layer has corrected dates: those of some alone cannot be compared with the others' levels."""
        return bool(self.layers) and all(layer.has_dates for layer in self.layers)

    def find(self, oid: bytes) -> int:
        """The position of the commit `oid`, or -1."""
        for layer in reversed(self.layers):
            row = layer.find(oid)
            if row >= 0:
                return layer.before + row
        return -1

    def below(self, layer: GraphFile) -> Graph:
        """The graph that ends with `layer`."""
        return Graph(tuple(one for one in self.layers if one.before <= layer.before))

    def place(self, position: int) -> tuple[GraphFile, int]:
        """The layer and the row there of the commit at `position`, which is one."""
        layer = next(layer for layer in reversed(self.layers) if layer.before <= position)
        return layer, position - layer.before

    def oid(self, position: int) -> bytes:
        """The raw id of the commit at `position`."""
        layer, row = self.place(position)
        return layer.oid(row)


def open_graph(
    directories: Sequence[str],
    opens: Callable[[str], GraphFile],
    object_format: ObjectFormat,
    tell: Callable[[str], None],
) -> Graph:
    """The graph of the first of the object `directories`, which borrows from the others; without layers if it has none.

    `opens` opens a file; `tell` is told, in git's words, what cannot be used.
    """
    alone = open_layer(f"{directories[0]}/{ALONE}", opens, tell)
    if alone is not None and put_upon([], alone, tell):
        return Graph((alone,))
    path = f"{directories[0]}/{CHAIN}"
    try:
        content = read_small(path, MOST_OF_A_CHAIN)
    except OSError as error:
        if not is_gone(error):
            tell(f"error: {unreadable(f'unable to open {path}', error)}")
        return Graph()
    return open_chain(content, directories, opens, object_format, tell)


def open_layer(path: str, opens: Callable[[str], GraphFile], tell: Callable[[str], None]) -> GraphFile | None:
    """The commit-graph in the file `path`; None where it is not there or cannot be used."""
    try:
        return load_layer(path, opens, tell)
    except OSError as error:
        if not is_gone(error):
            tell(f"error: {unreadable(f'unable to open {path}', error)}")
        return None


def load_layer(path: str, opens: Callable[[str], GraphFile], tell: Callable[[str], None]) -> GraphFile | None:
    """The commit-graph in the file `path`; None where it cannot be used. Raises OSError."""
    try:
        layer = opens(path)
    except GitObjectError as error:
        if error.__cause__ is not None:
            tell(f"error: {error.__cause__}")
        tell(f"error: {error}")
        return None
    for line in layer.unusable:
        tell(line)
    return layer


def put_upon(below: Sequence[GraphFile], layer: GraphFile, tell: Callable[[str], None]) -> bool:
    """Whether `layer` was made for the layers `below`, and its positions count from theirs."""
    try:
        layer.put_upon(below)
    except CorruptIndex as error:
        tell(f"warning: {error.located(layer.path)}")
        return False
    return True


def open_chain(
    content: bytes,
    directories: Sequence[str],
    opens: Callable[[str], GraphFile],
    object_format: ObjectFormat,
    tell: Callable[[str], None],
) -> Graph:
    """The layers that `content`, of a chain file, names, as far as they can be used."""
    chain = parse_chain(content, object_format, WHAT)
    layers: list[GraphFile] = []
    for digits in chain.layers:
        paths = (f"{directory}/{LAYERS}/graph-{digits}.graph" for directory in directories)
        layer = next(filter(None, (open_layer(path, opens, tell) for path in paths)), None)
        if layer is None or not put_upon(layers, layer, tell):
            tell("warning: unable to find all commit-graph files")
            break
        layers.append(layer)
    if chain.problem is not None and len(layers) == len(chain.layers):
        tell(f"warning: {chain.problem.located(f'{directories[0]}/{CHAIN}')}")
    keep_filters_alike(layers, tell)
    return Graph(tuple(layers), len(layers) < len(chain.layers) or chain.problem is not None)


def keep_filters_alike(layers: Sequence[GraphFile], tell: Callable[[str], None]) -> None:
    """Do without the filters of `layers` that are made otherwise than those of the youngest layer that has some."""
    settings = next((layer.settings for layer in reversed(layers) if layer.settings is not None), None)
    for layer in reversed(layers):
        if layer.settings is not None and layer.settings != settings:
            layer.settings = None
            what = f"disabling Bloom filters for commit-graph layer '{layer.own_hash.hex()}'"
            tell(f"warning: {what} due to incompatible settings")
