"""What commits changed, by one library in a process of its own.

`python -m benchmarks.changes_of <library> <repository> <most>` goes over at most `most` commits that references reach,
each beside its first parent, asks for the path and the kind of each change, and prints how many commits and changes
there were, and how much of the processor's time each thousand commits took.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from itertools import islice
from typing import Any


def by_pygitobj(path: str) -> Iterator[list[Any]]:
    """The changes of each commit, with renames."""
    from pygitobj import ALL, Repository

    with Repository.open(path) as repository:
        for one in repository.changes(ALL):
            yield [(change.kind, change.path) for change in one.changes]


def by_dulwich(path: str) -> Iterator[list[Any]]:
    """The same by dulwich's walker, without renames."""
    from dulwich.repo import Repo

    # What it says of its own types is too narrow for what it gives here.
    repository: Any = Repo(path)
    tips = {repository.get_peeled(name) for name in repository.refs.allkeys()}
    for entry in repository.get_walker(include=[tip for tip in tips if repository[tip].type_name == b"commit"]):
        if len(entry.commit.parents) < 2:
            yield [(change.type, (change.new or change.old).path) for change in entry.changes()]
        else:
            first = repository[entry.commit.parents[0]].tree
            yield [path for path, _, _ in repository.object_store.tree_changes(first, entry.commit.tree)]


def by_pygit2(path: str) -> Iterator[list[Any]]:
    """The same by a loop over libgit2's differences, without renames."""
    import pygit2

    repository = pygit2.Repository(path)
    walker = repository.walk(None)
    for name in repository.references:
        found = repository.references[name].peel()
        if isinstance(found, pygit2.Commit):
            walker.push(found.id)
    for commit in walker:
        if commit.parents:
            difference = repository.diff(commit.parents[0], commit)
        else:
            difference = commit.tree.diff_to_tree(swap=True)
        yield [(delta.status, delta.new_file.path) for delta in difference.deltas]


def by_pydriller(path: str) -> Iterator[list[Any]]:
    """The same by PyDriller, which always looks for renames."""
    from pydriller import Repository

    for commit in Repository(path).traverse_commits():
        yield [(one.change_type, one.new_path or one.old_path) for one in commit.modified_files]


LIBRARIES = {"pygitobj": by_pygitobj, "dulwich": by_dulwich, "pygit2": by_pygit2, "pydriller": by_pydriller}


def main() -> None:
    """Print what was found, and how long it took."""
    library, path, most = sys.argv[1:]
    start = sum(os.times()[:4])
    commits = changes = 0
    for some in islice(LIBRARIES[library](path), int(most)):
        commits += 1
        changes += len(some)
    spent = sum(os.times()[:4]) - start
    print(f"{library}: {commits} commits, {changes} changes, {1000 * spent / commits:.3f} s for 1,000 commits")


if __name__ == "__main__":
    main()
