"""Lines that were found, as `grep` shows them.

    <name>:<number>:<column>:<line>         found; with `-` around it, with `=` where it heads a function
    --                                      lines are left out, or another file follows

Follows git's Documentation/git-grep.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice

from pygitobj.changes.headings import Heading
from pygitobj.changes.search.expression import Column, column
from pygitobj.changes.search.lines import Line, LineSearch, lines_from
from pygitobj.changes.search.pattern import LinePattern, Span
from pygitobj.changes.search.spans import spans_of
from pygitobj.changes.search.text import Text
from pygitobj.cli.grepping.around import Around
from pygitobj.cli.grepping.asked import Asked
from pygitobj.cli.output import Output
from pygitobj.cli.pretty.found_colors import (
    COLUMN,
    CONTEXT,
    FILE_NAME,
    FUNCTION,
    MATCH_CONTEXT,
    MATCH_SELECTED,
    NUMBER,
    SELECTED,
    SEPARATOR,
)
from pygitobj.formats.color import RESET

FOUND, AROUND, HEAD = b":", b"-", b"="
SLOTS = {FOUND: SELECTED, AROUND: CONTEXT, HEAD: FUNCTION}
BREAK = b"--"


class File:
    """A file that is searched: its name as it is shown, its content, whether that is binary, what tells functions."""

    def __init__(self, name: bytes, data: bytes, is_binary: bool, heading: Callable[[], Heading]) -> None:
        self.name, self.data, self.is_binary, self.heading = name, data, is_binary, heading


class Shower:
    """Shows what `search` finds in files, of which `patterns` are all patterns, on `output`."""

    def __init__(
        self, asked: Asked, search: LineSearch, patterns: Sequence[LinePattern], output: Output, *, wide: bool
    ) -> None:
        self.asked, self.search, self.patterns, self.output = asked, search, patterns, output
        self.wide = wide
        self.colors: Mapping[str, bytes] = asked.colors
        # Whether lines are shown as they are, and no others.
        self.is_plain = not (
            asked.shows_around
            or asked.function_line
            or asked.heading
            or asked.columns
            or asked.only_matching
            or asked.colors
        )
        # The number of the line of this file that was shown last, and whether marks stand between files.
        self.last_shown = 0
        self.marks = False

    def paint(self, slot: str, text: bytes) -> bytes:
        """`text` in the colour of `slot`."""
        code = self.colors.get(slot)
        return code + text + RESET if code else text

    def separator(self, sign: bytes) -> bytes:
        """What stands between a name or a number and what follows."""
        return b"\0" if self.asked.nul else self.paint(SEPARATOR, sign)

    def show(self, file: File) -> bool:
        """Show what is found in `file`; whether it counts for the exit code."""
        asked = self.asked
        if asked.shows_around and self.last_shown:
            self.marks = True
        self.last_shown = 0
        if not self.search.counts(file.data):
            return False
        found = self.search.hits(file.data)
        if asked.only_others:
            return self.shows_without(file, next(found, None) is not None)
        hits = found if asked.most < 0 else islice(found, asked.most)
        if asked.quiet:
            return next(hits, None) is not None
        if asked.only_names:
            return next(hits, None) is not None and self.shows_name(file)
        if asked.only_counts:
            return self.shows_count(file, sum(1 for _ in hits))
        if file.is_binary:
            return next(hits, None) is not None and self.shows_binary(file)
        return self.plain_lines(file, hits) if self.is_plain else self.lines(file, hits)

    def shows_without(self, file: File, has_lines: bool) -> bool:
        """Show the name of a file in which nothing was found."""
        return not has_lines and (self.asked.quiet or self.shows_name(file))

    def shows_name(self, file: File) -> bool:
        """Show the name of a file; True."""
        self.output.write(self.paint(FILE_NAME, file.name) + (b"\0" if self.asked.nul else b"\n"))
        return True

    def shows_count(self, file: File, count: int) -> bool:
        """Show how many lines were found, if there are any."""
        if count:
            name = self.paint(FILE_NAME, file.name) + self.separator(FOUND) if self.asked.names else b""
            self.output.write(name + b"%d\n" % count)
        return count > 0

    def shows_binary(self, file: File) -> bool:
        """Say that something was found in a binary file; True."""
        self.output.write(b"Binary file %s matches\n" % self.paint(FILE_NAME, file.name))
        return True

    def plain_lines(self, file: File, hits: Iterator[Line]) -> bool:
        """Show the lines of `file` that are `hits`, with names and numbers and nothing else; whether there are any."""
        asked, data, write = self.asked, file.data, self.output.write
        separator = self.separator(FOUND)
        start = file.name + separator if asked.names else b""
        number = 0
        for number, at, end in hits:
            before = b"%s%d%s" % (start, number, separator) if asked.numbers else start
            write(before + data[at:end] + b"\n")
        return number > 0

    def lines(self, file: File, hits: Iterator[Line]) -> bool:
        """Show the lines of `file` that are `hits`, and those around them; whether there are any."""
        asked = self.asked
        around = Around(asked, file.data, file.heading)
        last_hit, number, at = 0, 1, 0
        for line in hits:
            if last_hit:
                self.following(file, around, lines_from(file.data, number, at, line[1]), last_hit)
            if asked.before or asked.whole_function:
                for before, is_head in around.before(line, self.last_shown):
                    self.line(file, before, HEAD if is_head else AROUND, 0)
            elif asked.function_line:
                head = around.head_before(line, self.last_shown)
                if head is not None:
                    self.line(file, head, HEAD, 0)
            self.line(file, line, FOUND, 1 + max(self.place(file, line, asked.invert), 0))
            last_hit = line[0]
            around.in_function = asked.whole_function
            number, at = line[0] + 1, line[2] + 1
        if last_hit:
            self.following(file, around, lines_from(file.data, number, at), last_hit)
        return last_hit > 0

    def following(self, file: File, around: Around, lines: Iterator[Line], last_hit: int) -> None:
        """Show those of `lines` that are shown since the one of the number `last_hit` was found."""
        if not (around.in_function or self.asked.after):
            return
        for line in lines:
            if not around.goes_on(line, last_hit):
                break
            self.line(file, line, AROUND, 1 + self.place(file, line, False))

    def place(self, file: File, line: Line, is_unwanted: bool) -> int:
        """The first byte of a line that matches, or that is not wanted and does; -1 for none, or if nobody asks."""
        if not self.asked.columns:
            return -1
        found: Column = column(self.search.node, self.text(file, line))
        return found.unwanted if is_unwanted else found.first

    def text(self, file: File, line: Line) -> Text:
        """A line as patterns see it."""
        return Text(file.data[line[1] : line[2]], wide=self.wide)

    def line(self, file: File, line: Line, sign: bytes, place: int) -> None:
        """Show a line; `place` is the column of its first match, or 0."""
        asked, number = self.asked, line[0]
        is_first = self.last_shown == 0
        is_apart = self.marks if is_first else number > self.last_shown + 1
        if is_apart and asked.parts and is_first:
            self.output.write(b"\n")
        elif is_apart and (asked.before or asked.after or asked.whole_function):
            self.output.write(self.paint(SEPARATOR, BREAK) + b"\n")
        if not asked.only_matching:
            start = self.start(file, number, sign, place)
            data = file.data[line[1] : line[2]]
            self.output.write(start + (self.painted(file, line, sign) if self.colors else data) + b"\n")
            return
        slot = MATCH_SELECTED if sign == FOUND else MATCH_CONTEXT
        for start_at, end_at in self.spans(file, line):
            start = self.start(file, number, sign, start_at + 1)
            self.output.write(start + self.paint(slot, file.data[line[1] + start_at : line[1] + end_at]) + b"\n")

    def start(self, file: File, number: int, sign: bytes, place: int) -> bytes:
        """What stands before a line, or before what of it matches."""
        asked = self.asked
        found = b""
        if asked.heading:
            if self.last_shown == 0:
                found = self.paint(FILE_NAME, file.name) + b"\n"
        elif asked.names:
            found = self.paint(FILE_NAME, file.name) + self.separator(sign)
        self.last_shown = number
        if asked.numbers:
            found += self.paint(NUMBER, b"%d" % number) + self.separator(sign)
        if asked.columns and place:
            found += self.paint(COLUMN, b"%d" % place) + self.separator(sign)
        return found

    def painted(self, file: File, line: Line, sign: bytes) -> bytes:
        """A line with what matches in colours."""
        slot, match = SLOTS[sign], MATCH_SELECTED if sign == FOUND else MATCH_CONTEXT
        parts: list[bytes] = []
        data = file.data[line[1] : line[2]]
        at = 0
        for start, end in self.spans(file, line):
            parts += self.paint(slot, data[at:start]), self.paint(match, data[start:end])
            at = end
        parts.append(self.paint(slot, data[at:]))
        return b"".join(parts)

    def spans(self, file: File, line: Line) -> Iterator[Span]:
        """What matches in a line, one after the other, up to one that matches nothing.

        Every pattern counts, be it wanted or not.
        """
        if len(self.patterns) == 1:
            yield from self.patterns[0].each_span(file.data[line[1] : line[2]])
            return
        yield from spans_of(self.patterns, self.text(file, line), line[2] - line[1])
