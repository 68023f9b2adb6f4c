"""The hunks of a patch as bytes, with their signs, and colours where these are shown.

    @@ -<start>[,<count>] +<start>[,<count>] @@[ <heading>]
    -<line>     +<line>      <line>
    \\ No newline at end of file

Follows git's Documentation/diff-generate-patch and diff-options, "--ws-error-highlight", "--output-indicator-new".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cached_property

from pygitobj.changes.hunks import COME, GONE, KEPT, TextHunk
from pygitobj.cli.diffing import colors
from pygitobj.cli.diffing.stat import line_count
from pygitobj.cli.diffing.view import View
from pygitobj.formats.small_text import SPACE, ended_lines
from pygitobj.formats.whitespace import (
    AT_EOF,
    ERROR,
    INCOMPLETE,
    NON_TAB,
    TEXT,
    WhitespaceRule,
    blank_at_end,
    pieces,
)  # fmt: skip

NO_END = b"\\ No newline at end of file\n"
SLOTS = {KEPT: colors.CONTEXT, GONE: colors.OLD, COME: colors.NEW}
KINDS = {KEPT: "context", GONE: "old", COME: "new"}


class Lines:
    """Shows the lines of a file. `rule` says which errors of white space are shown, None where no colours are."""

    def __init__(self, view: View, rule: WhitespaceRule | None, old: bytes, new: bytes) -> None:
        self.view, self.rule = view, rule
        options = view.options
        self.signs = dict(zip((KEPT, GONE, COME), view.signs, strict=True))
        self.suppresses = options.suppress_blank_empty
        self.is_plain = rule is None and not view.line_prefix and not self.suppresses
        self.codes, self.reset = view.colors.codes, view.colors.reset
        # The signs of lines in which errors are shown.
        self.looked_at: frozenset[bytes] = frozenset()
        if rule is not None and self.codes.get(colors.WHITESPACE):
            self.looked_at = frozenset(sign for sign, kind in KINDS.items() if kind in options.highlights)
        # From which lines on the file ends with blank lines that are new.
        self.blank_old = self.blank_new = 0
        if rule is not None and AT_EOF in rule.errors:
            olds, news = blank_at_end(old), blank_at_end(new)
            if news > olds:
                self.blank_old, self.blank_new = line_count(old) - olds + 1, line_count(new) - news + 1
        self.at_old = self.at_new = 1

    @cached_property
    def clean(self) -> re.Pattern[bytes]:
        """What lines are like in which nothing can be an error: no white space at the end, few blanks at the start."""
        rule = self.rule or WhitespaceRule()
        most = b"%d" % (rule.tab_width - 1) if NON_TAB in rule.errors else b""
        return re.compile(rb" {0,%b}[^ \t\r\n](?:.*[^ \t\r\n])?\n" % most)

    def hunk(self, hunk: TextHunk) -> bytes:
        """All of a hunk; nothing while lines that may have been moved are noted."""
        if self.view.moved is not None and self.view.moved.is_noting:
            self.note(hunk.lines)
            return b""
        header = hunk_header(self.view, hunk)
        if self.is_plain:
            signs = self.signs
            lines = [signs[sign] + line for sign, line in hunk.lines]
            for at, (_, line) in enumerate(hunk.lines):
                if not line.endswith(b"\n"):
                    lines[at] += b"\n" + NO_END
            return header + b"".join(lines)
        self.at_old, self.at_new = hunk.old_start, hunk.new_start
        can_be_plain = self.codes and not (self.view.line_prefix or self.suppresses or self.blank_new)
        if not can_be_plain or not all(self.signs.values()):
            return header + b"".join([self.line(sign, line) for sign, line in hunk.lines])
        return header + b"".join(self.mostly_plain(hunk.lines))

    def mostly_plain(self, lines: Iterable[tuple[bytes, bytes]]) -> Iterator[bytes]:
        """As `line`, of many, most of which are in one colour up to their ends, with nothing before the sign."""
        looked_at, signs, slot_of = self.looked_at, self.signs, self.slot
        frames: dict[tuple[bytes, str], tuple[bytes, bytes]] = {}
        for sign, line in lines:
            if not (self.clean.fullmatch(line) if sign in looked_at else line[-1:] == b"\n" and line[-2:] != b"\r\n"):
                yield self.line(sign, line)
                continue
            slot = slot_of(sign, line)
            frame = frames.get((sign, slot))
            if frame is None:
                start = self.codes[slot] + signs[sign] + (self.reset + self.codes[slot] if sign in looked_at else b"")
                frame = frames[sign, slot] = start, self.reset + b"\n"
            yield frame[0] + line[:-1] + frame[1]

    def note(self, lines: Iterable[tuple[bytes, bytes]]) -> None:
        """Note the lines of a hunk, each with its sign, as what may have been moved."""
        moved, rule = self.view.moved, self.rule
        assert moved is not None
        moved.part()
        for sign, line in lines:
            is_whole = line.endswith(b"\n")
            if rule is not None and sign == KEPT:
                moved.part()
            elif rule is not None:
                moved.noted.add(sign, line if is_whole else line + b"\n", rule.tab_width)
            if not is_whole:
                moved.part()

    def line(self, sign: bytes, line: bytes) -> bytes:
        """A line with its sign, and below it what says that it has no end."""
        self.at_old += sign != COME
        self.at_new += sign != GONE
        if line.endswith(b"\n"):
            return self.signed(sign, line)
        return self.signed(sign, line + b"\n") + self.no_end(sign)

    def no_end(self, sign: bytes) -> bytes:
        """What says that the line before, which has this sign, has no end."""
        view = self.view
        self.part()
        is_error = self.rule is not None and INCOMPLETE in self.rule.errors
        is_error = is_error and KINDS[sign] in view.options.highlights
        return view.line_prefix + self.painted(colors.WHITESPACE if is_error else colors.CONTEXT, b"", NO_END)

    def signed(self, sign: bytes, line: bytes) -> bytes:
        """A whole line with its sign."""
        view, rule = self.view, self.rule
        shown = b"" if self.suppresses and sign == KEPT and line == b"\n" else self.signs[sign]
        slot = self.slot(sign, line)
        if rule is None or sign not in self.looked_at:
            return view.line_prefix + self.painted(slot, shown, line)
        if sign == COME and self.blank_new and self.is_new_blank(line):
            return view.line_prefix + self.painted(colors.WHITESPACE, shown, line)
        return view.line_prefix + self.painted(slot, shown, b"") + self.marked(slot, line, rule)

    def part(self) -> None:
        """Note that no line stands here."""
        if self.view.moved is not None:
            self.view.moved.part()

    def slot(self, sign: bytes, line: bytes) -> str:
        """The colour of a line."""
        moved = self.view.moved
        if moved is None or self.rule is None:
            return SLOTS[sign]
        if sign == KEPT:
            moved.part()
            return SLOTS[sign]
        return moved.slot(sign, line, self.rule.tab_width)

    def is_new_blank(self, line: bytes) -> bool:
        """Whether the added `line` is one of the blank lines that are new at the end of the file."""
        if self.at_old < self.blank_old or self.at_new < self.blank_new:
            return False
        return not line.strip(SPACE)

    def painted(self, slot: str, sign: bytes, line: bytes) -> bytes:
        """A line in one colour, which does not reach its end."""
        text = line.removesuffix(b"\n")
        end = line[len(text) :]
        if text.endswith(b"\r"):
            text, end = text[:-1], b"\r" + end
        if not self.codes or not (sign or text):
            return sign + text + end
        return self.codes[slot] + sign + text + self.reset + end

    def marked(self, slot: str, line: bytes, rule: WhitespaceRule) -> bytes:
        """A line in which errors stand out."""
        code = self.codes.get(slot, b"")
        if self.clean.fullmatch(line):
            return code + line[:-1] + self.reset + b"\n"
        shown = []
        for piece in pieces(line, rule, set()):
            if piece.kind == TEXT:
                shown.append(code + piece.text + self.reset)
            elif piece.kind == ERROR:
                shown.append(self.codes.get(colors.WHITESPACE, b"") + piece.text + self.reset)
            else:
                shown.append(piece.text)
        return b"".join(shown)


def hunk_header(view: View, hunk: TextHunk) -> bytes:
    """The line above a hunk."""
    shown = counted_from if hunk.tells_counts else numbered
    numbers = b"@@ -%s +%s @@" % (shown(hunk.old_start, hunk.old_count), shown(hunk.new_start, hunk.new_count))
    heading = readable(hunk.heading)
    if not view.colors:
        return view.line_prefix + numbers + (b" " + heading if hunk.heading else b"") + b"\n"
    paint = view.colors.paint
    line = paint(colors.FRAG, numbers)
    if hunk.heading:
        text = heading.lstrip(b" \t")
        line += paint(colors.CONTEXT, b" " + heading[: len(heading) - len(text)])
        line += paint(colors.FUNC, text) if text else b""
    return view.line_prefix + line + b"\n"


def readable(heading: bytes) -> bytes:
    """`heading` up to the first byte that is no text in UTF-8."""
    try:
        heading.decode("utf-8")
    except UnicodeDecodeError as error:
        return heading[: error.start]
    return heading


def numbered(start: int, count: int) -> bytes:
    """Lines as the header has them: a count of one is left out."""
    return b"%d" % start if count == 1 else counted_from(start, count)


def counted_from(start: int, count: int) -> bytes:
    """The same with any count."""
    return b"%d,%d" % (start, count)


def rewritten(lines: Lines, old: bytes, new: bytes) -> Iterator[bytes]:
    """A hunk in which all lines go and come."""
    view = lines.view
    is_told = not view.options.irreversible_delete
    olds, news = ended_lines(old), ended_lines(new)
    gone = counted(len(olds)) if is_told else b"?,?"
    header = b"@@ -%s +%s @@" % (gone, counted(len(news)))
    yield view.line_prefix + view.colors.paint(colors.FRAG, header) + b"\n"
    lines.at_old = lines.at_new = 1
    lines.part()
    for sign, some in ((GONE, olds if is_told else []), (COME, news)):
        yield b"".join([lines.line(sign, line) for line in some])


def counted(count: int) -> bytes:
    """The lines of a whole file of `count` lines."""
    return {0: b"0,0", 1: b"1"}.get(count, b"1,%d" % count)
