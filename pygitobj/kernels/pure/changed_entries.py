"""What differs between trees, entry after entry, as the nodes of a comparison say it: see tree_changes.py."""

from __future__ import annotations

from collections.abc import Sequence

from pygitobj.kernels.columns import Combined, Pair
from pygitobj.kernels.pure.tree_nodes import COMPARED, SAME, Node

# How many steps `take` makes at most for each entry that it may give.
STEPS = 16


class ChangedEntries:
    """The entries of a node and of those below, some at a time: see `TreeChanges.entries`."""

    def __init__(self, nodes: Sequence[Node], node: int, prefix: bytes, with_trees: bool, depth: int) -> None:
        self.nodes, self.with_trees, self.most_depth = nodes, with_trees, depth
        # A node, the next of its items, the path to it and how far below the start it is.
        self.stack: list[tuple[Node, int, bytes, int]] = []
        self.stuck = -1
        self.prefix = prefix
        self.depth = 0
        self.enter(node, prefix, 0)

    def is_done(self) -> bool:
        """Whether nothing is left, but for what is below the node where it is stuck."""
        return not self.stack

    def enter(self, node: int, prefix: bytes, depth: int) -> bool:
        """Go into a node; False where it is not known."""
        found = self.nodes[node]
        if found.verdict == SAME and not self.with_trees:
            return True
        if found.state != COMPARED or depth > self.most_depth:
            self.stuck, self.prefix, self.depth = node, prefix, depth
            return False
        if found.items:
            self.stack.append((found, 0, prefix, depth))
        return True

    def take(self, most: int) -> list[Pair | Combined]:
        """At most `most` entries more; fewer do not say that none is left.

        Where it comes to a node that was not compared, or lies too deep, it ends before it: `stuck` is its number,
        else -1, `prefix` the path to it and `depth` how far below the start it is. The next call goes on behind it.
        """
        given: list[Pair | Combined] = []
        for _ in range(most * STEPS):
            if not self.stack or len(given) >= most:
                break
            node, at, prefix, depth = self.stack.pop()
            name, sides, below = node.items[at]
            if at + 1 < len(node.items):
                self.stack.append((node, at + 1, prefix, depth))
            if below < 0 or self.with_trees:
                given.append(row(prefix + name, sides))
            if below >= 0 and not self.enter(below, prefix + name + b"/", depth + 1):
                break
        return given

    def go_on(self) -> None:
        """Leave the node where it is stuck behind."""
        self.stuck = -1


def row(path: bytes, sides: list[tuple[int, bytes]]) -> Pair | Combined:
    """An entry as it is given: of one old side its mode and id, then the new ones; else the new ones, then the old."""
    mode, oid = sides[0]
    if len(sides) == 2:
        return (path, *sides[1], mode, oid)
    return path, mode, oid, tuple(sides[1:])
