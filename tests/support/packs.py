"""Packs and indexes built byte by byte, so that wrong ones can be built too."""

from __future__ import annotations

import hashlib
import zlib
from struct import pack


def entry_header(kind: int, size: int) -> bytes:
    """Type and size of an entry."""
    out = bytearray([kind << 4 | size & 15])
    size >>= 4
    while size:
        out[-1] |= 0x80
        out.append(size & 0x7F)
        size >>= 7
    return bytes(out)


def distance(value: int) -> bytes:
    """An OFS_DELTA's distance."""
    out = [value & 0x7F]
    value >>= 7
    while value:
        value -= 1
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes(reversed(out))


def whole(kind: int, body: bytes) -> bytes:
    """An entry that is stored whole."""
    return entry_header(kind, len(body)) + zlib.compress(body)


def ofs_delta(back: int, delta: bytes) -> bytes:
    """A delta against the entry that starts `back` bytes before this one."""
    return entry_header(6, len(delta)) + distance(back) + zlib.compress(delta)


def ref_delta(base: bytes, delta: bytes) -> bytes:
    """A delta against the object with the raw id `base`."""
    return entry_header(7, len(delta)) + base + zlib.compress(delta)


def build_pack(entries: list[bytes], version: int = 2, count: int | None = None) -> tuple[bytes, list[int]]:
    """A pack of `entries` with its trailer, and where each starts."""
    data = pack(">4sII", b"PACK", version, len(entries) if count is None else count)
    offsets = []
    for entry in entries:
        offsets.append(len(data))
        data += entry
    return data + hashlib.sha1(data).digest(), offsets


def build_idx(rows: list[tuple[bytes, int]], packed: bytes, version: int = 2, large_from: int = 1 << 31) -> bytes:
    """An index of `rows` (raw id, offset) for the pack `packed`, with a 64-bit table for those from `large_from` on."""
    rows = sorted(rows)
    out = b"".join(pack(">I", sum(oid[0] <= byte for oid, _ in rows)) for byte in range(256))
    if version == 1:
        out += b"".join(pack(">I", offset) + oid for oid, offset in rows)
    else:
        out = b"\377tOc" + pack(">I", 2) + out + b"".join(oid for oid, _ in rows)
        ends = sorted([offset for _, offset in rows] + [len(packed) - 20])
        crcs = [zlib.crc32(packed[o : ends[ends.index(o) + 1]]) if o < len(packed) else 0 for _, o in rows]
        out += b"".join(pack(">I", crc) for crc in crcs)
        large = [offset for _, offset in rows if offset >= large_from]
        words = [0x80000000 | large.index(o) if o >= large_from else o for _, o in rows]
        out += b"".join(pack(">I", word) for word in words)
        out += b"".join(pack(">Q", offset) for offset in large)
    out += packed[-20:]
    return out + hashlib.sha1(out).digest()


def object_id(kind: str, body: bytes) -> bytes:
    """The raw SHA-1 id."""
    return hashlib.sha1(b"%s %d\0" % (kind.encode(), len(body)) + body).digest()
