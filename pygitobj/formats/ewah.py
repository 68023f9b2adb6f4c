"""A bitmap in which runs of equal words are written once: EWAH.

    0    4        number of bits (big-endian, as all numbers here)
    4    4        number of words that follow
    8    n*8      words: a run's, then as many literal ones as it says, then the next run's
    …    4        which word is the last run's, for who would add bits

A run's word, from the lowest bit
    1 bit         the bit that is repeated
    32 bits       how many words of it
    31 bits       how many literal words follow

The first bit is the lowest of the first word. A set of bits is an int here, with the value 2^n for bit n.

Follows git's Documentation/technical/bitmap-format, appendix A.
"""

from __future__ import annotations

import sys
from array import array
from collections.abc import Iterable
from struct import Struct

from pygitobj.errors import CorruptIndex
from pygitobj.kernels import mix_words, set_positions
from pygitobj.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.kernels.buffers import ByteSource

HEADER = Struct(">II")
WORD = Struct(">Q")
LAST_RUN = Struct(">I")
WORD_BITS = 64
RUN_BITS, LITERAL_BITS = 32, 31
MOST_RUN, MOST_LITERALS = (1 << RUN_BITS) - 1, (1 << LITERAL_BITS) - 1


class Stored(Record):
    """A bitmap that stands in a file: its number of bits, where its words begin and end, and where it ends itself."""

    size: int
    start: int
    end: int
    after: int


def find_ewah(data: ByteSource, at: int, end: int, most: int) -> Stored:
    """The bitmap at `at`, which has at most so many bits and ends at `end` at the latest; its words are not looked at.

    Raises CorruptIndex.
    """
    if at + HEADER.size > end:
        raise CorruptIndex("corrupt ewah bitmap: cut short", offset=at, expected=f"{HEADER.size} bytes")
    count, word_count = HEADER.unpack(data[at : at + HEADER.size])
    start = at + HEADER.size
    after = start + word_count * WORD.size
    if after + LAST_RUN.size > end:
        raise CorruptIndex("corrupt ewah bitmap: cut short", offset=at, expected=f"{word_count} words")
    if count > most:
        raise CorruptIndex("corrupt ewah bitmap: too many bits", offset=at, expected=f"at most {most}", actual=count)
    return Stored(count, start, after, after + LAST_RUN.size)


def read_ewah(data: ByteSource, stored: Stored) -> int:
    """The bits of the bitmap that is `stored` in `data`. Raises CorruptIndex."""
    bits = mix_ewah(data, [stored], 0, stored.size)
    if bits >> stored.size:
        at = stored.start - HEADER.size
        raise CorruptIndex("corrupt ewah bitmap: bits past its end", offset=at, expected=f"at most {stored.size}")
    return bits


def mix_ewah(data: ByteSource, stored: Iterable[Stored], bits: int, most: int) -> int:
    """What is in an odd number of the sets that are `stored` in `data`, of about `most` bits at most, and of `bits`.

    Raises CorruptIndex.
    """
    target = bytearray(bits.to_bytes(-(-most // WORD_BITS) * WORD.size, "little"))
    for one in stored:
        if not mix_words(target, data[one.start : one.end]):
            raise CorruptIndex("corrupt ewah bitmap: a run too long", offset=one.start)
    return int.from_bytes(target, "little")


def parse_ewah(data: ByteSource, at: int, end: int, most: int) -> tuple[int, int]:
    """The bits of the bitmap at `at`, which are at most so many, and where it ends, `end` at the latest.

    Raises CorruptIndex.
    """
    stored = find_ewah(data, at, end, most)
    return read_ewah(data, stored), stored.after


def build_ewah(bits: int, count: int) -> bytes:
    """The bitmap of `count` bits, of which `bits` are set."""
    words = words_of(bits, count)
    built: list[int] = []
    last_run = 0
    at = 0
    while at < len(words) or not built:
        first = at
        repeated = words[at] if at < len(words) and is_run(words[at]) else 0
        while at < len(words) and words[at] == repeated and at - first < MOST_RUN:
            at += 1
        run = at - first
        literal = at
        while at < len(words) and not is_run(words[at]) and at - literal < MOST_LITERALS:
            at += 1
        last_run = len(built)
        built.append((repeated & 1) | run << 1 | at - literal << 1 + RUN_BITS)
        built += words[literal:at]
    parts = [HEADER.pack(count, len(built)), *map(WORD.pack, built), LAST_RUN.pack(last_run)]
    return b"".join(parts)


def words_of(bits: int, count: int) -> array[int]:
    """`bits` in words, as many as `count` bits take."""
    words = array("Q", bits.to_bytes(-(-count // WORD_BITS) * WORD.size, "little"))
    if sys.byteorder == "big":
        words.byteswap()
    return words


def is_run(word: int) -> bool:
    """Whether all bits of `word` are alike."""
    return word in (0, (1 << WORD_BITS) - 1)


def set_bits(bits: int) -> array[int]:
    """Which of `bits` are set, ascending, as 32-bit numbers. Raises ValueError for more bits than those number."""
    return set_positions(bits.to_bytes(-(-bits.bit_length() // 8), "little"))


def bits_at(positions: Iterable[int], count: int) -> int:
    """The set of `positions`, each below `count`."""
    data = bytearray(-(-count // 8))
    for position in positions:
        data[position >> 3] |= 1 << (position & 7)
    return int.from_bytes(data, "little")
