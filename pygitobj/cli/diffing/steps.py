"""Which trees are compared to show what a commit changed: with that of each parent, or those of all at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pygitobj.cli.diffing.asked import DiffOptions
from pygitobj.cli.diffing.merge_paths import compared_trees
from pygitobj.cli.diffing.merges import FIRST_PARENT, NONE, CommitOptions
from pygitobj.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.changes.line_history.engine import LineChange


class Step(Record):
    """Trees that are compared, ids one after another, the new one first; and the parent that is named, if one is.

    Where a merge `is_combined` all its steps are shown as one. `lines` are what changed of those that are followed.
    """

    trees: bytes
    parent: bytes | None = None
    is_combined: bool = False
    lines: Sequence[LineChange] = ()


class CommitSteps:
    """Gives the steps of commits. `tree_of` gives the tree of a parent by its number, `name_of` its id.

    `nothing` is the empty tree.
    """

    def __init__(
        self,
        options: DiffOptions,
        commits: CommitOptions,
        nothing: bytes,
        tree_of: Callable[[int], bytes],
        name_of: Callable[[int], bytes],
    ) -> None:
        self.options, self.commits, self.nothing = options, commits, nothing
        self.tree_of, self.name_of = tree_of, name_of

    def of(self, new: bytes, parents: Sequence[int]) -> list[Step]:
        """What is compared for a commit with the tree `new` and these parents. Raises what `tree_of` raises."""
        merges, tree_of = self.commits.merges, self.tree_of
        if not parents:
            return [Step(new + self.nothing)] if self.commits.root else []
        if len(parents) > 1:
            if merges == NONE:
                return []
            if self.commits.is_combined:
                return combined_steps(self.options, new, list(map(tree_of, parents)))
            if merges != FIRST_PARENT:
                return [Step(new + tree_of(parent), self.name_of(parent)) for parent in parents]
        return [Step(new + tree_of(parents[0]))]

    def old_tree(self, step: Step) -> bytes:
        """The tree of the old side of a `step`, which is the new one where sides are swapped."""
        size = len(self.nothing)
        return step.trees[:size] if self.options.reverse else step.trees[size:]


def combined_steps(options: DiffOptions, new: bytes, olds: Sequence[bytes]) -> list[Step]:
    """What is compared of a merge with the tree `new` to show it beside all its parents, whose trees are `olds`."""
    return [Step(trees, is_combined=True) for trees in compared_trees(options, new, olds)]
