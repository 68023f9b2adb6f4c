"""Many commits together as built-in formats show them, where nothing else stands around that than their ids.

    [commit ]<id>                   LF, or a blank where the message is on the line too
    <what the format shows>

Of a commit that is not as most are nothing is given: it is shown by itself (commit_builtin.py).
"""

from __future__ import annotations

from collections.abc import Sequence

from pygitobj.cli.pretty.commit_builtin import MEDIUM, ONELINE, TAB, BuiltIn
from pygitobj.cli.pretty.commit_format import CommitFormat
from pygitobj.cli.pretty.commit_shown import CommitSettings
from pygitobj.formats.date_modes import DateMode
from pygitobj.formats.encoding import UTF_8
from pygitobj.formats.small_text import SPACE
from pygitobj.kernels import medium_text
from pygitobj.store.short_ids import ShortIds

ENCODING = b"\nencoding "
LINE_END = ord("\n")


class ManyCommits:
    """Shows commits with `heading` before their ids, which are abbreviated where it `shortens`."""

    def __init__(self, shown: CommitFormat, heading: bytes, *, shortens: bool) -> None:
        self.heading, self.shortens = heading, shortens
        self.builtin = shown.shows if isinstance(shown.shows, BuiltIn) and can_show(shown.shows) else None
        self.settings = shown.settings

    @property
    def ids(self) -> ShortIds:
        """Abbreviated ids."""
        return self.settings.world.ids

    def shown(
        self, column: bytes, bodies: Sequence[bytes | None], parents: Sequence[Sequence[bytes]]
    ) -> list[bytes | None]:
        """What is shown of the commits whose raw ids are in `column`; None of one that is not as most are."""
        builtin = self.builtin
        if builtin is None or not bodies:
            return [None] * len(bodies)
        oneline = builtin.name == ONELINE
        texts = list(map(plain_subject, bodies)) if oneline else self.medium(builtin, bodies, parents)
        heading, end = (b"", b" ") if oneline else (self.heading, b"\n")
        digits = self.digits(column, len(bodies))
        return [
            None if text is None else b"%b%b%b%b" % (heading, oid, end, text)
            for oid, text in zip(digits, texts, strict=True)
        ]

    def digits(self, column: bytes, count: int) -> list[bytes]:
        """The ids in `column` as they stand before their messages."""
        digits = column.hex("\n", len(column) // count).encode("ascii").split(b"\n")
        if not self.shortens:
            return digits
        lengths = self.ids.digits_of(column, self.settings.abbrev)
        return [one[:length] for one, length in zip(digits, lengths, strict=True)]

    def medium(
        self, builtin: BuiltIn, bodies: Sequence[bytes | None], parents: Sequence[Sequence[bytes]]
    ) -> list[bytes | None]:
        """Messages below who wrote them and when."""
        merges = self.merges(parents)
        people = builtin.people
        texts: list[bytes | None] = []
        for body, merge in zip(bodies, merges, strict=True):
            # Without an option log makes blanks of tabs, and rev-list does not.
            if body is None or (not builtin.tab and b"\t" in body):
                texts.append(None)
                continue
            text = medium_text(body, merge, people)
            if text is None and people is not None:
                # It may be by somebody who was not met before.
                builtin.know_author(body)
                text = medium_text(body, merge, people)
            texts.append(text)
        return texts

    def merges(self, parents: Sequence[Sequence[bytes]]) -> list[bytes]:
        """The lines that name the parents of merges; empty for others."""
        merged = [some for some in parents if len(some) > 1]
        ids = [oid for some in merged for oid in some]
        short = iter(self.ids.short_many(ids, self.settings.abbrev))
        shown = [b""] * len(parents)
        for at, some in enumerate(parents):
            if len(some) > 1:
                shown[at] = ("Merge: " + " ".join([next(short) for _ in some]) + "\n").encode("ascii")
        return shown


def can_show(builtin: BuiltIn) -> bool:
    """Whether most commits are shown here as `builtin` shows them."""
    settings: CommitSettings = builtin.settings
    if settings.encoding != UTF_8 or settings.found is not None:
        return False
    if builtin.name == ONELINE:
        return True
    return builtin.name == MEDIUM and builtin.tab in (0, TAB) and settings.date_mode == DateMode()


def plain_subject(body: bytes | None) -> bytes | None:
    """The subject of the commit `body`, where it is a line and an empty one or nothing follows; else None."""
    if body is None or b"\0" in body:
        return None
    start = body.find(b"\n\n") + 2
    end = body.find(b"\n", start)
    line = body[start:] if end < 0 else body[start:end]
    if start < 2 or not line or line.strip(SPACE) != line:
        return None
    if end >= 0 and end + 1 < len(body) and body[end + 1] != LINE_END:
        return None
    return None if body.find(ENCODING, 0, start) >= 0 else line
