"""How many lines were added and deleted, as `--numstat` counts them."""

from __future__ import annotations

from pygitobj.changes.hunks import COME, GONE, text_hunks
from pygitobj.changes.lines import DEFAULT, LineOptions, changed_lines, ways
from pygitobj.kernels import line_totals


def line_counts(
    old: bytes, new: bytes, options: LineOptions = DEFAULT, *, context: int = 3, between: int = 0
) -> tuple[int, int]:
    """How many lines `new` has more than `old`, and how many it lost.

    Groups that `options` ignore count where hunks with this much context would show them.
    """
    if not options.ignore_blank_lines and not options.ignore_lines:
        return line_totals(old, new, *ways(options))
    changed = changed_lines(old, new, options)
    if any(hunk.is_ignored for hunk in changed):
        hunks = text_hunks(old, new, changed, context=context, between=between)
        signs = [sign for hunk in hunks for sign, _ in hunk.lines]
        return signs.count(COME), signs.count(GONE)
    return (
        sum(hunk.new_end - hunk.new_start for hunk in changed),
        sum(hunk.old_end - hunk.old_start for hunk in changed),
    )
