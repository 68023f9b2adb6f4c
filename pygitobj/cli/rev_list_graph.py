"""How rev-list draws the history beside commits.

Follows git's Documentation/rev-list-options, "--graph".
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

from pygitobj.cli.pretty.commit_frame import Frame
from pygitobj.cli.pretty.commit_shown import ShownCommit
from pygitobj.cli.pretty.graph import GraphLines, lane_colors
from pygitobj.cli.rev_list_lines import Lines
from pygitobj.cli.rev_list_show import GROWTH, MOST
from pygitobj.cli.walking.formats import bodies_of
from pygitobj.record import Record
from pygitobj.walk.select import marks as bits
from pygitobj.walk.select.choose import Choice

BORDER, COMMIT = b"o", b"*"


class Drawn(Record):
    """A commit, its date, those of its parents that are drawn, and what stands for it in the graph."""

    commit: ShownCommit
    seconds: int
    parents: list[bytes]
    mark: bytes


def show_graph(lines: Lines, numbers: Iterable[int]) -> None:
    """Show the commits `numbers` beside the graph of their history. Raises GitObjectError for what cannot be read."""
    show, settings, frame = lines.show, lines.settings, lines.frame()
    colors = lane_colors(show.repository) if settings.use_color else ()
    graph = GraphLines(colors, max(show.given.lanes, 0))
    choice = Choice(show.walk)
    told = (drawn(lines, choice, number) for number in numbers)
    most = 1
    while some := list(islice(told, most)):
        if frame.needs.body:
            ids = [one.commit.oid for one in some]
            for one, body in zip(some, bodies_of(show.repository, ids), strict=True):
                one.commit.body = body
        for one in some:
            show.output.write(lines_of(frame, graph, one))
        show.output.flush()
        most = min(most * GROWTH, MOST)


def drawn(lines: Lines, choice: Choice, number: int) -> Drawn:
    """A commit as it is drawn, now that it is its turn."""
    show = lines.show
    walk = show.walk
    mark = walk.marks[number]
    if mark & bits.BORDER:
        sign = BORDER
    elif mark & bits.HIDDEN:
        sign = b"^"
    elif mark & bits.PATCH_SAME:
        sign = b"="
    elif show.given.left_right:
        sign = b"<" if mark & bits.LEFT else b">"
    else:
        sign = COMMIT
    parents = walk.parents(number)[: 1 if walk.first_parent else None]
    borders = show.given.boundary
    wanted = [one for one in parents if (borders and walk.marks[one] & bits.CHILD_SHOWN) or choice(one)]
    return Drawn(lines.shown(number), walk.date(number), list(map(show.table.oid, wanted)), sign)


def lines_of(frame: Frame, graph: GraphLines, one: Drawn) -> bytes:
    """The lines of a commit."""
    commit = one.commit
    graph.take(commit.oid, one.parents, one.mark)
    parts = [graph.to_commit()]
    # The graph has the mark already.
    mark, commit.mark = commit.mark, b""
    parts.append(frame._replace(marks="").head(commit, one.seconds))
    commit.mark = mark
    text = b"" if frame.format is None else frame.format.show(commit)
    if text:
        if not frame.is_oneline:
            parts.append(graph.next_line())
        parts.append(graph.beside(text))
        if text.endswith(b"\n"):
            parts.append(graph.padding())
        parts.append(frame.parts)
        return b"".join(parts)
    rest = graph.rest()
    if rest:
        parts.append(rest + b"\n")
    if frame.is_oneline:
        parts.append(b"\n")
    return b"".join(parts)
