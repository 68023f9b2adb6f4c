"""Which entries of a reflog have expired: those that are old, and those that are not so old but lead nowhere.

    gc.reflogExpire                  entries older than this go, 90 days without it
    gc.reflogExpireUnreachable       entries older than this go if the reference does not reach them, 30 days without it
    gc.<pattern>.reflogExpire, …     the same for references that match; what is not set there never goes

Follows git's Documentation/git-reflog, "expire", and config/gc.
"""

from __future__ import annotations

import os
from collections.abc import Callable

from pygitobj.errors import MISSING_OR_BAD
from pygitobj.formats.expiry import EVERYTHING, NEVER, parse_expiry
from pygitobj.formats.reflog import MOST_SECONDS, ReflogEntry
from pygitobj.formats.wildmatch import wildmatch
from pygitobj.jobs.maintain.whole_commits import WholeCommits
from pygitobj.oid import ObjectId, ObjectType
from pygitobj.record import Record
from pygitobj.refs.values import Symbolic
from pygitobj.repository.config import bad_variable
from pygitobj.revisions.peel import peel
from pygitobj.walk.history import History
from pygitobj.walk.read_ahead import ReadAhead

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.repository.repository import Repository

DAY = 24 * 60 * 60
TOTAL_DAYS, UNREACHABLE_DAYS = 90, 30
TOTAL, UNREACHABLE = "reflogexpire", "reflogexpireunreachable"
SECTION = "gc."
STASH = "refs/stash"


class Moments(Record):
    """Entries before `total` go, and those before `unreachable` that the reference does not reach; 0 is never."""

    total: int
    unreachable: int


class Expiry:
    """What has expired in the logs of `repository`, at the second `now`.

    `total` and `unreachable` are what the caller says; None is what the configuration says. With `whole` entries go too
    that lead to no whole commit. Raises RepositoryError for configuration that is no moment.
    """

    def __init__(
        self,
        repository: Repository,
        now: int,
        *,
        total: int | None = None,
        unreachable: int | None = None,
        whole: WholeCommits | None = None,
    ) -> None:
        self.repository = repository
        self.total = total
        self.unreachable = unreachable
        self.whole = whole
        self.default = Moments(now - TOTAL_DAYS * DAY, now - UNREACHABLE_DAYS * DAY)
        self.patterns: dict[bytes, Moments] = {}
        self.load(now)

    def load(self, now: int) -> None:
        """Take in the configuration."""
        for value in self.repository.config.values:
            key, text = value.entry.name, value.entry.value
            pattern, _, variable = key.removeprefix(SECTION).rpartition(".")
            if not key.startswith(SECTION) or variable not in (TOTAL, UNREACHABLE):
                continue
            moment = None if text is None else moment_of(text, now)
            if moment is None:
                raise bad_variable(value, f"'{text}' for '{key}' is not a valid timestamp")
            field = {"total": moment} if variable == TOTAL else {"unreachable": moment}
            if not pattern:
                self.default = self.default._replace(**field)
            else:
                raw = os.fsencode(pattern)
                self.patterns[raw] = self.patterns.get(raw, Moments(0, 0))._replace(**field)

    def moments(self, name: str) -> Moments:
        """The moments that count for the log of `name`."""
        found = Moments(0, 0) if name == STASH else self.default
        raw = os.fsencode(name)
        for pattern, moments in self.patterns.items():
            if wildmatch(pattern, raw, across=True):
                found = moments
                break
        return Moments(
            found.total if self.total is None else self.total,
            found.unreachable if self.unreachable is None else self.unreachable,
        )

    def expired(self, name: str, tip: ObjectId | None) -> Callable[[ReflogEntry], bool]:
        """Tells of an entry in the log of `name`, which is at `tip`, whether it has expired.

        Raises NotFoundError, CorruptError where the history that decides cannot be read: nothing may go then.
        """
        total, unreachable = self.moments(name)
        reach: Reach | None = None
        if unreachable > total:
            tips = self.tips() if not unreachable or is_head(name) else self.commits([tip])
            reach = Reach(self.repository, tips) if tips or is_head(name) else None

        def has_expired(entry: ReflogEntry) -> bool:
            if entry.timestamp < total:
                return True
            if self.whole is not None and not (self.whole.has(entry.old) and self.whole.has(entry.new)):
                return True
            if entry.timestamp >= unreachable:
                return False
            return reach is None or reach.misses(entry.old) or reach.misses(entry.new)

        return has_expired

    def tips(self) -> list[ObjectId]:
        """The commits of all references but symbolic ones, for the log of HEAD."""
        refs = self.repository.ref_store
        stored = refs.backend.stored("refs/", strict=True)
        ids = [refs.follow(name, value).id for name, value, _ in stored if not isinstance(value, Symbolic)]
        return self.commits(ids)

    def commits(self, ids: list[ObjectId | None]) -> list[ObjectId]:
        """The commits that `ids` come to; others are left out. Raises NotFoundError, CorruptError."""
        null = self.repository.format.null_id
        found = [peel(self.repository.reader, oid) for oid in ids if oid is not None and oid != null]
        return [peeled.id for peeled in found if peeled.type is ObjectType.COMMIT]


class Reach:
    """What commits `tips` reach."""

    def __init__(self, repository: Repository, tips: list[ObjectId]) -> None:
        self.repository = repository
        self.history = History(ReadAhead(repository.objects), repository.shallow)
        self.left: list[bytes] = list(tips)
        self.reached: set[bytes] = set(tips)

    def misses(self, oid: ObjectId) -> bool:
        """Whether `oid` is a commit that is not reached. What is there no more, or no commit, is no reason to go."""
        if oid == self.repository.format.null_id or oid in self.reached:
            return False
        try:
            peeled = peel(self.repository.reader, oid)
        except MISSING_OR_BAD:
            return False
        if peeled.type is not ObjectType.COMMIT:
            return False
        while self.left and peeled.id not in self.reached:
            for parent in self.history.links(self.left.pop()).parents:
                if parent not in self.reached:
                    self.reached.add(parent)
                    self.left.append(parent)
        return peeled.id not in self.reached


def moment_of(text: str, now: int) -> int | None:
    """The second that `text` says, 0 for never; None where it says none."""
    found = parse_expiry(text, now)
    if found == NEVER:
        return 0
    return MOST_SECONDS if found == EVERYTHING else found


def is_head(name: str) -> bool:
    """Whether `name` is HEAD, of this worktree or of another."""
    return name == "HEAD" or (name.startswith(("main-worktree/", "worktrees/")) and name.endswith("/HEAD"))
