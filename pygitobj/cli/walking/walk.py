"""The walk that words ask for: from revisions to tips, from options to what is asked of each commit."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pygitobj.cli.parse_options import RefusedOptionError
from pygitobj.cli.walking.given import Given
from pygitobj.cli.walking.looks import looks_for
from pygitobj.cli.walking.words import Words, refuse_contradictions
from pygitobj.errors import MISSING_OR_BAD, CorruptError, NotFoundError, RevisionError
from pygitobj.formats.links import COMMIT, TAG
from pygitobj.oid import ObjectId
from pygitobj.record import Record
from pygitobj.repository.history import history_of
from pygitobj.repository.repository import Repository
from pygitobj.repository.tagged import pending_tags
from pygitobj.revisions.branch_name import HEAD, interpreted
from pygitobj.revisions.log_entry import OPEN
from pygitobj.revisions.peel import peel
from pygitobj.revisions.pending import LEFT, Pending
from pygitobj.walk.history import History
from pygitobj.walk.select.engine import Engine, Tip
from pygitobj.walk.select.logs import Log, LoggedCommit, Logs
from pygitobj.walk.select.selection import Order

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.cli.reflog_logs import Walked

    # A log that is walked, and how its entries are called.
    NamedLog = tuple[Log, Walked]


class Planned(Record):
    """A walk that is ready to run: its engine, what it starts at, the other objects named, the logs it goes through."""

    engine: Engine
    tips: list[Tip]
    others: list[Pending]
    logs: list[NamedLog]


def planned(
    repository: Repository,
    words: Words,
    *,
    limited: bool = False,
    is_alone: bool = False,
    keeps_missing: bool = False,
    tags_may_miss: bool = False,
    history: History | None = None,
    pending: Sequence[Pending] | None = None,
) -> Planned:
    """The walk that `words` ask for, `limited` where the command needs all of it first. Raises GitObjectError.

    It goes over `history`, and from what is `pending`, where that is not what words name. With `is_alone` nothing but
    the ids of commits is told; `keeps_missing` tells those that are missing and may be. With `tags_may_miss` what a tag
    leads to need not be there.
    """
    given, revisions = words.given, words.revisions
    history = history_of(repository) if history is None else history
    is_topological = given.ordered is not Order.DEFAULT
    # Who does not want them does not pay for the whole of a commit-graph.
    has_generations = is_topological and history.has_generations
    refuse_contradictions(words, is_limited=given.limited or (is_topological and not has_generations))
    selection = given.selection()._replace(
        no_walk=revisions.no_walk,
        unsorted=revisions.unsorted,
        ancestry_path=middle_of(repository, history, given),
        limited=given.limited or limited,
        is_alone=is_alone,
        keeps_missing=keeps_missing,
    )
    logs: list[NamedLog] = []
    pending = revisions.pending if pending is None else pending
    if words.logs_from is not None:
        logs = logs_named(repository, pending[words.logs_from :])
        pending = [one for nth, one in enumerate(pending) if nth < words.logs_from or one.code != COMMIT]
    tips, others = tips_of(repository, history, pending, tags_may_miss=tags_may_miss)
    walked_logs = None
    if given.walks_reflogs:
        walked_logs = Logs([log for log, _ in logs], number_finder(history))
    looks = looks_for(repository, history, given, revisions.paths, walked_logs)
    engine = Engine(
        history,
        selection,
        looks,
        has_generations=has_generations,
        logs=walked_logs,
        looked_at=looked_at_between(history, pending) if revisions.paths else (),
    )
    return Planned(engine, tips, others, logs)


def looked_at_between(history: History, pending: Sequence[Pending]) -> set[int]:
    """The commits that were looked at to find where the ends of each `A...B` parted.

    What is hidden is known at once as far as that went, and a merge follows no parent that is known to be hidden: the
    history of paths depends on it.
    """
    found: set[int] = set()
    if not any(one.side for one in pending):
        return found
    from pygitobj.walk.merge_base import looked_at  # for A...B alone

    ends = [one for one in pending if one.side and one.code == COMMIT]
    for left, right in zip(ends[::2], ends[1::2], strict=False):
        found.update(looked_at(history, history.number(left.oid), history.number(right.oid)))
    return found


def middle_of(repository: Repository, history: History, given: Given) -> tuple[int, ...] | None:
    """The commits that --ancestry-path names; None without it. Raises RefusedOptionError for what is none."""
    if not given.ancestry_path:
        return None
    found = []
    for name in given.middle:
        oid = repository.lookup(name).id
        try:
            commit = None if oid is None else peel(repository.reader, oid, compares=False)
        except MISSING_OR_BAD:
            commit = None
        if commit is None or commit.type.code != COMMIT:
            raise RefusedOptionError(f"could not get commit for --ancestry-path argument {name}")
        found.append(history.number(bytes(commit.id)))
    return tuple(found)


def tips_of(
    repository: Repository, history: History, pending: Sequence[Pending], *, tags_may_miss: bool = False
) -> tuple[list[Tip], list[Pending]]:
    """Those commits that are `pending`, and the other objects. Raises RevisionError for what a tag leads to in vain."""
    tips: list[Tip] = []
    others: list[Pending] = []
    hidden = {one.oid for one in pending if one.is_hidden}
    tagged = tagged_commits(repository, history, pending)
    for one in pending:
        is_hidden = one.oid in hidden
        if one.code == COMMIT:
            tips.append(Tip(history.number(one.oid), is_hidden, one.side == LEFT, one.name))
            continue
        others.append(one)
        target = tagged.get(one.oid)
        if target is None and one.code == TAG:
            target = tag_target(repository, one, is_hidden=is_hidden, may_miss=tags_may_miss)
        if target is not None:
            tips.append(Tip(history.number(target), is_hidden, one.side == LEFT, one.name))
    return tips, others


def tagged_commits(repository: Repository, history: History, pending: Sequence[Pending]) -> dict[bytes, bytes]:
    """The commits of those tags that are `pending` whose commits are known without further questions, by tag."""
    is_there = number_finder(history)
    return {tag: commit for tag, commit in pending_tags(repository, pending).items() if is_there(commit) is not None}


def tag_target(repository: Repository, one: Pending, *, is_hidden: bool, may_miss: bool) -> bytes | None:
    """The commit that a tag leads to; None where it is something else, or is not there and is hidden or may miss."""
    try:
        found = peel(repository.reader, ObjectId(one.oid))
    except (NotFoundError, CorruptError) as error:
        if is_hidden or (may_miss and isinstance(error, NotFoundError)):
            return None
        raise RevisionError(f"bad object {getattr(error, 'oid', None) or one.name}") from error
    return bytes(found.id) if found.type.code == COMMIT else None


def number_finder(history: History) -> Callable[[bytes], int | None]:
    """What gives the numbers of commits that are there."""

    def find(oid: bytes) -> int | None:
        try:
            number = history.number(oid)
            history.require(number)
        except MISSING_OR_BAD:
            return None
        return number

    return find


def logs_named(repository: Repository, pending: Sequence[Pending]) -> list[NamedLog]:
    """The logs of references that are `pending`. Raises RevisionError."""
    found = []
    for one in pending:
        if one.code != COMMIT:
            continue
        walked = log_called(repository, one.name)
        if walked is not None:
            entries = [
                LoggedCommit(bytes(entry.new), entry.timestamp, nth, entry.message)
                for nth, entry in enumerate(walked.entries)
            ]
            found.append((Log(entries, walked.newest), walked))
    return found


def log_called(repository: Repository, name: str) -> Walked | None:
    """The log that `name` stands for, None where there is none."""
    from pygitobj.cli.reflog_logs import entries_of, started  # few walk logs

    refs = repository.ref_store
    meant = interpreted(refs, repository.followed, name)
    if meant is not None:
        name = meant.text + name[meant.end :]
    at = name.find("@")
    if at < 0 or not name.startswith(OPEN, at):
        return entries_of(refs, name)
    walked = entries_of(refs, name[:at] or refs.resolve(HEAD).name)
    return None if walked is None else started(walked, name[at + len(OPEN) :])
