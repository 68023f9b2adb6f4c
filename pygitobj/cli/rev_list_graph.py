"""How rev-list draws the history beside commits.

Follows git's Documentation/rev-list-options, "--graph".
"""

from __future__ import annotations

from collections.abc import Iterable

from pygitobj.cli.pretty.commit_frame import graph_mark
from pygitobj.cli.pretty.graph import GraphLines, lane_colors
from pygitobj.cli.rev_list_lines import Lines, Told
from pygitobj.cli.walking.shown import drawn_parents, shown_commit
from pygitobj.walk.select.choose import Choice


def show_graph(lines: Lines, numbers: Iterable[int]) -> None:
    """Show the commits `numbers` beside the graph of their history. Raises GitObjectError for what cannot be read."""
    show = lines.show
    colors = lane_colors(show.repository) if lines.settings.use_color else ()
    graph = GraphLines(colors, max(show.given.lanes, 0))
    frame = lines.frame()._replace(graph=graph)
    choice = Choice(show.walk)

    def drawn(one: Told) -> bytes:
        graph.take(one.commit.oid, one.parents, graph_mark(one.commit.mark, frame.marks))
        return frame.show(one.commit, one.seconds)

    lines.write((told(lines, choice, number) for number in numbers), frame, drawn)


def told(lines: Lines, choice: Choice, number: int) -> Told:
    """A commit as it is drawn, now that it is its turn."""
    walk = lines.show.walk
    return Told(shown_commit(walk, number), walk.date(number), drawn_parents(choice, number))
