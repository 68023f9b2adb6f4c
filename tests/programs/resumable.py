"""Every commit with what it changed, merges against their first parent, in rows; goes on where it was ended."""

import csv
import sys
from pathlib import Path

from pygitobj import ALL, IdList, Problem, Repository

state = Path("done.ids")
done = IdList.frombytes(state.read_bytes() if state.exists() else b"")


def tell(problem: Problem) -> None:
    """Print what cannot be read."""
    print(problem.oid, problem.error, file=sys.stderr)


with Repository.open(sys.argv[1]) as repo, open("changes.csv", "a", newline="") as out, state.open("ab") as log:
    rows = csv.writer(out)
    for commit, changes in repo.changes(ALL, done=done, reverse=True, lines=True, problem=tell):
        for change in changes:
            added, deleted = change.lines or (None, None)  # None: a binary
            path = change.path.decode("utf-8", "surrogateescape")
            old = change.old.path if change.old else None
            rows.writerow([commit.id, change.kind, change.similarity, path, old, added, deleted])
        log.write(commit.id)
