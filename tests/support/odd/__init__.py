"""Repositories in which something odd names an object, and what git 2.55 makes of each."""

from __future__ import annotations

from tests.support.odd import history, indexes, logs, loose, packed, states, worktrees
from tests.support.odd.row import Row

TABLES = {
    "packed": packed.ROWS,
    "loose": loose.ROWS,
    "worktree": worktrees.ROWS,
    "log": logs.ROWS,
    "state": states.ROWS,
    "history": history.ROWS,
    "index": indexes.ROWS,
}
ROWS: dict[str, Row] = {f"{kind}: {name}": row for kind, rows in TABLES.items() for name, row in rows.items()}
