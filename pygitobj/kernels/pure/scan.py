"""Finding the entries of a pack that has no index yet, one after another."""

from __future__ import annotations

import zlib
from array import array

from pygitobj.errors import CorruptPack
from pygitobj.kernels.inflate import inflate_measured
from pygitobj.kernels.pure.digest import KINDS, constructor_of
from pygitobj.kernels.pure.entry import OFS_DELTA, parse_entry_header

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.kernels.buffers import ByteSource


# Where the scan stopped, then columns of offsets, entry types, sizes, bases, CRC32s and raw hashes.
Columns = tuple[int, "array[int]", "array[int]", "array[int]", "array[int]", "array[int]", bytes]


def scan_entries(data: ByteSource, at: int, end: int, count: int, hash_size: int, most: int, first: int) -> Columns:
    """Up to `count` entries of the pack `data` from the one at `at` on; the pack's first entry starts at `first`.

    Gives where it stopped, which is after the last of them, and columns that have for each entry: its offset (Q), its
    type (B: 1 to 4 an object, 6 or 7 a delta), the size of what its stream holds (Q), its base (q: for type 6 an
    offset, for type 7 where the base's id stands, else -1), the CRC32 of its bytes (I), and `hash_size` bytes of id,
    zeros for a delta. It stops at an entry that does not end before `end`, is damaged, or holds more than `most` bytes.
    """
    offsets, kinds, sizes, bases, crcs = array("Q"), array("B"), array("Q"), array("q"), array("I")
    hashes: list[bytes] = []
    constructor = constructor_of(hash_size)
    if end > len(data):
        raise ValueError("entries that do not lie in the pack")
    while len(offsets) < count:
        try:
            kind, size, base, start = parse_entry_header(data, at, first, end, hash_size)
            if size > most:
                break
            body, after = inflate_measured(data, start, end, size)
        except CorruptPack:
            break
        if kind >= OFS_DELTA:
            hashes.append(bytes(hash_size))
        else:
            running = constructor(b"%b %d\0" % (KINDS[kind], size), usedforsecurity=False)
            running.update(body)
            hashes.append(running.digest())
        offsets.append(at)
        kinds.append(kind)
        sizes.append(size)
        bases.append(-1 if base is None else base if isinstance(base, int) else start - hash_size)
        crcs.append(zlib.crc32(data[at:after]))
        at = after
    return at, offsets, kinds, sizes, bases, crcs, b"".join(hashes)
