"""One loose object's file, read: its header, its body, or its body as a stream. Written: loose_writer.py."""

from __future__ import annotations

import os
import zlib

from pygitobj.errors import CorruptLoose
from pygitobj.files.mapped import READING, map_file
from pygitobj.formats.loose import MAX_HEADER, build_loose_header, parse_loose_header, refuse_dictionary
from pygitobj.kernels import inflate_measured, inflate_start
from pygitobj.oid import ObjectType

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.files.stream import InflatingReader
    from pygitobj.kernels.buffers import ByteSource

# As much of a file as is read for its header alone.
HEADER_INPUT = 1024


def read_loose(path: str) -> tuple[ObjectType, bytes]:
    """The type and body of the loose object in the file `path`. Raises OSError, CorruptLoose."""
    data = map_file(path, CorruptLoose)
    try:
        return inflate_loose(data)
    except CorruptLoose as error:
        raise error.located(path) from None


def inflate_loose(data: ByteSource) -> tuple[ObjectType, bytes]:
    """The type and body of the loose object whose file holds `data`."""
    end = len(data)
    kind, size, begin = parse_loose_header(start_of(data))
    whole, stop = inflate_measured(data, 0, end, begin + size, CorruptLoose)
    if stop != end:
        raise CorruptLoose(
            "garbage after a loose object", offset=stop, expected="the end of the file", actual=f"{end - stop} bytes"
        )
    return kind, whole[begin:]


def is_loose(path: str, kind: str, body: bytes) -> bool:
    """Whether the file `path` has the loose object of type `kind` with `body`, and all of it. Raises OSError."""
    expected = build_loose_header(kind, len(body)) + body
    data = map_file(path)
    stream = zlib.decompressobj()
    try:
        found = stream.decompress(data[0 : len(data)], len(expected) + 1)
    except zlib.error:
        return False
    return found == expected and stream.eof and not stream.unused_data


def start_of(data: ByteSource) -> bytes:
    """The first inflated bytes of a loose object's file, enough for its header."""
    if not len(data):
        raise CorruptLoose("an empty file", expected="a zlib stream")
    refuse_dictionary(bytes(data[0:2]))
    return inflate_start(data, 0, len(data), MAX_HEADER, CorruptLoose)


def read_loose_header(path: str) -> tuple[ObjectType, int, int]:
    """The type and size of the loose object in the file `path`, and the file's own size.

    Raises OSError, CorruptLoose.
    """
    descriptor = os.open(path, READING)
    try:
        disk_size = os.fstat(descriptor).st_size
        start = os.read(descriptor, HEADER_INPUT)
        # A read may give less than there is.
        while len(start) < min(HEADER_INPUT, disk_size) and (part := os.read(descriptor, HEADER_INPUT - len(start))):
            start += part
    finally:
        os.close(descriptor)
    try:
        kind, size, _ = parse_loose_header(start_of(start))
    except CorruptLoose as error:
        raise error.located(path) from None
    return kind, size, disk_size


def open_loose(path: str) -> InflatingReader:
    """The body of the loose object in the file `path` as a stream. Raises OSError, CorruptLoose."""
    from pygitobj.files.stream import InflatingReader  # most reads are not of streams

    data = map_file(path, CorruptLoose)
    try:
        _, size, begin = parse_loose_header(start_of(data))
    except CorruptLoose as error:
        raise error.located(path) from None
    return InflatingReader(data, 0, len(data), size, skip=begin, path=path, alone=True, error=CorruptLoose)
