"""A bitmap file: which objects some commits reach, a bit for each object of a pack or of a multi-pack-index.

    0    4      magic "BITM"
    4    2      version, 1 (big-endian, as all numbers here)
    6    2      options: FULL_DAG, which must be there, and one for each of the last three parts
    8    4      number of entries
    12   hash   the trailer of the pack, or the hash at the end of the multi-pack-index
    …           four sets (ewah.py): which objects are commits, which trees, blobs and tags
    …           the entries
    …           optional: pseudo-merges
    …           optional: the lookup table
    …    n*4    optional: for each object, in the order of the index, the name hash of a path where it is
    …    hash   the hash of all before it

An entry
    4 bytes     the row of a commit in the index
    1 byte      how many entries before it the one is that it is to be combined with (exclusive or), 0 for none
    1 byte      flags
    …           the set of all that the commit reaches, itself among it

The lookup table has the entries by row: 4 bytes the row, 8 where the entry starts, 4 the place in this table of the one
that it is to be combined with, NO_ENTRY for none. Whoever reads all entries need not ask it.

Pseudo-merges are sets of what several commits reach together
    …           for each two sets: the commits, by position, and what they reach
    n*12        for each commit, by position: 4 bytes the position; 8 where its pseudo-merge starts, or with the top bit
                set where there are, for one that is in several, 4 bytes their number, and 8 for each
    …           these
    n*8         where each pseudo-merge starts
    4, 4        the number of pseudo-merges, and of commits in them
    8, 8        where in this part the rows of the commits start; the size of this part, this number among it

The bit of an object is its position: in a pack the order of the entries' offsets; in a multi-pack-index that of its
reverse index (RIDX, or a file beside it), and in a layer of a chain after all objects of the older layers.

Follows git's Documentation/technical/bitmap-format.
"""

from __future__ import annotations

import sys
from array import array
from collections.abc import Sequence
from struct import Struct

from pygitobj.errors import CorruptIndex, UnsupportedError
from pygitobj.formats.ewah import WORD_BITS, Stored, find_ewah, mix_ewah, read_ewah
from pygitobj.formats.links import BLOB, COMMIT, TAG, TREE
from pygitobj.formats.trailing_hash import has_own_hash
from pygitobj.oid import ObjectFormat
from pygitobj.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.kernels.buffers import ByteSource

MAGIC = b"BITM"
VERSION = 1
HEADER = Struct(">4sHHI")
FULL_DAG, NAME_HASHES, LOOKUP_TABLE, PSEUDO_MERGES = 1, 4, 16, 32
ENTRY = Struct(">IBB")
MOST_BACK = 160
# No entry is shorter: its head, and a set without words.
LEAST_ENTRY = ENTRY.size + 12
LOOKUP_ROW = Struct(">IQI")
NO_ENTRY = (1 << 32) - 1
COMMIT_ROW = Struct(">IQ")
MERGES_END = Struct(">IIQQ")
LONG_SIZE, WORD_SIZE = 8, 4
# The codes of the types, in the order of their sets.
CODES = (COMMIT, TREE, BLOB, TAG)
# Bytes of sets that are kept because others are combined with them.
MOST_KEPT = 1 << 25


class Types(Record):
    """Which objects are of each type, as sets of positions."""

    commits: int
    trees: int
    blobs: int
    tags: int


class PseudoMerge(Record):
    """Several commits, as a set of positions, and where the set is of what they reach."""

    commits: int
    reached: Stored


