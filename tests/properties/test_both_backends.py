"""One random sequence of changes, in files and in reftables, by us and by git: the same comes of it in all.

Transactions over names that do not go together, through symbolic references and HEAD, which moves between branches,
from two worktrees; tags and what they come to; logs cut down, emptied and dropped; packing, and tables that are
merged after each change.
"""

from __future__ import annotations

import random
from pathlib import Path
from typing import Literal

import pytest

from tests.support.git_version import needs_newest_git
from tests.support.ref_sequences import (
    do_git,
    do_ours,
    listed_by_git,
    make,
    random_step,
    state,
    table_sizes,
)

SEEDS = range(3)
STEPS = 40
LOGS = ("false", "true", "always")


@pytest.fixture(params=["sha1", "sha256"])
def object_format(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(autouse=True)
def somebody(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who changes them, at a time that stays."""
    for role in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{role}_DATE", "1700000000 +0530")
        monkeypatch.setenv(f"GIT_{role}_NAME", "C")
        monkeypatch.setenv(f"GIT_{role}_EMAIL", "c@x")


def settings(chance: random.Random) -> str:
    """How references are written, in a configuration file."""
    return (
        f"[core]\n\tlogAllRefUpdates = {chance.choice(LOGS)}\n[reftable]\n"
        f"\tblockSize = {chance.choice([300, 512, 4096])}\n\tgeometricFactor = {chance.choice([1, 2, 5])}\n"
        f"\trestartInterval = {chance.choice([1, 3, 16])}\n"
    )


@pytest.mark.parametrize("seed", SEEDS)
def test_files_and_tables(tmp_path: Path, object_format: Literal["sha1", "sha256"], seed: int) -> None:
    """We make the same of each change whatever has the references."""
    chance = random.Random(seed)
    said = settings(chance)
    files, ids = make(tmp_path / "files", "files", object_format, said)
    tables, _ = make(tmp_path / "tables", "reftable", object_format, said)
    done = 0
    for _ in range(STEPS):
        step = random_step(chance, ids)
        refusal = do_ours(files, step)
        assert bool(do_ours(tables, step)) == bool(refusal), (step.shown, refusal)
        assert state(files) == state(tables), step.shown
        done += not refusal
    assert done > STEPS // 8
    assert table_sizes(tables)


@needs_newest_git
@pytest.mark.slow
@pytest.mark.parametrize("ref_format", ["files", "reftable"])
@pytest.mark.parametrize("seed", SEEDS)
def test_beside_git(
    tmp_path: Path, object_format: Literal["sha1", "sha256"], ref_format: Literal["files", "reftable"], seed: int
) -> None:
    """Git refuses what we refuse, reads what we wrote, and we what it wrote; the tables are as long, too."""
    chance = random.Random(seed)
    ours, ids = make(tmp_path / "ours", ref_format, object_format, settings(chance))
    theirs = ours.copy(tmp_path / "theirs")
    are_alike = True
    for _ in range(STEPS):
        step = random_step(chance, ids, as_tables=ref_format == "reftable")
        refusals = do_ours(ours, step), do_git(theirs, step)
        assert bool(refusals[0]) == bool(refusals[1]), (step.shown, refusals)
        assert state(ours) == state(theirs), step.shown
        # Of a log that is cut down git writes what stays once more, until all tables are made one.
        packs = step.words[0] == "pack-refs"
        are_alike = packs or (are_alike and (step.words[0] != "reflog" or bool(refusals[0])))
        if are_alike and ref_format == "reftable":
            assert table_sizes(ours) == table_sizes(theirs), step.shown
    assert listed_by_git(ours) == listed_by_git(theirs)
