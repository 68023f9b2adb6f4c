"""What rev-list tells of a bisection, as variables for a shell.

Follows git's Documentation/rev-list-options, "--bisect-vars".
"""

from __future__ import annotations

from pygitobj.cli.rev_list_show import Show, show_all
from pygitobj.walk.select.bisect import Cut, steps

# Where there is nothing to cut.
NOTHING_EXIT = 1


def show_bisect_vars(show: Show, cut: Cut) -> int:
    """Show where to cut, and how much that leaves; gives the exit code."""
    if not cut.numbers:
        return NOTHING_EXIT
    best = show.table.oid(cut.numbers[0]).hex()
    if show.wanted.bisects_all:
        show_all(show)
        show.output.write(b"------\n")
    left = max(cut.total - cut.reaches, cut.reaches)
    values = {
        "nr": left - 1,
        "good": cut.total - cut.reaches - 1,
        "bad": cut.reaches - 1,
        "all": cut.total,
        "steps": steps(cut.total),
    }
    lines = "".join(f"bisect_{name}={value}\n" for name, value in values.items())
    show.output.write(f"bisect_rev='{best}'\n{lines}".encode("ascii"))
    return 0
