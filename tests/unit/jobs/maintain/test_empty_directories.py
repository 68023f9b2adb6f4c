"""Directories of loose objects that are empty: gone after a prune, but for one that a writer may just have made."""

from __future__ import annotations

import os
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pygitobj import ObjectId, ObjectStore, Repository
from tests.support.command import git

LONG_AGO = time.time() - 60


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A repository with two loose objects."""
    git(tmp_path, "init", "-q", "--bare", "--template=", "r")
    return tmp_path / "r"


def run(place: Path, job: str) -> None:
    """Take away what `job` takes, with any age."""
    with Repository.open(place) as repo:
        if job == "prune":
            repo.prune(expire=datetime.now(UTC).replace(year=2100))
        else:
            repo.prune_packed()


def shard_without(*ids: ObjectId) -> str:
    """A directory that none of `ids` is in."""
    return next(f"{number:02x}" for number in range(256) if all(oid[0] != number for oid in ids))


@pytest.mark.parametrize("job", ["prune", "prune_packed"])
def test_a_directory_that_was_just_made_stays(place: Path, job: str) -> None:
    new, old = place / "objects" / "ab", place / "objects" / "cd"
    new.mkdir()
    old.mkdir()
    os.utime(old, (LONG_AGO, LONG_AGO))
    run(place, job)
    assert (new.exists(), old.exists()) == (True, False)


def test_prune_takes_the_directories_that_it_empties(place: Path) -> None:
    oid = ObjectStore(place / "objects").write("blob", b"nothing leads here")
    fresh = place / "objects" / shard_without(oid)
    fresh.mkdir()
    run(place, "prune")
    assert not (place / "objects" / oid.hex()[:2]).exists()
    assert fresh.exists()


def test_prune_packed_takes_the_directories_that_it_empties(place: Path) -> None:
    store = ObjectStore(place / "objects")
    oid = store.write("blob", b"packed")
    git(place, "pack-objects", "-q", "objects/pack/pack", stdin=b"%s\n" % oid.hex().encode())
    fresh = place / "objects" / shard_without(oid)
    fresh.mkdir()
    run(place, "prune_packed")
    assert not (place / "objects" / oid.hex()[:2]).exists()
    assert fresh.exists()
    assert oid in store