class Bitmap:
    """The bitmap in `data`, checked as far as the file goes, for `count` objects that come after `before` others.

    These are in the pack, or the multi-pack-index, that ends with the hash `owner`. Raises CorruptIndex,
    UnsupportedError.
    """

    def __init__(
        self, data: ByteSource, object_format: ObjectFormat, owner: bytes, count: int, before: int = 0
    ) -> None:
        self.data = data
        self.owner = owner
        self.count = count
        self.before = before
        self.size = object_format.hash_size
        self.total = before + count
        # Writers count whole words.
        self.most = -(-self.total // WORD_BITS) * WORD_BITS
        self.read_header()
        self.lay_out()
        self.types, at = self.read_types(HEADER.size + self.size)
        self.read_entries(at)
        self.merges = self.read_merges() if self.options & PSEUDO_MERGES else []
        if self.options & LOOKUP_TABLE:
            self.require_lookup_table()
        # Last, so that what is wrong is told as git tells it, which does not look at the hash.
        self.require_own_hash(object_format)
        self.kept: dict[int, int] = {}

    def read_header(self) -> None:
        """Version, options and number of entries."""
        head = self.data[0 : HEADER.size + self.size]
        if len(self.data) < HEADER.size + 2 * self.size or len(head) < HEADER.size + self.size:
            raise CorruptIndex("corrupted bitmap index (too small)")
        magic, self.version, self.options, self.entry_count = HEADER.unpack_from(head)
        if magic != MAGIC:
            raise CorruptIndex("corrupted bitmap index file (wrong header)", offset=0, expected=MAGIC, actual=magic)
        if self.version != VERSION:
            raise UnsupportedError(f"unsupported version '{self.version}' for bitmap index file")
        unknown = self.options & ~(FULL_DAG | NAME_HASHES | LOOKUP_TABLE | PSEUDO_MERGES)
        if unknown or not self.options & FULL_DAG:
            raise UnsupportedError(f"unsupported options 0x{self.options:x} for bitmap index file")
        made_for = head[HEADER.size :]
        if made_for != self.owner:
            what = "checksum doesn't match in pack, or multi-pack-index, and bitmap"
            raise CorruptIndex(what, offset=HEADER.size, expected=self.owner.hex(), actual=made_for.hex())

    def require_own_hash(self, object_format: ObjectFormat) -> None:
        """Raises CorruptIndex unless the hash at the end is that of what stands before it."""
        if not has_own_hash(self.data, object_format):
            raise CorruptIndex("bitmap file has invalid checksum", offset=len(self.data) - self.size)

    def lay_out(self) -> None:
        """Where the last parts lie, from the end on."""
        self.end = len(self.data) - self.size
        self.hashes_start = self.part(NAME_HASHES, WORD_SIZE * self.count, "hash cache")
        self.table_start = self.part(LOOKUP_TABLE, LOOKUP_ROW.size * self.entry_count, "lookup table")
        self.merges_end = self.end
        if self.options & PSEUDO_MERGES:
            start = self.part(PSEUDO_MERGES, MERGES_END.size, "pseudo-merge table header")
            *_, size = MERGES_END.unpack(self.data[start : self.merges_end])
            if size < MERGES_END.size:
                raise CorruptIndex("corrupted bitmap index file, pseudo-merge table too short", offset=start)
            self.part(PSEUDO_MERGES, size - MERGES_END.size, "pseudo-merge table")

    def part(self, option: int, size: int, what: str) -> int:
        """Where the last part of what is left starts if it is there, which is not left then. Raises CorruptIndex."""
        if self.options & option:
            start = self.end - size
            if start < HEADER.size + self.size:
                raise CorruptIndex(f"corrupted bitmap index file (too short to fit {what})", expected=f"{size} bytes")
            self.end = start
        return self.end

    def read_types(self, at: int) -> tuple[Types, int]:
        """The sets of each type, and where they end. Raises CorruptIndex unless each object is in one of them."""
        sets: list[int] = []
        every = 0
        start = at
        for _ in Types._fields:
            stored = find_ewah(self.data, at, self.end, self.most)
            bits = read_ewah(self.data, stored)
            if bits & every:
                raise CorruptIndex("corrupted bitmap index: an object of two types", offset=at)
            every |= bits
            sets.append(bits)
            at = stored.after
        if every != (1 << self.count) - 1 << self.before:
            raise CorruptIndex("corrupted bitmap index: objects of no type, or types of no object", offset=start,
                               expected=f"{self.count} objects", actual=every.bit_count())  # fmt: skip
        return Types(*sets), at

    def read_entries(self, at: int) -> None:
        """Where each entry is, by the row of its commit; the sets are not looked at. Raises CorruptIndex."""
        if self.entry_count > (self.end - at) // LEAST_ENTRY:
            raise CorruptIndex("corrupted bitmap index: entries cut short", offset=at,
                               expected=f"{self.entry_count} entries")  # fmt: skip
        self.numbers: dict[int, int] = {}
        self.rows: list[int] = []
        self.back: list[int] = []
        self.starts: list[int] = []
        self.sets: list[Stored] = []
        for number in range(self.entry_count):
            if at + ENTRY.size > self.end:
                raise CorruptIndex(f"corrupt ewah bitmap: truncated header for entry {number}", offset=at)
            row, back, _ = ENTRY.unpack(self.data[at : at + ENTRY.size])
            if row >= self.total:
                what = f"corrupt ewah bitmap: commit index {row} out of range"
                raise CorruptIndex(what, offset=at, expected=f"below {self.total}")
            if back > min(MOST_BACK, number):
                raise CorruptIndex("invalid XOR offset in bitmap pack index", offset=at + WORD_SIZE,
                                   expected=f"at most {min(MOST_BACK, number)}", actual=back)  # fmt: skip
            if self.numbers.setdefault(row, number) != number:
                raise CorruptIndex("duplicate entry in bitmap index", offset=at, actual=f"row {row}")
            stored = find_ewah(self.data, at + ENTRY.size, self.end, self.most)
            self.rows.append(row)
            self.back.append(back)
            self.starts.append(at)
            self.sets.append(stored)
            at = stored.after
        self.entries_end = at

    def require_lookup_table(self) -> None:
        """Raises CorruptIndex unless the lookup table says what the entries say."""
        by_row = sorted(range(self.entry_count), key=self.rows.__getitem__)
        places = {number: place for place, number in enumerate(by_row)}
        rows = (
            (self.rows[number], self.starts[number], places[number - back] if (back := self.back[number]) else NO_ENTRY)
            for number in by_row
        )
        expected = b"".join([LOOKUP_ROW.pack(*row) for row in rows])
        if self.data[self.table_start : self.table_start + len(expected)] != expected:
            raise CorruptIndex("corrupt bitmap lookup table", offset=self.table_start)

    def read_merges(self) -> list[PseudoMerge]:
        """The pseudo-merges. Raises CorruptIndex."""
        start, end = self.end, self.merges_end - MERGES_END.size
        count, commit_count, rows_start, _ = MERGES_END.unpack(self.data[end : self.merges_end])
        table = end - count * LONG_SIZE
        rows_start += start
        if start < self.entries_end or rows_start + commit_count * COMMIT_ROW.size > table:
            raise CorruptIndex("corrupted bitmap index file, pseudo-merge table too short", offset=start)
        places = longs(self.data[table:end])
        found: list[PseudoMerge] = []
        at = start
        for place in places:
            if place < at:
                raise CorruptIndex("pseudo-merges out of order", offset=place, expected=f"at least {at}")
            commits = find_ewah(self.data, place, rows_start, self.most)
            reached = find_ewah(self.data, commits.after, rows_start, self.most)
            found.append(PseudoMerge(self.read(commits), reached))
            at = reached.after
        return found

    @property
    def has_lookup_table(self) -> bool:
        """Whether there is a lookup table."""
        return bool(self.options & LOOKUP_TABLE)

    # Asking

    def reached(self, number: int) -> int:
        """What the commit of the entry `number` reaches. Raises CorruptIndex."""
        chain: list[Stored] = []
        at = number
        while at not in self.kept:
            chain.append(self.sets[at])
            if not self.back[at]:
                break
            at -= self.back[at]
        bits = self.sound(mix_ewah(self.data, chain, self.kept.get(at, 0), self.most), self.sets[number])
        if (len(self.kept) + 1) * self.most > 8 * MOST_KEPT:
            self.kept.clear()
        self.kept[number] = bits
        return bits

    def read(self, stored: Stored) -> int:
        """The set that is `stored` here, of no other objects than there are. Raises CorruptIndex."""
        return self.sound(read_ewah(self.data, stored), stored)

    def sound(self, bits: int, stored: Stored) -> int:
        """`bits`, which are `stored` here. Raises CorruptIndex where some are of objects that are not there."""
        if bits >> self.total:
            raise CorruptIndex("corrupt ewah bitmap: objects that are not there", offset=stored.start,
                               expected=f"below {self.total}", actual=bits.bit_length() - 1)  # fmt: skip
        return bits

    def name_hashes(self) -> array[int] | None:
        """The name hash of a path of each object, in the order of the index; None where they are not there."""
        if not self.options & NAME_HASHES:
            return None
        words = array("I", self.data[self.hashes_start : self.hashes_start + WORD_SIZE * self.count])
        if sys.byteorder == "little":
            words.byteswap()
        return words


def longs(column: bytes) -> Sequence[int]:
    """The big-endian 64-bit numbers in `column`."""
    found = array("Q", column)
    if sys.byteorder == "little":
        found.byteswap()
    return found
