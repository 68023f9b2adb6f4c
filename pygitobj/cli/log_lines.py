"""`log -L`: lines of files through history, and of what commits changed in those files the lines alone.

    -L<start>,<end>:<file>      -L:<function>:<file>

Follows git's Documentation/git-log, "-L".
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence

from pygitobj.changes.line_history.engine import LineHistory
from pygitobj.changes.line_history.mapping import Ranges
from pygitobj.changes.line_history.versions import Versions
from pygitobj.changes.line_range import (
    BadRangeError,
    LinesOfFile,
    merged,
    range_end,
    range_in,
)  # fmt: skip
from pygitobj.changes.pairs import FilePair, Side, plain_status
from pygitobj.changes.renames import DEFAULT_LIMIT, DEFAULT_SCORE, NONE, RenameOptions
from pygitobj.cli.diffing.asked import NAMES, NOTHING, PATCH, RAW, STATUS, SUMMARY, DiffOptions
from pygitobj.cli.diffing.merges import CommitOptions
from pygitobj.cli.diffing.refine import DETECTS
from pygitobj.cli.diffing.steps import Step
from pygitobj.cli.log_diffs import LogDiffs
from pygitobj.cli.output import Output
from pygitobj.cli.pretty.graph import GraphLines
from pygitobj.cli.walking.one_commit import only_commit
from pygitobj.errors import GitObjectError
from pygitobj.formats.small_text import ended_lines
from pygitobj.formats.tree import DIRECTORY, TYPE_MASK
from pygitobj.jobs.inspect.function_headings import heading_at
from pygitobj.record import Record
from pygitobj.repository.locale import has_wide_characters
from pygitobj.repository.path_inside import path_inside
from pygitobj.repository.repository import Repository
from pygitobj.revisions.pending import Pending
from pygitobj.revisions.tree_path import find_path
from pygitobj.walk.history import History
from pygitobj.walk.tree_comparison import Compared

# In what can be shown of lines.
SHOWN = frozenset((PATCH, NOTHING, RAW, NAMES, STATUS, SUMMARY))


class LineDiffs(LogDiffs):
    """Shows what commits of `history` changed of lines that are followed; `lines` follows them."""

    def __init__(
        self,
        repository: Repository,
        options: DiffOptions,
        commits: CommitOptions,
        history: History,
        output: Output,
        graph: GraphLines | None,
        *,
        first_parent: bool,
    ) -> None:
        super().__init__(repository, options, commits, history, (), output, graph)
        contents = self.view.contents
        versions = Versions(
            history,
            repository.objects,
            contents,
            followed_renames(repository, options),
            os.fsencode(options.prefix or ""),
        )
        self.lines = LineHistory(versions, contents, first_parent=first_parent)

    def refuse_formats(self, *, full_diff: bool) -> None:
        """Raises GitObjectError in git's words for what lines are not shown as."""
        if full_diff or self.options.formats - SHOWN:
            raise GitObjectError("-L does not yet support the requested diff format")

    @property
    def are_plain(self) -> bool:
        """Never: pairs are those of files that are followed."""
        return False

    def steps_of(self, number: int, _: Sequence[int]) -> list[Step]:
        """What a commit changed of the lines, as one step, if that is shown, which it never is of a merge."""
        lines = self.lines.changes.pop(number, ())
        if len(self.history.table.parents(number)) > 1 or not self.commits.is_asked:
            return []
        return [Step(b"", lines=lines)] if lines else []

    def next_pairs(self, step: Step, _: Iterator[Compared]) -> Sequence[FilePair]:
        """The pairs of files that are shown of what a commit changed."""
        followed: dict[Side | None, Ranges] = {}
        for change in step.lines:
            followed[change.pair.new] = change.ranges
        self.view.followed = followed
        # What was renamed is told as an edit.
        pairs = [as_edited(change.pair) for change in step.lines]
        return self.refine.refined(self.refine.chosen(pairs))


def as_edited(pair: FilePair) -> FilePair:
    """`pair`, or if it was renamed the same as an edit."""
    if pair.old is None or pair.new is None or pair.old.path == pair.new.path:
        return pair
    return FilePair(pair.old, pair.new, plain_status(pair.old, pair.new))


def followed_renames(repository: Repository, options: DiffOptions) -> RenameOptions | None:
    """How files are followed through renames, as options have them shown; None where they are not."""
    detect = DETECTS[options.renames]
    if detect == NONE:
        return None
    limit = repository.config.get_int("diff.renameLimit", DEFAULT_LIMIT)
    return RenameOptions(detect, options.rename_score or DEFAULT_SCORE, max(limit, 0))


# What words say


class Place(Record):
    """What a word says: lines, as they are said, of the file `path`, as it is named."""

    lines: str
    path: str


def place_in(word: str) -> Place:
    """What the word of a -L says. Raises GitObjectError in git's words."""
    end = range_end(word)
    if end is None or word[end : end + 1] != ":" or end + 1 == len(word):
        raise GitObjectError(f"-L argument not 'start,end:file' or ':funcname:file': {word}")
    return Place(word[:end], word[end + 1 :])


def lines_said(
    repository: Repository, diffs: LineDiffs, pending: Sequence[Pending], words: Sequence[str]
) -> tuple[int, dict[bytes, Ranges]]:
    """The commit from which lines are followed, and these by their files. Raises GitObjectError in git's words."""
    history = diffs.history
    commit = only_commit(repository, pending, "dig from:")
    if commit is None:
        raise GitObjectError("No commit specified?")
    number = history.number(commit[0])
    history.require(number)
    tree = history.table.tree(number)
    found: dict[bytes, list[tuple[int, int]]] = {}
    for word in words:
        place = place_in(word)
        path = os.fsencode(path_inside(repository, place.path, repository.revisions.prefix or ""))
        file = file_at(repository, diffs, tree, path)
        some = found.setdefault(path, [])
        anchor = some[-1][1] + 1 if some else 1
        some.append(lines_in(place, file, anchor))
    return number, {path: tuple(merged(found[path])) for path in sorted(found)}


def lines_in(place: Place, file: LinesOfFile, anchor: int) -> tuple[int, int]:
    """The lines that `place` says, from 0, without the last. Raises GitObjectError in git's words."""
    try:
        said = range_in(place.lines, file, anchor)
    except BadRangeError:
        raise GitObjectError(f"malformed -L argument '{place.lines}'") from None
    if said is None:
        raise GitObjectError(f"file {place.path} has only {len(file.lines)} lines")
    return said


def file_at(repository: Repository, diffs: LineDiffs, tree: bytes, path: bytes) -> LinesOfFile:
    """The lines of a file in `tree`. Raises GitObjectError in git's words."""
    found = find_path(repository.reader, tree, path)
    if found.id is None:
        raise GitObjectError(f"There is no path {os.fsdecode(path)} in the commit")
    if found.mode is None or found.mode & TYPE_MASK == DIRECTORY:
        raise GitObjectError(f"Cannot read blob {found.id}")
    data = diffs.view.contents.data(Side(path, found.mode, bytes(found.id)))
    return LinesOfFile(
        os.fsdecode(path), ended_lines(data), heading_at(repository, path), has_wide_characters(repository.environ)
    )
