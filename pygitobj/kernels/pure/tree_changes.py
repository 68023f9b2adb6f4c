"""What differs between trees: a commit's and those of its parents, many at once, level by level.

A node is some trees that meet at one path: the new one, then the old ones. Each is compared once, however many
commits have it, and what it says is a list of items in the order of the trees: a name, a mode and an id on each side,
and, where directories meet, the node below. So what a whole history changed is a graph with shared nodes, which
`entries` walks from any of them.

    add         a node, or the number of the one that is there
    wanted      the trees that are needed next: those of one level, or what is left of it
    take        their bodies, some at a time, in that order; what is complete is compared, and let go of when it is not
                needed any more

All sides are walked together in the order in which they lie, as git walks them: an entry of the new side and one of an
old side meet where they have the same name and both or neither are directories. Modes are compared as git shows them.
What one old side has as the new one has it is no change; what some old sides alone have, neither. So with two old
sides or more an item differs from all of them.

    place       what of a directory is asked for: see kernels/path_places.py. With `step` it is asked with the place, a
                name and a mode instead, and gives the place below, or -1 where nothing is asked for; the top is 1
    quick       only whether there is an entry at all is wanted: nodes that do not matter for that are not looked at
    verdict     whether some entry that is no directory differs in a node or below: UNDECIDED, SAME, DIFFERS

Follows git's Documentation/git-diff-tree and diff-format.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from pygitobj.errors import CorruptObject
from pygitobj.kernels.columns import Step
from pygitobj.kernels.path_places import ANYTHING, EVERYTHING, TOP, WITH_SUBMODULES, places_of
from pygitobj.kernels.pure.changed_entries import ChangedEntries
from pygitobj.kernels.pure.reach import LONGEST_HASH, SHORTEST_HASH
from pygitobj.kernels.pure.tree import entry_patterns
from pygitobj.kernels.pure.tree_nodes import COMPARED, DIFFERS, NEW, QUEUED, SAME, UNDECIDED, UNREADABLE, Node
from pygitobj.kernels.pure.tree_sides import DIRECTORY, GITLINK, MALFORMED, Entry, comes_before, entries_of, meeting

NOT_ASKED, NO_MORE = -1, -2
MOST_PLACES = 0xFFFFFFFF
# What an item, and a node, count for where memory is bounded.
ITEM_SIZE, NODE_SIZE = 200, 400


class TreeChanges:
    """The nodes that were compared. `nothing` is the id of the empty tree: of a side that is not there."""

    def __init__(
        self,
        nothing: bytes,
        paths: Sequence[bytes] = (),
        step: Step | None = None,
        quick: bool = False,
        recursive: bool = True,
    ) -> None:
        if not SHORTEST_HASH <= len(nothing) <= LONGEST_HASH:
            raise ValueError("no size of a hash")
        self.nothing, self.step, self.quick, self.recursive = nothing, step, quick, recursive
        self.hash_size = len(nothing)
        self.some_entries, _ = entry_patterns(self.hash_size)
        self.places = places_of(paths)
        self.top = TOP if step is not None or len(self.places) > 1 else EVERYTHING
        self.nodes: list[Node] = []
        self.numbers: dict[tuple[tuple[bytes, ...], int], int] = {}
        self.size = 0
        self.held = 0
        self.compared = 0
        self.level = -1
        self.roots = 0
        self.busy = False
        self.begin()

    def claim(self) -> None:
        """Raises ValueError while trees are compared, which a `step` could ask for."""
        if self.busy:
            raise ValueError("trees are being compared")

    def begin(self) -> None:
        """Begin a batch: what was not compared is queued no more, and the next node is the first of a level 0."""
        self.claim()
        for node in [*getattr(self, "pending", ()), *getattr(self, "queue", ())]:
            if node.state == QUEUED:
                node.state = NEW
        self.pending: list[Node] = []
        self.queue: list[Node] = []
        self.at = self.roots = 0
        self.most = 1 << 62
        self.level = -1
        self.let_go()

    def let_go(self) -> None:
        """Hold no bodies."""
        self.asked: list[bytes] = []
        self.bodies: dict[bytes, bytes | None] = {}
        self.uses: dict[bytes, int] = {}
        self.needs: list[int] = []
        self.arrived = self.held = 0

    # Nodes

    def add(self, ids: bytes, place: int = -1) -> int:
        """The number of the node of the trees `ids`, the new one first, at the `place`, by default the top.

        It is the next root of the batch.
        """
        size = self.hash_size
        if len(ids) % size or len(ids) < 2 * size:
            raise ValueError("a new tree and an old one")
        if place >= MOST_PLACES or (self.step is None and place >= len(self.places)):
            raise ValueError("no place")
        self.claim()
        node = self.node_of(tuple(ids[at : at + size] for at in range(0, len(ids), size)), place)
        self.enqueue(node, self.roots)
        self.roots += 1
        return node.number

    def node_of(self, ids: tuple[bytes, ...], place: int) -> Node:
        """The node of the trees `ids`, made where it is new."""
        key = ids, self.top if place < 0 else place
        number = self.numbers.get(key)
        if number is not None:
            return self.nodes[number]
        node = Node(len(self.nodes), *key)
        self.numbers[key] = node.number
        self.nodes.append(node)
        self.size += NODE_SIZE
        if ids[0] in ids[1:]:
            node.state, node.verdict = COMPARED, SAME
        return node

    def enqueue(self, node: Node, order: int) -> None:
        """Have `node` compared, for the root with the number `order`."""
        if node.state == NEW and order < self.most:
            node.state, node.order = QUEUED, order
            self.queue.append(node)

    def keep(self, roots: int) -> None:
        """Go on only for the first `roots` of the batch."""
        self.most = roots

    def known(self, node: int) -> Node:
        """The node with this number. Raises ValueError for none."""
        if not 0 <= node < len(self.nodes):
            raise ValueError("no node")
        return self.nodes[node]

    def verdict(self, node: int) -> int:
        """Whether something differs in the node with this number or below."""
        return self.known(node).verdict

    def is_unreadable(self, node: int) -> bool:
        """Whether a tree of a node is missing or malformed."""
        return self.known(node).state == UNREADABLE

    def key(self, node: int) -> tuple[bytes, int]:
        """The ids of a node's trees, one after another, and its place."""
        found = self.known(node)
        return b"".join(found.ids), found.place

    # Levels

    def wanted(self) -> bytes:
        """The ids of the trees that are needed next, each once; empty where all is compared.

        Bodies that were taken before are not held any more.
        """
        self.claim()
        left = self.still_wanted(self.pending[self.at :])
        while not left and self.queue:
            left, self.queue = self.still_wanted(self.queue), []
            self.level += 1
        self.pending, self.at, self.compared = left, 0, 0
        self.let_go()
        known: dict[bytes, int] = {}
        need = 0
        for node in left:
            for oid in node.ids:
                if oid == self.nothing:
                    continue
                need = max(need, known.setdefault(oid, len(known)) + 1)
                self.uses[oid] = self.uses.get(oid, 0) + 1
            self.needs.append(need)
        self.asked = list(known)
        return b"".join(self.asked)

    def still_wanted(self, nodes: list[Node]) -> list[Node]:
        """Those of `nodes` that are to be compared; the others wait until somebody asks for them again."""
        left = []
        for node in nodes:
            if node.order < self.most and self.matters(node):
                left.append(node)
            else:
                node.state = NEW
        return left

    def matters(self, node: Node) -> bool:
        """Whether `node` can decide anything."""
        return not self.quick or not node.users or any(user.verdict == UNDECIDED for user in node.users)

    def take(self, bodies: Sequence[bytes | None]) -> None:
        """The next bodies of the trees that are wanted, None for one that cannot be read; compares what is complete."""
        self.claim()
        if len(bodies) > len(self.asked) - self.arrived:
            raise ValueError("more trees than are wanted")
        for body in bodies:
            if body is not None and not isinstance(body, bytes):
                raise TypeError("bodies are bytes")
            self.bodies[self.asked[self.arrived]] = body
            self.arrived += 1
            self.held += 0 if body is None else len(body)
        self.busy = True
        try:
            self.compare_complete()
        finally:
            self.busy = False

    def compare_complete(self) -> None:
        """Compare the nodes whose trees have all arrived."""
        while self.at < len(self.pending) and self.needs[self.at] <= self.arrived:
            node = self.pending[self.at]
            self.at += 1
            self.compared += 1
            if self.matters(node):
                self.compare(node)
            else:
                node.state = NEW
            for oid in node.ids:
                self.release(oid)

    def release(self, oid: bytes) -> None:
        """One node less needs the tree `oid`."""
        if oid == self.nothing:
            return
        self.uses[oid] -= 1
        if not self.uses[oid]:
            body = self.bodies.pop(oid)
            self.held -= 0 if body is None else len(body)

    # Comparing

    def compare(self, node: Node) -> None:
        """Find the items of `node`."""
        node.state = UNREADABLE
        try:
            start = self.common_start(node)
            sides = [self.rows(oid, node.place, start) for oid in node.ids]
            if None in sides:
                return
            for items in meeting(self.sorted_or_sifted([side for side in sides if side is not None], node.place)):
                self.take_item(node, items)
                if self.quick and node.verdict == DIFFERS:
                    break
        except CorruptObject:
            node.items.clear()
            return
        node.state = COMPARED
        self.size += ITEM_SIZE * len(node.items)
        if not node.open:
            self.decide(node, SAME)

    def common_start(self, node: Node) -> int:
        """Where the first entry is that two trees do not have alike, as they have all before; 0 for not known."""
        if len(node.ids) != 2 or node.place != EVERYTHING:
            return 0
        one, other = (self.bodies.get(oid) or b"" for oid in node.ids)
        same, most = 0, min(len(one), len(other))
        while same < most:
            middle = (same + most + 1) // 2
            if one[same:middle] == other[same:middle]:
                same = middle
            else:
                most = middle - 1
        found = self.some_entries.match(one, 0, same)
        return 0 if found is None else found.end()

    def rows(self, oid: bytes, place: int, start: int) -> list[Entry] | None:
        """What of the tree `oid` is asked for, from the entry at `start` on; None where it cannot be read."""
        if oid == self.nothing:
            return []
        body = self.bodies[oid]
        if body is None:
            return None
        rows = entries_of(body[start:], self.hash_size)
        if place == EVERYTHING or self.step is not None:
            return rows
        kept = []
        for entry in rows:
            if entry is MALFORMED:
                kept.append(entry)
                break
            mode, name, one, _ = entry
            below = self.place_below(place, name, mode)
            if below == NO_MORE:
                break
            if below != NOT_ASKED:
                kept.append((mode, name, one, below))
        return kept

    def sorted_or_sifted(self, sides: list[list[Entry]], place: int) -> list[list[Entry]]:
        """The entries on all `sides`, from which those are missing that are not asked for, unless all are sorted.

        Of sorted ones it is enough to ask for those that differ.
        """
        if self.step is None or place == EVERYTHING:
            return sides
        pairs = (pair for rows in sides for pair in pairwise(rows))
        if all(other is MALFORMED or comes_before(one, other) < 0 for one, other in pairs):
            return sides
        return [[row for row in rows if row is MALFORMED or self.asked_for(place, row)] for rows in sides]

    def place_below(self, number: int, name: bytes, mode: int) -> int:
        """The place below the entry `name`; NOT_ASKED, or NO_MORE where no later entry can be asked for either."""
        place = self.places[number]
        kind, below = place.steps.get(name, (None, NOT_ASKED))
        if kind is not None and (
            kind == ANYTHING or mode == DIRECTORY or (kind == WITH_SUBMODULES and mode == GITLINK)
        ):
            return below
        for rest in reversed(place.rests):
            size = min(len(rest), len(name))
            if rest[:size] >= name[:size]:
                return NOT_ASKED
        return NO_MORE

    def take_item(self, node: Node, met: list[Entry | None]) -> None:
        """Keep the entries that `met` in `node`, as far as they are asked for."""
        if self.step is not None and node.place != EVERYTHING:
            met = [self.asked_for(node.place, entry) for entry in met]
            if met[0] is None and None in met[1:]:
                return
        entry = next(entry for entry in met if entry is not None)
        sides = [(0, bytes(self.hash_size)) if one is None else (one[0], one[2]) for one in met]
        if entry[0] != DIRECTORY or not self.recursive:
            self.decide(node, DIFFERS)
            node.items.append((entry[1], sides, -1))
            return
        child = self.node_of(tuple(self.nothing if one is None else one[2] for one in met), entry[3])
        self.enqueue(child, node.order)
        node.items.append((entry[1], sides, child.number))
        if child.verdict == UNDECIDED:
            child.users.append(node)
            node.open += 1
        elif child.verdict == DIFFERS:
            self.decide(node, DIFFERS)

    def asked_for(self, place: int, entry: Entry | None) -> Entry | None:
        """`entry` with the place below, None where nothing there is asked for."""
        if entry is None or self.step is None:
            return None
        mode, name, oid, _ = entry
        below = self.step(place, name, mode)
        return None if below < 0 else (mode, name, oid, below)

    def decide(self, node: Node, verdict: int) -> None:
        """Give `node` its verdict, and those above it that are decided by that."""
        if node.verdict != UNDECIDED:
            return
        node.verdict = verdict
        left = [node]
        while left:
            below = left.pop()
            for user in below.users:
                if user.verdict != UNDECIDED:
                    continue
                user.open -= 1
                if below.verdict == DIFFERS:
                    user.verdict = DIFFERS
                    left.append(user)
                elif not user.open and user.state == COMPARED:
                    user.verdict = SAME
                    left.append(user)

    def entries(self, node: int, prefix: bytes = b"", with_trees: bool = False, depth: int = 2048) -> ChangedEntries:
        """The entries of a node and of those below it, whose paths begin with `prefix`.

        With `with_trees` a directory comes before what is in it. What is more than `depth` levels below is not opened.
        """
        if self.quick:
            raise ValueError("no entries are kept")
        self.known(node)
        return ChangedEntries(self.nodes, node, prefix, with_trees, depth)
