"""What `rev-list` makes of the options that say how merges are compared: of those that it takes it shows nothing.

They decide all the same whether the history of paths has every merge in it. Follows git's Documentation/diff-merges.
"""

from __future__ import annotations

from collections.abc import Sequence

from pygitobj.cli.diffing.asked import DiffOptions
from pygitobj.cli.diffing.merges import CommitOptions, refuse_all_paths, take_commit_option
from pygitobj.cli.rev_list_wanted import MERGE_OPTIONS
from pygitobj.cli.walking.given import Given


class MergeOptions:
    """What was said of them, as `given` comes to know it."""

    def __init__(self, given: Given) -> None:
        self.given = given
        self.commits = CommitOptions()

    def take(self, words: Sequence[str], at: int) -> int:
        """Do what the option at `at` says, if it is of these; gives how many words it took. Raises GitObjectError."""
        if words[at].partition("=")[0] not in MERGE_OPTIONS:
            return 0
        taken = take_commit_option(DiffOptions(), self.commits, words, at)
        self.given.full_history = self.given.full_history or self.commits.full_history
        self.given.diff = self.given.diff or self.commits.implies_patch
        return taken

    def refuse(self) -> None:
        """Raises GitObjectError for what cannot be."""
        refuse_all_paths(self.commits)
