"""References that a worktree has for itself, under the names that others call them by, in files and in tables."""

from __future__ import annotations

from pathlib import Path

import pytest

from pygitobj.errors import RefError
from pygitobj.oid import ObjectId
from pygitobj.refs.updates import Update
from tests.support.ref_sequences import LINKED, Place, commit, make, state

Made = tuple[Place, list[ObjectId]]
BAD = "refs/bisect/bad"


@pytest.fixture(params=["files", "reftable"])
def made(request: pytest.FixtureRequest, tmp_path: Path) -> Made:
    return make(tmp_path / "r", request.param, "sha1", "")


@pytest.mark.parametrize(
    ("worktree", "names"),
    [
        ("", (BAD, f"main-worktree/{BAD}")),
        ("", (f"main-worktree/{BAD}", BAD)),
        (LINKED, (BAD, f"worktrees/{LINKED}/{BAD}")),
        (LINKED, ("refs/worktree/w", f"worktrees/{LINKED}/refs/worktree/w")),
    ],
)
def test_one_reference_under_two_names_is_changed_once(made: Made, worktree: str, names: tuple[str, str]) -> None:
    """A table has one record of each: two would be one too many for whoever reads it."""
    place, ids = made
    before = state(place)
    with place.opened(worktree) as repository, pytest.raises(RefError, match=f"cannot lock ref '{names[1]}'"):
        commit(repository, [Update(name, oid) for name, oid in zip(names, ids, strict=False)])
    assert state(place) == before


def test_what_each_worktree_has_is_changed_at_once(made: Made) -> None:
    place, ids = made
    with place.opened() as repository:
        names = (BAD, f"worktrees/{LINKED}/{BAD}", "refs/heads/x")
        commit(repository, [Update(name, oid) for name, oid in zip(names, ids, strict=False)])
    after = state(place)
    assert (after[f":{BAD}"], after[f"{LINKED}:{BAD}"], after[":refs/heads/x"]) == tuple(ids[:3])
