"""A block of a reftable: records in order of their keys, and restarts, at which a key stands in full.

    1 byte      r references, o objects, i index, g logs
    3 bytes     the length of the block, without padding; of a log block when it is inflated
    records     each key without what it has in common with the one before (varints: that many bytes, how many follow)
    3 bytes     for each restart, where its record starts, from the start of the block
    2 bytes     how many restarts

The first block of a file starts with the file's header, which counts as a part of it. What follows the first four
bytes of a log block is deflated. Other blocks may be padded with NULs to the block size of the table.

Follows git's Documentation/technical/reftable.
"""

from __future__ import annotations

import zlib
from operator import lt

from pygitobj.errors import CorruptError
from pygitobj.formats.reftable_options import DEFAULT_BLOCK_SIZE
from pygitobj.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn

    from pygitobj.kernels.buffers import ByteSource

REF, OBJECT, INDEX, LOG = b"r", b"o", b"i", b"g"
KINDS = frozenset((REF, OBJECT, INDEX, LOG))
# The type and the length.
START_SIZE = 4
LENGTH_SIZE = 3
RESTART_SIZE = 3
COUNT_SIZE = 2
MAX_RESTARTS = (1 << 16) - 1
# Zlib makes what it cannot compress longer by no more than this part, and a little.
STORED_PART, STORED_EXTRA = 256, 1024
LARGEST = (1 << 64) - 1


class Block(Record):
    """The block of type `kind` at `at` of its file, whose records are in `data` from `first` to `end`.

    After these come `restarts`, so many; the next block starts at `next` of the file.
    """

    kind: bytes
    at: int
    data: bytes
    first: int
    end: int
    restarts: int
    next: int


def read_block(data: ByteSource, at: int, limit: int, header_size: int, block_size: int) -> Block:
    """The block at `at` of the table in `data`, whose blocks end at `limit`. Raises CorruptError.

    `header_size` counts what the file's header takes of it, 0 but for the first; `block_size` is the table's.
    """
    chunk = data[at : min(at + (block_size or DEFAULT_BLOCK_SIZE) + 1, limit)]
    kind = chunk[header_size : header_size + 1]
    first = header_size + START_SIZE
    length = int.from_bytes(chunk[first - LENGTH_SIZE : first], "big")
    if kind not in KINDS or len(chunk) < first:
        raise CorruptError("bad reftable block", offset=at + header_size, expected="the type of one", actual=kind)
    if length < first + RESTART_SIZE + COUNT_SIZE:
        raise CorruptError("bad length of a reftable block", offset=at + header_size + 1, actual=length)
    if kind == LOG:
        whole, after = inflated(data, at, limit, first, length)
    elif at + length > limit:
        raise CorruptError(
            "reftable block goes past the end", offset=at + header_size + 1, expected=f"at most {limit - at} bytes",
            actual=length,
        )  # fmt: skip
    else:
        whole = chunk[:length] if length <= len(chunk) else data[at : at + length]
        # What is not padded with NULs is followed by the next block at once.
        is_padded = length < block_size and not chunk[length : length + 1].strip(b"\0")
        after = at + (block_size if is_padded else length)
    count = int.from_bytes(whole[length - COUNT_SIZE :], "big")
    end = length - COUNT_SIZE - RESTART_SIZE * count
    if not count or end <= first or len(whole) != length:
        raise CorruptError("bad number of restarts in a reftable block", offset=at, actual=count)
    return Block(kind, at, whole, first, end, count, after)


def inflated(data: ByteSource, at: int, limit: int, first: int, length: int) -> tuple[bytes, int]:
    """The log block at `at`, `length` bytes with the first `first` as they are, and where the next one starts."""
    most = at + first + length + length // STORED_PART + STORED_EXTRA
    stored = data[at : min(most, limit)]
    stream = zlib.decompressobj()
    try:
        body = stream.decompress(stored[first:], length - first + 1)
    except zlib.error as error:
        raise CorruptError(f"bad zlib stream in a reftable log block: {error}", offset=at + first) from None
    if not stream.eof or len(body) != length - first:
        raise CorruptError(
            "wrong length of a reftable log block", offset=at, expected=f"{length - first} bytes", actual=len(body)
        )
    return stored[:first] + body, at + len(stored) - len(stream.unused_data)


