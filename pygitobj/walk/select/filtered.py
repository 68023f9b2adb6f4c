"""Which walks along paths pass commits that a commit-graph's filters of changed paths know, without a look at them.

Only those that tell of each commit by itself: where it is told how commits hang together, or what is told depends on
more than paths and dates, each commit is looked at (follow.py, simplify.py), and a filter is asked there.
"""

from __future__ import annotations

from pygitobj.kernels import FilteredQueue
from pygitobj.walk.problems import nothing
from pygitobj.walk.select.state import Walk


def filtered_queue(walk: Walk) -> FilteredQueue | None:
    """The queue of a walk that goes by date, where it may pass what filters know; None where it may not."""
    selection, looks = walk.selection, walk.looks
    if walk.changes is None or walk.is_limited or walk.sources is not None:
        return None
    if not selection.dense or selection.full_history or selection.wants_ancestry or selection.boundary:
        return None
    # Then parents may be taken from a commit before its turn, or be missing.
    if selection.remove_empty or selection.passes_missing or selection.keeps_missing:
        return None
    if walk.history.ignored is not nothing:
        return None
    if looks.accepts is not None or looks.passed_over is not None or looks.tracked is not None:
        return None
    filters = walk.changes.filters
    if filters is None:
        return None
    return FilteredQueue(walk.table, walk.marks, filters, selection.first_parent, selection.since or 0)
