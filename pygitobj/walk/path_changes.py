"""Whether commits changed anything at certain paths, against each of their parents, for many at once.

Only whether: a comparison ends at the first entry that differs, and what cannot change the answer is not read. What was
found is kept for some commits, and found again for others.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pygitobj.walk.path_steps import Nodes, nodes_for
from pygitobj.walk.tree_comparison import BATCH, EACH, Comparison, sides_of
from pygitobj.walk.tree_entries import MAX_DEPTH
from pygitobj.walk.tree_levels import MOST_NODES, grow

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.formats.pathspec import PathspecList
    from pygitobj.store.object_store import ObjectStore
    from pygitobj.walk.history import History

UNDECIDED, SAME = 0, 1
# Commits whose answers are kept.
MOST_ANSWERS = 1 << 17


class PathChanges:
    """Whether commits of `history` differ from their parents at what `pathspecs` mean, or anywhere.

    A root is compared with nothing. Commits are told by their numbers in the history's table. Raises NotFoundError,
    CorruptError, TreeTooDeepError where an answer needs what cannot be read.
    """

    def __init__(
        self, history: History, store: ObjectStore, pathspecs: PathspecList | None, *, max_depth: int = MAX_DEPTH
    ) -> None:
        self.history, self.max_depth = history, max_depth
        self.nothing = bytes(store.empty_tree)
        self.pathspecs = pathspecs
        self.comparison = Comparison(history.provider, self.nothing, pathspecs, max_depth=max_depth)
        self.nodes = self.fresh()
        self.answers: dict[int, Sequence[bool]] = {}

    def fresh(self) -> Nodes:
        """Nodes of which none is known."""
        return nodes_for(self.nothing, self.pathspecs, quick=True)

    def look_at(self, numbers: Iterable[int]) -> None:
        """Find the answers for many commits, which `same` gives then."""
        new = [number for number in dict.fromkeys(numbers) if number not in self.answers]
        if len(self.answers) + len(new) > MOST_ANSWERS:
            self.answers.clear()
        for start in range(0, len(new), BATCH):
            some = new[start : start + BATCH]
            sides = [[ids for _, ids in sides_of(self.history, self.nothing, number, EACH)] for number in some]
            answers = iter(self.are_same([ids for many in sides for ids in many]))
            for number, many in zip(some, sides, strict=True):
                self.answers[number] = tuple(next(answers) for _ in many)

    def same(self, number: int) -> Sequence[bool]:
        """Whether a commit is as each of its parents; of a root one answer, whether it has nothing there."""
        answer = self.answers.get(number)
        if answer is None:
            self.look_at([number])
            answer = self.answers[number]
        return answer

    def is_empty(self, number: int) -> bool:
        """Whether a commit has nothing at these paths."""
        self.history.require(number)
        return self.are_same([self.history.table.tree(number) + self.nothing])[0]

    def are_same(self, pairs: Sequence[bytes]) -> list[bool]:
        """Whether nothing differs, for each of `pairs` of trees."""
        if self.nodes.changes.size > MOST_NODES:
            self.nodes = self.fresh()
        changes = self.nodes.changes
        changes.begin()
        nodes = [changes.add(ids) for ids in pairs]
        grow(changes, self.comparison.links, self.max_depth)
        found = []
        for node, ids in zip(nodes, pairs, strict=True):
            verdict = changes.verdict(node)
            if verdict == UNDECIDED:
                # Something cannot be read or is too deep, or there are too many trees: entry after entry, then.
                found.append(next(self.comparison.compare([ids])).is_same())
            else:
                found.append(verdict == SAME)
        return found
