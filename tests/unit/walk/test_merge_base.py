"""Best common ancestors, as git finds them in random histories."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from pygitobj import ObjectStore
from pygitobj.walk.history import History
from pygitobj.walk.merge_base import bases_of_two, independent, is_ancestor, merge_bases, merge_bases_of_all
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
            assert [oid.hex() for oid in bases_of_two(history, *ids)] == theirs, names


def test_one_commit_twice_and_one_that_the_other_reaches(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q", "--bare", ".")
    git(tmp_path, "fast-import", "--quiet", stdin=dag(5, 0, 12).encode())
    new = bytes.fromhex(git(tmp_path, "rev-parse", "c12").decode())
    with ObjectStore(str(tmp_path / "objects")) as store:
        history = History(ReadAhead(store))
        assert bases_of_two(history, new, new) == [new]
        for parent in history.links(new).parents:
            assert bases_of_two(history, new, parent) == bases_of_two(history, parent, new) == [parent]


@pytest.mark.parametrize("seed", [3, 4])
def test_many_commits(tmp_path: Path, seed: int) -> None:
    """Of more than two, in each way that git has: their bases, of all of them, those that no other reaches."""
    git(tmp_path, "init", "-q", "--bare", ".")
    git(tmp_path, "fast-import", "--quiet", stdin=dag(seed, 0).encode())
    chance = random.Random(seed)
    with ObjectStore(str(tmp_path / "objects")) as store:
        history = History(ReadAhead(store))
        for _ in range(12):
            names = [f"c{chance.randint(1, 40)}" for _ in range(chance.randint(2, 5))]
            numbers = [history.number(bytes.fromhex(git(tmp_path, "rev-parse", name).decode())) for name in names]
            ways = {
                "--all": merge_bases(history, numbers[0], numbers[1:]),
                "--octopus": merge_bases_of_all(history, numbers),
                "--independent": independent(history, numbers),
            }
            for option, found in ways.items():
                every = ["--all"] if option == "--octopus" else []
                theirs = run(["git", "merge-base", option, *every, *names], tmp_path).out.decode().split()
                assert [history.table.oid(number).hex() for number in found] == theirs, (option, names)
            theirs_code = run(["git", "merge-base", "--is-ancestor", *names[:2]], tmp_path).code
            assert is_ancestor(history, numbers[0], numbers[1:2]) == (theirs_code == 0)
