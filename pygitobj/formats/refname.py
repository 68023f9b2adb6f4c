"""What a reference may be called, and whose it is.

Follows git's Documentation/git-check-ref-format and gitglossary, "per-worktree ref".
"""

from __future__ import annotations

FORBIDDEN = frozenset(" ~^:?[\\*\x7f") | frozenset(map(chr, range(32)))
ROOT_LETTERS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ-_")
# Where git writes more than an id and a name: read as they are, whatever link or packed reference there may be.
PSEUDO_REFS = ("FETCH_HEAD", "MERGE_HEAD")
ROOT_REFS = (
    "HEAD",
    "AUTO_MERGE",
    "BISECT_EXPECTED_REV",
    "MERGE_AUTOSTASH",
    "NOTES_MERGE_PARTIAL",
    "NOTES_MERGE_REF",
)
PER_WORKTREE = ("refs/worktree/", "refs/bisect/", "refs/rewritten/")


def is_valid_refname(name: str, *, one_level: bool = False) -> bool:
    """Whether git lets a reference be called `name`; with `one_level` also without a slash, like HEAD."""
    if not name or name == "@" or ".." in name or "@{" in name or name.endswith("."):
        return False
    if not FORBIDDEN.isdisjoint(name):
        return False
    if "/" not in name and not one_level:
        return False
    # Parts between slashes that are empty, hidden or a lock.
    if name.startswith(("/", ".")) or "//" in name or "/." in name:
        return False
    return not name.endswith(("/", ".lock")) and ".lock/" not in name


def is_per_worktree(name: str) -> bool:
    """Whether each worktree has its own reference `name`: HEAD and its like, and a few below refs/."""
    return ROOT_LETTERS.issuperset(name) or name.startswith(PER_WORKTREE)


def is_root_ref(name: str) -> bool:
    """Whether `name`, without a slash, is that of a reference which git lists beside refs/: HEAD and its like."""
    if name in ROOT_REFS:
        return True
    return name.endswith("_HEAD") and ROOT_LETTERS.issuperset(name) and name not in PSEUDO_REFS
