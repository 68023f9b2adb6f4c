"""References in blocks of a reftable as lines of packed-refs.

    1 byte      "r"
    3 bytes     the length of the block, without padding
    records     each: how much of the name before it has in common, 8 times how much follows plus the type, what
                follows; update index; an id, and with the type 2 what that comes to. Numbers are varints
    3 bytes     for each restart, where its record starts
    2 bytes     how many restarts

Blocks are padded with NULs to the block size, or follow one another. Follows git's Documentation/technical/reftable.
"""

from __future__ import annotations

REF = ord("r")
START_SIZE = 4
RESTART_SIZE = 3
COUNT_SIZE = 2
VALUE, PEELED = 1, 2
# A number of more bytes is left to who looks closely.
MOST_OF_A_NUMBER = 4
MOST_OF_AN_INDEX = 8


class UnusualError(Exception):
    """A block is not as usual."""


def table_lines(data: bytes, block_size: int, hash_size: int, last: bytes) -> tuple[bytes, int, bytes]:
    """The references in the whole blocks at the start of `data`, whose names come after `last`, as lines.

    Also how far they go, and the last name. What is not as usual ends them: a block of another type, a symbolic or a
    deleted reference, anything that is malformed or out of order, a block whose padding `data` does not have.
    """
    parts: list[bytes] = []
    at = 0
    try:
        while True:
            length, after = bounds(data, at, block_size)
            part, last = block_lines(data[at : at + length], hash_size, last)
            parts.append(part)
            at = after
    except UnusualError:
        return b"".join(parts), at, last


def bounds(data: bytes, at: int, block_size: int) -> tuple[int, int]:
    """How long the block at `at` is, and where the next one starts."""
    left = len(data) - at
    if left <= max(block_size, START_SIZE + RESTART_SIZE + COUNT_SIZE - 1) or data[at] != REF:
        raise UnusualError
    length = int.from_bytes(data[at + 1 : at + START_SIZE], "big")
    if not START_SIZE + RESTART_SIZE + COUNT_SIZE <= length <= left:
        raise UnusualError
    is_padded = length < block_size and not data[at + length]
    return length, at + (block_size if is_padded else length)


def records_end(block: bytes) -> int:
    """Where the records of `block` end, whose restarts are in order among them."""
    stop = len(block) - COUNT_SIZE
    count = int.from_bytes(block[stop:], "big")
    end = stop - RESTART_SIZE * count
    if not count or end <= START_SIZE:
        raise UnusualError
    before = 0
    for place in range(end, stop, RESTART_SIZE):
        at = int.from_bytes(block[place : place + RESTART_SIZE], "big")
        if not before < at < end or (not before and at != START_SIZE):
            raise UnusualError
        before = at
    return end


def number(block: bytes, at: int, end: int, most: int) -> tuple[int, int]:
    """The number at `at`, and where it ends; of `most` bytes at most."""
    value = -1
    for place in range(at, min(at + most, end)):
        value = (value + 1) << 7 | (block[place] & 0x7F)
        if block[place] < 0x80:
            return value, place + 1
    raise UnusualError


def block_lines(block: bytes, hash_size: int, last: bytes) -> tuple[bytes, bytes]:
    """The references in `block` as lines, and the last name; names come after `last`."""
    at, end = START_SIZE, records_end(block)
    lines: list[bytes] = []
    name = b""
    while at < end:
        shared, at = number(block, at, end, MOST_OF_A_NUMBER)
        packed, at = number(block, at, end, MOST_OF_A_NUMBER)
        stop = at + (packed >> 3)
        kind = packed & 7
        if shared > len(name) or stop >= end or kind not in (VALUE, PEELED):
            raise UnusualError
        name = name[:shared] + block[at:stop]
        _, at = number(block, stop, end, MOST_OF_AN_INDEX)
        stop = at + kind * hash_size
        if stop > end or name <= last or b"\n" in name:
            raise UnusualError
        lines.append(b"%b %b\n" % (block[at : at + hash_size].hex().encode(), name))
        if kind == PEELED:
            lines.append(b"^%b\n" % block[at + hash_size : stop].hex().encode())
        at, last = stop, name
    return b"".join(lines), last
