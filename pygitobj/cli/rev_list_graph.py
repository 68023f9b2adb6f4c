"""How rev-list draws the history beside commits.

Follows git's Documentation/rev-list-options, "--graph".
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

from pygitobj.cli.pretty.commit_frame import graph_mark
from pygitobj.cli.pretty.commit_shown import ShownCommit
from pygitobj.cli.pretty.graph import GraphLines, lane_colors
from pygitobj.cli.rev_list_lines import Lines
from pygitobj.cli.rev_list_show import GROWTH, MOST
from pygitobj.cli.walking.formats import bodies_of
from pygitobj.record import Record
from pygitobj.walk.select import marks as bits
from pygitobj.walk.select.choose import Choice


class Drawn(Record):
    """A commit, its date, and those of its parents that are drawn."""

    commit: ShownCommit
    seconds: int
    parents: list[bytes]


def show_graph(lines: Lines, numbers: Iterable[int]) -> None:
    """Show the commits `numbers` beside the graph of their history. Raises GitObjectError for what cannot be read."""
    show, settings = lines.show, lines.settings
    colors = lane_colors(show.repository) if settings.use_color else ()
    graph = GraphLines(colors, max(show.given.lanes, 0))
    frame = lines.frame()._replace(graph=graph)
    choice = Choice(show.walk)
    told = (drawn(lines, choice, number) for number in numbers)
    most = 1
    while some := list(islice(told, most)):
        if frame.needs.body:
            ids = [one.commit.oid for one in some]
            for one, body in zip(some, bodies_of(show.repository, ids), strict=True):
                one.commit.body = body
        for commit, seconds, parents in some:
            graph.take(commit.oid, parents, graph_mark(commit.mark, frame.marks))
            show.output.write(frame.show(commit, seconds))
        show.output.flush()
        most = min(most * GROWTH, MOST)


def drawn(lines: Lines, choice: Choice, number: int) -> Drawn:
    """A commit as it is drawn, now that it is its turn."""
    show = lines.show
    walk = show.walk
    parents = walk.parents(number)[: 1 if walk.first_parent else None]
    borders = show.given.boundary
    wanted = [one for one in parents if (borders and walk.marks[one] & bits.CHILD_SHOWN) or choice(one)]
    return Drawn(lines.shown(number), walk.date(number), list(map(show.table.oid, wanted)))
