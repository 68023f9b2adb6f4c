"""`--graph`: the history drawn beside its commits, in rows of text, all rows of a commit equally wide.

Follows git's Documentation/rev-list-options, "--graph" and "--graph-lane-limit".
"""

from __future__ import annotations

from collections.abc import Sequence

from pygitobj.cli.pretty.graph_lanes import (
    CLOSING,
    COMMIT,
    CUT,
    DONE,
    FORKING,
    NO_LANE,
    NOWHERE,
    SKIPPED,
    SPREADING,
    Lane,
    Lanes,
)
from pygitobj.formats.color import RESET, color_codes
from pygitobj.record import Record
from pygitobj.repository.config import require_text
from pygitobj.repository.repository import Repository

# What git draws lanes in, where log.graphColors says nothing else.
COLORS = tuple(b"\x1b[%dm" % code for code in range(31, 37)) + tuple(b"\x1b[1;%dm" % code for code in range(31, 37))
# The edges of a merge to its parents, from the left to the right.
LEANING = (b"/", b"|", b"\\")


def lane_colors(repository: Repository) -> Sequence[bytes]:
    """The colours of lanes, as log.graphColors has them; of one that is none it is told, and it is left out."""
    said = repository.config.last("log.graphColors")
    if said is None:
        return COLORS
    found: list[bytes] = []
    for word in require_text(said).removesuffix(",").split(","):
        codes = color_codes(word)
        if codes is None:
            repository.warn(f"error: invalid color value: {word}")
            repository.warn(f"warning: ignored invalid color '{word}' in log.graphColors")
        else:
            found.append(codes)
    return found


class Row:
    """One row while it is drawn."""

    def __init__(self) -> None:
        self.parts: list[bytes] = []
        self.width = 0

    def add(self, text: bytes) -> None:
        """Add `text`, of ASCII alone."""
        self.parts.append(text)
        self.width += len(text)

    def draw(self, mark: bytes, lane: Lane) -> None:
        """Add `mark`, of one column, in the colour of `lane`."""
        self.parts.append(mark if lane.color is None else lane.color + mark + RESET)
        self.width += 1

    def filled(self, width: int) -> bytes:
        """The row with blanks up to `width`."""
        return b"".join(self.parts) + b" " * (width - self.width)


