"""The lines of --stat: a path, how many lines of it changed, and a graph of those that came and went.

     <path> | <number> <+++--->
     <path> | Bin <bytes> -> <bytes> bytes

All graphs have one scale. What there is of width goes to paths and graphs as they need it; where there is not enough,
graphs get three eighths, and paths are cut on the left. Follows git's Documentation/diff-options, "--stat".
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence

from pygitobj.cli.diffing import colors
from pygitobj.cli.diffing.asked import UNSAID
from pygitobj.cli.diffing.stat import FileStat, noted_path, total_line
from pygitobj.cli.diffing.view import View
from pygitobj.formats.display_width import characters_of, is_plain, shown_width, width_of, width_of_character
from pygitobj.formats.numbers import LARGEST_INT, digits_at
from pygitobj.record import Record

USUAL_WIDTH = 80
# What a line has besides a path, a number and a graph.
AROUND = 6
LEAST_GRAPH, LEAST_REST = 6, 16
# The width of "Bin" as a number, and of "Bin  -> bytes" but for the numbers.
BIN_NUMBER, BIN_AROUND, BIN_BEFORE = 3, 14, 4
DOTS = b"..."


class Widths(Record):
    """How wide a path, a number and a graph are, and the number that a whole graph stands for."""

    name: int
    number: int
    graph: int
    most: int


def stat_lines(view: View, stats: Sequence[FileStat]) -> Iterator[bytes]:
    """The lines of --stat, the one with the totals too."""
    if not stats:
        return
    count = view.options.stat_count
    shown = stats[: max(count, 0)] if count else stats
    names = [noted_path(view, stat) for stat in shown]
    widths = widths_of(view, shown, max(map(width_of, names), default=0))
    for stat, name in zip(shown, names, strict=True):
        yield view.line_prefix + stat_line(view, stat, name, widths)
    if len(stats) > len(shown):
        yield view.line_prefix + b" ...\n"
    yield view.line_prefix + total_line(stats)


def widths_of(view: View, stats: Sequence[FileStat], longest: int) -> Widths:
    """The widths for `stats`, of which the longest path is so wide."""
    options = view.options
    most = max((stat.added + stat.deleted for stat in stats if not stat.is_binary), default=0)
    binary = max(
        (digits(stat.added) + digits(stat.deleted) + BIN_AROUND for stat in stats if stat.is_binary), default=0
    )
    number = max(digits(most), BIN_NUMBER if binary else 0)
    width = max(whole_width(view), LEAST_REST + LEAST_GRAPH + number)
    graph_limit, name_limit = max(options.stat_graph_width, 0), max(options.stat_name_width, 0)
    graph = most if most + BIN_BEFORE > binary else binary - BIN_BEFORE
    if graph_limit:
        graph = min(graph, graph_limit)
    name = min(longest, name_limit) if name_limit else longest
    if name + number + AROUND + graph > width:
        most_graph = width * 3 // 8 - number - AROUND
        if graph > most_graph:
            graph = max(most_graph, LEAST_GRAPH)
        if graph_limit:
            graph = min(graph, graph_limit)
        if name > width - number - AROUND - graph:
            name = width - number - AROUND - graph
        else:
            graph = width - number - AROUND - name
    return Widths(name, number, graph, most)


def whole_width(view: View) -> int:
    """How wide a line may be."""
    width = view.options.stat_width
    if width == UNSAID:
        return terminal_width() - shown_width(view.line_prefix)
    return width or USUAL_WIDTH


def terminal_width() -> int:
    """How wide the terminal is, as far as the environment or the terminal say it."""
    said = os.environ.get("COLUMNS", "")
    width, end = digits_at(said, 0)
    if width and end == len(said):
        return min(width, LARGEST_INT)
    try:
        return os.get_terminal_size(1).columns or USUAL_WIDTH
    except OSError:
        return USUAL_WIDTH


def digits(number: int) -> int:
    """How many digits `number` has."""
    return len(str(number))


def stat_line(view: View, stat: FileStat, name: bytes, widths: Widths) -> bytes:
    """The line of one file."""
    paint = view.colors.paint
    start = b" " + fitted(name, widths.name) + b" | "
    if stat.is_binary:
        start += b"Bin".rjust(widths.number)
        if not stat.added and not stat.deleted:
            return start + b"\n"
        old, new = paint(colors.OLD, b"%d" % stat.deleted), paint(colors.NEW, b"%d" % stat.added)
        return start + b" " + old + b" -> " + new + b" bytes\n"
    total = stat.added + stat.deleted
    added, deleted = scaled(stat, widths)
    graph = (paint(colors.NEW, b"+" * added) if added else b"") + (
        paint(colors.OLD, b"-" * deleted) if deleted else b""
    )
    return start + (b"%d" % total).rjust(widths.number) + (b" " if total else b"") + graph + b"\n"


def fitted(name: bytes, width: int) -> bytes:
    """`name` in `width` columns, with dots for what does not fit."""
    length = width_of(name)
    if length <= width:
        return name + b" " * (width - length)
    rest, room = without_start(name, length, max(width - len(DOTS), 0))
    slash = rest.find(b"/")
    rest = rest[slash:] if slash >= 0 else rest
    return DOTS + rest + b" " * max(room - width_of(rest), 0)


def without_start(name: bytes, length: int, room: int) -> tuple[bytes, int]:
    """What of `name` fits into `room` columns, of the `length` that it takes."""
    characters = None if is_plain(name) else characters_of(name)
    if characters is None:
        return name[max(length - room, 0) :], room
    at = 0
    while length > room and at < len(characters):
        length -= max(width_of_character(characters[at]), 0)
        at += 1
    return characters[at:].encode(), room


def scaled(stat: FileStat, widths: Widths) -> tuple[int, int]:
    """How many signs stand for the lines that were added and deleted."""
    added, deleted = stat.added, stat.deleted
    if widths.graph > widths.most:
        return added, deleted
    total = part(added + deleted, widths)
    if total < 2 and added and deleted:
        total = 2
    if added < deleted:
        added = part(added, widths)
        return added, total - added
    deleted = part(deleted, widths)
    return total - deleted, deleted


def part(number: int, widths: Widths) -> int:
    """How many signs stand for `number`: one at least, if it is any."""
    return 1 + number * (widths.graph - 1) // widths.most if number else 0
