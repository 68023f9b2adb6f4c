"""Many objects that rest on one another, as entries of a pack."""

from __future__ import annotations

import random

from tests.support.deltas import copy, delta, insert
from tests.support.packs import ofs_delta, whole


def forest(shape: int, count: int, seed: int, size: int = 1200) -> tuple[list[bytes], list[bytes]]:
    """Entries each of which rests on one of the `shape` entries before it, or on none; and what they make."""
    choose = random.Random(seed)
    entries: list[bytes] = []
    made: list[bytes] = []
    starts: list[int] = []
    at = 0
    for number in range(count):
        back = choose.randrange(1, shape + 1)
        if number < back or choose.random() < 0.05:
            body = choose.randbytes(choose.randrange(1, size))
            entry = whole(3, body)
        else:
            base = made[number - back]
            cut = choose.randrange(len(base))
            text = choose.randbytes(choose.randrange(1, 100))
            # No instruction copies more than 65,536 bytes.
            kept = b"".join(copy(start, min(60_000, len(base) - start)) for start in range(cut, len(base), 60_000))
            if choose.random() < 0.5:
                body, change = base[cut:] + text, kept + insert(text)
            else:
                body, change = text + base[cut:], insert(text) + kept
            entry = ofs_delta(at - starts[number - back], delta(len(base), len(body), change))
        starts.append(at)
        at += len(entry)
        entries.append(entry)
        made.append(body)
    return entries, made
