"""What of the environment belongs to one repository, and what of it another process needs to open the same one.

    GIT_DIR, GIT_WORK_TREE, GIT_OBJECT_DIRECTORY, …     where a repository is, and its parts: hooks run with them set.
                                                        They mean the repository of the hook and no other, so they
                                                        count only where no path is given
    GIT_CONFIG_…, GIT_NO_REPLACE_OBJECTS, …             how repositories are read: they always count

Follows git's Documentation/git-rev-parse, "--local-env-vars", and Documentation/githooks.
"""

from __future__ import annotations

from collections.abc import Mapping

PLACES = frozenset(
    (
        "GIT_ALTERNATE_OBJECT_DIRECTORIES",
        "GIT_COMMON_DIR",
        "GIT_DIR",
        "GIT_GRAFT_FILE",
        "GIT_IMPLICIT_WORK_TREE",
        "GIT_INDEX_FILE",
        "GIT_NAMESPACE",
        "GIT_OBJECT_DIRECTORY",
        "GIT_PREFIX",
        "GIT_QUARANTINE_PATH",
        "GIT_REFERENCE_BACKEND",
        "GIT_REPLACE_REF_BASE",
        "GIT_SHALLOW_FILE",
        "GIT_WORK_TREE",
    )
)
# What `rev-parse --local-env-vars` tells, in git's order.
LOCAL = (
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_CONFIG",
    "GIT_CONFIG_PARAMETERS",
    "GIT_CONFIG_COUNT",
    "GIT_OBJECT_DIRECTORY",
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_IMPLICIT_WORK_TREE",
    "GIT_GRAFT_FILE",
    "GIT_INDEX_FILE",
    "GIT_NO_REPLACE_OBJECTS",
    "GIT_REPLACE_REF_BASE",
    "GIT_PREFIX",
    "GIT_SHALLOW_FILE",
    "GIT_COMMON_DIR",
)
# Besides what starts with GIT_, these are asked for.
ASKED = frozenset(("EMAIL", "HOME", "SUDO_UID", "XDG_CONFIG_HOME"))


def without_places(environ: Mapping[str, str]) -> dict[str, str]:
    """`environ` as it is now, without what says where some repository is."""
    return {name: value for name, value in environ.items() if name not in PLACES}


def asked_for(environ: Mapping[str, str]) -> dict[str, str]:
    """What of `environ` is ever asked for; the rest of a process's environment is nobody's concern."""
    return {name: value for name, value in environ.items() if name.startswith("GIT_") or name in ASKED}
