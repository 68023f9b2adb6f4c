"""Building a pack's index, of which idx.py has the layout; few commands write one."""

from __future__ import annotations

import sys
from array import array
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import accumulate, chain
from operator import lt

from pygitobj.formats.idx import FANOUT, IN_LARGE_TABLE, MAGIC, MAX_OFFSET, WORD
from pygitobj.oid import ObjectFormat

# From here on an offset needs a row of the 64-bit table.
FIRST_LARGE = 1 << 31
# Rows that are built at once.
PIECE = 4096


def order_by_id(ids: bytes | bytearray, hash_size: int) -> array[int]:
    """The positions (I) of the raw ids in the column `ids`, in the order of the ids."""
    # Sorted one first byte after another, so that few ids are objects at the same time.
    shares = [array("I") for _ in range(256)]
    for position, first in enumerate(ids[::hash_size]):
        shares[first].append(position)
    order = array("I")
    for share in shares:
        order.extend(sorted(share, key=lambda at: ids[at * hash_size : (at + 1) * hash_size]))
    return order


def build_index(
    object_format: ObjectFormat,
    ids: bytes | bytearray,
    offsets: Sequence[int],
    crcs: Sequence[int],
    order: Sequence[int],
    pack_hash: bytes,
    *,
    version: int = 2,
    first_large: int = FIRST_LARGE,
) -> bytes:
    """The index of a pack whose entries have the raw `ids`, one after another, `offsets` and `crcs`.

    `order` has the positions in these columns in the order of the ids, `pack_hash` is the pack's trailer. Version 1 is
    made only where all offsets are below `first_large`, from which on version 2 keeps them in its 64-bit table; that
    is never larger than a reader takes it to be, one row less than there are ids. Raises ValueError for columns that
    do not belong together, and for numbers that do not fit.
    """
    size = object_format.hash_size
    require_columns(size, ids, offsets, crcs, order, pack_hash, version)
    first_large = min(max(first_large, min(offsets, default=0) + 1), FIRST_LARGE)
    if max(offsets, default=0) >= first_large:
        version = 2
    parts = [MAGIC + WORD.pack(2)] if version == 2 else []
    parts.append(build_fanout(ids[0 : len(ids) : size]))
    if version == 2:
        parts.extend(ids_in_order(order, ids, size))
        parts.append(big_endian(words_of(map(crcs.__getitem__, order))))
        parts.extend(build_offsets(map(offsets.__getitem__, order), first_large))
    else:
        deque(ids_in_order(order, ids, size), maxlen=0)
        parts.extend(in_pieces(order, lambda at: WORD.pack(offsets[at]) + ids[at * size : (at + 1) * size]))
    parts.append(pack_hash)
    running = object_format.new_hash()
    for part in parts:
        running.update(part)
    return b"".join((*parts, running.digest()))


def require_columns(
    hash_size: int,
    ids: bytes | bytearray,
    offsets: Sequence[int],
    crcs: Sequence[int],
    order: Sequence[int],
    pack_hash: bytes,
    version: int,
) -> None:
    """Raises ValueError unless the columns of an index are as long as one another, and its numbers fit."""
    count = len(offsets)
    if version not in (1, 2):
        raise ValueError(f"not the version of an index: {version}")
    if len(ids) != count * hash_size or len(crcs) != count or len(order) != count or len(pack_hash) != hash_size:
        raise ValueError(f"columns of an index of {count} entries that are not all as long")
    if count and not 0 <= min(offsets) < FIRST_LARGE:
        raise ValueError(f"no pack's first entry is at the offset {min(offsets)}")
    if max(offsets, default=0) > MAX_OFFSET:
        raise ValueError(f"an offset of more than 63 bits: {max(offsets)}")


def ids_in_order(order: Sequence[int], ids: bytes | bytearray, hash_size: int) -> Iterator[bytes]:
    """The raw ids of the positions in `order`, joined in pieces. Raises ValueError where they do not ascend.

    Where one comes twice, its positions are different ones: each position is there once.
    """
    last: bytes | bytearray = b""
    for start in range(0, len(order), PIECE):
        piece = order[start : start + PIECE]
        rows = [ids[at * hash_size : (at + 1) * hash_size] for at in piece]
        if not all(map(lt, chain((last,), rows), rows)):
            require_order(order, ids, hash_size)
        last = rows[-1]
        joined = b"".join(rows)
        if len(joined) != len(rows) * hash_size:
            raise ValueError("an order with positions that are not there")
        yield joined


def require_order(order: Sequence[int], ids: bytes | bytearray, hash_size: int) -> None:
    """Raises ValueError unless `order` has each position once, and the ids at them ascend, some of them twice."""
    rows = [bytes(ids[at * hash_size : (at + 1) * hash_size]) for at in order]
    if rows != sorted(rows) or set(order) != set(range(len(order))):
        raise ValueError("an order that is not that of the ids")


def in_pieces(order: Sequence[int], row: Callable[[int], bytes | bytearray]) -> Iterator[bytes]:
    """The rows of the positions in `order`, joined, so that few are objects at the same time."""
    for start in range(0, len(order), PIECE):
        yield b"".join([row(at) for at in order[start : start + PIECE]])


def words_of(values: Iterable[int]) -> array[int]:
    """`values` as words. Raises ValueError for one that is none."""
    try:
        return array("I", values)
    except OverflowError:
        raise ValueError("a CRC32 of more than 32 bits") from None


def build_fanout(first_bytes: bytes | bytearray) -> bytes:
    """The fanout of ids that begin with `first_bytes`."""
    return FANOUT.pack(*accumulate(map(first_bytes.count, range(256))))


def build_offsets(offsets: Iterable[int], first_large: int) -> tuple[bytes, bytes]:
    """The two tables of `offsets`: 32 bits each, and 64 bits for those from `first_large` on."""
    small, large = array("I"), array("Q")
    for offset in offsets:
        if offset < first_large:
            small.append(offset)
        else:
            small.append(IN_LARGE_TABLE | len(large))
            large.append(offset)
    return big_endian(small), big_endian(large)


def big_endian(words: array[int]) -> bytes:
    """The bytes of `words`, which this may turn round in their place."""
    if sys.byteorder == "little":
        words.byteswap()
    return words.tobytes()
