"""A commit-graph: what commits name and when they were made, and how far they are from the first ones.

    0    4      magic "CGPH"
    4    1      version, 1
    5    1      hash function: 1 is SHA-1, 2 is SHA-256
    6    1      number of chunks
    7    1      number of layers below this one, if it is a layer of a chain
    8    …      the table of chunks (chunks.py), then the chunks, in any order and at any place
    …    hash   the hash of all before it

Chunks
    OIDF      256 words (big-endian, as all numbers here), the fanout of the ids
    OIDL      the ids of the commits, ascending. A commit's position is its row here, after those of the layers below
    CDAT      for each commit the id of its tree; the positions of its first two parents, NO_PARENT for none; a word
              that has the level in its upper 30 bits, and in the lower two those of the date above the next word; the
              date, in seconds since 1970. With the top bit set the second parent is a row of EDGE: the further begin
              there
    EDGE      words, the further parents of commits with more than two; the top bit is set in the last one of a commit
    GDA2      optional: for each commit how much later its corrected date is than its date: one more than the latest of
              its parents, if that is later. With the top bit set the rest is a row of the next chunk
    GDO2      64-bit numbers, those of GDA2 that have no room there
    BIDX      optional: for each commit where in BDAT its filter of changed paths ends, not counting the header there
    BDAT      the version of the hash, how often a path is hashed, how many bits a path has, a word each; the filters
              (bloom.py)
    BASE      the hashes of the layers below, the oldest first
    others    are passed over, GDAT and GDOV among them, in which an old git wrote wrong numbers

The level of a commit without parents is 1, that of any other one more than the highest of its parents'; 0 is not known.

Follows git's Documentation/gitformat-commit-graph.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from struct import Struct

from pygitobj.errors import CorruptIndex
from pygitobj.formats.chunks import ROW as CHUNK_ROW
from pygitobj.formats.chunks import Chunk, parse_chunks
from pygitobj.formats.idx import FANOUT_SIZE, LONG, WORD, SortedIds, never, parse_fanout
from pygitobj.kernels import IndexTable
from pygitobj.kernels.columns import FilterLayer, GraphLayer
from pygitobj.oid import ObjectFormat
from pygitobj.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.kernels.buffers import ByteSource


MAGIC = b"CGPH"
HEADER = Struct(">4sBBBB")
HEADER_SIZE = HEADER.size
VERSION_OFFSET = 4
HASH_OFFSET = 5
VERSION = 1
# The chunks that have to be there, and the end of their table.
LEAST_ROWS = 4
FANOUT_CHUNK, IDS, COMMITS, EDGES = b"OIDF", b"OIDL", b"CDAT", b"EDGE"
GENERATIONS, OVERFLOW = b"GDA2", b"GDO2"
FILTER_ENDS, FILTERS, BASES = b"BIDX", b"BDAT", b"BASE"
# What stands in CDAT after the id of the tree: two parents, the level and two bits of the date, the rest of the date.
NUMBERS = Struct(">IIII")
LEVEL_SHIFT = 2
NO_PARENT = 0x70000000
TOP_BIT = 0x80000000
FILTER_HEADER = Struct(">III")
# What of a chunk that has to be there git says when it is not, or is of another size than it must be.
REQUIRED = {
    FANOUT_CHUNK: "commit-graph required OID fanout chunk missing or corrupted",
    IDS: "commit-graph required OID lookup chunk missing or corrupted",
    COMMITS: "commit-graph required commit data chunk missing or corrupted",
}
SIZES = {
    FANOUT_CHUNK: "commit-graph oid fanout chunk is wrong size",
    IDS: "commit-graph OID lookup chunk is the wrong size",
    COMMITS: "commit-graph commit data chunk is wrong size",
}
# Versions of filters of changed paths (bloom.py).
SIGNED, UNSIGNED = 1, 2
# More bits than this for a path nobody sets, and a damaged byte may ask for billions.
MOST_HASHES = 64
NO_BASES = "commit-graph has no base graphs chunk"
FEW_BASES = "commit-graph base graphs chunk is too small"
NO_MATCH = "commit-graph chain does not match"


class Row(Record):
    """What a commit-graph says of a commit: its tree, a raw id; the positions of its parents; date, and its level."""

    tree: bytes
    parents: tuple[int, ...]
    date: int
    level: int


class FilterSettings(Record):
    """How the filters of changed paths of a layer are made."""

    version: int
    hashes: int
    bits_per_path: int

    @property
    def are_usable(self) -> bool:
        """Whether filters that are made so can be asked."""
        return self.version in (SIGNED, UNSIGNED) and 0 < self.hashes <= MOST_HASHES


class CommitGraph(SortedIds):
    """The commit-graph in `data`, a layer or the only one, checked when made but for its rows and its hash.

    `before` is how many commits the layers below have. With `dated` and `filtered` corrected dates and filters of
    changed paths are looked for; what of them cannot be used is in `unusable`, in git's lines. Raises CorruptIndex;
    what git says before, if it does, is the `__cause__`.
    """

    __slots__ = ("before", "chunks", "has_dates", "layer_count", "object_format", "settings", "unusable", "width")

    def __init__(
        self, data: ByteSource, object_format: ObjectFormat, *, dated: bool = True, filtered: bool = True
    ) -> None:
        self.data = data
        self.failed = getattr(data, "failed", never)
        self.object_format = object_format
        self.hash_size = object_format.hash_size
        self.before = 0
        self.unusable: list[str] = []
        self.width = self.hash_size + NUMBERS.size
        end = len(data) - self.hash_size
        least = HEADER_SIZE + LEAST_ROWS * CHUNK_ROW.size + FANOUT_SIZE
        head = data[0:HEADER_SIZE]
        if end < least or len(head) < HEADER_SIZE:
            raise CorruptIndex("commit-graph file is too small", expected=f"{least + self.hash_size} bytes")
        chunk_count = self.read_header(head, object_format)
        least = HEADER_SIZE + (chunk_count + 1) * CHUNK_ROW.size + FANOUT_SIZE
        if end < least:
            what = f"commit-graph file is too small to hold {chunk_count} chunks"
            raise CorruptIndex(what, expected=f"{least + self.hash_size} bytes")
        self.chunks = parse_chunks(data, HEADER_SIZE, chunk_count, end, 1)
        self.fanout = self.read_fanout(self.required(FANOUT_CHUNK))
        self.count = self.fanout[255]
        self.id_start = self.required(IDS, self.count, self.hash_size).start
        self.id_stride = self.hash_size
        self.required(COMMITS, self.count, self.width)
        self.has_dates = dated and self.find_dates()
        self.settings = self.find_filters() if filtered else None
        # Only ids are looked for in it; rows of CDAT are read as they are.
        tables = (data, self.fanout, self.hash_size, self.id_start, self.id_stride)
        self.table = IndexTable(*tables, self.id_start, self.id_stride, 0, 0, False)

    def read_header(self, head: bytes, object_format: ObjectFormat) -> int:
        """How many chunks there are. Raises CorruptIndex."""
        chunk_count: int
        magic, version, function, chunk_count, self.layer_count = HEADER.unpack(head)
        if magic != MAGIC:
            found, expected = int.from_bytes(magic), int.from_bytes(MAGIC)
            raise CorruptIndex(f"commit-graph signature {found:X} does not match signature {expected:X}", offset=0)
        if version != VERSION:
            what = f"commit-graph version {version:X} does not match version {VERSION:X}"
            raise CorruptIndex(what, offset=VERSION_OFFSET)
        if function != object_format.number:
            what = f"commit-graph hash version {function:X} does not match version {object_format.number:X}"
            raise CorruptIndex(what, offset=HASH_OFFSET)
        return chunk_count

    def required(self, name: bytes, count: int = 1, width: int = 0) -> Chunk:
        """The chunk `name`, which must be there and have room for `count` rows of so many bytes. Raises CorruptIndex.

        As for git, less than a row may be left over.
        """
        chunk = self.chunks.get(name)
        if chunk is None:
            raise CorruptIndex(REQUIRED[name], expected=f"a chunk {name.decode()}")
        if width and chunk.size // width != count:
            expected = f"a chunk of {count * width} bytes"
            problem = CorruptIndex(REQUIRED[name], offset=chunk.start, expected=expected, actual=chunk.size)
            raise problem from CorruptIndex(SIZES[name])
        return chunk

    def read_fanout(self, chunk: Chunk) -> tuple[int, ...]:
        """The fanout in `chunk`. Raises CorruptIndex."""
        if chunk.size != FANOUT_SIZE:
            expected = f"a chunk of {FANOUT_SIZE} bytes"
            problem = CorruptIndex(REQUIRED[FANOUT_CHUNK], offset=chunk.start, expected=expected, actual=chunk.size)
            raise problem from CorruptIndex(SIZES[FANOUT_CHUNK])
        head = self.data[chunk.start : chunk.end]
        if len(head) != FANOUT_SIZE:
            raise CorruptIndex("a commit-graph that is cut short", offset=chunk.start)
        try:
            return parse_fanout(head, 0)
        except CorruptIndex as error:
            problem = CorruptIndex(REQUIRED[FANOUT_CHUNK], offset=chunk.start + (error.offset or 0))
            raise problem from CorruptIndex("commit-graph fanout values out of order")

    def find_dates(self) -> bool:
        """Whether there are corrected dates."""
        chunk = self.chunks.get(GENERATIONS)
        if chunk is not None and chunk.size // WORD.size != self.count:
            self.unusable.append("error: commit-graph generations chunk is wrong size")
            return False
        return chunk is not None

    def find_filters(self) -> FilterSettings | None:
        """How the filters of changed paths are made, where they can be used."""
        ends, filters = self.chunks.get(FILTER_ENDS), self.chunks.get(FILTERS)
        if ends is not None and ends.size // WORD.size != self.count:
            self.unusable.append("warning: commit-graph changed-path index chunk is too small")
            ends = None
        if filters is not None and filters.size < FILTER_HEADER.size:
            sizes = f"({filters.size} < {FILTER_HEADER.size})"
            self.unusable.append(f"warning: ignoring too-small changed-path chunk {sizes} in commit-graph file")
            filters = None
        if ends is None or filters is None:
            return None
        return FilterSettings(*FILTER_HEADER.unpack(self.data[filters.start : filters.start + FILTER_HEADER.size]))

    @property
    def end(self) -> int:
        """The position after the last one here."""
        return self.before + self.count

    @property
    def own_hash(self) -> bytes:
        """The hash of all but this hash itself, as it is written there."""
        return self.data[len(self.data) - self.hash_size : len(self.data)]

    def base_hashes(self) -> list[bytes]:
        """The hashes that BASE has, the oldest layer's first; none without that chunk."""
        chunk = self.chunks.get(BASES)
        if chunk is None:
            return []
        return [
            self.data[at : at + self.hash_size]
            for at in range(chunk.start, chunk.end - self.hash_size + 1, self.hash_size)
        ]

    def put_upon(self, below: Sequence[CommitGraph]) -> None:
        """Make this the layer above `below`, the oldest first. Raises CorruptIndex where it was made for others."""
        bases = self.base_hashes()
        if below and BASES not in self.chunks:
            raise CorruptIndex(NO_BASES, expected=f"the hashes of {len(below)} layers")
        if len(bases) < len(below):
            raise CorruptIndex(FEW_BASES, expected=f"{len(below)} hashes", actual=len(bases))
        if self.layer_count != len(below) or bases != [layer.own_hash for layer in below]:
            raise CorruptIndex(NO_MATCH, expected="the hashes of all layers below, the oldest first")
        self.before = below[-1].end if below else 0

    def places(self) -> GraphLayer:
        """Where its parts are, for the kernel; `data` must be bytes."""
        assert isinstance(self.data, bytes)
        edges, dates, overflow = (self.chunks.get(name, Chunk(0, 0)) for name in (EDGES, GENERATIONS, OVERFLOW))
        return GraphLayer(
            self.data,
            self.count,
            self.fanout,
            self.id_start,
            self.chunks[COMMITS].start,
            edges.start,
            edges.size // WORD.size,
            dates.start if self.has_dates else -1,
            overflow.start,
            overflow.size // LONG.size,
        )

    def filter_places(self, keys: tuple[tuple[tuple[int, int], ...], ...]) -> FilterLayer:
        """Where its filters are, for the kernel, which asks by `keys` of each path; `data` must be bytes."""
        assert isinstance(self.data, bytes)
        if self.settings is None:
            return FilterLayer(self.data, self.count, 0, 0, 0, (), 0)
        filters = self.chunks[FILTERS]
        return FilterLayer(
            self.data,
            self.count,
            self.chunks[FILTER_ENDS].start,
            filters.start + FILTER_HEADER.size,
            filters.size - FILTER_HEADER.size,
            keys,
            self.settings.hashes,
        )

    def filter_at(self, row: int) -> bytes | None:
        """The filter of changed paths in `row`, None where there is none. Raises CorruptIndex, in git's words.

        An empty one was not computed: it says nothing.
        """
        if self.settings is None:
            return None
        ends, filters = self.chunks[FILTER_ENDS], self.chunks[FILTERS]
        at = ends.start + row * WORD.size
        (end,) = WORD.unpack(self.data[at : at + WORD.size])
        (start,) = WORD.unpack(self.data[at - WORD.size : at]) if row else (0,)
        for place, one in ((row, end), (row - 1, start)):
            if one > filters.size - FILTER_HEADER.size:
                where = f"for changed-path filter at pos {place} of {{path}} (chunk size: {filters.size})"
                raise FilterIndex(f"ignoring out-of-range offset ({one}) {where}", offset=at)
        if end < start:
            where = f"({start} > {end}) for positions {row - 1} and {row} of {{path}}"
            raise FilterIndex(f"ignoring decreasing changed-path index offsets {where}", offset=at)
        first = filters.start + FILTER_HEADER.size
        return self.data[first + start : first + end]

    def row(self, row: int) -> Row:
        """What stands in `row`. Raises CorruptIndex for positions that are none."""
        at = self.chunks[COMMITS].start + row * self.width
        tree = self.data[at : at + self.hash_size]
        first, second, level, date = NUMBERS.unpack(self.data[at + self.hash_size : at + self.width])
        date += (level & (1 << LEVEL_SHIFT) - 1) << 32
        named: Iterable[int] = ()
        if first != NO_PARENT:
            named = (first,)
            if second & TOP_BIT:
                named = chain(named, self.further_parents(second ^ TOP_BIT))
            elif second != NO_PARENT:
                named = (first, second)
        parents = []
        # One that is none ends it before what is wrong behind it, as in git.
        for parent in named:
            if parent >= self.end:
                raise CorruptIndex(f"invalid parent position {parent}", offset=at, expected=f"at most {self.end - 1}")
            parents.append(parent)
        return Row(tree, tuple(parents), date, level >> LEVEL_SHIFT)

    def further_parents(self, row: int) -> Iterator[int]:
        """The positions that stand in EDGE from `row` on, up to the last one of a commit. Raises CorruptIndex."""
        chunk = self.chunks.get(EDGES, Chunk(0, 0))
        while True:
            at = chunk.start + row * WORD.size
            if at + WORD.size > chunk.end:
                raise EdgeIndex("commit-graph extra-edges pointer out of bounds", offset=at, expected="a word of EDGE")
            (word,) = WORD.unpack(self.data[at : at + WORD.size])
            yield word & ~TOP_BIT
            if word & TOP_BIT:
                return
            row += 1

    def corrected_date(self, row: int, date: int) -> int:
        """The corrected date of the commit in `row`, which has this `date`; 64 bits. Raises CorruptIndex."""
        at = self.chunks[GENERATIONS].start + row * WORD.size
        offset: int
        (offset,) = WORD.unpack(self.data[at : at + WORD.size])
        if offset & TOP_BIT:
            chunk = self.chunks.get(OVERFLOW)
            if chunk is None:
                raise CorruptIndex("commit-graph requires overflow generation data but has none", offset=at)
            place = chunk.start + (offset ^ TOP_BIT) * LONG.size
            if place + LONG.size > chunk.end:
                raise CorruptIndex("commit-graph overflow generation data is too small", offset=at)
            (offset,) = LONG.unpack(self.data[place : place + LONG.size])
        return (date + offset) & (1 << 64) - 1


class EdgeIndex(CorruptIndex):
    """A row that leads out of EDGE: git says so of such a commit and goes on; other positions that are none end it."""


class FilterIndex(CorruptIndex):
    """A filter of changed paths that does not lie in BDAT; in `what` "{path}" stands for the file."""
