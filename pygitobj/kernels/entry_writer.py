"""A pack entry's header, written. The layout, and the reader: kernels/pure/entry.py."""

from __future__ import annotations

MORE = 0x80
OFS_DELTA, REF_DELTA = 6, 7


def build_entry_header(kind: int, size: int) -> bytes:
    """The header of an entry of the type `kind`, whose stream holds `size` bytes; a delta's base comes after it."""
    byte = kind << 4 | size & 15
    size >>= 4
    if not size:
        return bytes((byte,))
    header = bytearray()
    while size:
        header.append(byte | MORE)
        byte = size & 0x7F
        size >>= 7
    header.append(byte)
    return bytes(header)


def build_distance(distance: int) -> bytes:
    """How many bytes before an ofs-delta its base starts."""
    header = [distance & 0x7F]
    distance >>= 7
    while distance:
        distance -= 1
        header.append(MORE | distance & 0x7F)
        distance >>= 7
    return bytes(reversed(header))
