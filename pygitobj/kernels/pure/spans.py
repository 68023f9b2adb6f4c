"""Spans of lines on their way from a file to the file that it was made of. The compiled twin is native/spans.pyx.

A span is (start, final, count, marks): where it starts in the file, where in the text that is asked about, how many
lines it has, and what was noted of it. Lists of them are in the order of their starts; they may overlap.
"""

from __future__ import annotations

from collections.abc import Sequence

from pygitobj.kernels.columns import Span


def pass_spans(spans: Sequence[Span], groups: Sequence[int]) -> tuple[list[Span], list[Span]]:
    """What of `spans` the old file has, where it has it, and what is of the new file alone.

    Spans are of the new file; `groups` are old start, old end, new start, new end, and so on.
    """
    passed: list[Span] = []
    kept: list[Span] = []
    left = list(reversed(spans))
    offset = 0
    for old_end, new_start, new_end in zip(groups[1::4], groups[2::4], groups[3::4], strict=True):
        take_before(left, new_start, offset, passed)
        take_before(left, new_end, 0, kept)
        offset = old_end - new_end
    passed += [(start + offset, final, count, marks) for start, final, count, marks in reversed(left)]
    return passed, kept


def take_before(left: list[Span], end: int, offset: int, taken: list[Span]) -> None:
    """Move what lies before the line `end` from `left`, whose first span is the last, to `taken`, by `offset` lines."""
    halves: list[Span] = []
    while left and left[-1][0] < end:
        start, final, count, marks = left.pop()
        inside = end - start
        if count > inside:
            halves.append((end, final + inside, count - inside, marks))
            count = inside
        taken.append((start + offset, final, count, marks))
    left += reversed(halves)


def merge_spans(one: list[Span], other: list[Span]) -> list[Span]:
    """Both lists as one; of spans that start at the same line those of `one` come first."""
    if not one or not other:
        return one or other
    if one[-1][0] <= other[0][0]:
        return one + other
    return sorted(one + other, key=first_line)


def first_line(span: Span) -> int:
    """Where `span` starts."""
    return span[0]
