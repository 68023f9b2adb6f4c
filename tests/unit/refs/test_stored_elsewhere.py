"""References in a directory apart from the repository: as those in it, for all its worktrees; never absent by mistake."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from pygitobj import Repository
from pygitobj.errors import GitObjectError, UnsupportedError
from pygitobj.jobs.migrate.migrate import migrate_refs
from pygitobj.oid import ObjectId
from pygitobj.refs.updates import Update
from pygitobj.refs.values import Symbolic
from tests.support.command import pygitobj
from tests.support.ref_sequences import LINKED, Place, State, commit, make, state

FORMATS = ["files", "reftable"]
PARTS = {"files": ("refs", "packed-refs", "HEAD", "logs"), "reftable": ("reftable",)}
Made = tuple[Place, list[ObjectId], State]


@pytest.fixture(params=FORMATS)
def made(request: pytest.FixtureRequest, tmp_path: Path) -> Made:
    """References of two worktrees, and what they say; then they are away, and others in their place."""
    place, ids = make(tmp_path / "r", request.param, "sha1", "[core]\n\tlogAllRefUpdates = always\n")
    for number, worktree in enumerate(["", LINKED]):
        with place.opened(worktree) as repository:
            updates = [Update(name, ids[number]) for name in ("HEAD", "refs/bisect/bad", f"refs/tags/t{number}")]
            commit(repository, [*updates, Update("refs/heads/sym", Symbolic("refs/heads/none"), no_deref=True)])
    said = state(place)
    for git_dir in (place.git_dir, place.dir_of(LINKED)):
        away = tmp_path / "away" / git_dir.relative_to(place.git_dir)
        away.mkdir(parents=True, exist_ok=True)
        for part in PARTS[place.ref_format]:
            if (git_dir / part).exists():
                shutil.move(git_dir / part, away / part)
    (place.git_dir / "refs").mkdir(exist_ok=True)
    (place.git_dir / "HEAD").write_text("ref: refs/heads/.invalid\n")
    (place.dir_of(LINKED) / "HEAD").write_text("ref: refs/heads/.invalid\n")
    return place, ids, said


def say(place: Place, where: str) -> None:
    """Let the configuration say that references are at `where`."""
    config = place.git_dir / "config"
    lines = [line for line in config.read_text().splitlines() if "refstorage" not in line]
    lines.append(
        f'[extensions]\n\trefstorage = "{place.ref_format}://{where}"\n[core]\n\trepositoryformatversion = 1\n'
    )
    config.write_text("\n".join(lines))


@pytest.mark.parametrize("where", ["../away", "{0}/away", "../r/../away/."])
def test_read_and_written(made: Made, tmp_path: Path, where: str) -> None:
    place, ids, said = made
    say(place, where.format(tmp_path))
    stubs = [path for path in (place.git_dir / "refs").rglob("*") if path.is_file()]
    assert state(place) == said
    with place.opened(LINKED) as repository:
        commit(repository, [Update("refs/tags/t1", None), Update("HEAD", ids[2]), Update("refs/worktree/w", ids[1])])
    with place.opened() as repository:
        assert repository.ref_store.backend.read(f"worktrees/{LINKED}/refs/worktree/w") == ids[1]
    now = state(place)
    assert now.keys() ^ said.keys() == {":refs/tags/t1", ":log of refs/tags/t1", f"{LINKED}:refs/worktree/w",
                                        f"{LINKED}:log of refs/worktree/w"}  # fmt: skip
    assert now[":refs/heads/side"] == ids[2]
    assert now[":refs/heads/master"] == said[":refs/heads/master"]
    assert not (place.git_dir / "reftable").exists()
    assert not (place.git_dir / "logs").exists()
    assert [path for path in (place.git_dir / "refs").rglob("*") if path.is_file()] == stubs
    assert pygitobj(place.git_dir, "refs", "verify").code == 0
    assert pygitobj(place.git_dir, "pack-refs", "--all") == (b"", b"", 0)
    assert state(place) == now


def test_the_environment_says_it(made: Made, tmp_path: Path) -> None:
    place, ids, _ = made
    environ = {"GIT_REFERENCE_BACKEND": f"{place.ref_format}://{tmp_path / 'away'}"}
    with Repository.open(place.git_dir, environ=environ) as repository:
        assert repository.ref_store.get("refs/tags/t0") == ids[0]


@pytest.mark.parametrize("where", ["", "nowhere", "../away/refs", "../r/config"])
def test_where_nothing_is_stored_nothing_is_absent(made: Made, where: str) -> None:
    """Whoever removes what no reference leads to would remove all."""
    place = made[0]
    say(place, where)
    with place.opened() as repository:
        backend = repository.ref_store.backend
        for asked in (lambda: list(backend.stored("", strict=True)), lambda: backend.read("HEAD"), backend.root_names):
            with pytest.raises(UnsupportedError, match="where there are none"):
                asked()
    assert pygitobj(place.git_dir, "prune").code == 128


def test_they_are_not_migrated(made: Made, tmp_path: Path) -> None:
    place = made[0]
    shutil.rmtree(place.dir_of(LINKED))
    say(place, "../away")
    before = sorted(tmp_path.rglob("*"))
    for ref_format in FORMATS:
        with place.opened() as repository, pytest.raises(GitObjectError, match="stored elsewhere cannot be migrated"):
            migrate_refs(repository, ref_format, warn=lambda _: None)
    assert sorted(tmp_path.rglob("*")) == before
