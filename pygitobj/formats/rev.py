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

from pygitobj.formats.idx import big_endian
from pygitobj.oid import ObjectFormat

MAGIC = b"RIDX"
VERSION = 1
HEADER = Struct(">4sII")


def build_reverse_index(object_format: ObjectFormat, order: Sequence[int], pack_hash: bytes) -> bytes:
    """The reverse index of a pack whose trailer is `pack_hash`.

    `order` has, for each row of the index, the position of its entry in the pack.
    """
    rows = array("I", bytes(4 * len(order)))
    for row, position in enumerate(order):
        rows[position] = row
    body = HEADER.pack(MAGIC, VERSION, object_format.number) + big_endian(rows) + pack_hash
    return body + object_format.new_hash(body).digest()
