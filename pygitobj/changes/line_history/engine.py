"""The commits that changed lines that are followed, from a commit on backwards.

Each commit has the files that are followed there, with ranges of lines. It hands them on to its parents, under the
names and as the lines that they were there:

    one parent      what it changed of the lines is its own, and the lines from before it are the parent's
    a merge         the first parent next to which it changed none of them has them alone, and the others are not looked
                    at; else each has them as they were there, and the merge counts as a commit that changed some

Lines that were new are followed no more. Follows git's Documentation/line-range-options and git-log.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pygitobj.changes.contents import Contents
from pygitobj.changes.line_history.mapping import Mapped, Ranges, before, joined
from pygitobj.changes.line_history.versions import Versions
from pygitobj.changes.lines import LineOptions, ways
from pygitobj.changes.pairs import FilePair
from pygitobj.kernels import line_groups
from pygitobj.record import Record

# How lines are compared to be followed, however they are shown.
WAYS = ways(LineOptions(indent_heuristic=False, cuts_tail=True))
# Files by their paths, in the order in which they are told. Ranges may be none: what was new is followed no more.
Files = Mapping[bytes, Ranges]


class LineChange(Record):
    """A file of which lines in `ranges` of the new side were changed, next to the parent of this number."""

    pair: FilePair
    ranges: Ranges
    parent: int = 0


class Compared(Record):
    """What files are next to a parent: how they are followed there, and those of which lines were changed."""

    files: Files
    changes: list[LineChange]


class LineHistory:
    """Follows lines of files, as `versions` tell where these were. Commits are told by their numbers.

    `changes` has what a commit that was passed changed of them next to each parent, in the order of its files.
    Methods raise GitObjectError for what cannot be read.
    """

    def __init__(self, versions: Versions, contents: Contents, *, first_parent: bool = False) -> None:
        self.versions, self.contents = versions, contents
        self.first_parent = first_parent
        self.left: dict[int, Files] = {}
        # How many commits to come have lines that are followed.
        self.live = 0
        self.changes: dict[int, Sequence[LineChange]] = {}

    def hand_on(self, number: int, files: Files) -> None:
        """Follow `files` from a commit on, too."""
        there = self.left.get(number)
        if there is not None:
            self.live -= is_live(there)
            files = united(there, files)
        self.left[number] = files
        self.live += is_live(files)

    @property
    def is_over(self) -> bool:
        """Whether no commit to come can change what is followed."""
        return not self.live

    def pass_on(self, number: int, parents: Sequence[int]) -> Sequence[int] | None:
        """Pass a commit, children before their parents: None where it changed lines that are followed.

        Else the parents that it leads on to, which for a merge may be one of them.
        """
        files = self.left.pop(number, None)
        if files is None:
            return parents
        self.live -= is_live(files)
        if len(parents) > 1:
            return self.pass_merge(number, parents, files)
        found = self.compared(number, parents[0] if parents else None, files)
        for parent in parents:
            self.hand_on(parent, found.files)
        if not found.changes:
            return parents
        self.changes[number] = found.changes
        return None

    def pass_merge(self, number: int, parents: Sequence[int], files: Files) -> Sequence[int] | None:
        """As `pass_on` for a merge that has `files`."""
        each: list[tuple[int, Files]] = []
        changes: list[LineChange] = []
        for nth, parent in enumerate(parents[: 1 if self.first_parent else None]):
            found = self.compared(number, parent, files, is_first=not nth)
            if not found.changes:
                self.hand_on(parent, found.files)
                return (parent,)
            each.append((parent, found.files))
            changes += (change._replace(parent=nth) for change in found.changes)
        for parent, some in each:
            self.hand_on(parent, some)
        self.changes[number] = changes
        return None

    def compared(self, number: int, parent: int | None, files: Files, *, is_first: bool = True) -> Compared:
        """What the lines of `files` were in `parent`, one of a commit's, and which the commit changed."""
        pairs = self.versions.changed(number, parent, files.keys(), is_first=is_first) if is_live(files) else ()
        by_path = {pair.path: pair for pair in pairs}
        olds: dict[bytes, Ranges] = {}
        changes: list[LineChange] = []
        for path, ranges in files.items():
            pair = by_path.get(path)
            there, lines = path, ranges
            if pair is not None and ranges:
                lines, is_touched = self.mapped(pair, ranges)
                there = path if pair.old is None else pair.old.path
                if is_touched:
                    changes.append(LineChange(pair, ranges))
            olds[there] = joined(olds[there], lines) if there in olds else lines
        return Compared(olds, changes)

    def mapped(self, pair: FilePair, ranges: Ranges) -> Mapped:
        """Where lines of the new side were in the old one."""
        old, new = self.contents.data(pair.old), self.contents.data(pair.new)
        return before(ranges, line_groups(old, new, *WAYS))


def is_live(files: Files) -> bool:
    """Whether lines are left of any of `files`."""
    return any(files.values())


def united(some: Files, others: Files) -> Files:
    """The files and lines of both; those of one path as one."""
    found: dict[bytes, Ranges] = {}
    left, right = list(some.items()), list(others.items())
    while left or right:
        # Each has its own order, in which names stay where they were when they changed.
        source = left if left and (not right or left[0][0] <= right[0][0]) else right
        path, ranges = source.pop(0)
        found[path] = joined(found[path], ranges) if path in found else ranges
    return found