class GraphLines(Lanes):
    """The graph of commits, which it is told of one by one."""

    def next_line(self) -> bytes:
        """The next row, without the end of a line."""
        row = Row()
        ROWS[self.next](self, row)
        return row.filled(self.width)

    @property
    def is_finished(self) -> bool:
        """Whether all rows of the commit were asked for."""
        return self.next == DONE

    def to_commit(self) -> bytes:
        """The rows up to that of the commit, which has no end of a line; one that goes on where it is drawn already."""
        if self.is_finished:
            return self.next_line()
        rows: list[bytes] = []
        while not self.is_finished:
            is_commit = self.next == COMMIT
            rows.append(self.next_line())
            if is_commit:
                break
        return b"\n".join(rows)

    def rest(self) -> bytes:
        """The rows that are left, the last without the end of a line; nothing where none are."""
        rows: list[bytes] = []
        while not self.is_finished:
            rows.append(self.next_line())
        return b"\n".join(rows)

    def padding(self) -> bytes:
        """The next row, or, before that of the commit, one in which lanes only go on."""
        if self.next != COMMIT:
            return self.next_line()
        row = Row()
        for number, lane in enumerate(self.lanes):
            if self.is_cut(number):
                row.add(CUT)
                break
            row.draw(b"|", lane)
            wide = lane.oid == self.oid and len(self.parents) > 2
            row.add(b" " * (2 * (len(self.parents) - 2)) if wide else b" ")
        self.last = DONE
        return row.filled(self.width)

    def beside(self, text: bytes) -> bytes:
        """`text`, whose first line has its row, with rows before all others, and those that are left below it."""
        lines, nul, after = text.partition(b"\0")
        *others, last = lines.split(b"\n")
        parts = [others[0] + b"\n"] if others else []
        parts += [self.next_line() + line + b"\n" for line in others[1:]]
        if last or nul:
            parts += (self.next_line() if others else b"", last, nul, after)
        if not self.is_finished:
            ended = text.endswith(b"\n")
            parts += (b"" if ended else b"\n", self.rest(), b"\n" if ended else b"")
        return b"".join(parts)

    # What is in each row

    def draw_done(self, row: Row) -> None:
        """Lanes go on."""
        for number, lane in enumerate(self.below):
            if self.is_cut(number):
                row.add(CUT)
                break
            row.draw(b"|", lane)
            row.add(b" ")

    def draw_skipped(self, row: Row) -> None:
        """Something is missing."""
        row.add(b"...")
        self.go_on(self.first_row())

    def draw_spreading(self, row: Row) -> None:
        """Lanes on the right of the commit move to the right."""
        for number, lane in enumerate(self.lanes):
            if number > self.place and self.is_cut(number):
                row.add(CUT)
                break
            moves = number > self.place and (self.spread > 0 or self.moved_before(number))
            row.draw(b"\\" if moves else b"|", lane)
            row.add(b" " * self.spread if number == self.place else b"")
            row.add(b" ")
        self.spread += 1
        if self.first_row() == COMMIT:
            self.go_on(COMMIT)

    def moved_before(self, lane: int) -> bool:
        """Whether the lane was on the right of a merge in the row above, where it moved to the right."""
        return self.last == FORKING and self.last_place < lane

    def draw_commit(self, row: Row) -> None:
        """The commit between the lanes."""
        for number in range(max(len(self.lanes), self.place + 1)):
            if number == self.place:
                row.add(self.mark)
                if self.is_cut(number):
                    row.add(b" ")
                    break
                self.draw_dashes(row)
            elif self.is_cut(number):
                row.add(CUT)
                break
            else:
                row.draw(self.way_beside(number), self.lanes[number])
            row.add(b" ")
        is_forking = len(self.parents) > 1 and not (
            self.is_cut(self.place) and self.is_cut(self.lane_of(self.parents[0]))
        )
        self.go_on(FORKING if is_forking else self.row_of_edges)

    def way_beside(self, number: int) -> bytes:
        """How the lane goes on beside the commit."""
        if number > self.place and self.added > 0:
            moves = self.added > 1 or (self.moved_before(number) and self.last_added > 0)
            return b"\\" if moves else b"|"
        at = 2 * number
        was_right = at + 1 < len(self.closed) and self.closed[at + 1] == number
        return b"/" if self.last == CLOSING and was_right and self.edge(at) < number else b"|"

    def draw_dashes(self, row: Row) -> None:
        """Dashes to the parents of a merge that has many, in the colours of their lanes."""
        for number in range(self.dashes if len(self.parents) > 2 else 0):
            # Where edges have come together no one is known to be meant.
            edge = self.edge(2 * (self.place + number + 2))
            lane = NO_LANE if edge == NOWHERE else self.below[edge]
            row.draw(b"-", lane)
            if self.is_cut(self.place + 1 + number):
                row.add(CUT)
                break
            row.draw(b"." if number == self.dashes - 1 else b"-", lane)

    def draw_forking(self, row: Row) -> None:
        """A merge's edges to its parents; a line goes left to the lane of the first one, if it is there."""
        flat: Lane | None = None
        for number in range(max(len(self.lanes), self.place + 1)):
            if number == self.place:
                if not self.draw_edges(row):
                    break
            elif self.is_cut(number):
                row.add(CUT)
                break
            elif number > self.place:
                row.draw(b"\\" if self.added > 0 else b"|", self.lanes[number])
                row.add(b"" if self.is_cut(number + 1) else b" ")
            else:
                row.draw(b"|", self.lanes[number])
                if self.leans_right or number != self.place - 1:
                    row.draw(b"_", flat) if flat is not None else row.add(b" ")
            if number != self.place and self.lanes[number].oid == self.parents[0]:
                flat = self.lanes[number]
        self.go_on(self.row_of_edges)

    def draw_edges(self, row: Row) -> bool:
        """The edges themselves; whether there is room for what comes after them."""
        count = len(self.parents)
        for number, parent in enumerate(self.parents):
            way = min(number + self.leans_right, len(LEANING) - 1)
            row.draw(LEANING[way], self.below[self.lane_of(parent)])
            at = number // 2 + self.place
            if self.is_cut(at) and at <= len(self.lanes):
                row.add(b" " * (number % 2) + CUT)
                return False
            if way < len(LEANING) - 1:
                continue
            if self.is_cut((number + 1) // 2 + self.place) and number < count - 1:
                row.add(CUT)
                return False
            row.add(b" " if self.added > 0 or number < count - 1 else b"")
        row.add(b" " if self.added == 0 else b"")
        return True

    def draw_closing(self, row: Row) -> None:
        """Edges go left by a column, or by two over one that is in their way; one of them as far as it can."""
        flat = self.move_edges()
        self.closed = list(self.edges)
        if self.edges[-1] == NOWHERE:
            del self.edges[-1]
        is_flat = False
        for at, lane in enumerate(list(self.edges)):
            mark = b" "
            if lane == NOWHERE:
                pass
            elif at == 2 * lane:
                mark = b"|"
            elif lane == flat.lane and at != flat.at - 1:
                mark = b"_"
                is_flat = True
                # Only its first column leads on into the next row.
                if at != 2 * lane + 3:
                    self.edges[at] = NOWHERE
            else:
                mark = b"/"
                if is_flat and at < flat.at:
                    self.edges[at] = NOWHERE
            if not self.is_cut(at // 2):
                row.draw(mark, NO_LANE if lane == NOWHERE else self.below[lane])
            elif at == 2 * self.limit:
                row.add(CUT)
        if self.row_of_edges == DONE:
            self.go_on(DONE)

    def move_edges(self) -> Flat:
        """Move the edges by a row; gives the one that goes left as far as it can."""
        flat = NO_FLAT
        moved = [NOWHERE] * len(self.edges)
        for at, lane in enumerate(self.edges):
            if lane == NOWHERE:
                continue
            if at == 2 * lane:
                moved[at] = lane
                continue
            if moved[at - 1] == lane:
                continue  # they go on as one
            over = moved[at - 1] != NOWHERE
            moved[at - 1 - over] = lane
            if flat is NO_FLAT:
                flat = Flat(at - over, lane)
                for column in range(2 * lane + 3, at - 2, 2):
                    moved[column] = lane
        self.edges = moved
        return flat


class Flat(Record):
    """An edge that goes left in one row: from which column, and to which lane."""

    at: int
    lane: int


NO_FLAT = Flat(NOWHERE, NOWHERE)
ROWS = {
    SKIPPED: GraphLines.draw_skipped,
    SPREADING: GraphLines.draw_spreading,
    COMMIT: GraphLines.draw_commit,
    FORKING: GraphLines.draw_forking,
    CLOSING: GraphLines.draw_closing,
    DONE: GraphLines.draw_done,
}
