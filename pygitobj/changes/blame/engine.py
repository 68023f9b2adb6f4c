"""A blame: each line of a file goes from commit to parent, as long as the parent's file has it, and no further.

Commits come by date, the youngest first. Of one that differs from its parents, the first parent gets what it has, then
the next what is left. One that has the file as a parent has it passes on all, to the first such parent. A file that no
parent has is looked for under another name. Follows git's Documentation/git-blame and blame-options.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from pygitobj.changes.blame.board import Board
from pygitobj.changes.blame.copies import Search
from pygitobj.changes.blame.files_of_parents import File
from pygitobj.changes.blame.guesses import pass_ignored
from pygitobj.changes.blame.values import Found, Version
from pygitobj.kernels import pass_spans
from pygitobj.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.kernels.columns import Span


class Scope(Record):
    """Where a blame may go: from a commit, by its number, to `next_of` it; no further where one `is_hidden`."""

    next_of: Callable[[int], Sequence[int]]
    is_hidden: Callable[[int], bool]


class Blame:
    """Passes lines on from commit to commit on `board`, within `scope`.

    `borders` are commits that lines were not followed beyond.
    """

    def __init__(self, board: Board, scope: Scope) -> None:
        self.board, self.scope, self.options = board, scope, board.options
        self.table = board.history.table
        self.borders: set[int] = set()

    def run(self, first: Version) -> Iterator[Found]:
        """What is found of the spans of `first`, as it is found. Raises NotFoundError, CorruptError."""
        spans, first.spans = first.spans, []
        self.board.hand(first, spans)
        while (number := self.board.next()) is not None:
            while (version := self.board.waiting(number)) is not None:
                yield from self.settle(version)

    def settle(self, version: Version) -> Iterator[Found]:
        """Pass on what can be; the rest is found."""
        number, options = version.number, self.options
        if not options.reverse and self.pass_along(version):
            return
        is_hidden = self.scope.is_hidden(number)
        if is_hidden:
            self.borders.add(number)
        if options.reverse or not is_hidden:
            self.pass_on(version)
        if not options.show_root and not self.table.parents(number):
            self.borders.add(number)
        spans, version.spans = version.spans, []
        if spans:
            version.is_guilty = True
        else:
            self.board.forget(version)
        for start, final, lines, marks in spans:
            yield Found(final, lines, version, start, marks)

    # Where lines go

    def pass_along(self, version: Version) -> bool:
        """Pass all spans on along a line of commits that have the file as their first parents have it; whether some do.

        As far as no other commit's turn comes between: what git does commit by commit.
        """
        board, path, number = self.board, version.path, version.number
        while not self.scope.is_hidden(number):
            parents = self.scope.next_of(number)
            if not parents or not board.files.is_same(number, path):
                break
            number = parents[0]
            board.history.require(number)
            if not board.is_next(number):
                break
        if number == version.number:
            return False
        known = board.known(number, path) or board.version(number, File(path, version.mode, version.oid))
        self.pass_all(version, known)
        board.forget(version)
        return True

    def pass_on(self, version: Version) -> None:
        """Pass spans on to the versions of parents."""
        parents = self.scope.next_of(version.number)
        if not parents:
            return
        for parent in parents:
            self.board.history.require(parent)
        found = self.versions_in(parents, version)
        if found is None:
            version.content = None
            return
        small: list[Span] = []
        self.board.work.commits += 1
        self.compare(version, found)
        if version.spans and self.table.oid(version.number) in self.options.ignored:
            self.pass_guessed(version, found)
        if version.spans and (self.options.moves or self.options.copies):
            small = Search(self.board, version, parents, found).run()
        version.spans = small + version.spans
        for other in found:
            if other is not None and not other.spans:
                other.content = None
                self.board.forget(other)
        version.content = None

    def versions_in(self, parents: Sequence[int], version: Version) -> list[Version | None] | None:
        """The version that each of `parents` has; None where one of them has the same, and so has got all spans.

        Of parents that have the same as one another only the first has one.
        """
        found: list[Version | None] = [None] * len(parents)
        for is_renamed in (False, True) if self.options.follows else (False,):
            for nth, parent in enumerate(parents):
                if found[nth] is not None:
                    continue
                other = self.version_in(parent, version, nth, is_renamed=is_renamed)
                if other is None:
                    continue
                if other.oid == version.oid:
                    self.pass_all(version, other)
                    return None
                if not any(known is not None and known.oid == other.oid for known in found[:nth]):
                    found[nth] = other
        return found

    def version_in(self, parent: int, version: Version, nth: int, *, is_renamed: bool) -> Version | None:
        """The version of the `nth` parent at the same path, or at the one that it was renamed from."""
        if is_renamed:
            file = self.board.files.renamed(parent, version)
        else:
            known = self.board.known(parent, version.path)
            if known is not None:
                return known
            is_first = not nth and not self.options.reverse and self.is_first(parent, version.number)
            file = self.board.files.same_path(parent, version, is_first=is_first)
        return None if file is None else self.board.version(parent, file)

    def is_first(self, parent: int, number: int) -> bool:
        """Whether `parent` is the first parent of a commit."""
        return self.table.parents(number)[:1] == (parent,)

    def pass_all(self, version: Version, other: Version) -> None:
        """Pass all spans on to a version with the same content."""
        if other.content is None:
            other.content, version.content = version.content, None
        spans, version.spans = version.spans, []
        self.board.hand(other, spans)

    def compare(self, version: Version, found: Sequence[Version | None]) -> None:
        """Pass on what versions of parents have, one after another."""
        for other in found:
            if other is None:
                continue
            if version.previous is None:
                version.previous = other
            groups = self.groups(other, version)
            passed, version.spans = pass_spans(version.spans, groups)
            self.board.hand(other, passed)
            if not version.spans:
                return

    def pass_guessed(self, version: Version, found: Sequence[Version | None]) -> None:
        """Pass on what a commit that is ignored has changed, to lines that are like it."""
        for other in found:
            if other is None:
                continue
            groups = self.groups(other, version)
            passed, version.spans = pass_ignored(
                version.spans, groups, self.board.read(other), self.board.read(version)
            )
            self.board.hand(other, passed)
            other.content = None
            if not version.spans:
                return

    def groups(self, other: Version, version: Version) -> Sequence[int]:
        """Where the version of a parent and this one differ."""
        old, new = self.board.read(other), self.board.read(version)
        self.board.work.comparisons += 1
        return self.options.differ(old, new)
