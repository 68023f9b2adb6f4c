"""Which lines of two texts are compared to find the shortest way from one to the other.

Lines that only one text has are set aside, and so are those that the other text has often, where they stand among such.
Lines are numbers, equal where lines are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

# A line that the other text has so often, or as often as the root of the number of lines, is one of many.
MOST_OFTEN = 1024
# Such a line is set aside where, so far to both sides, there are three times as many that the other text lacks.
WINDOW = 100
RATIO = 3
NOWHERE, RARE, OFTEN = range(3)
# More often than any line comes.
BEYOND = 1 << 60


def root_of(number: int) -> int:
    """Some power of two near the root of `number`."""
    return 1 << (number.bit_length() + 1) // 2


def kept_lines(lines: Sequence[int], part: range, others: Counter[int], marks: bytearray, minimal: bool) -> list[int]:
    """Those of the `part` of `lines` that are compared; the rest is marked.

    `others` has how often the other text has each.
    """
    often = BEYOND if minimal else min(root_of(len(lines)), MOST_OFTEN)
    kinds = [RARE if 0 < others[lines[at]] < often else OFTEN if others[lines[at]] else NOWHERE for at in part]
    kept = []
    for place, kind in enumerate(kinds):
        if kind == RARE or (kind == OFTEN and not is_among_strangers(kinds, place)):
            kept.append(part[place])
        else:
            marks[part[place]] = 1
    return kept


def is_among_strangers(kinds: Sequence[int], place: int) -> bool:
    """Whether a line that the other text has often stands among lines that it has not, on both sides."""
    before = near(reversed(kinds[max(0, place - WINDOW) : place]))
    if not before[NOWHERE]:
        return False
    after = near(iter(kinds[place + 1 : place + 1 + WINDOW]))
    # The line itself counts on both sides.
    often = before[OFTEN] + after[OFTEN] + 2
    return bool(after[NOWHERE]) and often * RATIO < before[NOWHERE] + after[NOWHERE]


def near(kinds: Iterator[int]) -> Counter[int]:
    """How many lines there are of each kind before a rare one."""
    counted: Counter[int] = Counter()
    for kind in kinds:
        if kind == RARE:
            break
        counted[kind] += 1
    return counted
