"""The hunks of a patch in which words differ instead of lines: `--word-diff`.

Follows git's Documentation/diff-options, "--word-diff".
"""

from __future__ import annotations

from pygitobj.changes.hunks import COME, GONE, KEPT, TextHunk
from pygitobj.changes.pairs import Side
from pygitobj.changes.words import STYLES, Words, written
from pygitobj.cli.diffing import colors
from pygitobj.cli.diffing.patch_lines import Lines, hunk_header
from pygitobj.cli.diffing.view import View
from pygitobj.errors import GitObjectError
from pygitobj.formats.small_text import with_end

PORCELAIN = "porcelain"


class WordLines:
    """Shows the lines of a file, whose words are these. `lines` shows those that stay."""

    def __init__(self, view: View, words: Words, lines: Lines) -> None:
        self.view, self.words, self.lines = view, words, lines
        self.is_porcelain = view.options.words == PORCELAIN
        self.style = STYLES[view.options.words or "plain"]
        found = view.colors
        self.colors = {GONE: found[colors.OLD], COME: found[colors.NEW], KEPT: found[colors.CONTEXT]} if found else None

    def hunk(self, hunk: TextHunk) -> bytes:
        """All of a hunk."""
        parts = [hunk_header(self.view, hunk)]
        gone: list[bytes] = []
        come: list[bytes] = []
        for sign, line in hunk.lines:
            if sign == KEPT:
                parts += (self.group(gone, come), self.kept(line))
                gone, come = [], []
            else:
                (gone if sign == GONE else come).append(line)
        parts.append(self.group(gone, come))
        return b"".join(parts)

    def group(self, gone: list[bytes], come: list[bytes]) -> bytes:
        """The words of lines that went and came."""
        if not gone and not come:
            return b""
        pieces = list(self.words.pieces(gone, come))
        return written(pieces, self.style, colors=self.colors, prefix=self.view.line_prefix)

    def kept(self, line: bytes) -> bytes:
        """A line that stays."""
        sign = KEPT if self.is_porcelain else b""
        shown = self.view.line_prefix + self.lines.painted(colors.CONTEXT, sign, with_end(line))
        return shown + b"~\n" if self.is_porcelain else shown


def word_lines(view: View, lines: Lines, old: Side | None, new: Side | None) -> WordLines:
    """What shows the words of two sides: as an option has them, or the driver, or the configuration."""
    pattern = view.options.word_pattern
    for side in (old, new):
        if pattern is None and side is not None:
            pattern = view.kinds.words(side.path, side.mode)
    if pattern is None:
        pattern = view.options.usual_word_pattern
    try:
        return WordLines(view, Words(pattern, wide=view.kinds.wide), lines)
    except ValueError as error:
        raise GitObjectError(str(error)) from None
