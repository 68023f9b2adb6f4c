"""Archives of the kind zip: each file deflated by itself, and at the end a directory of all.

    for each entry      a local header, its path, when it was changed; its content, deflated where that is shorter
                        sizes and checksum once more, where they were not known before
    the directory       a row for each entry, with what is known of it and where it is
    the end             how many entries there are, where the directory is, and the id of the commit as a comment

What 32 bits do not hold stands in fields of 64 besides. Follows git's Documentation/git-archive and PKWARE's
APPNOTE.TXT.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from struct import pack

from pygitobj.formats.tree import DIRECTORY, GITLINK, SYMLINK, TYPE_MASK
from pygitobj.record import Record

LOCAL, ROW, END, SIZES_AFTER = 0x04034B50, 0x02014B50, 0x06054B50, 0x08074B50
END_64, END_64_PLACE = 0x06064B50, 0x07064B50
TIME_FIELD, FIELD_64 = 0x5455, 0x0001
STORED, DEFLATED = 0, 8
# Flags: sizes come after the content; the path is UTF-8.
SIZES_LATER, UTF_8 = 0x0008, 0x0800
MOST_16, MOST_32, MOST_31 = 0xFFFF, 0xFFFFFFFF, 0x7FFFFFFF
OLD, NEW_64 = 10, 45
# Made on Unix, by version 2.3, so that modes count.
UNIX = 0x0317
FOLDER = 16
ANY_EXECUTABLE = 0o111
RECORD_SIZE_64 = 44


class ZipEntry(Record):
    """An entry: its path, mode in the tree and content; of one whose content comes in `pieces`, how much that is.

    `is_binary` says whether its content is no text.
    """

    path: bytes
    mode: int
    content: bytes
    is_binary: bool
    pieces: Iterable[bytes] | None = None
    size: int = 0


class ZipWriter:
    """Makes an archive of entries that all have changed at one time: `moment` as DOS has it, `seconds` since 1970.

    `level` is how hard it is deflated, -1 as is usual, 0 not at all.
    """

    def __init__(self, moment: tuple[int, int], seconds: int, level: int) -> None:
        self.day, self.clock = moment
        self.time = pack("<HHBI", TIME_FIELD, 5, 1, seconds & MOST_32)
        self.level = level
        self.offset = self.count = self.creator = 0
        self.rows: list[bytes] = []

    def entry(self, entry: ZipEntry) -> Iterator[bytes]:
        """The bytes of an entry."""
        start = self.offset
        for piece in self.made(entry, start):
            self.offset += len(piece)
            yield piece
        self.count += 1

    def made(self, entry: ZipEntry, start: int) -> Iterator[bytes]:
        """As `entry`, which begins at `start`."""
        flags = UTF_8 if is_utf_8_beyond_ascii(entry.path) else 0
        streams = entry.pieces is not None
        size = entry.size if streams else len(entry.content)
        kind = entry.mode & TYPE_MASK
        is_folder = kind in (DIRECTORY, GITLINK)
        deflates = not is_folder and kind != SYMLINK and self.level != 0 and size > 0
        method, content = STORED, entry.content
        checksum = 0 if streams else zlib.crc32(content)
        packed_size = 0 if streams and deflates else size
        if deflates and streams:
            method = DEFLATED
        elif deflates:
            made = deflated(self.level, [content])
            if len(made) < size:
                method, content, packed_size = DEFLATED, made, len(made)
        flags |= SIZES_LATER * streams
        is_large = max(size, packed_size) > MOST_32 or (streams and size > MOST_31)
        version = NEW_64 if is_large else OLD
        shown = (MOST_32, MOST_32) if is_large else (packed_size, size)
        extra = self.time + (pack("<HHQQ", FIELD_64, 16, size, packed_size) if is_large else b"")
        yield pack(
            "<IHHHHHIIIHH", LOCAL, version, flags, method, self.clock, self.day, checksum, *shown, len(entry.path),
            len(extra),
        ) + entry.path + extra  # fmt: skip
        if entry.pieces is None:
            yield content
        else:
            packed_size = 0
            compressor = zlib.compressobj(self.level, zlib.DEFLATED, -zlib.MAX_WBITS) if deflates else None
            for piece in entry.pieces:
                checksum = zlib.crc32(piece, checksum)
                out = piece if compressor is None else compressor.compress(piece)
                packed_size += len(out)
                yield out
            if compressor is not None:
                out = compressor.flush()
                packed_size += len(out)
                yield out
            wide = max(size, packed_size) >= MOST_32
            yield pack("<IIQQ" if wide else "<IIII", SIZES_AFTER, checksum, packed_size, size)
        creator, attributes = creator_and_attributes(entry.mode)
        self.creator = max(self.creator, creator)
        fields = (creator, version, flags, method, self.clock, self.day, checksum)
        self.add_row(entry, fields, (size, packed_size, start), attributes)

    def add_row(self, entry: ZipEntry, fields: tuple[int, ...], places: tuple[int, int, int], attributes: int) -> None:
        """Put an entry into the directory; `places` are its sizes and where it is."""
        size, packed_size, start = places
        wide = b"".join(pack("<Q", place) for place in places if place >= MOST_32)
        if max(places) <= MOST_32:
            wide = b""
        extra = self.time + (pack("<HH", FIELD_64, len(wide)) + wide if wide else b"")
        self.rows.append(
            pack("<IHHHHHHI", ROW, *fields)
            + pack("<IIHHHH", min(packed_size, MOST_32), min(size, MOST_32), len(entry.path), len(extra), 0, 0)
            + pack("<HII", not entry.is_binary, attributes, min(start, MOST_32))
            + entry.path
            + extra
        )

    def end(self, comment: bytes) -> bytes:
        """What an archive ends with."""
        rows = b"".join(self.rows)
        count, offset = min(self.count, MOST_16), min(self.offset, MOST_32)
        wide = b""
        if self.count > MOST_16 or self.offset > MOST_32:
            wide = pack("<IQHHII", END_64, RECORD_SIZE_64, self.creator, NEW_64, 0, 0)
            wide += pack("<QQQQ", self.count, self.count, len(rows), self.offset)
            wide += pack("<IIQI", END_64_PLACE, 0, self.offset + len(rows), 1)
        return rows + wide + pack("<IHHHHIIH", END, 0, 0, count, count, len(rows), offset, len(comment)) + comment


def deflated(level: int, pieces: Iterable[bytes]) -> bytes:
    """The `pieces` deflated, without a header."""
    compressor = zlib.compressobj(level, zlib.DEFLATED, -zlib.MAX_WBITS)
    return b"".join([*map(compressor.compress, pieces), compressor.flush()])


def is_utf_8_beyond_ascii(path: bytes) -> bool:
    """Whether a path has characters beyond ASCII, and all are UTF-8."""
    try:
        return not path.isascii() and bool(path.decode("utf-8"))
    except UnicodeDecodeError:
        return False


def creator_and_attributes(mode: int) -> tuple[int, int]:
    """By which version an entry with this mode in a tree says that it was made, and which attributes it has."""
    kind = mode & TYPE_MASK
    if kind in (DIRECTORY, GITLINK):
        return 0, FOLDER
    if kind == SYMLINK:
        return UNIX, (mode | 0o777) << 16
    return (UNIX, mode << 16) if mode & ANY_EXECUTABLE else (0, 0)
