"""A pack entry's header: what the entry is, how large, and against which base.

    type and size   1 byte: bit 7 more, bits 6-4 type, bits 3-0 size; then 7 bits of size a byte, low bits first
    OFS_DELTA       then the distance back to the base: 7 bits a byte, high bits first, plus 1 before each shift
    REF_DELTA       then the id of the base
    body            then a zlib stream: the object, or for a delta the delta

Follows git's Documentation/gitformat-pack, "pack-*.pack files have the following format".
"""

from __future__ import annotations

from pygitobj.errors import CorruptPack

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.kernels.buffers import ByteSource


OFS_DELTA = 6
REF_DELTA = 7
ENTRY_TYPES = (1, 2, 3, 4, OFS_DELTA, REF_DELTA)
MAX_SIZE = (1 << 63) - 1
# Where the last byte of a size may put its bits: at 60, after which the next would be at 67.
LAST_SHIFT = 67
# Ten bytes hold the longest size; ten the longest distance, 32 the longest base id.
MAX_HEADER = 10 + 32

EntryHeader = tuple[int, int, "int | bytes | None", int]


def parse_entry_header(data: ByteSource, offset: int, first: int, end: int, hash_size: int) -> EntryHeader:
    """The header of the entry at `offset` as (type code, size, base, where its zlib stream starts).

    `data` is the pack, whose entries lie from `first` up to `end`. The type code is 1 to 4 for an object, 6 or 7 for
    a delta; a delta's size is the delta's own. The base is the offset of another entry (6), `hash_size` bytes of id
    (7), or None. Raises CorruptPack with the entry's offset.
    """
    if not first <= offset < end:
        raise CorruptPack("no entry starts here", offset=offset, expected=f"an offset from {first} to {end - 1}")
    stop = offset + MAX_HEADER
    return parse_entry(data[offset : stop if stop < end else end], offset, first, end, hash_size)


def parse_entry(head: bytes, offset: int, first: int, end: int, hash_size: int) -> EntryHeader:
    """As `parse_entry_header`, of the bytes `head` that were at `offset`, where the entries ended at `end`."""
    try:
        byte = head[0]
        kind = byte >> 4 & 7
        size = byte & 15
        at = 1
        shift = 4
        while byte & 0x80:
            byte = head[at]
            at += 1
            size |= (byte & 0x7F) << shift
            shift += 7
            if size > MAX_SIZE or shift > LAST_SHIFT:
                raise CorruptPack("the size in an entry header is too large", offset=offset, expected="at most 63 bits")
        if kind == OFS_DELTA:
            byte = head[at]
            at += 1
            distance = byte & 0x7F
            while byte & 0x80:
                byte = head[at]
                at += 1
                distance = distance + 1 << 7 | byte & 0x7F
            if not first <= offset - distance < offset:
                raise CorruptPack(
                    "a delta's base lies outside the pack",
                    offset=offset,
                    expected=f"a distance from 1 to {offset - first}",
                    actual=distance,
                )
            return kind, size, offset - distance, offset + at
    except IndexError:
        raise CorruptPack("an entry header is cut short", offset=offset, expected=f"to end before {end}") from None
    if kind == REF_DELTA:
        base = bytes(head[at : at + hash_size])
        if len(base) < hash_size:
            raise CorruptPack("an entry header is cut short", offset=offset, expected=f"to end before {end}")
        return kind, size, base, offset + at + hash_size
    if kind not in ENTRY_TYPES:
        raise CorruptPack("unknown entry type", offset=offset, expected="1, 2, 3, 4, 6 or 7", actual=kind)
    return kind, size, None, offset + at
