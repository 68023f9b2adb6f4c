"""The times of a cruft pack's objects, `pack-….mtimes`: when each was last changed while it was loose.

    0      4        magic "MTME"
    4      4        version, 1 (big-endian, as all numbers here)
    8      4        the hash: 1 for SHA-1, 2 for SHA-256
    12     n*4      seconds since 1970, one an object, in the order of the index
    …      hash     the pack's trailer
    …      hash     the hash of all before it

Follows git's Documentation/gitformat-pack, "pack-*.mtimes files have the format".
"""

from __future__ import annotations

import sys
from array import array
from struct import Struct

from pygitobj.errors import CorruptError
from pygitobj.oid import ObjectFormat

HEADER = Struct(">4sII")
MAGIC = b"MTME"
VERSION = 1
HASH_NUMBERS = {20: 1, 32: 2}
WORD_SIZE = 4


def size_of(count: int, object_format: ObjectFormat) -> int:
    """How many bytes the times of `count` objects take."""
    return HEADER.size + count * WORD_SIZE + 2 * object_format.hash_size


def parse_mtimes(data: bytes, count: int, object_format: ObjectFormat) -> array[int]:
    """The times of `count` objects, by rows of the index. Raises CorruptError where `data` is no such file."""
    size = size_of(count, object_format)
    if len(data) != size:
        raise CorruptError("times of objects of the wrong size", expected=f"{size} bytes", actual=len(data))
    header = HEADER.unpack_from(data)
    expected = MAGIC, VERSION, HASH_NUMBERS[object_format.hash_size]
    if header != expected:
        raise CorruptError("no times of objects", offset=0, expected=expected, actual=header)
    times = array("I", data[HEADER.size : HEADER.size + count * WORD_SIZE])
    if sys.byteorder == "little":
        times.byteswap()
    return times