def corrupt(block: Block, at: int, what: str, expected: object = None) -> NoReturn:
    """Raises the error for what is wrong at `at` of `block`."""
    raise CorruptError(what, offset=block.at if block.kind == LOG else block.at + at, expected=expected)


def varint(block: Block, at: int) -> tuple[int, int]:
    """The number at `at` of `block`, at most 64 bits, and where it ends. Raises CorruptError."""
    data, end = block.data, block.end
    value = -1
    while at < end:
        byte = data[at]
        at += 1
        value = (value + 1) << 7 | (byte & 0x7F)
        if value > LARGEST:
            break
        if byte < 0x80:
            return value, at
    corrupt(block, at, "bad number in a reftable block", "at most 64 bits, within the records")


def key_at(block: Block, at: int, before: bytes) -> tuple[bytes, int, int]:
    """The key of the record at `at`, which comes after `before`, the three bits beside it, and where its value starts.

    Raises CorruptError.
    """
    shared, value = varint(block, at)
    packed, value = varint(block, value)
    stop = value + (packed >> 3)
    if shared > len(before) or stop > block.end or not shared + stop - value:
        corrupt(block, at, "bad key in a reftable block", f"at most {len(before)} bytes shared, within the records")
    return before[:shared] + block.data[value:stop], packed & 7, stop


def text_at(block: Block, at: int) -> tuple[bytes, int]:
    """The text at `at`, with its length before it, and where it ends. Raises CorruptError."""
    size, start = varint(block, at)
    if size > block.end - start:
        corrupt(block, at, "text goes past the end of a reftable block", f"at most {block.end - start} bytes")
    return block.data[start : start + size], start + size


def restart(block: Block, number: int) -> int:
    """Where the record of the restart `number` starts; where records end if there is none. Raises CorruptError."""
    if number >= block.restarts:
        return block.end
    place = block.end + RESTART_SIZE * number
    at = int.from_bytes(block.data[place : place + RESTART_SIZE], "big")
    if not block.first <= at < block.end:
        corrupt(block, place, "bad restart in a reftable block", f"{block.first} to {block.end - 1}")
    return at


def require_restarts(block: Block) -> None:
    """Raises CorruptError unless all restarts are among the records, in order, from the first record on.

    A damaged number of restarts would make records of them, or restarts of records.
    """
    stored = block.data[block.end : block.end + RESTART_SIZE * block.restarts]
    parts = [stored[at : at + RESTART_SIZE] for at in range(0, len(stored), RESTART_SIZE)]
    in_order = all(map(lt, parts, parts[1:]))
    if not in_order or restart(block, 0) != block.first or not restart(block, block.restarts - 1):
        corrupt(block, block.end, "bad restarts in a reftable block", "offsets of records, in order")


def first_key(block: Block) -> bytes:
    """The key of the first record. Raises CorruptError."""
    return key_at(block, block.first, b"")[0]


def bracket(block: Block, key: bytes) -> tuple[int, int]:
    """From where to where the record of `key` is, if there is one: between two restarts. Raises CorruptError.

    What comes out proves that the restarts which decided it are sound, once all from the one to the other was read.
    """
    low, high = 0, block.restarts
    while low < high:
        middle = (low + high) // 2
        if key < key_at(block, restart(block, middle), b"")[0]:
            high = middle
        else:
            low = middle + 1
    if not low:
        if restart(block, 0) != block.first:
            corrupt(block, block.end, "bad restart in a reftable block", block.first)
        return block.first, block.first
    at, end = restart(block, low - 1), restart(block, low)
    if at >= end:
        corrupt(block, block.end, "reftable restarts are not in order")
    return at, end
