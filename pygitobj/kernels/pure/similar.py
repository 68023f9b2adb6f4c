"""How similar files are: what of one is in the other, by the chunks that they are made of.

A chunk ends after a line end, or after 64 bytes. In a text the CR before an LF does not count. Bytes go into two words
of 32 bits, which are turned together by 7 bits to the left before each byte is added to the first of them:

    hash of a chunk     (first + 97 * second, in 32 bits) modulo 107927
    counts of a file    for each hash, in the order in which it is first met, one word of 64 bits as the machine has
                        them: the hash above 40 bits that say how many bytes its chunks have
    copied              for each hash the lesser of its counts in two files, all together
    score               60000 times what is copied, by the size of the larger file

Chunks with one hash count as the same. Follows what git's Documentation/gitdiffcore, "diffcore-rename", describes.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from functools import lru_cache

from pygitobj.kernels.columns import CHUNK, COUNT_BITS, COUNT_MASK, KEPT, MOST_SCORE

MODULUS = 107927
WORD, WORDS = (1 << 32) - 1, (1 << 64) - 1
# A file, as it is compared: its size, the number of its last name, and its counts; None where these do not matter.
Weighed = tuple[int, int, bytes | None]


def chunk_counts(data: bytes, is_text: bool) -> bytes:
    """The counts of a file that has `data`."""
    counts: dict[int, int] = {}
    if is_text:
        data = data.replace(b"\r\n", b"\n")
    lines = data.split(b"\n")
    last = lines.pop()
    for line in lines:
        count_line(line + b"\n", counts)
    count_line(last, counts)
    return array("Q", [key << COUNT_BITS | count for key, count in counts.items()]).tobytes()


def count_line(line: bytes, counts: dict[int, int]) -> None:
    """Add the chunks of one line to `counts`."""
    for at in range(0, len(line), CHUNK):
        chunk = line[at : at + CHUNK]
        key = chunk_hash(chunk)
        counts[key] = counts.get(key, 0) + len(chunk)


@lru_cache(maxsize=1 << 15)
def chunk_hash(chunk: bytes) -> int:
    """The hash of one chunk."""
    both = 0
    for byte in chunk:
        both = (both << 7 | both >> 57) & WORDS
        both = (both + (byte << 32)) & WORDS
    return ((both >> 32) + 97 * (both & WORD) & WORD) % MODULUS


def counts_by_hash(counts: bytes) -> dict[int, int]:
    """The counts of a file by their hashes."""
    return {word >> COUNT_BITS: word & COUNT_MASK for word in array("Q", counts)}


def counted(counts: bytes) -> int:
    """How many bytes the chunks of a file have."""
    return sum(word & COUNT_MASK for word in array("Q", counts))


def copied_bytes(old: bytes, new: bytes) -> int:
    """How many bytes of one file are in another, of which these are the counts."""
    return copied(counts_by_hash(old), counts_by_hash(new))


def copied(old: dict[int, int], new: dict[int, int]) -> int:
    """As `copied_bytes`, of counts by their hashes."""
    return sum(min(count, old[key]) for key, count in new.items() if key in old)


def keep_best(
    keys: array[int],
    places: array[int],
    first: int,
    olds: Sequence[Weighed],
    news: Sequence[Weighed],
    minimum: int,
) -> None:
    """Compare all `news` with all `olds`, and keep the best KEPT of the old ones for each new one.

    They are kept in the slots of `keys` and `places`, KEPT for each new one, one after another. A key is twice the
    score, and one more where both have the same last name, or -1 where the slot is free; a place is the number of the
    old one, `first` for the first of these. An old one takes the first of the slots that have the least key, where its
    own is higher. The score is 0 where sizes alone say that it is less than `minimum`, or counts are None.
    """
    tables = [None if counts is None else counts_by_hash(counts) for _, _, counts in news]
    for place, (old_size, old_name, old_counts) in enumerate(olds, first):
        table = None if old_counts is None else counts_by_hash(old_counts)
        for number, (new_size, new_name, _) in enumerate(news):
            other = tables[number]
            score = 0
            least, most = sorted((old_size, new_size))
            if table is not None and other is not None and new_size and least * MOST_SCORE >= most * minimum:
                score = copied(table, other) * MOST_SCORE // most
            key = 2 * score + (old_name == new_name)
            slots = range(KEPT * number, KEPT * number + KEPT)
            worst = min(slots, key=keys.__getitem__)
            if keys[worst] < key:
                keys[worst], places[worst] = key, place
