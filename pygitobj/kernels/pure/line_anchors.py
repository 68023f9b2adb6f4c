"""The lines that differ between two texts, where those that come once in both hold them together: patience.

Of the lines that come once in both, the longest run that is in the same order in both is taken to be the same.
It grows to both sides over equal lines, and between its parts the same begins anew.
Where there are no such lines, the shortest way decides (line_ways).
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence

from pygitobj.kernels.pure.line_ways import mark_part

Part = tuple[range, range]


def mark_by_anchors(a: Sequence[int], b: Sequence[int], gone: bytearray, come: bytearray) -> None:
    """Mark the lines that differ."""
    parts: list[Part] = [(range(len(a)), range(len(b)))]
    while parts:
        rows, columns = parts.pop()
        anchors = anchors_in(a, b, rows, columns)
        if not anchors and not set(a[rows.start : rows.stop]).isdisjoint(b[columns.start : columns.stop]):
            mark_part(a, b, gone, come, rows, columns)
        elif not anchors:
            gone[rows.start : rows.stop] = b"\1" * len(rows)
            come[columns.start : columns.stop] = b"\1" * len(columns)
        else:
            parts += between(a, b, anchors, rows, columns)


def anchors_in(a: Sequence[int], b: Sequence[int], rows: range, columns: range) -> list[tuple[int, int]]:
    """The longest run of lines that come once in each of two parts, in the same order in both."""
    often, others = Counter(a[rows.start : rows.stop]), Counter(b[columns.start : columns.stop])
    places = {b[column]: column for column in columns if others[b[column]] == 1}
    ends: list[int] = []
    runs: list[tuple[int, int, int]] = []
    found: list[tuple[int, int, int]] = []
    for row in rows:
        line = a[row]
        if often[line] != 1 or line not in places:
            continue
        column = places[line]
        length = bisect_left(ends, column)
        found.append((row, column, runs[length - 1][0] if length else -1))
        run = (len(found) - 1, row, column)
        if length == len(ends):
            ends.append(column)
            runs.append(run)
        else:
            ends[length], runs[length] = column, run
    taken = []
    at = runs[-1][0] if runs else -1
    while at >= 0:
        row, column, at = found[at]
        taken.append((row, column))
    return taken[::-1]


def between(
    a: Sequence[int], b: Sequence[int], anchors: Sequence[tuple[int, int]], rows: range, columns: range
) -> Iterator[Part]:
    """The parts between `anchors`, before them and after them, without the lines beside these that are equal."""
    row, column = rows.start, columns.start
    for end, other_end in (*anchors, (rows.stop, columns.stop)):
        next_row, next_column = end, other_end
        if end < rows.stop:
            while next_row > row and next_column > column and a[next_row - 1] == b[next_column - 1]:
                next_row, next_column = next_row - 1, next_column - 1
        while row < next_row and column < next_column and a[row] == b[column]:
            row, column = row + 1, column + 1
        if next_row > row or next_column > column:
            yield range(row, next_row), range(column, next_column)
        row, column = end + 1, other_end + 1
