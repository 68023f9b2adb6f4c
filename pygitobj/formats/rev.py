"""A pack's reverse index: its rows in the order of their offsets.

    0     4     magic "RIDX"
    4     4     version, 1 (big-endian, as all numbers here)
    8     4     hash function: 1 SHA-1, 2 SHA-256
    12    n*4   rows of the .idx, ascending by the offset of their entries
    …     hash  the pack's trailer
    …     hash  the hash of all before it

Follows git's Documentation/gitformat-pack, "pack-*.rev files have the following format".
"""

from __future__ import annotations

import sys
from array import array
from struct import Struct

from pygitobj.errors import CorruptIndex
from pygitobj.kernels.buffers import ByteSource
from pygitobj.oid import ObjectFormat

HEADER = Struct(">4sII")
MAGIC = b"RIDX"
VERSION = 1


def parse_rev(data: ByteSource, count: int, pack_hash: bytes, object_format: ObjectFormat) -> array[int]:
    """The rows in offset order, `count` of them, for the pack whose trailer is `pack_hash`.

    Raises CorruptIndex unless header, length and pack agree and each row is there once.
    """
    hash_size = object_format.hash_size
    end = HEADER.size + 4 * count
    if len(data) != end + 2 * hash_size:
        raise CorruptIndex(
            "a reverse index of the wrong size", expected=f"{end + 2 * hash_size} bytes", actual=len(data)
        )
    found = HEADER.unpack(data[0 : HEADER.size])
    if found != (MAGIC, VERSION, object_format.number):
        raise CorruptIndex(
            "not a reverse index of this kind", offset=0, expected=(MAGIC, VERSION, object_format.number), actual=found
        )
    if data[end : end + hash_size] != pack_hash:
        raise CorruptIndex("the reverse index of another pack", offset=end, expected=pack_hash.hex())
    rows = array("I", data[HEADER.size : end])
    if sys.byteorder == "little":
        rows.byteswap()
    if set(rows) != set(range(count)):
        raise CorruptIndex(
            "a reverse index that is no permutation", offset=HEADER.size, expected=f"each row below {count} once"
        )
    return rows
