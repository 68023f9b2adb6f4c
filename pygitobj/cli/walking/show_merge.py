"""--merge: what led to a merge that stopped, on both sides, at the paths that are in conflict.

Follows git's Documentation/rev-list-options.
"""

from __future__ import annotations

import os

from pygitobj.errors import RevisionError
from pygitobj.formats.links import COMMIT
from pygitobj.oid import ObjectId
from pygitobj.repository.pathspecs import defaults_of, pathspecs_here
from pygitobj.repository.repository import Repository
from pygitobj.revisions.arguments import RevisionArguments
from pygitobj.revisions.branch_name import HEAD
from pygitobj.revisions.peel import peel
from pygitobj.revisions.pending import LEFT, Pending

# What the other side may be called.
OTHERS = ("MERGE_HEAD", "CHERRY_PICK_HEAD", "REVERT_HEAD", "REBASE_HEAD")
FROM_TOP = ":(top,literal)"


def add_merge(repository: Repository, revisions: RevisionArguments) -> None:
    """Add both sides, hide where they meet, and take the paths in conflict for those that were named.

    Where none is in conflict, paths do not matter any more, as in git. Raises RevisionError, NotFoundError.
    """
    head = repository.ref_store.resolve(HEAD).id
    if head is None:
        raise RevisionError("--merge without HEAD?")
    name, other = other_side(repository)
    ours, theirs = (commit_of(repository, oid, called) for oid, called in ((head, HEAD), (other, name)))
    revisions.pending += [Pending(ours, COMMIT, HEAD, side=LEFT), Pending(theirs, COMMIT, name)]
    for base in revisions.tips.merge_bases(ours, theirs):
        revisions.pending.append(Pending(base, COMMIT, base.hex(), is_hidden=True))
    revisions.paths[:] = paths_in_conflict(repository, revisions.paths)


def other_side(repository: Repository) -> tuple[str, ObjectId]:
    """The name and id of the commit that was being merged, picked, reverted or applied. Raises RevisionError."""
    for name in OTHERS:
        found = repository.ref_store.resolve(name)
        if found.symbolic:
            raise RevisionError(f"{name} exists but is a symbolic ref")
        if found.id is not None:
            return name, found.id
    raise RevisionError(f"--merge requires one of the pseudorefs {', '.join(OTHERS[:-1])} or {OTHERS[-1]}")


def commit_of(repository: Repository, oid: ObjectId, name: str) -> bytes:
    """The commit that a reference leads to. Raises RevisionError where it leads to none."""
    found = peel(repository.reader, oid)
    if found.type.code != COMMIT:
        raise RevisionError(f"could not parse {name}")
    return bytes(found.id)


def paths_in_conflict(repository: Repository, words: list[str]) -> list[str]:
    """Those paths in conflict that the pathspecs `words` mean, as pathspecs."""
    pathspecs = pathspecs_here(repository, words, looks_in_index=True)
    staged = repository.revisions.staged()
    found = {entry.path: entry.mode for entry in reversed(staged) if entry.stage}
    paths = [path for path, mode in reversed(found.items()) if not words or pathspecs.matches(path, mode)]
    if defaults_of(repository.environ).literal:
        return [os.path.relpath(os.fsdecode(path), repository.revisions.prefix or ".") for path in paths]
    return [FROM_TOP + os.fsdecode(path) for path in paths]
