"""Paragraphs of a message: lines of white space alone are between them. For the pure kernels, and for formats."""

from __future__ import annotations

import re

NO_SPACE = re.compile(rb"[^ \t\r\n]")
# Ends a paragraph: the end of a line before one that has white space alone.
PARAGRAPH_END = re.compile(rb"\n[ \t\r]*(?:\n|\Z)")
LINE_END = ord("\n")


def after_blank_lines(data: bytes, at: int) -> int:
    """Where the first line from `at` on starts that is not white space alone, the end of `data` for none."""
    found = NO_SPACE.search(data, at)
    if found is None:
        return len(data)
    return max(data.rfind(b"\n", at, found.start()) + 1, at)


def paragraph_end(data: bytes, start: int) -> int:
    """Where the paragraph that starts at `start` ends, before the end of its last line."""
    end = data.find(b"\n", start)
    if end < 0:
        return len(data)
    if end + 1 == len(data) or data[end + 1] == LINE_END:
        return end
    found = PARAGRAPH_END.search(data, end)
    return len(data) if found is None else found.start()
