"""The lines that differ between two texts, where the rarest of what they have in common holds them together.

Of all runs of lines that both have, one is taken whose rarest line is rarest in the first text, and of such the
longest; before it and after it the same begins anew.
Lines that come too often are not looked at; where there are no others in common, the shortest way decides (line_ways).
"""

from __future__ import annotations

from collections.abc import Sequence

from pygitobj.kernels.pure.line_ways import mark_part

# A line that comes more often leads to no run.
MOST_OFTEN = 64

Part = tuple[range, range]


def mark_by_histogram(a: Sequence[int], b: Sequence[int], gone: bytearray, come: bytearray) -> None:
    """Mark the lines that differ."""
    parts: list[Part] = [(range(len(a)), range(len(b)))]
    while parts:
        rows, columns = parts.pop()
        search = Search(a, b, rows, columns)
        if rows and columns:
            search.run()
        if search.is_too_common:
            mark_part(a, b, gone, come, rows, columns)
        elif search.found is None:
            gone[rows.start : rows.stop] = b"\1" * len(rows)
            come[columns.start : columns.stop] = b"\1" * len(columns)
        else:
            run, other = search.found
            parts.append((range(rows.start, run.start), range(columns.start, other.start)))
            parts.append((range(run.stop, rows.stop), range(other.stop, columns.stop)))


class Search:
    """The run that is taken of two parts."""

    def __init__(self, a: Sequence[int], b: Sequence[int], rows: range, columns: range) -> None:
        self.a, self.b, self.rows, self.columns = a, b, rows, columns
        self.places: dict[int, list[int]] = {}
        self.found: Part | None = None
        self.rarest = MOST_OFTEN + 1
        self.has_common = False

    @property
    def is_too_common(self) -> bool:
        """Whether there are lines in common, but all too often."""
        return self.has_common and self.rarest > MOST_OFTEN

    def run(self) -> None:
        """Look for it."""
        for row in self.rows:
            self.places.setdefault(self.a[row], []).append(row)
        column = self.columns.start
        while column < self.columns.stop:
            column = self.look_from(column)

    def look_from(self, column: int) -> int:
        """Look at the runs that a line of the second text is in; gives the line behind the one that leads furthest."""
        places = self.places.get(self.b[column], ())
        following = column + 1
        if not places:
            return following
        self.has_common = True
        if len(places) > self.rarest:
            return following
        covered = -1
        for row in places:
            if row < covered:
                continue
            run, other, often = self.run_around(row, column)
            covered = run.stop
            following = max(following, other.stop)
            longest = len(self.found[0]) if self.found else 1
            if len(run) > longest or often < self.rarest:
                self.found = run, other
                self.rarest = often
        return following

    def run_around(self, row: int, column: int) -> tuple[range, range, int]:
        """The run of equal lines around one, and how often its rarest line comes."""
        a, b = self.a, self.b
        top, left, bottom, right = row, column, row + 1, column + 1
        often = len(self.places[a[row]])
        while top > self.rows.start and left > self.columns.start and a[top - 1] == b[left - 1]:
            top, left = top - 1, left - 1
            often = min(often, len(self.places[a[top]]))
        while bottom < self.rows.stop and right < self.columns.stop and a[bottom] == b[right]:
            often = min(often, len(self.places[a[bottom]]))
            bottom, right = bottom + 1, right + 1
        return range(top, bottom), range(left, right), often
