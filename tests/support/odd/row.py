"""What a row of the tables beside this says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

GIVES_UP = None
MISSING = "-"
FATAL = "!"
SORTED = "# pack-refs with: peeled fully-peeled sorted \n"


class Row(NamedTuple):
    """One odd repository, which is the template (template.py) with `files` put into it, and what git 2.55 does there.

    `files` are paths seen from the git directory of the main worktree, with their content. In the content `{a}` stands
    for the id of the object a, `{A}` for the same in capitals; `link: x` makes a link to x, `directory` a directory,
    and a path that starts with `-` is taken away. `commands` are words of git's, run afterwards to build what is
    tedious to write down.

    `keeps` are the letters of the objects that `prune` leaves, GIVES_UP where it ends with 128 and has taken nothing
    away. `names` are what names mean: a letter, MISSING, or FATAL where looking them up is fatal.

    What ours does otherwise, on purpose: `more` are letters that are kept besides; with `stops` ours gives up,
    with nothing taken away; `lookups` are names for which the answer differs.
    """

    files: Mapping[str, str]
    keeps: str | None
    names: Mapping[str, str] = {}
    more: str = ""
    stops: bool = False
    lookups: Mapping[str, str] = {}
    environ: Mapping[str, str] = {}
    top: str = "main"
    commands: Sequence[str] = ()
