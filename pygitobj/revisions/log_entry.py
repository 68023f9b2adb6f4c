"""What a reference was, as its log has it: so many changes ago, or at a moment.

    <ref>@{<n>}         0 is what it is now; @{<n>} is of the branch that HEAD is on, HEAD@{<n>} of HEAD itself
    <ref>@{<date>}      the newest entry that is not later; a number of nine digits and more is seconds since 1970

Follows git's Documentation/gitrevisions, "<refname>@{<n>}" and "<refname>@{<date>}".
"""

from __future__ import annotations

from collections.abc import Sequence

from pygitobj.formats.numbers import decimal, lower
from pygitobj.oid import ObjectId
from pygitobj.record import Record
from pygitobj.refs.refs import DWIM_RULES, Refs
from pygitobj.revisions.branch_name import HEAD, HEADS, MARKS, START, whole_name
from pygitobj.revisions.context import Context, RefusedRevisionError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.formats.reflog import ReflogEntry

# Dates are imported where one is read or shown: 15 ms that numbers and other marks do without.
OPEN, CLOSE = "@{", "}"
# From this number on it is a moment.
FIRST_MOMENT = 100_000_000


class Logged(Record):
    """The log of the reference `name`, which is at `id` now; whether another could be meant."""

    name: str
    id: ObjectId
    is_ambiguous: bool


def specified(name: str) -> tuple[str, str | None] | None:
    """The reference in `name`, and what stands in its last `@{…}`; None there where that is another mark.

    None where `name` can mean nothing: `@{-<n>}` after something else.
    """
    at = name.rfind(OPEN, 0, len(name) - 2) if name.endswith(CLOSE) else -1
    if at < 0:
        return name, None
    if name.startswith(START, at):
        return None if at else (name, None)
    if any(lower(name[at : at + len(mark)]) == mark for mark, _ in MARKS):
        return name, None
    return name[:at], name[at + len(OPEN) : -1]


def named_logs(refs: Refs, short: str) -> list[tuple[str, ObjectId]]:
    """The references with a log that `short` may mean, in git's order, and what each is at now."""
    found = []
    for rule in DWIM_RULES:
        full = rule.format(short)
        where = refs.resolve(full)
        if where.id is not None:
            name = next((name for name in (full, where.name) if refs.log(name) is not None), None)
            if name is not None:
                found.append((name, where.id))
    return found


def logged(context: Context, stem: str) -> Logged | None:
    """The log that `stem` means, that of HEAD's branch without one. Raises RefusedRevisionError."""
    refs = context.refs
    if stem:
        found = named_logs(refs, whole_name(refs, context.follows, stem))
    else:
        found = [(where.name, where.id) for _, where in refs.candidates(HEAD) if where.id is not None]
    return Logged(*found[0], len(found) > 1) if found else None


def entry_named(context: Context, log: Logged, stem: str, specifier: str) -> ObjectId | None:
    """What the reference of `log`, called `stem`, was at `specifier`, a number or a date; None where it is neither."""
    entries = context.refs.log(log.name) or []
    number = decimal(specifier)
    if number is not None and number < FIRST_MOMENT:
        if entries or not number:
            return numbered(context, log, stem, entries, number)
    else:
        moment = moment_said(specifier) if number is None else number
        if moment is None:
            return None
        if entries:
            return dated(context, log, stem, entries, moment)
    raise too_short(context, f"log for {log.name} is empty")


def moment_said(text: str) -> int | None:
    """The second that `text` says, None where it says none. Raises RefusedRevisionError for one without a date."""
    import time

    from pygitobj.formats.approximate_date import parse_approximate

    try:
        return parse_approximate(text, int(time.time()))
    except OverflowError:
        raise RefusedRevisionError(f"no date for the system: {text}") from None


def numbered(context: Context, log: Logged, stem: str, entries: Sequence[ReflogEntry], number: int) -> ObjectId | None:
    """What the reference was `number` changes ago. Raises RefusedRevisionError."""
    if number < len(entries):
        return found_at(context, log, entries, len(entries) - 1 - number)
    # Before its oldest entry a reference was what that changed, if it was.
    oldest = entries[0].old if entries else log.id
    if number == len(entries) and oldest != context.format.null_id:
        return oldest
    raise too_short(context, f"log for '{short_name(log, stem)}' only has {len(entries)} entries")


def dated(context: Context, log: Logged, stem: str, entries: Sequence[ReflogEntry], moment: int) -> ObjectId:
    """What the reference was at the second `moment`; before all entries what the oldest tells, with a warning."""
    for place in range(len(entries) - 1, -1, -1):
        if entries[place].timestamp <= moment:
            return found_at(context, log, entries, place, moment)
    if not moment:
        raise too_short(context, f"log for '{short_name(log, stem)}' only has {len(entries)} entries")
    oldest = entries[0]
    if not context.quiet:
        shown = short_name(log, stem)
        context.warn(f"warning: log for '{shown}' only goes back to {date_of(oldest)}")
    return oldest.new if oldest.old == context.format.null_id else oldest.old


def found_at(
    context: Context, log: Logged, entries: Sequence[ReflogEntry], place: int, moment: int | None = None
) -> ObjectId:
    """What the entry at `place` tells; of one after which the log is not whole, what git takes, with its warning."""
    entry = entries[place]
    after = entries[place + 1].old if place + 1 < len(entries) else context.format.null_id
    if after != context.format.null_id:
        if after != entry.new:
            context.warn(f"warning: log for ref {log.name} has gap after {date_of(entry)}")
        return entry.new
    if entry.timestamp == moment:
        return entry.new
    if entry.new != log.id:
        context.warn(f"warning: log for ref {log.name} unexpectedly ended on {date_of(entry)}")
    return log.id


def too_short(context: Context, message: str) -> RefusedRevisionError:
    """That a log does not go back so far."""
    return RefusedRevisionError("" if context.quiet else message)


def short_name(log: Logged, stem: str) -> str:
    """What messages call the reference."""
    if stem:
        return stem
    return log.name.removeprefix(HEADS) if log.name.startswith(HEADS) else HEAD


def date_of(entry: ReflogEntry) -> str:
    """When `entry` was written."""
    from pygitobj.formats.date_modes import DateMode, show_date
    from pygitobj.formats.reflog import offset_of

    return show_date(entry.timestamp, offset_of(entry), DateMode("rfc"), 0)
