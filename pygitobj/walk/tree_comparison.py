"""What differs between trees, such as those of commits and of their parents, for many at once.

Trees are compared some hundreds of tuples together (tree_levels.py), and what they say is read off one after the other
and lazily: nothing is held of a comparison but nodes that are shared, even where its paths are without number.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain, islice

from pygitobj.errors import CorruptObject
from pygitobj.id_list import IdList
from pygitobj.kernels import TreeChanges
from pygitobj.walk.problems import Allows, none_allowed
from pygitobj.walk.tree_entries import MAX_DEPTH, TreeTooDeepError
from pygitobj.walk.tree_levels import ALL, MOST_NODES, Asked, grow, is_passed_over

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.kernels import ChangedEntries
    from pygitobj.kernels.columns import Combined, Pair
    from pygitobj.walk.links import Links

# Tuples that are compared together, and entries that are given together.
BATCH, CHUNK = 2048, 1024


class Comparison:
    """Compares trees that `links` knows, at the paths that are `asked` for.

    `nothing` is the id of the empty tree, which stands for a tree that is not there. Without `recursive` directories
    are entries and not opened. `problem` is asked whether to go on without a tree that cannot be read (problems.py);
    what would lie below it is left out then.
    """

    def __init__(
        self,
        links: Links,
        nothing: bytes,
        asked: Asked = ALL,
        *,
        recursive: bool = True,
        max_depth: int = MAX_DEPTH,
        problem: Allows = none_allowed,
    ) -> None:
        self.links, self.nothing, self.asked = links, nothing, asked
        self.recursive, self.max_depth, self.problem = recursive, max_depth, problem
        self.changes = self.fresh()

    def fresh(self) -> TreeChanges:
        """Nodes of which none is known."""
        return TreeChanges(self.nothing, self.asked.paths, self.asked.step, False, self.recursive)

    def compare(self, trees: Iterable[bytes]) -> Iterator[Compared]:
        """What differs between each of `trees`: the ids of a new tree and of one or more old ones, as one bytes."""
        left = iter(trees)
        while some := list(islice(left, BATCH)):
            if self.changes.size > MOST_NODES:
                self.changes = self.fresh()
            changes = self.changes
            changes.begin()
            nodes = [changes.add(ids) for ids in some]
            done = grow(changes, self.links, self.max_depth)
            for node in nodes[:done]:
                yield Compared(self, changes, node)
            left = chain(some[done:], left)

    def open_again(self, changes: TreeChanges, node: int, depth: int) -> tuple[TreeChanges, int] | None:
        """A node that was not compared yet, compared; None where the walk goes on without one of its trees."""
        if depth > self.max_depth:
            raise TreeTooDeepError("exceeded maximum allowed tree depth")
        ids, place = changes.key(node)
        trees = IdList.of(ids, len(self.nothing))
        if changes.is_unreadable(node) and is_passed_over(trees, self.links, self.problem):
            return None
        made = self.fresh()
        found = made.add(ids, place)
        grow(made, self.links, self.max_depth - depth)
        if made.is_unreadable(found):
            if is_passed_over(trees, self.links, self.problem):
                return None
            raise CorruptObject("a tree that cannot be read twice", oid=trees[0])
        return made, found


class Compared:
    """What differs between one new tree and the old ones."""

    __slots__ = ("changes", "comparison", "node")

    def __init__(self, comparison: Comparison, changes: TreeChanges, node: int) -> None:
        self.comparison, self.changes, self.node = comparison, changes, node

    def entries(self, *, with_trees: bool = False) -> Iterator[Pair | Combined]:
        """The entries that differ, in the order of the trees; `with_trees` a directory before what is in it.

        Raises NotFoundError, CorruptError, TreeTooDeepError when it comes to where that is.
        """
        return chain.from_iterable(self.chunks(with_trees=with_trees))

    def chunks(self, *, with_trees: bool = False) -> Iterator[list[Pair | Combined]]:
        """As `entries`, some at a time."""
        most = self.comparison.max_depth
        left: list[tuple[TreeChanges, ChangedEntries, int]] = [
            (self.changes, self.changes.entries(self.node, b"", with_trees, most), 0)
        ]
        while left:
            changes, entries, depth = left[-1]
            if entries.stuck < 0:
                some = entries.take(CHUNK)
                if some:
                    yield some
                elif entries.stuck < 0 and entries.is_done():
                    left.pop()
                continue
            node, prefix, below = entries.stuck, entries.prefix, depth + entries.depth
            entries.go_on()
            found = self.comparison.open_again(changes, node, below)
            if found is not None:
                opened, number = found
                left.append((opened, opened.entries(number, prefix, with_trees, most - below), below))

    def is_same(self) -> bool:
        """Whether nothing differs."""
        return not any(True for _ in self.entries())
