"""A pack entry's header, written. The layout, and the reader: kernels/pure/entry.py."""

from __future__ import annotations

MORE = 0x80
OFS_DELTA, REF_DELTA = 6, 7
KINDS = (1, 2, 3, 4, OFS_DELTA, REF_DELTA)
MOST = (1 << 63) - 1


def build_entry_header(kind: int, size: int) -> bytes:
    """The header of an entry of the type `kind`, whose stream holds `size` bytes; a delta's base comes after it.

    Raises ValueError for a type that no entry has, and for a size of more than 63 bits.
    """
    if kind not in KINDS or not 0 <= size <= MOST:
        raise ValueError(f"no entry is of the type {kind} and {size} bytes")
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
    """How many bytes before an ofs-delta its base starts. Raises ValueError for less than one, or 63 bits and more."""
    if not 0 < distance <= MOST:
        raise ValueError(f"no base is {distance} bytes before its delta")
    header = [distance & 0x7F]
    distance >>= 7
    while distance:
        distance -= 1
        header.append(MORE | distance & 0x7F)
        distance >>= 7
    return bytes(reversed(header))
