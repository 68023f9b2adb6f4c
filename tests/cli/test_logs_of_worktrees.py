"""reflog over the logs that each worktree has for itself: all of them from each worktree, in files and in tables."""

from __future__ import annotations

from pathlib import Path

import pytest

from pygitobj.refs.updates import Update
from tests.support.command import pygitobj
from tests.support.ref_sequences import LINKED, Place, commit, make

OTHER = f"worktrees/{LINKED}/HEAD"
WHERE = ["", LINKED]


@pytest.fixture(params=["files", "reftable"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    """Two worktrees; HEAD and refs/bisect/bad of both have logs."""
    made, ids = make(tmp_path / "r", request.param, "sha1", "[core]\n\tlogAllRefUpdates = always\n")
    for worktree in WHERE:
        with made.opened(worktree) as repository:
            for oid in ids[:2]:
                commit(repository, [Update("HEAD", oid), Update("refs/bisect/bad", oid)])
    return made


def logs(place: Place) -> dict[str, int]:
    """How many entries each log of both worktrees has."""
    found: dict[str, int] = {}
    for worktree in WHERE:
        with place.opened(worktree) as repository:
            found |= {f"{worktree}:{name}": len(list(log)) for name, log in repository.ref_store.backend.logs()}
    return found


def reflog(place: Place, worktree: str, *words: str) -> tuple[bytes, bytes, int]:
    return pygitobj(place.dir_of(worktree), f"--git-dir={place.dir_of(worktree)}", "reflog", *words)


@pytest.mark.parametrize("worktree", WHERE)
def test_all_of_them(place: Place, worktree: str) -> None:
    before = logs(place)
    assert before[":HEAD"] == before[f"{LINKED}:HEAD"] == before[f"{LINKED}:refs/bisect/bad"] == 2
    assert reflog(place, worktree, "expire", "--all", "--expire=all", "--expire-unreachable=all") == (b"", b"", 0)
    assert logs(place) == dict.fromkeys(before, 0)
    assert reflog(place, worktree, "drop", "--all") == (b"", b"", 0)
    assert logs(place) == {}


@pytest.mark.parametrize("worktree", WHERE)
def test_only_those_of_one(place: Place, worktree: str) -> None:
    before = logs(place)
    assert reflog(place, worktree, "drop", "--all", "--single-worktree") == (b"", b"", 0)
    other = WHERE[worktree == ""]
    assert logs(place).items() == {name: count for name, count in before.items() if own_of(name, other)}.items()


def own_of(name: str, worktree: str) -> bool:
    """Whether the log `name` is one that `worktree` has for itself: those that all share go from wherever it is."""
    return name.startswith(f"{worktree}:") and name.endswith((":HEAD", "bisect/bad"))


@pytest.mark.parametrize(("worktree", "name"), [("", OTHER), (LINKED, "main-worktree/HEAD"), (LINKED, OTHER)])
def test_by_its_name(place: Place, worktree: str, name: str) -> None:
    before = logs(place)
    here = f"{LINKED if name == OTHER else ''}:HEAD"
    assert reflog(place, worktree, "delete", f"{name}@{{0}}") == (b"", b"", 0)
    assert logs(place) == before | {here: 1}
    assert reflog(place, worktree, "drop", name) == (b"", b"", 0)
    del before[here]
    assert logs(place) == before


def test_no_other_file_is_taken_for_one(place: Place) -> None:
    """A name behind the place of a worktree that leads to what is no log of its own."""
    before = logs(place)
    for name in (f"worktrees/{LINKED}/refs/heads/side", "worktrees/../HEAD", f"worktrees/{LINKED}/../../HEAD"):
        out, err, code = reflog(place, "", "drop", name)
        assert (out, code) == (b"", 255)
        assert err.startswith(b"error: ")
    assert logs(place) == before
