"""A pack's reverse index: from the order of the entries in the pack to the rows of its index.

    0    4      magic "RIDX"
    4    4      version, 1 (big-endian, as all numbers here)
    8    4      hash function: 1 is SHA-1, 2 is SHA-256
    12   n*4    the row of each entry, in the order of their offsets
    …    hash   the pack's trailer
    …    hash   the hash of all before it

Rows that are in it are believed only where their offsets ascend: then they are the order, whatever else the file holds.

Follows git's Documentation/gitformat-pack, "pack-*.rev files have the format".
"""

from __future__ import annotations

import sys
from array import array
from collections.abc import Sequence
from struct import Struct

from pygitobj.errors import CorruptIndex
from pygitobj.formats.idx_writer import big_endian
from pygitobj.oid import ObjectFormat

MAGIC = b"RIDX"
VERSION = 1
HEADER = Struct(">4sII")
WORD_SIZE = 4
# No row of an index: they begin with 0.
NO_ROW = (1 << 32) - 1


def parse_reverse_index(data: bytes, object_format: ObjectFormat, count: int, pack_hash: bytes) -> array[int]:
    """The rows, as 32-bit numbers, in the reverse index `data` of a pack of `count` objects, its trailer `pack_hash`.

    Neither the rows nor the hash of all are looked at. Raises CorruptIndex.
    """
    size = HEADER.size + WORD_SIZE * count + 2 * object_format.hash_size
    if len(data) != size:
        raise CorruptIndex("reverse-index file has wrong size", expected=f"{size} bytes", actual=f"{len(data)} bytes")
    magic, version, number = HEADER.unpack_from(data)
    for offset, actual, expected in ((0, magic, MAGIC), (4, version, VERSION), (8, number, object_format.number)):
        if actual != expected:
            raise CorruptIndex("reverse-index file has unknown header", offset=offset, expected=expected, actual=actual)
    end = HEADER.size + WORD_SIZE * count
    if data[end : end + object_format.hash_size] != pack_hash:
        raise CorruptIndex("reverse-index file of another pack", offset=end, expected=f"the trailer {pack_hash.hex()}")
    rows = array("I", data[HEADER.size : end])
    if sys.byteorder == "little":
        rows.byteswap()
    return rows


def build_reverse_index(object_format: ObjectFormat, order: Sequence[int], pack_hash: bytes) -> bytes:
    """The reverse index of a pack whose trailer is `pack_hash`.

    `order` has, for each row of the index, the position of its entry in the pack. Raises ValueError where it does not
    have each position once, and for a trailer of another length.
    """
    if len(pack_hash) != object_format.hash_size:
        raise ValueError(f"not the trailer of a pack: expected {object_format.hash_size} bytes, not {len(pack_hash)}")
    rows = array("I", [NO_ROW]) * len(order)
    if min(order, default=0) < 0 or max(order, default=-1) >= len(order):
        raise ValueError("an order with positions that are not there")
    for row, position in enumerate(order):
        rows[position] = row
    if NO_ROW in rows:
        raise ValueError("an order that has a position twice")
    body = HEADER.pack(MAGIC, VERSION, object_format.number) + big_endian(rows) + pack_hash
    return body + object_format.new_hash(body).digest()
