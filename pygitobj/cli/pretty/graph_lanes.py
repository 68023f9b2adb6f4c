"""The lanes of a graph of commits: which commit is to come in which, and how edges lead from one row to those below.

A commit that is to come has a lane, the first one the columns 0 and 1, the next 2 and 3. What leads down from a row to
the lanes below it are edges: each stands in a column, and is to come to that of its lane. A commit has these rows:

    ...         SKIPPED, where the rows of the commit before it were not all asked for
    | \\         SPREADING: lanes on its right make room for a merge of three and more parents
    * |         COMMIT: its mark, with dashes to its parents on the right
    |\\          FORKING: a merge's edges to its parents
    |/ /        CLOSING: edges go left until each is where its lane is; the first that can goes all the way
    | |         DONE: lanes go on, as often as there is something to stand beside

Follows git's Documentation/rev-list-options, "--graph".
"""

from __future__ import annotations

from collections.abc import Sequence

from pygitobj.record import Record

SKIPPED, SPREADING, COMMIT, FORKING, CLOSING, DONE = range(6)
NOWHERE = -1
# What stands where lanes are cut off.
CUT = b"~ "


class Lane(Record):
    """Where a commit is to come: its raw id, and the colour of what leads to it, None where there are no colours."""

    oid: bytes
    color: bytes | None = None


NO_LANE = Lane(b"")


class Lanes:
    """The lanes of commits, which come one by one, in the order in which they are shown.

    `colors` are those of lanes, in turn; none for no colours. No more than `limit` lanes are drawn, 0 for all.
    """

    def __init__(self, colors: Sequence[bytes] = (), limit: int = 0) -> None:
        self.colors = colors
        self.limit = limit
        self.color = len(colors) - 1
        # Lanes above the commit, and those below it.
        self.lanes: list[Lane] = []
        self.below: list[Lane] = []
        # The lane below that the edge in each column goes to, and what it was after the last row of CLOSING.
        self.edges: list[int] = []
        self.closed: list[int] = []
        self.next = self.last = DONE
        self.oid = b""
        self.mark = b"*"
        self.parents: Sequence[bytes] = ()
        # The lane that the commit is in; whether a merge has its first parent on its own right rather than on its left;
        # how many lanes it adds on its right.
        self.place = self.last_place = 0
        self.leans_right = False
        self.added = self.last_added = 0
        self.spread = 0
        self.width = 0

    # Commits

    def take(self, oid: bytes, parents: Sequence[bytes], mark: bytes = b"*") -> None:
        """The commit `oid` is next; `parents` are those of its parents that will be shown."""
        self.oid, self.parents, self.mark = oid, parents, mark
        self.last_place, self.last_added = self.place, self.added
        self.lanes, self.below = self.below, []
        self.edges = [NOWHERE] * (2 * (len(self.lanes) + len(parents)))
        self.width = self.added = self.spread = 0
        self.leans_right = False
        self.place = next((at for at, lane in enumerate(self.lanes) if lane.oid == oid), len(self.lanes))
        for lane in self.lanes[: self.place]:
            self.lead_to(lane.oid)
        self.lead_to_parents()
        for lane in self.lanes[self.place + 1 :]:
            self.lead_to(lane.oid)
        while len(self.edges) > 1 and self.edges[-1] == NOWHERE:
            del self.edges[-1]
        if self.limit > 0:
            self.width = min(self.width, 2 * self.limit + len(CUT))
        self.next = SKIPPED if self.next != DONE else self.first_row()

    def lead_to_parents(self) -> None:
        """Lead from the commit to its parents."""
        is_merge = len(self.parents) > 1
        for number, parent in enumerate(self.parents):
            if (is_merge or self.place == len(self.lanes)) and self.colors:
                self.color = (self.color + 1) % len(self.colors)
            if is_merge and number == 0:
                self.lead_to_first(parent)
            else:
                self.lead_to(parent)
        if not self.parents:
            self.width += 2

    def lead_to_first(self, parent: bytes) -> None:
        """Lead from a merge to its first parent, which may be on its left already."""
        lane = self.lane_of(parent)
        distance = self.place - lane
        self.leans_right = distance <= 0
        self.added = len(self.parents) - 2 + self.leans_right
        if self.leans_right:
            self.edges[self.width] = lane
            self.width += 2
        else:
            self.edges[self.width - (2 * distance - 3 if distance > 1 else 1)] = lane

    def lead_to(self, oid: bytes) -> None:
        """Lead to the lane of `oid` from the next columns, or from the last ones where a merge's edge goes there."""
        lane = self.lane_of(oid)
        if self.added > 0 and self.edges[self.width - 2] == lane:
            self.added = -1
            return
        self.edges[self.width] = lane
        self.width += 2

    def lane_of(self, oid: bytes) -> int:
        """The number of the lane below in which `oid` is to come, a new one where it has none."""
        for at, lane in enumerate(self.below):
            if lane.oid == oid:
                return at
        color = self.colors[self.color] if self.colors else None
        color = next((lane.color for lane in self.lanes if lane.oid == oid), color)
        self.below.append(Lane(oid, color))
        return len(self.below) - 1

    # Rows

    def go_on(self, row: int) -> None:
        """After this the row `row` is next."""
        self.last, self.next = self.next, row

    def first_row(self) -> int:
        """Which row is next before that of the commit, or is that."""
        more = self.place < len(self.lanes) - 1 and self.spread < 2 * self.dashes
        return SPREADING if len(self.parents) > 2 and more else COMMIT

    @property
    def dashes(self) -> int:
        """How many parents a merge has that need dashes."""
        return len(self.parents) - 3 + self.leans_right

    @property
    def row_of_edges(self) -> int:
        """Which row is next when all there is left to do is for edges to go left."""
        is_closed = all(lane in (NOWHERE, at // 2) for at, lane in enumerate(self.edges))
        return DONE if is_closed else CLOSING

    def is_cut(self, lane: int) -> bool:
        """Whether the lane with this number is beyond those that are drawn."""
        return 0 < self.limit <= lane

    def edge(self, at: int) -> int:
        """Where the edge in the column `at` goes."""
        return self.edges[at] if at < len(self.edges) else NOWHERE
