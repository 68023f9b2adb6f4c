"""Which commit each line of a file comes from: a blame of a repository, set up from commits, paths and contents.

Follows git's Documentation/git-blame.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from pygitobj.changes.blame.board import Board
from pygitobj.changes.blame.engine import Blame, Scope
from pygitobj.changes.blame.files_of_parents import File, FilesOfParents
from pygitobj.changes.blame.final_text import FinalText
from pygitobj.changes.blame.values import BlameOptions, Found, Version
from pygitobj.changes.contents import Contents
from pygitobj.changes.lines import LineOptions, ways
from pygitobj.changes.pairs import RENAMED, Side, from_comparison
from pygitobj.changes.renames import RenameOptions, find_renames
from pygitobj.errors import GitObjectError, NotFoundError
from pygitobj.formats.small_text import SPACE
from pygitobj.kernels import line_groups
from pygitobj.oid import ObjectId
from pygitobj.record import Record
from pygitobj.repository.repository import Repository
from pygitobj.walk.history import History

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.jobs.inspect.uncommitted import NextCommit
    from pygitobj.kernels.columns import Pair
    from pygitobj.walk.select.engine import Engine, Tip

# Gives the content of a file by path, mode and raw id.
Read = Callable[[bytes, int, bytes], bytes]
# Lines that are asked for: the first, and the one after the last, from 0.
Lines = tuple[int, int]


class End(Record):
    """A commit that a blame may come from, or, if it is hidden, not go beyond; by its number."""

    number: int
    is_hidden: bool = False


class Range(Record):
    """The commits that a blame may go to: those that `tips` reach and hidden ones of them do not.

    Commits older than `since` are borders; of merges only the first parent counts where `first_parent` says so. `hide`
    hides what hidden tips reach before the walk begins that git hides it by.
    """

    tips: Sequence[End]
    since: int | None = None
    first_parent: bool = False
    hide: Callable[[Engine, Iterable[Tip]], None] | None = None


class NoFileError(GitObjectError):
    """There is no file at a path in a commit."""


def line_differ(options: LineOptions) -> Callable[[bytes, bytes], Sequence[int]]:
    """What compares two texts as a blame does."""
    asked = ways(options._replace(cuts_tail=True))
    return lambda old, new: line_groups(old, new, *asked)


def line_key(options: LineOptions) -> Callable[[bytes], bytes]:
    """What lines have in common that do not differ."""
    return without_space if options.white_space else bytes


def without_space(line: bytes) -> bytes:
    """`line` without white space."""
    return line.translate(None, SPACE)


class Subject(Record):
    """The file `path` of the commit `number`, which a blame is about; of the `next` commit where there is one."""

    number: int
    path: bytes
    next: NextCommit | None = None


class FileBlame:
    """A blame of `subject` in `history`, within `commits`; `read` gives contents. Raises NoFileError."""

    def __init__(
        self,
        repository: Repository,
        history: History,
        commits: Range,
        subject: Subject,
        options: BlameOptions,
        read: Read,
    ) -> None:
        self.history, self.options = history, options
        scope = scope_of(history, commits, subject.number, options)
        planned = subject.next
        files = FilesOfParents(
            history,
            repository.objects,
            rename_finder(repository, planned),
            None if planned is None else planned.uncommitted,
        )
        file = files.file(subject.number, subject.path)
        if file is None:
            raise NoFileError(f"no such path {subject.path.decode('utf-8', 'surrogateescape')}")
        self.first = Version(subject.number, *file)
        self.first.content = planned.content if planned is not None else read(*file)
        self.text = FinalText(self.first.content)
        self.board = Board(history, files, read, self.text, options)
        self.board.work.blobs = 1
        self.blame = Blame(self.board, scope)
        if planned is None:
            self.first.content = None  # as git counts it, it is read again where it is compared

    def run(self, lines: Iterable[Lines]) -> Iterator[Found]:
        """What is found of `lines`, which are in order and do not overlap."""
        self.first.spans = [(start, start, end - start, 0) for start, end in lines if start < end]
        return self.blame.run(self.first)


def reader_of(repository: Repository) -> Read:
    """What reads blobs as replace refs show them. Raises GitObjectError in git's words."""
    reader = repository.reader

    def read(path: bytes, _mode: int, oid: bytes) -> bytes:
        try:
            return reader.read(ObjectId(oid)).data
        except NotFoundError:
            raise GitObjectError(
                f"Cannot read blob {oid.hex()} for path {path.decode('utf-8', 'surrogateescape')}"
            ) from None

    return read


