"""The map of loose objects' names in a repository of two hashes: `objects/object-map/map-<hash>.map`.

    0      4     magic "LMAP"
    4      4     version, 1 (big-endian, as all numbers here)
    8      4     size of the header, without the padding behind it; more than is told here is for later use
    12     4     number of objects
    16     4     number of formats
    20     16*f  for each format: its name in four bytes ("sha1", "s256"), the size of its short names in four, and in
                 eight where its tables start
    …      8     where the trailer starts

Tables of the first format, the repository's own
    …      n*s   the first bytes of the names, ascending; padding up to four bytes
    …      n*h   the names, ascending
    …      n*4   what each is: the lower six bits are a kind

Tables of each other format
    …      n*s   the first bytes of its names, ascending; padding up to four bytes
    …      n*h   its names, in the order of the first format
    …      n*4   for each of the short names its place in that order

    …      hash  the trailer: the repository's own hash of all before it

Follows git's Documentation/gitformat-loose, "Loose object mapping".
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise
from struct import Struct

from pygitobj.errors import CorruptError, UnsupportedError
from pygitobj.oid import SHA1, SHA256, ObjectFormat, ObjectId
from pygitobj.record import Record

MAGIC = b"LMAP"
VERSION = 1
HEADER = Struct(">4s4I")
TABLES = Struct(">4sIQ")
TRAILER_AT = Struct(">Q")
WORD = Struct(">I")
ALIGNMENT = 4
NAMES = {SHA1: b"sha1", SHA256: b"s256"}
KIND_BITS = 0x3F
LOOSE, SHALLOW, SUBMODULE = 1, 2, 3


class MappedName(Record):
    """An object's names in the repository's own format and in the other one, and why it is in the map."""

    main: ObjectId
    other: ObjectId
    kind: int = LOOSE


class ObjectMap:
    """The map in `data`, of a repository whose own format is `main` and whose other one is `other`.

    Its header and the bounds of all tables are looked at, and no hash. Raises CorruptError, UnsupportedError.
    """

    def __init__(self, data: bytes, main: ObjectFormat, other: ObjectFormat) -> None:
        self.data = data
        self.main, self.other = main, other
        require_room(data, 0, HEADER.size, "a header")
        magic, version, header_size, count, formats = HEADER.unpack_from(data)
        self.count: int = count
        if magic != MAGIC:
            raise CorruptError("no map of loose objects", offset=0, expected=MAGIC, actual=magic)
        if version != VERSION:
            raise UnsupportedError(f"a map of loose objects of version {version}")
        need = HEADER.size + formats * TABLES.size + TRAILER_AT.size
        if header_size < need:
            raise CorruptError("a header that is too short", offset=8, expected=f"at least {need}", actual=header_size)
        require_room(data, 0, need, "a header")
        (self.end,) = TRAILER_AT.unpack_from(data, need - TRAILER_AT.size)
        require_room(data, self.end, main.hash_size, "the trailer")
        at = {NAMES[main]: -1, NAMES[other]: -1}
        short = dict.fromkeys(at, 0)
        for place in range(HEADER.size, need - TRAILER_AT.size, TABLES.size):
            name, size, start = TABLES.unpack_from(data, place)
            if name in at:
                at[name], short[name] = start, size
        self.own = self.tables(main, at[NAMES[main]], short[NAMES[main]])
        self.others = self.tables(other, at[NAMES[other]], short[NAMES[other]])

    def tables(self, object_format: ObjectFormat, start: int, short: int) -> Tables:
        """Where the tables of a format lie that start at `start`. Raises CorruptError."""
        if start < 0:
            raise CorruptError(f"a map without names of {object_format.name}", offset=HEADER.size)
        if not 0 < short <= object_format.hash_size:
            raise CorruptError(
                "short names of the wrong size", expected=f"up to {object_format.hash_size}", actual=short
            )
        names = start + padded(self.count * short)
        words = names + self.count * object_format.hash_size
        require_room(self.data, start, words + self.count * WORD.size - start, f"tables of {object_format.name}")
        return Tables(start, short, names, words, object_format.hash_size)

    def find(self, oid: bytes) -> MappedName | None:
        """The names of the object that is `oid` in either format; None where it is not in the map."""
        if len(oid) == self.main.hash_size:
            row = bisect_left(range(self.count), oid, key=lambda at: self.name(self.own, at))
        else:
            row = self.row_of_other(oid)
        if row >= self.count or oid not in ((found := self.entry(row)).main, found.other):
            return None
        return found

    def row_of_other(self, oid: bytes) -> int:
        """The row of the object whose other name is `oid`, or some other row. Raises CorruptError."""
        start, short, _, words, _ = self.others
        place = bisect_left(
            range(self.count), oid[:short], key=lambda at: self.data[start + at * short : start + (at + 1) * short]
        )
        if place >= self.count:
            return self.count
        row: int = WORD.unpack_from(self.data, words + place * WORD.size)[0]
        if row >= self.count:
            raise CorruptError(
                "a row that is not there", offset=words + place * WORD.size, expected=f"below {self.count}"
            )
        return row

    def entry(self, row: int) -> MappedName:
        """The object in `row`, in the order of the repository's own names."""
        (word,) = WORD.unpack_from(self.data, self.own.words + row * WORD.size)
        return MappedName(self.name(self.own, row), self.name(self.others, row), word & KIND_BITS)

    def name(self, tables: Tables, row: int) -> ObjectId:
        """The name in `row` of the table of names."""
        start = tables.names + row * tables.size
        return ObjectId(self.data[start : start + tables.size])


