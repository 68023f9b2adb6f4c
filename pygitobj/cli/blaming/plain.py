"""The form for people: a line each with its commit, who wrote it and when; and the one of annotate, with tabs.

Follows git's Documentation/git-blame and git-annotate.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache

from pygitobj.changes.blame.values import Found, Version
from pygitobj.cli.blaming.commit_info import CommitInfo, Who
from pygitobj.cli.blaming.shown import Shown, Style
from pygitobj.formats.color import RESET
from pygitobj.formats.date_modes import DateMode, show_date
from pygitobj.formats.display_width import width_of
from pygitobj.formats.numbers import LARGEST_INT, integer_at
from pygitobj.formats.small_text import with_end
from pygitobj.record import Record

# How wide dates are, each as the widest that it can be.
WIDTHS = {
    "rfc": len("Thu, 19 Oct 2006 16:00:04 -0700"),
    "iso-strict": len("2006-10-19T16:00:04-07:00"),
    "iso": len("2006-10-19 16:00:04 -0700"),
    "raw": len("1161298804 -0700"),
    "unix": len("1161298804"),
    "short": len("2006-10-19"),
    "relative": len("4 years, 11 months ago"),
    "human": len("Thu Oct 19 16:00"),
    "default": len("Thu Oct 19 16:00:04 2006 -0700"),
}
KNOWN_DATES = 4096
# What stands before a line of a group, the first of which is 1.
Line = Callable[[int], bytes]


def date_width(mode: DateMode, now: int) -> int:
    """How wide dates are made."""
    if mode.kind == "format":
        return len(show_date(0, 0, mode, now).encode("utf-8", "surrogateescape"))
    return WIDTHS[mode.kind]


class Widths(Record):
    """How wide columns are; `digits` is how many of an id are shown, the mark of a border among them."""

    digits: int
    path: int
    author: int
    number: int
    final: int
    score: int
    shows_name: bool


def widths_of(groups: Sequence[Found], shown: Shown, style: Style, short: Callable[[bytes], str]) -> Widths:
    """How wide the columns of `groups` are; `short` abbreviates ids where it is not said how many digits are shown."""
    digits = path = author = number = final = score = 0
    met: set[int] = set()
    shows_name = style.name
    for group in groups:
        version = group.version
        oid = shown.oid(version.number)
        if version.number not in met:
            met.add(version.number)
            digits = max(digits, len(short(oid)) if style.digits is None else 0)
            author = max(author, width_of(name_shown(shown.infos.of(oid).author, style)))
        shows_name = shows_name or version.path != shown.path
        path = max(path, len(version.path))
        number = max(number, group.start + group.size)
        final = max(final, group.final + group.size)
        score = max(score, shown.text.score(group.final, group.size))
    return Widths(
        digits + 1 if style.digits is None else style.digits, path, author,
        len(str(number)), len(str(final)), len(str(score)), shows_name,
    )  # fmt: skip


def name_shown(author: Who, style: Style) -> bytes:
    """How an author is called."""
    return author.email if style.email else author.name


class Plain:
    """Shows groups of lines; `uses` tells how often a version is used, which --score-debug shows."""

    def __init__(
        self, shown: Shown, style: Style, widths: Widths, uses: Callable[[Version], int] = lambda _: 0
    ) -> None:
        self.shown, self.style, self.widths, self.uses = shown, style, widths, uses
        self.date = lru_cache(KNOWN_DATES)(self.find_date)

    def lines(self, groups: Sequence[Found]) -> Iterator[bytes]:
        """All lines of `groups`."""
        before = -1
        for group in groups:
            yield from self.group(group, is_repeated=group.version.number == before)
            before = group.version.number

    def group(self, group: Found, *, is_repeated: bool) -> Iterator[bytes]:
        """The lines of a group; `is_repeated` says whether those before are of the same commit."""
        shown, style = self.shown, self.style
        oid = shown.oid(group.version.number)
        info = shown.infos.of(oid)
        head = self.id_shown(group, oid)
        rest = self.annotated(group, info) if style.compatible else self.described(group, info)
        age = self.age_color(info.author) if style.colors_age else None
        for nth in range(group.size):
            is_again = style.colors_repeated and (is_repeated or nth > 0)
            color = style.repeated_color if is_again else age
            said = head + rest(nth + 1)
            if color is not None:
                said = color + said + RESET
            yield said + with_end(shown.text.lines[group.final + nth])

    def id_shown(self, group: Found, oid: bytes) -> bytes:
        """The id of a commit with the marks before it."""
        style = self.style
        text = oid.hex().encode("ascii")
        length = len(text) if style.long else self.widths.digits
        marks = b""
        if self.shown.is_border(group.version.number):
            if style.blank_boundary:
                text = b" " * len(text)
            elif not style.compatible:
                marks += b"^"
        if style.mark_unblamable and group.is_unblamable:
            marks += b"*"
        if style.mark_ignored and group.is_ignored:
            marks += b"?"
        return marks + text[: max(length - len(marks), 0)]

    def annotated(self, group: Found, info: CommitInfo) -> Line:
        """What stands before a line in the form of annotate."""
        said = b"\t(%10b\t%10b\t" % (name_shown(info.author, self.style), self.date(info.author))
        return lambda nth: b"%b%d)" % (said, group.final + nth)

    def described(self, group: Found, info: CommitInfo) -> Line:
        """What stands before a line in the usual form."""
        style, widths, author = self.style, self.widths, info.author
        before = b""
        if style.score:
            score = self.shown.text.score(group.final, group.size)
            before += b" %*d %02d" % (widths.score, score, self.uses(group.version))
        if widths.shows_name:
            before += b" " + group.version.path.ljust(widths.path)
        after = b""
        if not style.no_author:
            name = name_shown(author, style)
            gap = b" " * (widths.author - width_of(name))
            after = b" (%b%b %10b" % (name, gap, self.date(author))

        def said(nth: int) -> bytes:
            number = b" %*d" % (widths.number, group.start + nth) if style.number else b""
            return b"%b%b%b %*d) " % (before, number, after, widths.final, group.final + nth)

        return said

    def age_color(self, author: Who) -> bytes:
        """The colour of the age of what `author` wrote."""
        ages = self.style.ages
        return next(age.code for age in ages if age.until is None or author.time <= age.until)

    def find_date(self, author: Who) -> bytes:
        """When it was."""
        style = self.style
        if style.raw_time:
            return b"%d %b" % (author.time, author.offset)
        offset = integer_at(author.offset.decode("latin-1"), 0)[0]
        text = show_date(author.time, max(min(offset, LARGEST_INT), -LARGEST_INT), style.date, style.now)
        shown = text.encode("utf-8", "surrogateescape")
        return shown + b" " * (style.date_width - width_of(shown))
