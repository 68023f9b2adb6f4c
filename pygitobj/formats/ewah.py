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

from collections.abc import Iterator
from struct import Struct

from pygitobj.errors import CorruptIndex

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.kernels.buffers import ByteSource

HEADER = Struct(">II")
WORD = Struct(">Q")
LAST_RUN = Struct(">I")
WORD_BITS = 64
RUN_BITS, LITERAL_BITS = 32, 31
MOST_RUN, MOST_LITERALS = (1 << RUN_BITS) - 1, (1 << LITERAL_BITS) - 1
ZEROS, ONES = bytes(WORD.size), b"\xff" * WORD.size


def parse_ewah(data: ByteSource, at: int, end: int, most: int) -> tuple[int, int]:
    """The bits of the bitmap at `at`, which are at most so many, and where it ends, `end` at the latest.

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
    words = data[start:after]
    parts: list[bytes] = []
    left = -(-count // WORD_BITS)
    row = 0
    while row < word_count:
        (run,) = WORD.unpack_from(words, row * WORD.size)
        repeated, literals = run >> 1 & MOST_RUN, run >> 1 + RUN_BITS
        left -= repeated + literals
        if left < 0 or row + literals >= word_count:
            raise CorruptIndex("corrupt ewah bitmap: a run too long", offset=start + row * WORD.size)
        parts.append((ONES if run & 1 else ZEROS) * repeated)
        parts.append(swapped(words[(row + 1) * WORD.size : (row + 1 + literals) * WORD.size]))
        row += 1 + literals
    bits = int.from_bytes(b"".join(parts), "little")
    if bits >> count:
        raise CorruptIndex("corrupt ewah bitmap: bits past its end", offset=at, expected=f"at most {count}")
    return bits, after + LAST_RUN.size


def swapped(words: bytes) -> bytes:
    """`words` with the bytes of each the other way round."""
    backwards = words[::-1]
    size = WORD.size
    return b"".join(backwards[at : at + size] for at in range(len(backwards) - size, -1, -size))


def build_ewah(bits: int, count: int) -> bytes:
    """The bitmap of `count` bits, of which `bits` are set."""
    words = [bits >> at & (1 << WORD_BITS) - 1 for at in range(0, count, WORD_BITS)]
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


def is_run(word: int) -> bool:
    """Whether all bits of `word` are alike."""
    return word in (0, (1 << WORD_BITS) - 1)


def set_bits(bits: int) -> Iterator[int]:
    """Which of `bits` are set, ascending."""
    data = bits.to_bytes(-(-bits.bit_length() // 8), "little")
    for number, byte in enumerate(data):
        if byte:
            for bit in range(8):
                if byte >> bit & 1:
                    yield 8 * number + bit
