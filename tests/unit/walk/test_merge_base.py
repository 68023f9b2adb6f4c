"""Best common ancestors, as git finds them in random histories."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from pygitobj import ObjectStore
from pygitobj.walk.history import History
from pygitobj.walk.merge_base import merge_bases
from pygitobj.walk.read_ahead import ReadAhead
from tests.support.command import git, run
from tests.unit.walk.test_reachable import dag


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_random_histories(tmp_path: Path, seed: int) -> None:
    git(tmp_path, "init", "-q", "--bare", ".")
    git(tmp_path, "fast-import", "--quiet", stdin=dag(seed, 0).encode())
    chance = random.Random(seed)
    with ObjectStore(str(tmp_path / "objects")) as store:
        history = History(ReadAhead(store))
        for _ in range(25):
            names = [f"c{chance.randint(1, 40)}" for _ in range(2)]
            ids = [bytes.fromhex(git(tmp_path, "rev-parse", name).decode()) for name in names]
            theirs = run(["git", "merge-base", "--all", *names], tmp_path).out.decode().split()
            assert sorted(oid.hex() for oid in merge_bases(history, *ids)) == sorted(theirs), names


def test_one_commit_twice_and_one_that_the_other_reaches(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q", "--bare", ".")
    git(tmp_path, "fast-import", "--quiet", stdin=dag(5, 0, 12).encode())
    new = bytes.fromhex(git(tmp_path, "rev-parse", "c12").decode())
    with ObjectStore(str(tmp_path / "objects")) as store:
        history = History(ReadAhead(store))
        assert merge_bases(history, new, new) == [new]
        for parent in history.links(new).parents:
            assert merge_bases(history, new, parent) == merge_bases(history, parent, new) == [parent]
