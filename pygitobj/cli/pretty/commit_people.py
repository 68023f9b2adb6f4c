"""Placeholders for people and moments: `%an`, `%cI` and their like, and those of reflogs.

    n e l       name, email, the email up to its @; N E L the same by the mailmap
    d           the date as --date says; D r i I s h t in ways of their own

Where a commit does not say who or when, some of them are empty, and others stay as they were written, as in git.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from pygitobj.cli.pretty.commit_shown import CommitSettings, FromLog, ShownCommit
from pygitobj.formats.date_modes import DateMode, show_date
from pygitobj.formats.ident import IdentParts, ident_parts
from pygitobj.formats.numbers import LARGEST_INT, LARGEST_LONG, decimal
from pygitobj.formats.reflog import offset_of
from pygitobj.refs.short_names import shortened

TYPE_CHECKING = False
if TYPE_CHECKING:
    # None for a placeholder that stays as it was written.
    Value = Callable[[ShownCommit], bytes | None]
    Person = Callable[[ShownCommit], IdentParts | None]
    Moment = Callable[[bytes, bytes], bytes]

MODES = {"D": "rfc", "r": "relative", "i": "iso", "I": "iso-strict", "h": "human", "s": "short"}
MAPPED = {"N": "n", "E": "e", "L": "l"}
# Empty rather than as written, where there is nothing to show.
EMPTY_WITHOUT = frozenset("netdDri")
KNOWN_MOMENTS = 4096


def author(commit: ShownCommit) -> IdentParts | None:
    """Who wrote it."""
    return commit.text.author


def committer(commit: ShownCommit) -> IdentParts | None:
    """Who committed it."""
    return commit.text.committer


def of_log(commit: ShownCommit) -> IdentParts | None:
    """Whose entry of a log it was found by."""
    assert commit.log is not None
    return ident_parts(commit.log.entry.who)


def person_value(part: str, person: Person, settings: CommitSettings) -> Value | None:
    """What the letter `part` shows of a `person`; None for a letter that there is not."""
    missing = b"" if part in EMPTY_WITHOUT else None
    if part in "nelNEL":
        return of_person(part, person, settings, missing)
    if part == "t":

        def seconds(commit: ShownCommit) -> bytes | None:
            found = person(commit)
            return missing if found is None or not found.seconds else found.seconds

        return seconds
    mode = settings.date_mode if part == "d" else DateMode(MODES[part]) if part in MODES else None
    if mode is None:
        return None
    shown = moment_shown(mode, settings)

    def moment(commit: ShownCommit) -> bytes | None:
        found = person(commit)
        return missing if found is None or not found.seconds else shown(found.seconds, found.offset)

    return moment


def of_person(part: str, person: Person, settings: CommitSettings, missing: bytes | None) -> Value:
    """The name or email."""
    if part == "n":

        def name(commit: ShownCommit) -> bytes | None:
            found = person(commit)
            return missing if found is None else found.name

        return name
    if part == "e":

        def email(commit: ShownCommit) -> bytes | None:
            found = person(commit)
            return missing if found is None else found.email

        return email
    maps, kind = part in MAPPED, MAPPED.get(part, part)

    def mapped(commit: ShownCommit) -> bytes | None:
        found = person(commit)
        if found is None:
            return missing
        name, email = found.name, found.email
        if maps:
            name, email = settings.world.mailmap.person(name, email)
        if kind == "n":
            return name
        return email if kind == "e" else email.partition(b"@")[0]

    return mapped


def moment_shown(mode: DateMode, settings: CommitSettings) -> Moment:
    """What shows a moment in `mode`, given its seconds and offset as they are written."""
    now = settings.world.now

    @lru_cache(KNOWN_MOMENTS)
    def shown(seconds: bytes, offset: bytes) -> bytes:
        return shown_date(*moment_of(seconds, offset), mode, now)

    return shown


def moment_of(seconds: bytes, offset: bytes) -> tuple[int, int]:
    """The numbers that `seconds` and `offset` are, zeros where the system has no such moment."""
    value, east = decimal(seconds) or 0, decimal(offset[1:]) or 0
    if value > LARGEST_LONG:
        return 0, 0
    if east >= LARGEST_INT:
        return value, 0
    return value, -east if offset.startswith(b"-") else east


def shown_date(seconds: int, offset: int, mode: DateMode, now: int) -> bytes:
    """The moment in `mode`."""
    return show_date(seconds, offset, mode, now).encode("utf-8", "surrogateescape")


# Where in a log


def log_value(part: str, settings: CommitSettings) -> Value | None:
    """What `%g` with the letter `part` shows; None for a letter that there is not."""
    if part in ("d", "D"):
        return lambda commit: b"" if commit.log is None else log_name(commit.log, settings, shorten=part == "d")
    if part == "s":
        return lambda commit: b"" if commit.log is None else commit.log.entry.message
    if part not in ("n", "N", "e", "E"):
        return None
    shown = person_value(part, of_log, settings)
    assert shown is not None
    return lambda commit: b"" if commit.log is None else shown(commit)


def log_name(log: FromLog, settings: CommitSettings, *, shorten: bool) -> bytes:
    """What an entry of a log is called."""
    name = shortened(settings.world.refs, log.name) if shorten else log.name
    by_date = settings.date_given if log.by_date is None else log.by_date
    called = b"%d" % log.number
    if by_date:
        called = shown_date(log.entry.timestamp, offset_of(log.entry), settings.date_mode, settings.world.now)
    return b"%b@{%b}" % (name.encode("utf-8", "surrogateescape"), called)
