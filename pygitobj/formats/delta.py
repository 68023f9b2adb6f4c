"""A delta's instructions one by one, to be looked at; applying them is the kernels' work, and the layout is there.

Follows git's Documentation/gitformat-pack, "Deltified representation".
"""

from __future__ import annotations

from collections.abc import Iterator

from pygitobj.errors import CorruptDelta
from pygitobj.kernels import delta_sizes
from pygitobj.record import Record

COPY = 0x80
OFFSET_BYTES = 4
SIZE_BYTES = 3
SIZE_ZERO = 0x10000


class Instruction(Record):
    """One instruction at byte `at` of the delta.

    A "copy" takes `length` bytes of the base from `start` on, an "insert" the `length` bytes of the delta itself
    that begin at `start`.
    """

    kind: str
    at: int
    start: int
    length: int


def delta_instructions(delta: bytes) -> Iterator[Instruction]:
    """The instructions of `delta` in order. Raises CorruptDelta for one that is reserved or cut short."""
    at = delta_sizes(delta)[2]
    while at < len(delta):
        op = delta[at]
        if op & COPY:
            end, start, length = at + 1, 0, 0
            for bit in range(OFFSET_BYTES):
                if op >> bit & 1:
                    start |= byte_at(delta, end) << 8 * bit
                    end += 1
            for bit in range(SIZE_BYTES):
                if op >> OFFSET_BYTES + bit & 1:
                    length |= byte_at(delta, end) << 8 * bit
                    end += 1
            yield Instruction("copy", at, start, length or SIZE_ZERO)
        elif op:
            end = at + 1 + op
            byte_at(delta, end - 1)
            yield Instruction("insert", at, at + 1, op)
        else:
            raise CorruptDelta("a reserved instruction in a delta", offset=at, expected="a copy or an insert")
        at = end


def byte_at(delta: bytes, at: int) -> int:
    """The byte at `at`. Raises CorruptDelta past the end."""
    if at >= len(delta):
        raise CorruptDelta("a delta that is cut short", offset=len(delta), expected="a whole instruction")
    return delta[at]