def rename_finder(repository: Repository, planned: NextCommit | None) -> Callable[[list[Pair], bytes], File | None]:
    """What finds, of what differs between two trees, the file that the one at a path was renamed from."""
    reader = repository.reader
    contents = Contents(repository.objects, target=reader.target)

    def find(pairs: list[Pair], path: bytes) -> File | None:
        if planned is not None:
            contents.know(Side(*planned.uncommitted.files[planned.path]), planned.content)
        for pair in find_renames(from_comparison(pairs), RenameOptions(single_follow=path), contents):
            if pair.status == RENAMED and pair.path == path and pair.old is not None:
                return File(pair.old.path, pair.old.mode, pair.old.id)
        return None

    return find


def scope_of(history: History, commits: Range, number: int, options: BlameOptions) -> Scope:
    """Where a blame from the commit `number` may go. Raises NotFoundError, CorruptError, GitObjectError."""
    table, since = history.table, None if options.reverse else commits.since
    marks: Sequence[int] = ()
    mark = 0
    next_of: Callable[[int], Sequence[int]] = table.parents
    if options.reverse or any(tip.is_hidden for tip in commits.tips):
        from pygitobj.walk.select.engine import Engine, Tip  # most blames have no end but the first commits
        from pygitobj.walk.select.marks import HIDDEN
        from pygitobj.walk.select.selection import Selection

        selection = Selection(
            limited=True, children=options.reverse, first_parent=commits.first_parent, since=commits.since
        )
        engine = Engine(history, selection)
        tips = [Tip(tip.number, tip.is_hidden) for tip in commits.tips]
        if commits.hide is not None:
            commits.hide(engine, tips)
        engine.prepare(tips)
        marks, mark = engine.walk.marks, HIDDEN
        if options.reverse:
            children = engine.walk.children
            if commits.first_parent:
                children = line_of_children(history, commits, number)
            # git has those first that a walk comes to last.
            next_of = Children({parent: some[::-1] for parent, some in children.items()}).of
    if commits.first_parent and not options.reverse:
        next_of = FirstParent(table.parents).of

    def is_hidden(one: int) -> bool:
        if since is not None and table.date(one) < since:
            return True
        return one < len(marks) and bool(marks[one] & mark)

    return Scope(next_of, is_hidden)


class Children:
    """The children of commits."""

    def __init__(self, children: Mapping[int, Sequence[int]]) -> None:
        self.children = children

    def of(self, number: int) -> Sequence[int]:
        """Those of a commit."""
        return self.children.get(number, ())


class FirstParent:
    """The first parents of commits, of which `parents` gives all."""

    def __init__(self, parents: Callable[[int], Sequence[int]]) -> None:
        self.parents = parents

    def of(self, number: int) -> Sequence[int]:
        """That of a commit, if it has one."""
        return self.parents(number)[:1]


def line_of_children(history: History, commits: Range, first: int) -> dict[int, list[int]]:
    """The child of each commit on the line of first parents to the commit `first`. Raises GitObjectError."""
    number = next((tip.number for tip in commits.tips if not tip.is_hidden), None)
    if number is None:
        raise GitObjectError("--reverse and --first-parent together require specified latest commit")
    children: dict[int, list[int]] = {}
    while number != first:
        history.require(number)
        parents = history.table.parents(number)
        if not parents:
            raise GitObjectError("--reverse --first-parent together require range along first-parent chain")
        children[parents[0]] = [number]
        number = parents[0]
    return children