class Tables(Record):
    """Where the tables of a format start: short names of `short` bytes, names of `size` bytes, and words."""

    start: int
    short: int
    names: int
    words: int
    size: int


def build_object_map(names: Sequence[MappedName], main: ObjectFormat, other: ObjectFormat) -> bytes:
    """The map of `names`. Raises ValueError where one is there twice."""
    rows = sorted(names)
    theirs = sorted(range(len(rows)), key=lambda row: rows[row].other)
    header_size = HEADER.size + 2 * TABLES.size + TRAILER_AT.size
    parts: list[bytes] = []
    at, tables = header_size, b""
    for object_format, name, order in (
        (main, own_name, range(len(rows))),
        (other, other_name, theirs),
    ):
        ordered = [name(rows[row]) for row in order]
        short = short_size(ordered)
        tables += TABLES.pack(NAMES[object_format], short, at)
        words = [row.kind for row in rows] if object_format is main else theirs
        parts.append(b"".join(oid[:short] for oid in ordered).ljust(padded(len(rows) * short), b"\0"))
        parts += map(name, rows)
        parts += map(WORD.pack, words)
        at += padded(len(rows) * short) + len(rows) * (object_format.hash_size + WORD.size)
    head = HEADER.pack(MAGIC, VERSION, header_size, len(rows), 2) + tables + TRAILER_AT.pack(at)
    body = head + b"".join(parts)
    return body + main.new_hash(body).digest()


def own_name(entry: MappedName) -> bytes:
    """The name in the repository's own format."""
    return entry.main


def other_name(entry: MappedName) -> bytes:
    """The name in the other format."""
    return entry.other


def short_size(names: Sequence[bytes]) -> int:
    """How many bytes tell the ascending `names` apart. Raises ValueError where two are the same."""
    most = 1
    for one, following in pairwise(names):
        if one == following:
            raise ValueError(f"the name {one.hex()} is there twice")
        most = max(most, next(at for at in range(len(one)) if one[at] != following[at]) + 1)
    return most


def padded(size: int) -> int:
    """`size` up to the next multiple of four."""
    return -(-size // ALIGNMENT) * ALIGNMENT


def require_room(data: bytes, start: int, size: int, what: str) -> None:
    """Raises CorruptError unless `data` has `size` bytes from `start` on, for `what`."""
    if start + size > len(data):
        raise CorruptError("a map that is cut short", offset=start, expected=f"{what} of {size} bytes")
