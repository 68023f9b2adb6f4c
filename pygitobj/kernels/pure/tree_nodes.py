"""The nodes of a comparison of trees: see tree_changes.py."""

from __future__ import annotations

UNDECIDED, SAME, DIFFERS = range(3)
# What became of a node.
NEW, QUEUED, COMPARED, UNREADABLE = range(4)

# The name, the mode and id on each side, 0 where it is not there, and the node below.
Item = tuple[bytes, list[tuple[int, bytes]], int]


class Node:
    """Some trees that meet: their ids and place, and what became of them."""

    __slots__ = ("ids", "items", "number", "open", "order", "place", "state", "users", "verdict")

    def __init__(self, number: int, ids: tuple[bytes, ...], place: int) -> None:
        self.number, self.ids, self.place = number, ids, place
        self.state, self.verdict, self.order, self.open = NEW, UNDECIDED, 0, 0
        self.items: list[Item] = []
        self.users: list[Node] = []
