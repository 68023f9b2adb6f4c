"""Many commits together as formats show them, where nothing else stands around that than their ids.

    [commit ]<id>                   LF, or a blank where the message is on the line too; not always with a user's format
    <what the format shows>

Of a commit that is not as most are nothing is given: it is shown by itself (commit_builtin.py, commit_template.py).
"""

from __future__ import annotations

from collections.abc import Sequence

from pygitobj.cli.pretty.commit_builtin import MEDIUM, ONELINE, TAB, BuiltIn
from pygitobj.cli.pretty.commit_columns import commit_columns
from pygitobj.cli.pretty.commit_format import CommitFormat
from pygitobj.cli.pretty.commit_template import Template
from pygitobj.formats.date_modes import DateMode
from pygitobj.formats.encoding import UTF_8
from pygitobj.formats.small_text import SPACE
from pygitobj.kernels import medium_text
from pygitobj.store.short_ids import ShortIds

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    # None of one that cannot be read.
    Bodies = Sequence[bytes | None]
    Parents = Sequence[Sequence[bytes]]
    # Of commits with these ids, bodies and parents.
    Texts = Callable[[Sequence[bytes], Bodies, Parents], list[bytes | None]]

ENCODING = b"\nencoding "
LINE_END = ord("\n")


class ManyCommits:
    """Shows commits with `heading` before their ids, which are abbreviated where it `shortens`; without where None."""

    def __init__(self, shown: CommitFormat, heading: bytes | None, *, shortens: bool) -> None:
        self.heading, self.end = (b"", b" ") if shown.named.is_oneline else (heading, b"\n")
        self.shortens = shortens
        self.settings, self.needs = shown.settings, shown.needs
        self.texts: Texts = nothing
        if self.settings.encoding == UTF_8 and self.settings.found is None:
            self.texts = self.texts_of(shown.shows)

    def texts_of(self, shows: BuiltIn | Template) -> Texts:
        """What gives the texts of commits with these ids, bodies and parents."""
        if isinstance(shows, Template):
            columns = commit_columns(shows)
            return nothing if columns is None else columns.shown
        if shows.name == ONELINE:
            return lambda _, bodies, __: [plain_subject(body) for body in bodies]
        if shows.name != MEDIUM or shows.tab not in (0, TAB) or self.settings.date_mode != DateMode():
            return nothing
        return lambda _, bodies, parents: self.medium(shows, bodies, parents)

    @property
    def ids(self) -> ShortIds:
        """Abbreviated ids."""
        return self.settings.world.ids

    def shown(
        self, column: bytes, bodies: Bodies, parents: Sequence[Sequence[int]], oid: Callable[[int], bytes]
    ) -> list[bytes | None]:
        """What is shown of the commits whose raw ids are in `column`; None of one that is not as most are.

        `oid` gives the ids of `parents`, of which most formats show those of merges alone.
        """
        if not bodies:
            return []
        size = len(column) // len(bodies)
        ids = [column[at : at + size] for at in range(0, len(column), size)]
        least = 1 if self.needs.parents else 2
        texts = self.texts(ids, bodies, [list(map(oid, some)) if len(some) >= least else () for some in parents])
        if self.heading is None:
            return texts
        heading, end = self.heading, self.end
        return [
            # What shows nothing at all has no end either, which those know that show one.
            b"%b%b%b%b" % (heading, oid, end, text) if text else None
            for oid, text in zip(self.digits(column, len(ids)), texts, strict=True)
        ]

    def digits(self, column: bytes, count: int) -> list[bytes]:
        """The ids in `column` as they stand before their messages."""
        digits = column.hex("\n", len(column) // count).encode("ascii").split(b"\n")
        if not self.shortens:
            return digits
        lengths = self.ids.digits_of(column, self.settings.abbrev)
        return [one[:length] for one, length in zip(digits, lengths, strict=True)]

    def medium(self, builtin: BuiltIn, bodies: Bodies, parents: Parents) -> list[bytes | None]:
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

    def merges(self, parents: Parents) -> list[bytes]:
        """The lines that name the parents of merges; empty for others."""
        merged = [some for some in parents if len(some) > 1]
        ids = [oid for some in merged for oid in some]
        short = iter(self.ids.short_many(ids, self.settings.abbrev))
        shown = [b""] * len(parents)
        for at, some in enumerate(parents):
            if len(some) > 1:
                shown[at] = ("Merge: " + " ".join([next(short) for _ in some]) + "\n").encode("ascii")
        return shown


def nothing(ids: Sequence[bytes], _: Bodies, __: Parents) -> list[bytes | None]:
    """None of each: they are all shown one by one."""
    return [None] * len(ids)


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
