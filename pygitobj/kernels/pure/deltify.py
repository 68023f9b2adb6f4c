"""Making a delta: what of a target stands in a base already is copied from there, the rest is inserted.

    index     the places in the base of each block of 16 bytes that starts at a multiple of 16. Of blocks that follow
              one another and are equal only the first counts, and of a block's places at most 64, spread over the base.
    match     where the 16 bytes at a position of the target are a block of the base, the place from which most bytes
              are equal is taken, the first of several; one with 4,096 or more is taken at once. It then grows backwards
              into what was to be inserted. Anywhere else a byte is inserted, and the next position is looked at.
    overlap   after a copy the next position is 15 bytes before its end, since a block that begins in it may go on
              elsewhere in the base; such a match must bring 16 more bytes
    end       once there is too much, with what is to be inserted, the delta is given up

Both kernels make the same delta. Its layout: delta.py.
"""

from __future__ import annotations

BLOCK = 16
MOST_PLACES = 64
# A match of so many bytes is good enough.
ENOUGH = 4096
# Packs of version 2 hold no longer copies.
LONGEST_COPY = 0x10000
LONGEST_INSERT = 0x7F
# Copies reach no further into the base.
INDEXED = 0xFFFFFFFF
FIRST_STEP = 64

Buffer = bytes | bytearray | memoryview


class DeltaIndex:
    """Where the blocks of `base` are, for making many deltas against it."""

    def __init__(self, base: Buffer) -> None:
        self.base: bytes = bytes(base)
        places: dict[bytes, list[int]] = {}
        before = b""
        for at in range(0, min(len(self.base), INDEXED) - BLOCK + 1, BLOCK):
            block = self.base[at : at + BLOCK]
            if block != before:
                places.setdefault(block, []).append(at)
            before = block
        for found in places.values():
            if len(found) > MOST_PLACES:
                found[:] = [found[number * len(found) // MOST_PLACES] for number in range(MOST_PLACES)]
        self.places = places

    def delta(self, target: Buffer, most: int | None = None) -> bytes | None:
        """The delta that makes `target` of the base, None where it would have more than `most` bytes or makes nothing.

        Of nothing there is no delta: it would have fewer bytes than a delta may have.
        """
        target = bytes(target)
        if not target:
            return None
        out = bytearray(size_bytes(len(self.base)) + size_bytes(len(target)))
        find = self.places.get
        at = inserted = 0
        last = len(target) - BLOCK
        stop = last if most is None else min(last, most - len(out))
        while at <= stop:
            found = find(target[at : at + BLOCK])
            if found is None:
                at += 1
                continue
            place, length = self.longest(found, target, at)
            before = max(inserted - at, 0)
            if length < before + BLOCK:
                at += 1
                continue
            at, place, length = at + before, place + before, length - before
            while at > inserted and place and self.base[place - 1] == target[at - 1]:
                at -= 1
                place -= 1
                length += 1
            add_insert(out, target[inserted:at])
            add_copy(out, place, length)
            inserted = at + length
            at = inserted - (BLOCK - 1)
            stop = last if most is None else min(last, inserted + most - len(out))
        if at <= last:
            return None
        add_insert(out, target[inserted:])
        return None if most is not None and len(out) > most else bytes(out)

    def longest(self, places: list[int], target: bytes, at: int) -> tuple[int, int]:
        """Of `places`, the one from which most bytes are those from `at` of `target` on, and how many."""
        best = length = 0
        for place in places:
            same = common_length(self.base, place, target, at)
            if same > length:
                best, length = place, same
                if same >= ENOUGH:
                    break
        # Copies reach no further.
        return best, min(length, INDEXED - best)


def common_length(one: bytes, start: int, other: bytes, at: int) -> int:
    """How many bytes from `start` of `one` on are those from `at` of `other` on."""
    most = min(len(one) - start, len(other) - at)
    length, step = 0, FIRST_STEP
    while length < most:
        step = min(step, most - length)
        if one[start + length : start + length + step] == other[at + length : at + length + step]:
            length += step
            step *= 2
        elif step == 1:
            break
        else:
            step //= 2
            # What is equal lies in the first half, or ends in the second.
    return length


def size_bytes(size: int) -> bytes:
    """A size: 7 bits a byte, low bits first."""
    out = bytearray()
    while size > LONGEST_INSERT:
        out.append(0x80 | size & 0x7F)
        size >>= 7
    out.append(size)
    return bytes(out)


def add_insert(out: bytearray, text: bytes) -> None:
    """Add instructions that insert `text`."""
    for at in range(0, len(text), LONGEST_INSERT):
        part = text[at : at + LONGEST_INSERT]
        out.append(len(part))
        out += part


def add_copy(out: bytearray, place: int, length: int) -> None:
    """Add instructions that copy `length` bytes from `place` of the base."""
    while length:
        part = min(length, LONGEST_COPY)
        op = len(out)
        out.append(0x80)
        for bit in range(4):
            byte = place >> 8 * bit & 0xFF
            if byte:
                out[op] |= 1 << bit
                out.append(byte)
        for bit in range(2):
            byte = part >> 8 * bit & 0xFF
            if byte:
                out[op] |= 0x10 << bit
                out.append(byte)
        place += part
        length -= part


def create_delta(base: Buffer, target: Buffer, most: int | None = None) -> bytes | None:
    """The delta that makes `target` of `base`, None where it would have more than `most` bytes or makes nothing."""
    return DeltaIndex(base).delta(target, most)
