"""What of the environment belongs to one repository is what git says of itself."""

from __future__ import annotations

from pygitobj.repository.environment import PLACES, without_places

# `git rev-parse --local-env-vars` of git 2.55, without those that say how a repository is read.
LOCAL = [
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_OBJECT_DIRECTORY",
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_IMPLICIT_WORK_TREE",
    "GIT_GRAFT_FILE",
    "GIT_INDEX_FILE",
    "GIT_REPLACE_REF_BASE",
    "GIT_PREFIX",
    "GIT_SHALLOW_FILE",
    "GIT_COMMON_DIR",
]


def test_places_are_those_of_git_and_what_else_leads_elsewhere() -> None:
    more = {"GIT_NAMESPACE", "GIT_QUARANTINE_PATH", "GIT_REFERENCE_BACKEND"}
    assert more.union(LOCAL) == PLACES


def test_what_says_how_to_read_stays() -> None:
    environ = dict.fromkeys([*PLACES, "GIT_CONFIG_COUNT", "GIT_NO_REPLACE_OBJECTS", "HOME", "git_dir"], "1")
    before = dict(environ)
    assert without_places(environ) == dict.fromkeys(
        ["GIT_CONFIG_COUNT", "GIT_NO_REPLACE_OBJECTS", "HOME", "git_dir"], "1"
    )
    assert environ == before
