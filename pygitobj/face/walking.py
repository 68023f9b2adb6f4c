"""`repo.walk` and its like: commits that are reached, in an order, some of them chosen; with their bodies, in bulk.

Dates test each commit and never end a walk. What is hidden is hidden whatever the clocks say: all that hidden starts
reach is gone through first.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice, repeat

from pygitobj.errors import CorruptError, GitObjectError, NotFoundError
from pygitobj.face.arguments import require_flags, require_numbers, seconds_given, several
from pygitobj.face.hidden import hide_all
from pygitobj.face.pathspecs import pathspecs_of
from pygitobj.face.starts import pending_of, tips_in
from pygitobj.formats.commit import Commit
from pygitobj.formats.links import COMMIT
from pygitobj.formats.pathspec import PathspecList
from pygitobj.id_list import IdList, as_oid
from pygitobj.oid import ObjectId, ObjectType, shown
from pygitobj.record import Record
from pygitobj.repository.history import body_reader, history_of
from pygitobj.repository.repository import Repository
from pygitobj.revisions.pending import Pending
from pygitobj.sources.values import RawObject
from pygitobj.walk.author_dates import author_dates
from pygitobj.walk.history import History
from pygitobj.walk.kept_bodies import KeptBodies
from pygitobj.walk.path_changes import PathChanges
from pygitobj.walk.problems import Allows, Problem, none_allowed
from pygitobj.walk.select.engine import Engine
from pygitobj.walk.select.selection import Order, Selection
from pygitobj.walk.select.state import Looks

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import datetime

ORDERS = {
    "default": Order.DEFAULT,
    "date": Order.DATE,
    "author-date": Order.AUTHOR_DATE,
    "topo": Order.TOPO,
}
# Commits whose bodies are read together: the first, and the most.
FEW, MANY = 16, 2048


class WalkCall(Record):
    """What was asked of `Repository.walk`, by its names."""

    hide: Iterable[object] = ()
    order: str = "default"
    reverse: bool = False
    first_parent: bool = False
    merges: bool | None = None
    paths: Iterable[object] = ()
    since: datetime | None = None
    until: datetime | None = None
    author: re.Pattern[bytes] | None = None
    grep: re.Pattern[bytes] | None = None
    limit: int | None = None
    problem: Callable[[Problem], None] | None = None


def walk(repository: Repository, starts: Iterable[object], call: WalkCall) -> Iterator[Commit]:
    """The commits that `call` asks for. Checks its arguments at once."""
    selection = selection_of(call)
    _ = repository.objects.sources  # raises where it was closed
    paths = several("paths", call.paths)
    problem = telling(call.problem)
    pending = pending_of(repository, starts, call.hide, problem)
    pathspecs = pathspecs_of(repository, paths) if paths else None
    return walked(repository, pending, selection, pathspecs, call, problem)


def selection_of(call: WalkCall) -> Selection:
    """The selection that `call` asks for. Raises TypeError, ValueError."""
    require_flags(reverse=call.reverse, first_parent=call.first_parent)
    if call.merges is not None:
        require_flags(merges=call.merges)
    require_numbers(limit=call.limit)
    if not isinstance(call.order, str) or call.order not in ORDERS:
        raise ValueError(f"order is one of {', '.join(map(repr, ORDERS))}, not {shown(call.order)}")
    for name, pattern in (("author", call.author), ("grep", call.grep)):
        if pattern is not None and not (isinstance(pattern, re.Pattern) and isinstance(pattern.pattern, bytes)):
            raise TypeError(f'{name} is a compiled pattern of bytes, such as re.compile(rb"fix"), not {shown(pattern)}')
    if call.problem is not None and not callable(call.problem):
        raise TypeError(f"problem is a function that takes a Problem, not {shown(call.problem)}")
    looks_at_bodies = call.author is not None or call.grep is not None
    limit = -1 if call.limit is None or looks_at_bodies else call.limit
    until = None if call.until is None else seconds_given("until", call.until)
    if until is not None and until < 0:
        until, limit = None, 0  # no commit is as old
    return Selection(
        order=ORDERS[call.order],
        # What bodies decide is turned round once it was decided.
        reverse=call.reverse and not looks_at_bodies,
        max_count=limit,
        since_as_filter=None if call.since is None else first_second(call.since),
        until=until,
        min_parents=2 if call.merges else 0,
        max_parents=1 if call.merges is False else -1,
        first_parent=call.first_parent,
        passes_missing=call.problem is not None,
    )


def first_second(since: datetime) -> int:
    """The first whole second, from 1970 on, that is not before `since`. Raises TypeError."""
    return max(seconds_given("since", since) + (since.microsecond > 0), 0)


def walked(
    repository: Repository,
    pending: Sequence[Pending],
    selection: Selection,
    pathspecs: PathspecList | None,
    call: WalkCall,
    problem: Allows,
) -> Iterator[Commit]:
    """The commits, read some at a time."""
    kept = kept_bodies(selection)
    history = history_of(repository, kept)
    history.problem = problem
    engine = prepared(repository, history, pending, selection, pathspecs)
    commits = bodies(repository, history, engine.batches(), kept)
    if call.author is None and call.grep is None:
        yield from commits
        return
    found = islice((commit for commit in commits if is_wanted(commit, call)), call.limit)
    if not call.reverse:
        yield from found
        return
    # Ids alone are held until the last one is known.
    ids = [commit.id for commit in found]
    numbers = array("I", [history.number(oid) for oid in reversed(ids)])
    yield from bodies(repository, history, [numbers])


def kept_bodies(selection: Selection) -> KeptBodies | None:
    """What keeps bodies that were read for what they name, where commits are given as they are met; else None."""
    return KeptBodies() if selection.order is Order.DEFAULT and not selection.reverse else None


def prepared(
    repository: Repository,
    history: History,
    pending: Sequence[Pending],
    selection: Selection,
    pathspecs: PathspecList | None,
) -> Engine:
    """The walk through `history`, ready to be run. Raises NotFoundError, CorruptError."""
    changes = None if pathspecs is None else PathChanges(history, repository.objects, pathspecs)
    dates = author_dates(history, body_or_none(repository, history)) if selection.order is Order.AUTHOR_DATE else None
    engine = Engine(history, selection, Looks(changes=changes, author_date=dates))
    tips = [tip for tip in tips_in(repository, history, pending) if history.can_find(tip.number, needed=True)]
    hide_all(engine, tips)
    engine.prepare(tips)
    return engine


def is_wanted(commit: Commit, call: WalkCall) -> bool:
    """Whether the author and the message of `commit` are those that are looked for."""
    if call.author is not None and call.author.search(b"%b <%b>" % commit.author[:2]) is None:
        return False
    return call.grep is None or call.grep.search(commit.message) is not None


def telling(problem: Callable[[Problem], None] | None) -> Allows:
    """What tells `problem`, if there is one, of each commit that cannot be read, and lets the walk go on without."""
    if problem is None:
        return none_allowed
    told: set[bytes] = set()

    def allows(oid: bytes, _code: int, error: GitObjectError | None) -> bool:
        if oid not in told:
            told.add(oid)
            problem(Problem(error or NotFoundError(oid), ObjectId(oid), None))
        return True

    return allows


def body_or_none(repository: Repository, history: History) -> Callable[[bytes], bytes]:
    """What gives the body of a commit, or nothing where `history` may go on without. Raises as that does."""
    read_body = body_reader(repository)

    def body(oid: bytes) -> bytes:
        try:
            return read_body(oid)
        except (NotFoundError, CorruptError) as error:
            if not history.problem(oid, COMMIT, error):
                raise
            return b""

    return body


def bodies(
    repository: Repository, history: History, batches: Iterable[array[int]], kept: KeptBodies | None = None
) -> Iterator[Commit]:
    """The commits of these numbers, some read at a time."""
    count = FEW
    for numbers in batches:
        at = 0
        while at < len(numbers):
            some = numbers[at : at + count]
            ids = IdList.of(history.table.oids(some), history.table.hash_size)
            yield from read(repository, list(ids.raws()), history.problem, kept)
            at += len(some)
            count = min(2 * count, MANY)


def read(
    repository: Repository, ids: list[bytes], problem: Allows = none_allowed, kept: KeptBodies | None = None
) -> Iterator[Commit]:
    """The commits `ids` as replace refs show them, as far as they are `kept` from there.

    Raises NotFoundError, CorruptError, unless `problem` lets it go on.
    """
    held: list[bytes | None] = [None] * len(ids) if kept is None else kept.take(ids)
    whole = [body for body in held if body is not None]
    if len(whole) == len(ids):
        return map(Commit.of, whole, map(as_oid, ids), repeat(repository.format))
    return read_rest(repository, ids, held, problem)


def read_rest(repository: Repository, ids: list[bytes], held: list[bytes | None], problem: Allows) -> Iterator[Commit]:
    """As `read`, where some bodies are `held`."""
    own = repository.format
    others = [oid for oid, body in zip(ids, held, strict=True) if body is None]
    results = iter(repository.objects.read_many(repository.reader.targets(others)))
    for oid, body in zip(ids, held, strict=True):
        if body is not None:
            yield Commit.of(body, as_oid(oid), own)
            continue
        _, found = next(results)
        if isinstance(found, RawObject) and found.type is ObjectType.COMMIT:
            yield Commit.of(found.data, as_oid(oid), own)
        elif isinstance(found, GitObjectError) and not problem(oid, COMMIT, found):
            raise found
