"""Where several patterns match in one line: the leftmost match of any, the longest there, and so on from its end."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pygitobj.changes.search.pattern import LinePattern, Span
from pygitobj.changes.search.text import Text


def spans_of(patterns: Sequence[LinePattern], text: Text, size: int) -> Iterator[Span]:
    """What matches in a line of so many bytes, one after the other, up to one that matches nothing."""
    at = 0
    while at < size:
        found = [span for span in (pattern.next_span(text, at) for pattern in patterns) if span is not None]
        if not found:
            return
        start, end = min(found, key=lambda span: (span[0], -span[1]))
        if start == end:
            return
        yield start, end
        at = end
