"""A merge as it is shown beside all its parents: names or raw lines, numbers of the first parent, patches.

Follows git's Documentation/diff-generate-patch, "Combined diff format".
"""

from __future__ import annotations

from collections.abc import Sequence

from pygitobj.changes.pairs import FilePair
from pygitobj.cli.diffing.asked import NAMES, OF_FIRST_PARENT, PATCH, RAW, STATUS, DiffOptions
from pygitobj.cli.diffing.combined import CombinedPath, combined_line
from pygitobj.cli.diffing.merges import CommitOptions
from pygitobj.cli.diffing.show import parts
from pygitobj.cli.diffing.view import View
from pygitobj.errors import GitObjectError

NOT_TOGETHER = "combined diff and '{}' cannot be used together"


def refuse_combined(options: DiffOptions) -> None:
    """Raises GitObjectError for what cannot be asked for of a merge beside all its parents."""
    if options.ignore_matching:
        raise GitObjectError(NOT_TOGETHER.format("--ignore-matching-lines"))
    if options.output is not None:
        raise GitObjectError(NOT_TOGETHER.format("--output"))


def show_merge(view: View, commits: CommitOptions, paths: Sequence[CombinedPath], of_first: Sequence[FilePair]) -> None:
    """Write what is asked for of a merge; `of_first` are the pairs that it has with its first parent."""
    options = view.options
    numbers = options.formats & OF_FIRST_PARENT
    if numbers:
        for part in parts(view, of_first, numbers):
            view.write(part)
    if not paths:
        return
    is_first = not numbers
    if options.formats & {RAW, NAMES, STATUS}:
        for path in paths:
            view.write(combined_line(view, path, all_paths=commits.all_paths))
        is_first = False
    if PATCH in options.formats:
        from pygitobj.cli.diffing.combined_patch import combined_patch  # raw lines do without

        if not is_first:
            view.write(view.line_prefix + (b"\0" if options.nul else b"\n"))
        for path in paths:
            for part in combined_patch(view, commits, path):
                view.write(part)
