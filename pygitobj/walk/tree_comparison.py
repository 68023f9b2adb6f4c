"""What differs between trees, such as those of commits and of their parents, for many at once.

Trees are compared some hundreds of tuples together (tree_levels.py), and what they say is read off one after the other
and lazily: nothing is held of a comparison but nodes that are shared, even where its paths are without number.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from itertools import chain, islice

from pygitobj.errors import CorruptObject
from pygitobj.id_list import IdList
from pygitobj.record import Record
from pygitobj.walk.path_steps import Nodes, nodes_for
from pygitobj.walk.problems import Allows, none_allowed
from pygitobj.walk.tree_entries import TreeTooDeepError
from pygitobj.walk.tree_levels import MOST_NODES, grow, is_passed_over

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.formats.pathspec import PathspecList
    from pygitobj.kernels import ChangedEntries
    from pygitobj.kernels.columns import Combined, Pair
    from pygitobj.walk.history import History
    from pygitobj.walk.links import Links

# Which parents a commit is compared with: the first alone, each, or, where there are several, all at once.
FIRST, EACH, COMBINED = range(3)
# Tuples that are compared together, and entries that are given together.
BATCH, CHUNK = 2048, 1024


class Comparison:
    """Compares trees that `links` knows, at the paths that `pathspecs` mean, or all.

    `nothing` is the id of the empty tree, which stands for a tree that is not there. Without `recursive` directories
    are entries and not opened. `problem` is asked whether to go on without a tree that cannot be read (problems.py);
    what would lie below it is left out then.
    """

    def __init__(
        self,
        links: Links,
        nothing: bytes,
        pathspecs: PathspecList | None = None,
        *,
        recursive: bool = True,
        problem: Allows = none_allowed,
    ) -> None:
        self.links, self.nothing, self.pathspecs = links, nothing, pathspecs
        self.recursive, self.max_depth, self.problem = recursive, links.max_depth, problem
        self.nodes = self.fresh()

    def fresh(self) -> Nodes:
        """Nodes of which none is known."""
        return nodes_for(self.nothing, self.pathspecs, recursive=self.recursive)

    def compare(self, trees: Iterable[bytes]) -> Iterator[Compared]:
        """What differs between each of `trees`: the ids of a new tree and of one or more old ones, as one bytes."""
        left = iter(trees)
        while some := list(islice(left, BATCH)):
            if self.nodes.changes.size > MOST_NODES:
                self.nodes = self.fresh()
            nodes = self.nodes
            nodes.changes.begin()
            numbers = [nodes.changes.add(ids) for ids in some]
            done = grow(nodes.changes, self.links, self.max_depth)
            for number in numbers[:done]:
                yield Compared(self, nodes, number)
            left = chain(some[done:], left)

    def open_again(
        self, nodes: Nodes, number: int, directory: bytes, depth: int, opened: int
    ) -> tuple[Nodes, int] | None:
        """A node that was not compared yet, compared; None where the walk goes on without one of its trees.

        It is `depth` levels from the top, at the path `directory`, and below the nodes of `opened` comparisons.
        """
        if depth > self.max_depth:
            raise TreeTooDeepError("exceeded maximum allowed tree depth")
        ids, place = nodes.changes.key(number)
        trees = IdList.of(ids, len(self.nothing))
        if nodes.changes.is_unreadable(number) and is_passed_over(trees, self.links, self.problem):
            return None
        made = self.fresh()
        found = made.changes.add(ids, made.place(place, directory))
        grow(made.changes, self.links, self.max_depth - depth, opened)
        if made.changes.is_unreadable(found):
            if is_passed_over(trees, self.links, self.problem):
                return None
            raise CorruptObject("a tree that cannot be read twice", oid=trees[0])
        return made, found


class Compared:
    """What differs between one new tree and the old ones."""

    __slots__ = ("comparison", "nodes", "number")

    def __init__(self, comparison: Comparison, nodes: Nodes, number: int) -> None:
        self.comparison, self.nodes, self.number = comparison, nodes, number

    def entries(self, *, with_trees: bool = False) -> Iterator[Pair | Combined]:
        """The entries that differ, in the order of the trees; `with_trees` a directory before what is in it.

        Raises NotFoundError, CorruptError, TreeTooDeepError when it comes to where that is.
        """
        return chain.from_iterable(self.chunks(with_trees=with_trees))

    def pairs(self) -> Iterator[Pair]:
        """As `entries`, where there is one old tree."""
        return (entry for entry in self.entries() if len(entry) == 5)

    def rows(self) -> list[Pair]:
        """As `pairs`, all of them."""
        rows: list[Pair] = []
        for chunk in self.chunks():
            rows += [entry for entry in chunk if len(entry) == 5]
        return rows

    def chunks(self, *, with_trees: bool = False) -> Iterator[list[Pair | Combined]]:
        """As `entries`, some at a time."""
        most = self.comparison.max_depth
        first = self.nodes.changes.entries(self.number, b"", with_trees, most)
        left: list[tuple[Nodes, ChangedEntries, int]] = [(self.nodes, first, 0)]
        while left:
            nodes, entries, depth = left[-1]
            if entries.stuck < 0:
                some = entries.take(CHUNK)
                if some:
                    yield some
                elif entries.stuck < 0 and entries.is_done():
                    left.pop()
                continue
            number, prefix, below = entries.stuck, entries.prefix, depth + entries.depth
            entries.go_on()
            found = self.comparison.open_again(nodes, number, prefix, below, len(left))
            if found is not None:
                opened, number = found
                left.append((opened, opened.changes.entries(number, prefix, with_trees, most - below), below))

    def is_same(self) -> bool:
        """Whether nothing differs."""
        return not any(True for _ in self.chunks())


class CommitChanges(Record):
    """What differs between the commit `number` and a parent, the first of which is 0; with several, all of them."""

    number: int
    parent: int
    compared: Compared


def compare_commits(
    history: History, comparison: Comparison, numbers: Iterable[int], parents: int = FIRST
) -> Iterator[CommitChanges]:
    """What the commits `numbers` of `history` changed, in their order, once for each parent that is asked for.

    A commit without parents is compared with nothing. COMBINED merges are compared with all parents at once, and told
    once: their entries differ from each. Some hundred commits are taken ahead. Raises NotFoundError, CorruptError for a
    commit that cannot be read; what else is wrong shows where the entries are asked for.
    """
    told: deque[tuple[int, int]] = deque()

    def sides() -> Iterator[bytes]:
        for number in numbers:
            for parent, ids in sides_of(history, comparison.nothing, number, parents):
                told.append((number, parent))
                yield ids

    for compared in comparison.compare(sides()):
        yield CommitChanges(*told.popleft(), compared)


def sides_of(history: History, nothing: bytes, number: int, parents: int) -> Iterator[tuple[int, bytes]]:
    """The tree of a commit and the one of each parent that is asked for, with the number of this parent."""
    table = history.table
    history.require(number)
    olds = table.parents(number)
    for parent in olds if parents != FIRST else olds[:1]:
        history.require(parent)
    new = table.tree(number)
    if not olds:
        yield 0, new + nothing
    elif parents == COMBINED:
        yield 0, b"".join([new, *map(table.tree, olds)])
    else:
        for at, parent in enumerate(olds[:1] if parents == FIRST else olds):
            yield at, new + table.tree(parent)
