"""The logs that words name, from which entry on, and how entries are called: `<name>@{<n>}` or `<name>@{<date>}`.

A word with a number in `@{…}` has numbers, one with a date has dates; what has neither has dates where a way of
showing them is asked for. Follows git's Documentation/git-reflog, and rev-list-options, "--walk-reflogs".
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Sequence

from pygitobj.errors import MISSING_OR_BAD, RevisionError
from pygitobj.formats.date_modes import DateMode, show_date
from pygitobj.formats.numbers import strtoul
from pygitobj.formats.reflog import ReflogEntry, offset_of
from pygitobj.formats.refname import is_per_worktree
from pygitobj.oid import ObjectId, ObjectType
from pygitobj.record import Record
from pygitobj.refs.refs import Refs
from pygitobj.repository.repository import Repository
from pygitobj.revisions.branch_name import HEAD, HEADS, interpreted
from pygitobj.revisions.log_entry import CLOSE, OPEN, moment_said, named_logs

UNKNOWN = (
    "ambiguous argument '{0}': unknown revision or path not in the working tree.\n"
    "Use '--' to separate paths from revisions, like this:\n"
    "'git <command> [<revision>...] -- [<file>...]'"
)


class Walked(Record):
    """The log of the reference `name`, its oldest entry first, to be walked from its entry `newest` down.

    `dates` says whether entries are called by their dates, None that it depends.
    """

    name: str
    entries: Sequence[ReflogEntry]
    newest: int
    dates: bool | None


def logs_seen(repository: Repository) -> list[str]:
    """The sorted names of all logs that the worktree sees: its own, and those that all share."""
    common, store = repository.location.common_dir, repository.ref_store
    names = {name for name, _ in store.backend.logs()}
    names |= {name for name, _ in store.elsewhere(common, common).backend.logs() if not is_per_worktree(name)}
    return sorted(names, key=os.fsencode)


def log_from(repository: Repository, word: str | None) -> Walked | None:
    """The log that `word` names, HEAD's without one; None where it names something without a log.

    Raises RevisionError where it names nothing.
    """
    if word is None:
        require_commits(repository)
        word = HEAD
    oid = repository.lookup(word).id
    if oid is None:
        raise RevisionError(UNKNOWN.format(word))
    try:
        kind = repository.reader.header(oid).type
    except MISSING_OR_BAD:
        raise RevisionError(f"bad object {word}") from None
    if kind is not ObjectType.COMMIT:
        return None
    refs = repository.ref_store
    meant = interpreted(refs, repository.followed, word)
    if meant is not None:
        word = meant.text + word[meant.end :]
    at = word.find("@")
    if not word.startswith(OPEN, at):
        return entries_of(refs, word)
    walked = entries_of(refs, word[:at] or refs.resolve(HEAD).name)
    return None if walked is None else started(walked, word[at + len(OPEN) :])


def require_commits(repository: Repository) -> None:
    """Raises RevisionError in git's words where HEAD is on a branch that is not there yet."""
    head = repository.ref_store.resolve(HEAD)
    if head.id is None and head.symbolic and not head.broken:
        raise RevisionError(f"your current branch '{head.name.removeprefix(HEADS)}' does not have any commits yet")


def started(walked: Walked, specifier: str) -> Walked | None:
    """`walked` from the entry on that `specifier`, up to the brace, says."""
    number = strtoul(specifier)
    if specifier[number.end :] == CLOSE:
        return walked._replace(newest=len(walked.entries) - 1 - number.value, dates=False)
    moment = moment_said(specifier)
    moment = int(time.time()) if moment is None else moment
    for place in range(len(walked.entries) - 1, -1, -1):
        if walked.entries[place].timestamp <= moment:
            return walked._replace(newest=place, dates=True)
    return None


def entries_of(refs: Refs, name: str) -> Walked | None:
    """The log of `name`, called so where that is near enough to the reference; None where there is none."""
    near = (name, refs.resolve(name).name, f"refs/{name}", HEADS + name)
    entries = next(filter(None, map(refs.log, near)), None)
    if not entries:
        found = named_logs(refs, name)
        if len(found) != 1:
            return None
        name = found[0][0]
        entries = refs.log(name)
    return Walked(name, entries, len(entries) - 1, None) if entries else None


def newest_first(logs: Sequence[Walked], repository: Repository) -> Iterator[tuple[Walked, int]]:
    """Each entry of `logs` that leads to a commit, with its place in its log, the newest of all first."""
    left = list(logs)
    while True:
        left = [walked for walked in (to_commit(walked, repository) for walked in left) if walked.newest >= 0]
        if not left:
            return
        best = max(range(len(left)), key=lambda at: left[at].entries[left[at].newest].timestamp)
        yield left[best], left[best].newest
        left[best] = left[best]._replace(newest=left[best].newest - 1)


def to_commit(walked: Walked, repository: Repository) -> Walked:
    """`walked` from the newest entry on that leads to a commit: others are passed over, as git does."""
    newest = walked.newest
    while newest >= 0 and not is_commit(repository, walked.entries[newest].new):
        newest -= 1
    return walked._replace(newest=newest)


def is_commit(repository: Repository, oid: ObjectId) -> bool:
    """Whether `oid` is a commit that is there."""
    try:
        return repository.reader.header(oid).type is ObjectType.COMMIT
    except MISSING_OR_BAD:
        return False


def line_of(walked: Walked, place: int, mode: DateMode, now: int, *, asked: bool) -> str:
    """What is said of the entry at `place`: its name, by its date where that is `asked` for, and its message."""
    entry = walked.entries[place]
    by_date = asked if walked.dates is None else walked.dates
    number = len(walked.entries) - 1 - place
    called = show_date(entry.timestamp, offset_of(entry), mode, now) if by_date else number
    return f"{walked.name}@{{{called}}}: {os.fsdecode(entry.message)}\n"
