"""A pack file's frame: what stands before and after its entries.

    0    4   signature "PACK"
    4    4   version, 2 or 3 (big-endian, as all numbers here)
    8    4   number of entries
    12   …   the entries, one after another (their layout: the entry header kernel)
    end      trailer: the hash of all that comes before it

Follows git's Documentation/gitformat-pack, "pack-*.pack files have the following format".
"""

from __future__ import annotations

from struct import Struct

from pygitobj.errors import CorruptPack, UnsupportedError

SIGNATURE = b"PACK"
VERSIONS = (2, 3)
HEADER = Struct(">4sII")
HEADER_SIZE = HEADER.size
MOST_ENTRIES = (1 << 32) - 1


def parse_pack_header(start: bytes, size: int, hash_size: int) -> int:
    """The number of entries in a pack of `size` bytes that begins with `start`.

    Raises CorruptPack, and UnsupportedError for a version that is neither 2 nor 3.
    """
    if size < HEADER_SIZE + hash_size or len(start) < HEADER_SIZE:
        raise CorruptPack("a pack that is cut short", expected=f"at least {HEADER_SIZE + hash_size} bytes", actual=size)
    signature, version, count = HEADER.unpack_from(start)
    if signature != SIGNATURE:
        raise CorruptPack("not a pack", offset=0, expected=SIGNATURE, actual=signature)
    if version not in VERSIONS:
        raise UnsupportedError(f"pack version {version} is not supported (only 2 and 3 are)")
    return int(count)


def build_pack_header(count: int, version: int = 2) -> bytes:
    """The first bytes of a pack of `count` entries. Raises ValueError for more than 32 bits."""
    if not 0 <= count <= MOST_ENTRIES:
        raise ValueError(f"not a number of entries: {count} (expected 0 to {MOST_ENTRIES})")
    return HEADER.pack(SIGNATURE, version, count)
