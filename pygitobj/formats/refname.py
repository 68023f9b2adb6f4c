"""What a reference may be called, and whose it is.

Follows git's Documentation/git-check-ref-format and gitglossary, "per-worktree ref".
"""

from __future__ import annotations

FORBIDDEN = frozenset(" ~^:?[\\*\x7f") | frozenset(map(chr, range(32)))
ROOT_LETTERS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ-_")
SAFE_LETTERS = ROOT_LETTERS - {"-"}
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


def is_valid_refname(name: str, *, one_level: bool = False, pattern: bool = False) -> bool:
    """Whether git lets a reference be called `name`; with `one_level` also without a slash, like HEAD.

    A `pattern`, one side of a refspec, may have one asterisk.
    """
    if pattern:
        name = name.replace("*", "x", 1)
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


def without_double_slashes(name: str) -> str:
    """`name` without slashes at its start, and one where several stand together."""
    parts = [part for part in name.split("/") if part]
    return "/".join(parts) + ("/" if parts and name.endswith("/") else "")


def is_safe_root(name: str) -> bool:
    """Whether `name` is of capitals and underscores alone, as those of references beside refs/ are."""
    return name != "" and SAFE_LETTERS.issuperset(name)


def ends_with_parts(name: str, end: str) -> bool:
    """Whether the reference `name` ends with the whole parts between slashes that `end` has."""
    return name.endswith(end) and (len(name) == len(end) or name[len(name) - len(end) - 1] == "/")


def is_per_worktree(name: str) -> bool:
    """Whether each worktree has its own reference `name`: HEAD and its like, and a few below refs/."""
    return ROOT_LETTERS.issuperset(name) or name.startswith(PER_WORKTREE)


def is_root_ref(name: str) -> bool:
    """Whether `name`, without a slash, is that of a reference which git lists beside refs/: HEAD and its like."""
    if name in ROOT_REFS:
        return True
    return name.endswith("_HEAD") and ROOT_LETTERS.issuperset(name) and name not in PSEUDO_REFS
