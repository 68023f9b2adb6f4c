"""Check a commit-graph, or each layer of a chain, beside the objects that it tells of.

Its hash must be right, its ids ascend as its fanout says, and it must say of every commit what the commit itself says;
levels and corrected dates must be later than those of the parents.

Follows git's Documentation/git-commit-graph.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial

from pygitobj.errors import CorruptIndex, GitObjectError, NotFoundError, RepositoryError
from pygitobj.files.commit_graph import (
    ALONE,
    CHAIN,
    MOST_OF_A_CHAIN,
    WHAT,
    Graph,
    GraphFile,
    load_layer,
    open_chain,
    put_upon,
)
from pygitobj.files.directory import is_gone, unreadable
from pygitobj.files.mapped import failure_of, has_failed
from pygitobj.files.small_file import read_small
from pygitobj.formats.commit_graph import EdgeIndex
from pygitobj.formats.trailing_hash import has_own_hash
from pygitobj.jobs.report import silent
from pygitobj.kernels.columns import CommitLinks
from pygitobj.oid import ObjectFormat
from pygitobj.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.jobs.report import Report

    Tell = Callable[[str], None]

VERIFYING = "Verifying commits in commit graph"
# What git ends with where something is wrong, and where it is the hash of a layer, unless more is wrong there.
WRONG, WRONG_HASH = 1, 2
BAD_HASH = "the commit-graph file has incorrect checksum and is likely corrupt"
HIGHEST_LEVEL = 0x3FFFFFFF


class Known(Record):
    """What a graph says of a commit: its tree, the positions of its parents, its date and its generation.

    The generation is the corrected date where all layers have these, else the level.
    """

    tree: bytes
    parents: tuple[int, ...]
    date: int
    generation: int


def open_to_verify(
    directories: Sequence[str], opens: Callable[[str], GraphFile], object_format: ObjectFormat, tell: Tell
) -> Graph | None:
    """The graph of the first of the object `directories`, which borrows from the others; None where it has none.

    `tell` is told what cannot be used; without layers nothing can. Raises RepositoryError where it cannot be told
    whether there is one.
    """
    alone, chain = (f"{directories[0]}/{name}" for name in (ALONE, CHAIN))
    try:
        found = load_layer(alone, opens, tell)
    except OSError as error:
        if not is_gone(error):
            raise unreadable(f"Could not open commit-graph '{alone}'", error) from error
    else:
        return Graph((found,) if found is not None and put_upon([], found, tell) else ())
    try:
        content = read_small(chain, MOST_OF_A_CHAIN)
    except OSError as error:
        if is_gone(error):
            return None
        raise unreadable(f"could not open commit-graph chain '{chain}'", error) from error
    if not content:
        return None
    if len(content) < object_format.hex_size:
        tell(f"warning: {WHAT} chain file too small")
        raise RepositoryError(f"could not open commit-graph chain '{chain}': Invalid argument")
    return open_chain(content, directories, opens, object_format, tell)


def verify_commit_graph(
    graph: Graph, links: Callable[[bytes], CommitLinks], tell: Tell, report: Report = silent, *, shallow: bool = False
) -> int:
    """What git ends with for `graph`: 0 where it is good. `links` gives what a commit says itself.

    `tell` is told what is wrong, a line for each. With `shallow` only the youngest layer is looked at. Raises
    CorruptIndex where nothing can be made of a layer, OSError.
    """
    status = 0
    layers = graph.layers[-1:] if shallow else graph.layers[::-1]
    total = sum(layer.count for layer in layers)
    done = 0
    for layer in layers:
        below = graph.below(layer)
        wrong = 0
        if not has_own_hash(layer.data, layer.object_format):
            wrong = WRONG_HASH
            tell(BAD_HASH)
        for line in out_of_order(below, graph.has_dates, tell):
            wrong = WRONG
            tell(line)
        if wrong != WRONG:
            for line in unlike_objects(below, graph.has_dates, links, partial(tell_row, report, done, total)):
                wrong = WRONG
                tell(line)
        status |= wrong
        done += layer.count
        if has_failed(layer.data):
            raise failure_of(layer.data)
    if graph.is_incomplete:
        tell("error: one or more commit-graph chain files could not be loaded")
        status |= WRONG
    return status


def tell_row(report: Report, before: int, total: int, row: int) -> None:
    """Tell `report` that `row` rows of a layer are looked at, after those `before`."""
    report(VERIFYING, before + row, total, None)


def out_of_order(graph: Graph, dated: bool, tell: Tell) -> Iterator[str]:
    """What of the youngest layer of `graph` does not ascend, differs from its fanout or is no commit's row.

    Raises CorruptIndex for positions that are none.
    """
    layer = graph.layers[-1]
    before = b""
    byte = 0
    for row in range(layer.count):
        oid = layer.oid(row)
        if row and before >= oid:
            yield f"commit-graph has incorrect OID order: {before.hex()} then {oid.hex()}"
        before = oid
        while byte < oid[0]:
            yield from wrong_fanout(layer, byte, row)
            byte += 1
        try:
            position = graph.find(oid)
            if position >= 0:
                known(graph, position, dated)
        except EdgeIndex as error:
            tell(f"error: {error.what}")
            position = -1
        if position < 0:
            yield f"failed to parse commit {oid.hex()} from commit-graph"
    for last in range(byte, 256):
        yield from wrong_fanout(layer, last, layer.count)


def wrong_fanout(layer: GraphFile, byte: int, row: int) -> Iterator[str]:
    """That the fanout of `layer` has not `row` at `byte`, where it has not."""
    found = layer.fanout[byte]
    if found != row:
        yield f"commit-graph has incorrect fanout value: fanout[{byte}] = {found} != {row}"


def known(graph: Graph, position: int, dated: bool) -> Known:
    """What `graph` says of the commit at `position`. Raises CorruptIndex."""
    layer, row = graph.place(position)
    try:
        found = layer.row(row)
        generation = layer.corrected_date(row, found.date) if dated else found.level
    except CorruptIndex as error:
        raise error.located(layer.path) from None
    return Known(found.tree, found.parents, found.date, generation)


def unlike_objects(
    graph: Graph, dated: bool, links: Callable[[bytes], CommitLinks], report: Callable[[int], None]
) -> Iterator[str]:
    """What the youngest layer of `graph` says otherwise than the commits themselves; `report` is told each row."""
    layer = graph.layers[-1]
    with_level = without_level = b""
    for row in range(layer.count):
        report(row + 1)
        oid = layer.oid(row)
        said = known(graph, graph.find(oid), dated)
        try:
            itself = links(oid)
        except GitObjectError as error:
            yield f"error: Could not read {oid.hex()}" if isinstance(error, NotFoundError) else f"error: {error}"
            yield f"failed to parse commit {oid.hex()} from object database for commit-graph"
            continue
        if said.tree != itself.tree:
            what = f"root tree OID for commit {oid.hex()} in commit-graph is"
            yield f"{what} {said.tree.hex()} != {itself.tree.hex()}"
        yield from other_parents(oid, [graph.oid(parent) for parent in said.parents], itself.parents)
        if said.generation:
            with_level = oid
        else:
            without_level = oid
        if without_level:
            continue
        yield from too_early(oid, said, [known(graph, parent, dated).generation for parent in said.parents], dated)
        if said.date != itself.date:
            yield f"commit date for commit {oid.hex()} in commit-graph is {said.date} != {itself.date}"
    if with_level and without_level:
        both = f"'{without_level.hex()}' and '{with_level.hex()}'"
        yield f"commit-graph has both zero and non-zero generations (e.g., commits {both})"


def other_parents(oid: bytes, said: Sequence[bytes], parents: Sequence[bytes]) -> Iterator[str]:
    """Which of the parents that are `said` of the commit `oid` are not its `parents`."""
    for ours, theirs in zip(said, parents, strict=False):
        if ours != theirs:
            yield f"commit-graph parent for {oid.hex()} is {ours.hex()} != {theirs.hex()}"
    if len(said) > len(parents):
        yield f"commit-graph parent list for commit {oid.hex()} is too long"
    elif len(said) < len(parents):
        yield f"commit-graph parent list for commit {oid.hex()} terminates early"


def too_early(oid: bytes, said: Known, generations: Sequence[int], dated: bool) -> Iterator[str]:
    """That the generation of the commit `oid` is not above the `generations` of its parents, where it is not."""
    least = max(generations, default=0) + 1
    if not dated:
        least = min(least, HIGHEST_LEVEL)
    if said.generation < least:
        yield f"commit-graph generation for commit {oid.hex()} is {said.generation} < {least}"
