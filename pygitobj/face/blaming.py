"""`repo.blame`: of each line of a file the commit that it comes from.

No configuration and no attribute changes what is given. Follows git's Documentation/git-blame.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable

from pygitobj.changes.blame.joined import joined
from pygitobj.changes.blame.values import CHANGED_FILES, NO_COPIES, BlameOptions, Found, Version
from pygitobj.changes.lines import LineOptions
from pygitobj.errors import RevisionError
from pygitobj.face.arguments import require_container, require_flags
from pygitobj.face.hidden import hide_all
from pygitobj.face.starts import pending_of, tips_in
from pygitobj.formats.pathspec import Pathspec
from pygitobj.id_list import as_oid
from pygitobj.jobs.inspect.blame import End, FileBlame, NoFileError, Range, Subject, line_differ, line_key, reader_of
from pygitobj.oid import ObjectId, shown
from pygitobj.record import Record
from pygitobj.repository.history import history_of
from pygitobj.repository.repository import Repository
from pygitobj.walk.select.engine import Tip


class BlameRange(Record):
    """Lines of a file, one after another, that come from the same commit.

    `lines` are their numbers in the file that was asked about, from 1 on, `original` those in the file `path` of
    `commit`. `boundary` says that they may be older: the commit is hidden, or history was cut off there (shallow).
    `previous` is a parent whose file, at this path, has not all that the commit's has; None where the file is new, and
    at a boundary.
    """

    lines: range
    commit: ObjectId
    path: bytes
    original: range
    boundary: bool
    previous: tuple[ObjectId, bytes] | None


class Ignored:
    """Commits by raw ids, as a caller has them by ids."""

    def __init__(self, ids: Container[ObjectId]) -> None:
        self.ids = ids

    def __contains__(self, oid: object) -> bool:
        return isinstance(oid, bytes) and as_oid(oid) in self.ids


class BlameCall(Record):
    """What is asked besides the file and the commit."""

    hide: Iterable[object]
    lines: range | None
    ignore_space: bool
    moves: bool
    copies: bool
    ignore: Container[ObjectId]
    reverse: bool


def blame(repository: Repository, path: str | bytes, start: object, call: BlameCall) -> list[BlameRange]:
    """The ranges. Raises TypeError, ValueError, RevisionError, NotFoundError, CorruptError."""
    require_flags(ignore_space=call.ignore_space, moves=call.moves, copies=call.copies, reverse=call.reverse)
    require_lines(call.lines)
    require_container("ignore", call.ignore)
    pattern = Pathspec.literal(path).pattern
    history = history_of(repository)
    tips = tips_in(repository, history, pending_of(repository, [start], call.hide))
    subject = Subject(the_one(tips, hidden=call.reverse), pattern)
    commits = Range([End(tip.number, tip.is_hidden) for tip in tips], hide=hide_all)
    try:
        job = FileBlame(repository, history, commits, subject, options_for(call), reader_of(repository))
    except NoFileError as error:
        raise RevisionError(str(error)) from None
    table = history.table

    def is_boundary(version: Version) -> bool:
        return version.number in job.blame.borders or table.oid(version.number) in repository.shallow

    found = joined(job.run(lines_within(call.lines, len(job.text))))
    return [range_of(one, table.oid, is_boundary=is_boundary(one.version)) for one in found]


def range_of(found: Found, oid: Callable[[int], bytes], *, is_boundary: bool) -> BlameRange:
    """What is given for what was found."""
    version, before = found.version, found.version.previous
    return BlameRange(
        range(found.final + 1, found.final + found.size + 1),
        as_oid(oid(version.number)),
        version.path,
        range(found.start + 1, found.start + found.size + 1),
        is_boundary,
        None if before is None else (as_oid(oid(before.number)), before.path),
    )


def options_for(call: BlameCall) -> BlameOptions:
    """How lines are followed."""
    lines = LineOptions(white_space="all" if call.ignore_space else "")
    return BlameOptions(
        differ=line_differ(lines),
        line_key=line_key(lines),
        moves=call.moves or call.copies,
        copies=CHANGED_FILES if call.copies else NO_COPIES,
        ignored=Ignored(call.ignore),
        reverse=call.reverse,
        show_root=True,
    )


def the_one(tips: Iterable[Tip], *, hidden: bool) -> int:
    """The number of the commit whose file is asked about: the one that is not hidden, or the hidden one.

    Raises RevisionError for several and none.
    """
    numbers = {tip.number for tip in tips if tip.is_hidden is hidden}
    if len(numbers) != 1:
        raise RevisionError(
            "with reverse=True one commit is to be hidden, whose lines are followed from there to the start"
            if hidden
            else "one commit is expected to start at"
        )
    return numbers.pop()


def require_lines(lines: range | None) -> None:
    """Raises TypeError, ValueError unless `lines`, where they were given, are numbers from 1 on without gaps."""
    if lines is None:
        return
    if not isinstance(lines, range):
        raise TypeError(f"lines are a range of numbers, such as range(1, 11), not {shown(lines)}")
    if lines and (lines.step != 1 or lines.start < 1):
        raise ValueError(f"lines are numbers from 1 on without gaps, not {lines}")


def lines_within(lines: range | None, count: int) -> list[tuple[int, int]]:
    """The lines that are asked for, from 0. Raises ValueError where the file has fewer."""
    if lines is None:
        return [(0, count)]
    if lines and lines.stop > count + 1:
        raise ValueError(f"the file has {count} lines, not {lines}")
    return [(lines.start - 1, lines.stop - 1)] if lines else []
