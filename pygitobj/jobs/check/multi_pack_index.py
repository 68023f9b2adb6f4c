"""Check a multi-pack-index, or each layer of a chain.

Its hash must be right, its ids ascend, its packs be there, and it must say what the packs' own indexes say.

Follows git's Documentation/git-multi-pack-index.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator

from pygitobj.errors import CorruptIndex, GitObjectError
from pygitobj.files.directory import is_file, is_there
from pygitobj.files.idx import open_index
from pygitobj.files.mapped import failure_of, has_failed, map_file
from pygitobj.files.multi_pack_index import IndexOfPacks, open_layers
from pygitobj.files.pack_family import INDEX_SUFFIX, MULTI, PACK_SUFFIX
from pygitobj.files.pool import PROCESS
from pygitobj.formats.idx import PackIndex
from pygitobj.formats.multi_pack_index import FatalIndex
from pygitobj.formats.pack import HEADER_SIZE, parse_pack_header
from pygitobj.formats.trailing_hash import has_own_hash
from pygitobj.jobs.report import silent
from pygitobj.oid import ObjectFormat
from pygitobj.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.jobs.report import Report
    from pygitobj.kernels.buffers import ByteSource


ORDER = "Verifying OID order in multi-pack-index"
SORTING = "Sorting objects by packfile"
VERIFYING = "Verifying object offsets"


class Row(Record):
    """An object: the layer that has it, its row there, and its position in all layers, the oldest first."""

    layer: IndexOfPacks
    row: int
    position: int


def verify_multi_pack_index(
    directory: str, object_format: ObjectFormat, tell: Callable[[str], None], report: Report = silent
) -> bool:
    """Whether the multi-pack-index of the object directory `directory`, or the chain, is good; so it is without one.

    `tell` is told what is wrong, a line for each. Raises FatalIndex where nothing can be made of it, OSError.
    """
    path = f"{directory}/pack"
    problems: list[GitObjectError] = []
    layers = open_layers(path, object_format, PROCESS, lambda problem, _: problems.append(problem)).layers[::-1]
    for problem in problems:
        if isinstance(problem.__cause__, CorruptIndex):
            tell(f"error: {problem.__cause__}")
        if isinstance(problem, FatalIndex):
            raise problem
        tell(f"error: {problem}")
    if not layers:
        if is_there(f"{path}/{MULTI}"):
            tell("error: multi-pack-index file exists, but failed to parse")
        return not problems
    told: list[str] = list(map(str, problems))
    for line in wrong(layers, object_format, report):
        told.append(line)
        tell(line)
    for layer in layers:
        if has_failed(layer.data):
            raise failure_of(layer.data)
    return not told


def wrong(layers: tuple[IndexOfPacks, ...], object_format: ObjectFormat, report: Report) -> Iterator[str]:
    """What is wrong with `layers`, the oldest first, in git's words. Raises FatalIndex, OSError."""
    for layer in layers:
        if not has_own_hash(layer.data, object_format):
            yield "incorrect checksum"
    stems = [stem for layer in layers for stem in layer.stems]
    for position, stem in enumerate(stems):
        if not is_file(stem + PACK_SUFFIX):
            yield f"failed to load pack in position {position}"
    if not layers[-1].count:
        yield "the midx contains no oid"
        return
    for layer in layers:
        yield from out_of_order(layer)
        report(ORDER, layer.count - 1, layer.count - 1, None)
    report(SORTING, 0, layers[-1].count, None)
    before = 0
    groups: list[tuple[IndexOfPacks, list[array[int]], int]] = []
    for layer in layers:
        groups.append((layer, rows_by_pack(layer), before))
        before += layer.count
    report(SORTING, layers[-1].count, layers[-1].count, None)
    done = 0
    for layer, by_number, first in reversed(groups):
        for number in reversed(range(len(layer.stems))):
            yield from wrong_places(layer, number, by_number[number], first, object_format)
            done += len(by_number[number])
            report(VERIFYING, done, before, None)


def out_of_order(layer: IndexOfPacks) -> Iterator[str]:
    """Which ids of `layer` are not above the one before them."""
    if layer.table.ascends(0, layer.count):
        return
    before = layer.oid(0)
    for row in range(1, layer.count):
        oid = layer.oid(row)
        if before >= oid:
            yield f"oid lookup out of order: oid[{row - 1}] = {before.hex()} >= {oid.hex()} = oid[{row}]"
        before = oid


def rows_by_pack(layer: IndexOfPacks) -> list[array[int]]:
    """The rows of the objects of each pack of `layer`, by its number. Raises FatalIndex for a number that none has."""
    rows = [array("I") for _ in layer.stems]
    for row, number in enumerate(layer.numbers.offsets()):
        if number >= len(rows):
            raise layer.bad_number(row, number).located(layer.path)
        rows[number].append(row)
    return rows


def wrong_places(
    layer: IndexOfPacks, number: int, rows: array[int], first: int, object_format: ObjectFormat
) -> Iterator[str]:
    """Which `rows` of `layer`, all of one pack, say other places than the pack's own index.

    `first` is the position of the first row of the layer. Raises FatalIndex.
    """
    stem = layer.stems[number]
    if not rows:
        return
    if not opens(f"{stem}{PACK_SUFFIX}", object_format):
        for row in rows:
            yield f"failed to load pack entry for oid[{first + row}] = {layer.oid(row).hex()}"
        return
    try:
        index = open_index(f"{stem}{INDEX_SUFFIX}", object_format)
    except (OSError, GitObjectError):
        yield f"failed to load pack-index for packfile {stem}{PACK_SUFFIX}"
        return
    oids = layer.table.ids_of(rows)
    theirs = index.table.find_offsets(oids)
    ours = layer.table.find_offsets(oids)
    if ours != theirs or -1 in ours:
        yield from wrong_offsets(layer, index, rows, first)
    if has_failed(index.data):
        raise failure_of(index.data)


def wrong_offsets(layer: IndexOfPacks, index: PackIndex, rows: array[int], first: int) -> Iterator[str]:
    """Which `rows` of `layer` have another offset than `index`, or are not found by their id. Raises FatalIndex."""
    for row in rows:
        oid = layer.oid(row)
        try:
            place = layer.locate(oid)
        except FatalIndex as error:
            raise error.located(layer.path) from None
        if place is None:
            yield f"failed to load pack entry for oid[{first + row}] = {oid.hex()}"
            continue
        at = index.find(oid)
        offset = 0 if at < 0 else index.table.offset(at)
        if place.offset != offset:
            what = f"incorrect object offset for oid[{first + row}] = {oid.hex()}"
            yield f"{what}: {place.offset:x} != {offset:x}"


def opens(path: str, object_format: ObjectFormat) -> bool:
    """Whether the file `path` begins as a pack does."""
    try:
        data: ByteSource = map_file(path)
        parse_pack_header(data[0:HEADER_SIZE], len(data), object_format.hash_size)
    except (OSError, GitObjectError):
        return False
    return True
