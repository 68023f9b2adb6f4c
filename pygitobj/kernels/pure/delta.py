"""Applying a delta: a base and instructions make an object.

    source size     7 bits a byte, low bits first: the size of the base
    result size     the same: the size of the object
    instructions    until the delta ends
        1oooossss   copy from the base: bits 0-3 say which bytes of the offset follow, bits 4-6 which of the size;
                    bytes that do not follow are 0, a size of 0 means 0x10000
        0nnnnnnn    insert the n bytes that follow; n = 0 is reserved

Follows git's Documentation/gitformat-pack, "Deltified representation".
"""

from __future__ import annotations

from struct import Struct
from struct import error as struct_error

from pygitobj.errors import CorruptDelta, UnsupportedError

COPY = 0x80
COPY_SIZE_ZERO = 0x10000
MAX_VARINT_SHIFT = 56
# No delta has fewer bytes, which is git's rule.
LEAST_DELTA = 4
# Nobody deltifies objects of this size; a delta that claims more is a bomb.
MAX_RESULT = 1 << 32
# Above this the instructions are added up before anything is copied.
CHECK_FIRST = 1 << 24

# The four instructions that make up most of every delta, by how many bytes of offset and of size they have.
COPY_3_1 = 0x97
COPY_2_1 = 0x93
COPY_3_2 = 0xB7
COPY_2_2 = 0xB3
unpack_3_1 = Struct("<xHBB").unpack_from
unpack_2_1 = Struct("<xHB").unpack_from
unpack_3_2 = Struct("<xHBH").unpack_from
unpack_2_2 = Struct("<xHH").unpack_from


def delta_sizes(delta: bytes) -> tuple[int, int, int]:
    """A delta's source size, its result size, and where its instructions start. Raises CorruptDelta."""
    sizes = []
    at = 0
    for _ in range(2):
        size = shift = 0
        byte = COPY
        while byte & COPY:
            if at >= len(delta) or shift > MAX_VARINT_SHIFT:
                raise CorruptDelta("a delta without its two sizes", expected="two sizes of at most 63 bits")
            byte = delta[at]
            at += 1
            size |= (byte & 0x7F) << shift
            shift += 7
        sizes.append(size)
    return sizes[0], sizes[1], at


def apply_delta(base: bytes, delta: bytes) -> bytes:
    """The object that `delta` makes of `base`.

    Raises CorruptDelta unless the sizes agree, every copy lies in the base and the whole delta is used; and
    UnsupportedError for a result of more than 4 GiB.
    """
    if len(delta) < LEAST_DELTA:
        raise CorruptDelta("a delta that is too short", expected=f"at least {LEAST_DELTA} bytes", actual=len(delta))
    source_size, size, at = delta_sizes(delta)
    if source_size != len(base):
        raise CorruptDelta("base size mismatch", expected=f"a base of {source_size} bytes", actual=len(base))
    if size > CHECK_FIRST:
        check_large(delta, at, size)
    parts, asked = collect(base, delta, at, size)
    try:
        result = b"".join(parts)
    except MemoryError:
        raise UnsupportedError(f"an object of {size} bytes does not fit in memory") from None
    if asked != size:
        raise CorruptDelta("a delta with a wrong result", expected=f"{size} bytes", actual=asked)
    if len(result) != size:
        raise CorruptDelta("a copy out of range in a delta", expected=f"within {source_size} bytes")
    return result


def collect(base: bytes, delta: bytes, at: int, size: int) -> tuple[list[bytes], int]:
    """The pieces that the instructions from `at` on give, and how many bytes they asked for.

    A copy that reaches past the base gives fewer bytes than it asks for: that shows in the sum, so that this loop,
    where reading a pack spends most of its time, need not look.
    """
    parts: list[bytes] = []
    add = parts.append
    end = len(delta)
    asked = 0
    try:
        while at < end:
            op = delta[at]
            if op == COPY_3_1:
                low, high, length = unpack_3_1(delta, at)
                start = low | high << 16
                at += 5
            elif op < COPY:
                if not op:
                    raise CorruptDelta("a reserved instruction in a delta", offset=at, expected="a copy or an insert")
                start = at + 1
                at = start + op
                add(delta[start:at])
                asked += op
                continue
            elif op == COPY_2_1:
                start, length = unpack_2_1(delta, at)
                at += 4
            elif op == COPY_3_2:
                low, high, length = unpack_3_2(delta, at)
                start = low | high << 16
                at += 6
            elif op == COPY_2_2:
                start, length = unpack_2_2(delta, at)
                at += 5
            else:
                start, length, at = copy_range(delta, at)
            if not length:
                length = COPY_SIZE_ZERO
            asked += length
            if asked > size:
                raise CorruptDelta("a delta with a wrong result", expected=f"{size} bytes", actual=f"{asked} or more")
            add(base[start : start + length])
    except (IndexError, struct_error):
        raise CorruptDelta("a delta that is cut short", expected="a whole instruction") from None
    if at != end:
        raise CorruptDelta("a delta that is cut short", expected=f"{at - end} more bytes")
    return parts, asked


def copy_range(delta: bytes, at: int) -> tuple[int, int, int]:
    """The offset and size (0 where it says 0) of the copy instruction at `at`, and where the next one starts."""
    op = delta[at]
    at += 1
    start = length = 0
    for bit in range(4):
        if op >> bit & 1:
            start |= delta[at] << 8 * bit
            at += 1
    for bit in range(3):
        if op >> 4 + bit & 1:
            length |= delta[at] << 8 * bit
            at += 1
    return start, length, at


def check_large(delta: bytes, at: int, size: int) -> None:
    """Raises unless the instructions add up to `size`, before a bomb gets to copy anything."""
    if size > MAX_RESULT:
        raise UnsupportedError(f"a delta that makes {size} bytes (at most {MAX_RESULT} are supported)")
    total = 0
    end = len(delta)
    try:
        while at < end:
            op = delta[at]
            if op >= COPY:
                _, length, at = copy_range(delta, at)
                total += length or COPY_SIZE_ZERO
            else:
                total += op
                at += 1 + op
    except IndexError:
        raise CorruptDelta("a delta that is cut short", expected="a whole instruction") from None
    if total != size:
        raise CorruptDelta("a delta with a wrong result", expected=f"{size} bytes", actual=total)
