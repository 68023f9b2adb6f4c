"""Where walks of the library begin: revisions, ids, objects and sets of references, checked and made tips."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pygitobj.errors import CorruptError, GitObjectError, NotFoundError, RevisionError
from pygitobj.face.arguments import several
from pygitobj.formats.blob import Blob
from pygitobj.formats.commit import Commit
from pygitobj.formats.links import COMMIT, TAG
from pygitobj.formats.tag import Tag
from pygitobj.formats.tree import Tree
from pygitobj.oid import ObjectId, shown
from pygitobj.repository.repository import Repository
from pygitobj.repository.tagged import pending_tags
from pygitobj.repository.tips import revision_arguments
from pygitobj.revisions.arguments import RevisionArguments
from pygitobj.revisions.peel import peel
from pygitobj.revisions.pending import Pending
from pygitobj.revisions.ref_sets import RefSet
from pygitobj.walk.history import History
from pygitobj.walk.problems import Allows, none_allowed
from pygitobj.walk.select.engine import Tip

HEAD = "HEAD"


def pending_of(
    repository: Repository, starts: Iterable[object], hide: Iterable[object] = (), problem: Allows = none_allowed
) -> list[Pending]:
    """The objects that `starts` name, and those that `hide` does, which are hidden; HEAD without any start.

    An unborn HEAD is nothing. `problem` is asked whether to go on without the object of a reference in a set that
    cannot be read. Raises TypeError, ValueError, RevisionError.
    """
    arguments = revision_arguments(repository, dashes=True, watches_ids=False)
    starts = list(starts)
    for start in starts:
        take(repository, arguments, start, problem)
    hidden = revision_arguments(repository, dashes=True, watches_ids=False)
    for start in several("hide", hide):
        take(repository, hidden, start, problem)
    if not starts and repository.ref_store.resolve(HEAD).id is not None:
        arguments.take(HEAD)
    return [*arguments.pending, *(one._replace(is_hidden=not one.is_hidden) for one in hidden.pending)]


def take(repository: Repository, arguments: RevisionArguments, start: object, problem: Allows = none_allowed) -> None:
    """Take in one start. Raises TypeError, ValueError; RevisionError for an option, and what names nothing."""
    if isinstance(start, RefSet):
        usual = arguments.ranges.goes_on
        arguments.ranges.goes_on = lambda oid, error: isinstance(error, GitObjectError) and problem(oid, COMMIT, error)
        arguments.add_set(start)
        arguments.ranges.goes_on = usual
        return
    if isinstance(start, Commit | Tag | Tree | Blob):
        start = start.id
    if isinstance(start, ObjectId):
        repository.format.require_id(start)
        start = str(start)
    if not isinstance(start, str):
        raise TypeError(f'a start is a revision such as "HEAD~2", an id, an object or a RefSet, not {shown(start)}')
    if start.startswith("-") or not start:
        raise RevisionError(f"not a rev '{start}'")
    arguments.take(start)


def tips_in(repository: Repository, history: History, pending: Sequence[Pending]) -> list[Tip]:
    """The commits that `pending` comes to through tags; others are no tips.

    What the problem of `history` allows is left out. Raises NotFoundError, CorruptError.
    """
    tips = []
    tagged = pending_tags(repository, pending)
    for one in pending:
        oid, code = one.oid, one.code
        if oid in tagged:
            oid, code = tagged[oid], COMMIT
        elif code == TAG:
            try:
                found = peel(repository.reader, ObjectId(oid), compares=False)
            except (NotFoundError, CorruptError) as error:
                if not history.problem(error.oid if isinstance(error.oid, bytes) else oid, COMMIT, error):
                    raise
                continue
            oid, code = bytes(found.id), found.type.code
        if code == COMMIT:
            tips.append(Tip(history.number(oid), one.is_hidden))
    return tips


def commit_number(repository: Repository, history: History, start: object) -> int:
    """The number of the one commit that `start` comes to. Raises TypeError, ValueError, RevisionError."""
    return numbers_of(repository, history, [start])[0]


def numbers_of(repository: Repository, history: History, starts: Iterable[object]) -> list[int]:
    """The numbers of the commits that `starts` come to, one each. Raises TypeError, ValueError, RevisionError."""
    numbers: list[int] = []
    for start in starts:
        if isinstance(start, RefSet):
            raise TypeError("one commit is expected, and not a set of references")
        arguments = revision_arguments(repository, dashes=True, watches_ids=False)
        take(repository, arguments, start)
        found = [tip for tip in tips_in(repository, history, arguments.pending) if not tip.is_hidden]
        if len(found) != len(arguments.pending) or not found:
            raise RevisionError(f"not one commit, or several: {shown(start)}")
        numbers.extend(tip.number for tip in found)
    return numbers
