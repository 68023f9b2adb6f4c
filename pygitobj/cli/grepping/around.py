"""What is shown around lines that were found: lines before and after them, and the functions that they are in.

A function goes from the line that heads it to before the next such line; empty lines and comments before that belong to
the next one. Follows git's Documentation/git-grep, "--show-function" and "--function-context".
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from pygitobj.changes.headings import Heading
from pygitobj.changes.search.lines import Line
from pygitobj.changes.search.pattern import LINE_END
from pygitobj.cli.grepping.asked import Asked
from pygitobj.formats.small_text import SPACE

UNSIGNED = (1 << 32) - 1
# A line of what is shown before a line that was found, and whether it heads the function.
Before = tuple[Line, bool]


class Around:
    """The lines of one file, `data`, around those that were found. `heading` gives what tells heads of functions."""

    def __init__(self, asked: Asked, data: bytes, heading: Callable[[], Heading]) -> None:
        self.asked, self.data = asked, data
        self.ask_heading = heading
        self.told: Heading | None = None
        # How far was looked ahead for the end of a function, and whether we are in one that is shown.
        self.peeked = -1
        self.in_function = False

    def heads(self, line: Line) -> bool:
        """Whether a line heads a function."""
        if self.told is None:
            self.told = self.ask_heading()
        return self.told(self.data[line[1] : line[2]]) is not None

    def is_blank(self, line: Line) -> bool:
        """Whether a line has nothing but white space."""
        return not self.data[line[1] : line[2]].strip(SPACE)

    def back(self, line: Line) -> Iterator[Line]:
        """The lines before `line`, the nearest first."""
        number, start, _ = line
        while start > 0:
            end = start - 1
            start = self.data.rfind(LINE_END, 0, end) + 1
            number -= 1
            yield number, start, end

    def head_before(self, line: Line, shown: int) -> Line | None:
        """The line that heads the function that `line` is in, unless the one numbered `shown`, or one before it, is."""
        for before in self.back(line):
            if before[0] <= shown:
                return None
            if self.heads(before):
                return before
        return None

    def before(self, line: Line, shown: int) -> list[Before]:
        """What is shown before `line`, which was found; the lines up to the one numbered `shown` are shown already."""
        asked = self.asked
        least = max(line[0] - asked.before if asked.before < line[0] else 1, shown + 1)
        first = shown + 1 if asked.whole_function else least
        is_head = asked.whole_function and self.heads(line)
        # Whether a head is looked for, and above it what belongs to it.
        wants_head = asked.function_line or (asked.whole_function and not is_head)
        wants_comment = is_head
        found: list[Before] = []
        at = line
        for one in self.back(line):
            if at[0] <= first:
                break
            if wants_comment and (self.is_blank(one) or self.heads(one)):
                wants_comment = False
                first = least
                if one[0] < first:
                    break
            heads = wants_head and self.heads(one)
            if heads:
                wants_head = False
                wants_comment = asked.whole_function
                first = first if asked.whole_function else least
            found.append((one, heads))
            at = one
        head = self.head_before(at, shown) if asked.function_line and wants_head else None
        if head is not None:
            found.append((head, True))
        return found[::-1]

    def goes_on(self, line: Line, last_hit: int) -> bool:
        """Whether `line`, which was not found, is shown since one before it was, the last of these `last_hit`."""
        if self.in_function and self.peeked < line[1]:
            self.in_function = not self.ends_function(line)
        return self.in_function or line[0] <= (last_hit + self.asked.after) & UNSIGNED

    def ends_function(self, line: Line) -> bool:
        """Whether the function before `line` has ended, but for empty lines."""
        number, start, end = line
        size = len(self.data)
        while start < size and self.is_blank((number, start, end)):
            number, start = number + 1, end + 1
            end = self.data.find(LINE_END, start)
            end = size if end < 0 else end
        self.peeked = start
        return start >= size or self.heads((number, start, end))
