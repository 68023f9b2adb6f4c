"""A pack's reverse index: from the order of the entries in the pack to the rows of its index.

    0    4      magic "RIDX"
    4    4      version, 1 (big-endian, as all numbers here)
    8    4      hash function: 1 is SHA-1, 2 is SHA-256
    12   n*4    the row of each entry, in the order of their offsets
    …    hash   the pack's trailer
    …    hash   the hash of all before it

It is only ever written here: the rows are sorted by offset in less time than a file takes to open and check.

Follows git's Documentation/gitformat-pack, "pack-*.rev files have the format".
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from struct import Struct

from pygitobj.formats.idx_writer import big_endian
from pygitobj.oid import ObjectFormat

MAGIC = b"RIDX"
VERSION = 1
HEADER = Struct(">4sII")
# No row of an index: they begin with 0.
NO_ROW = (1 << 32) - 1


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
