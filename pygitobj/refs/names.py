"""Checked names of references: the only ones of which a file's path is made when something is written or deleted.

A `RefName` is made by the functions here and nowhere else. A name that git lets be written is refused all the same
where its file would be one of the repository's own (`packed-refs`, `objects/…`), or another process's lock.
"""

from __future__ import annotations

from pygitobj.errors import RefNameError
from pygitobj.formats.refname import PSEUDO_REFS, ROOT_LETTERS, is_per_worktree, is_valid_refname

REFS = "refs/"
LOCK = ".lock"
# What git keeps in a git directory besides references: files, and directories of them.
NOT_REFERENCES = frozenset(
    (
        "objects", "logs", "hooks", "info", "config", "config.worktree", "index", "packed-refs", "packed-refs.new",
        "shallow", "description", "branches", "remotes", "modules", "reftable", "commondir", "gitdir", "common", "git",
        "locked", "lost-found", "rr-cache", "sequencer", "rebase-merge", "rebase-apply", "worktrees", "main-worktree",
    )
)  # fmt: skip
# Whose names start with what, with a name of the worktree's own after it.
MAIN_WORKTREE = "main-worktree/"
WORKTREES = "worktrees/"


class RefName(str):
    """The name of a reference, checked: its file is below the repository's directory, and no other's."""

    __slots__ = ()


def name_to_write(name: str, *, log: bool = False) -> RefName:
    """`name`, to be given a value. Raises RefNameError."""
    require_no_pseudo(name, log)
    if not is_valid_refname(name, one_level=True) or is_of_repository(name):
        raise bad_name(name, log)
    return RefName(name)


def name_to_leave(name: str, *, log: bool = False) -> RefName:
    """`name`, to be deleted or compared: a reference with a malformed name can be got rid of. Raises RefNameError."""
    require_no_pseudo(name, log)
    if not is_safe(name):
        raise bad_name(name, log)
    return RefName(name)


def name_of_log(name: str) -> RefName:
    """`name`, whose log is to be cut down or taken away, also another worktree's own. Raises RefNameError."""
    return name_to_write(name) if name.startswith((MAIN_WORKTREE, WORKTREES)) else name_to_leave(name)


def name_of_symbolic(name: str) -> RefName:
    """`name`, to be made a symbolic reference. Raises RefNameError."""
    if not is_safe(name):
        require_no_pseudo(name, log=False)
        raise bad_name(name, log=False)
    return name_to_write(name)


def name_followed(name: str, *, leaves: bool) -> RefName:
    """`name`, which a symbolic reference leads to and which is to be changed. Raises RefNameError.

    With `leaves` it is to be deleted or compared, as a malformed name below refs/ may be.
    """
    return name_to_leave(name) if leaves and name.startswith(REFS) else name_to_write(name)


def is_safe(name: str) -> bool:
    """Whether the file of `name` is below refs/, or has the name of HEAD or its like, in capitals."""
    if not name.startswith(REFS):
        return bool(name) and ROOT_LETTERS.issuperset(name) and "-" not in name
    parts = name.split("/")[1:]
    return "\0" not in name and not any(part in ("", ".", "..") or part.endswith(LOCK) for part in parts)


def is_of_repository(name: str) -> bool:
    """Whether the file of `name` would be one that git keeps for something else."""
    if name.startswith(REFS):
        return False
    first, _, rest = name.partition("/")
    if name.startswith(MAIN_WORKTREE):
        return not is_per_worktree(rest)
    if name.startswith(WORKTREES):
        return not is_per_worktree(rest.partition("/")[2]) or not rest.partition("/")[2]
    return first in NOT_REFERENCES


def require_no_pseudo(name: str, log: bool) -> None:
    """Raises RefNameError for a file that git writes more into than an id."""
    if name in PSEUDO_REFS:
        what = "reflog for pseudoref" if log else "pseudoref"
        raise RefNameError(f"refusing to update {what} '{name}'", name)


def bad_name(name: str, log: bool) -> RefNameError:
    """The error for a name that no reference may have."""
    return RefNameError(f"refusing to update {'reflog' if log else 'ref'} with bad name '{name}'", name)
