"""User formats of many commits at once: a column for each placeholder, and a text of each row.

    %H %h %T %t %P %p %d %D     ids, and what is known of them besides
    %an … %cL                   people and moments
    %s %b %B %e                 the message; the encoding, which commits that are as most are do not say

Formats with other placeholders, with columns, wrapping or colours, and commits that are not as most are, are shown one
by one (commit_template.py).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import repeat

from pygitobj.cli.pretty.commit_people import KNOWN_MOMENTS, MAPPED, MODES, moment_shown
from pygitobj.cli.pretty.commit_shown import CommitSettings
from pygitobj.cli.pretty.commit_template import Template
from pygitobj.cli.pretty.decorations import Decorations, Style
from pygitobj.formats.date_modes import DateMode
from pygitobj.kernels import commit_fields
from pygitobj.kernels.columns import (
    AUTHOR,
    COMMITTER,
    EMAIL,
    ISO_DATE,
    MAILBOX,
    MESSAGE,
    NAME,
    OFFSET,
    RAW_DATE,
    REST,
    RFC_DATE,
    SECONDS,
    SHORT_DATE,
    STRICT_DATE,
    SUBJECT,
    TREE,
    USUAL_DATE,
)  # fmt: skip
from pygitobj.oid import ObjectId
from pygitobj.record import Record


class Rows(Record):
    """Some commits: their raw ids and those of their parents, and columns of fields."""

    ids: Sequence[bytes]
    parents: Sequence[Sequence[bytes]]
    fields: Mapping[int, Sequence[bytes]]


class Column(Record):
    """What a placeholder shows of each of some commits, for which it asks `fields` of them."""

    show: Callable[[Rows], Iterable[bytes]]
    fields: Sequence[int] = ()


PEOPLE = {"a": AUTHOR, "c": COMMITTER}
FIELDS = {"n": NAME, "e": EMAIL, "l": MAILBOX, "t": SECONDS}
DATES = {
    "default": USUAL_DATE, "rfc": RFC_DATE, "iso": ISO_DATE, "iso-strict": STRICT_DATE, "short": SHORT_DATE,
    "raw": RAW_DATE, "unix": SECONDS,
}  # fmt: skip
OF_MESSAGES = {"T": TREE, "s": SUBJECT, "b": REST, "B": MESSAGE}


class CommitColumns:
    """Shows many commits as a template does whose `items` these are: texts, and columns."""

    def __init__(self, items: Sequence[bytes | Column]) -> None:
        self.columns = [item for item in items if isinstance(item, Column)]
        self.row = b"".join(b"%b" if isinstance(item, Column) else item.replace(b"%", b"%%") for item in items)
        self.wanted = bytes(dict.fromkeys(field for column in self.columns for field in column.fields))

    def shown(
        self, ids: Sequence[bytes], bodies: Sequence[bytes | None], parents: Sequence[Sequence[bytes]]
    ) -> list[bytes | None]:
        """What is shown of each commit; None of one that is not as most are."""
        wanted = self.wanted
        found: list[tuple[bytes, ...] | None] = [()] * len(bodies)
        if wanted:
            found = [None if body is None else commit_fields(body, wanted) for body in bodies]
        usual = [at for at, fields in enumerate(found) if fields is not None]
        if not usual:
            return [None] * len(bodies)
        columns = zip(*[fields for fields in found if fields is not None], strict=True)
        rows = Rows([ids[at] for at in usual], [parents[at] for at in usual], dict(zip(wanted, columns, strict=False)))
        shown: list[bytes | None] = [None] * len(bodies)
        made = zip(*[column.show(rows) for column in self.columns], strict=True) if self.columns else repeat(())
        for at, values in zip(usual, made, strict=False):
            shown[at] = self.row % values
        return shown


def commit_columns(template: Template) -> CommitColumns | None:
    """What shows many commits as `template` does; None for a template that is not as most are."""
    if not template.items or template.settings.use_color:
        return None
    items: list[bytes | Column] = []
    for item in template.items:
        found = column_of(item, template.settings, template.reading.decorations) if isinstance(item, str) else item
        if found is None:
            return None
        items.append(found)
    return CommitColumns(items)


def column_of(spelled: str, settings: CommitSettings, decorations: Decorations) -> Column | None:
    """The column of a placeholder; None for one that has none here."""
    if spelled[:1] in PEOPLE and len(spelled) == 2:
        return of_person(PEOPLE[spelled[0]], spelled[1], settings)
    if spelled in OF_MESSAGES:
        return of_field(OF_MESSAGES[spelled])
    if spelled == "e":
        return Column(lambda rows: repeat(b"", len(rows.ids)))
    if spelled in ("d", "D"):
        style = Style() if spelled == "d" else Style(prefix=b"", suffix=b"")
        return Column(lambda rows: [decorations.shown(oid, style, None) for oid in rows.ids])
    return of_ids(spelled, settings)


def of_ids(spelled: str, settings: CommitSettings) -> Column | None:
    """The column of a placeholder for ids of commits, of their trees or of their parents."""
    shown = shortened(settings) if spelled in ("h", "t", "p") else in_full
    if spelled in ("H", "h"):
        return Column(lambda rows: shown(rows.ids))
    if spelled == "t":
        return Column(lambda rows: shown(list(map(ObjectId, rows.fields[TREE]))), [TREE])
    if spelled not in ("P", "p"):
        return None

    def of_parents(rows: Rows) -> Iterable[bytes]:
        digits = iter(shown([oid for some in rows.parents for oid in some]))
        return [b" ".join([next(digits) for _ in some]) for some in rows.parents]

    return Column(of_parents)


def in_full(ids: Sequence[bytes]) -> Sequence[bytes]:
    """The digits of each id."""
    return [oid.hex().encode("ascii") for oid in ids]


def shortened(settings: CommitSettings) -> Callable[[Sequence[bytes]], Sequence[bytes]]:
    """What gives the digits of each id, abbreviated."""
    return lambda ids: [one.encode("ascii") for one in settings.world.ids.short_many(ids, settings.abbrev)]


def of_field(field: int) -> Column:
    """A field as it is."""
    return Column(lambda rows: rows.fields[field], [field])


def of_person(person: int, part: str, settings: CommitSettings) -> Column | None:
    """The column of a placeholder for a `person`, whose letter is `part`."""
    if part in FIELDS:
        return of_field(person + FIELDS[part])
    if part in MAPPED:
        return by_mailmap(person, MAPPED[part], settings)
    mode = settings.date_mode if part == "d" else DateMode(MODES[part]) if part in MODES else None
    if mode is None:
        return None
    if mode.kind in DATES and not mode.is_local:
        return of_field(person + DATES[mode.kind])
    seconds, offset = person + SECONDS, person + OFFSET
    shown = moment_shown(mode, settings)
    return Column(lambda rows: map(shown, rows.fields[seconds], rows.fields[offset]), [seconds, offset])


def by_mailmap(person: int, part: str, settings: CommitSettings) -> Column:
    """The column of a name or an email that the mailmap says."""
    name, email = person + NAME, person + EMAIL

    @lru_cache(KNOWN_MOMENTS)
    def mapped(known_name: bytes, known_email: bytes) -> bytes:
        found = settings.world.mailmap.person(known_name, known_email)
        return found[0] if part == "n" else found[1] if part == "e" else found[1].partition(b"@")[0]

    return Column(lambda rows: map(mapped, rows.fields[name], rows.fields[email]), [name, email])
