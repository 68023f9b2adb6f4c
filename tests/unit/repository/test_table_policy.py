"""What the configuration says of writing reftables; 0 is the default, and what git refuses is refused in its words."""

from __future__ import annotations

from pathlib import Path

import pytest

from pygitobj import Repository
from pygitobj.errors import RepositoryError
from pygitobj.formats.reftable_options import TableOptions
from pygitobj.refs.updates import TablePolicy
from pygitobj.repository.table_policy import load_table_policy
from tests.support.command import git, pygitobj, run
from tests.support.reftable import require_reftable


def policy_of(place: Path, environ: dict[str, str] | None = None, **values: str) -> TablePolicy:
    git(place, "init", "-q", "r")
    for name, value in values.items():
        git(place / "r", "config", f"reftable.{name}", value)
    with Repository.open(place / "r") as repository:
        return load_table_policy(repository.config, environ or {})


def test_defaults(tmp_path: Path) -> None:
    assert policy_of(tmp_path) == TablePolicy(0.1, 2, True, TableOptions(4096, 16, True))
    zeros = policy_of(tmp_path, blockSize="0", restartInterval="0", geometricFactor="0", lockTimeout="0")
    assert zeros == TablePolicy(0, 2, True, TableOptions(4096, 16, True))


def test_values(tmp_path: Path) -> None:
    found = policy_of(
        tmp_path, blockSize="1k", restartInterval="3", geometricFactor="5", lockTimeout="-1", indexObjects="no"
    )
    assert found == TablePolicy(-0.001, 5, True, TableOptions(1024, 3, False))


def test_merging_can_be_left_out(tmp_path: Path) -> None:
    assert not policy_of(tmp_path, {"GIT_TEST_REFTABLE_AUTOCOMPACTION": "false"}).merges


REFUSED = {
    "blockSize": ("16777216", "reftable block size cannot exceed 16MB"),
    "restartInterval": ("65536", "reftable block size cannot exceed 65535"),
    "geometricFactor": ("256", "reftable geometric factor cannot exceed 255"),
    "lockTimeout": ("-2", "reftable lock timeout does not support negative values other than -1"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused(tmp_path: Path, name: str) -> None:
    value, message = REFUSED[name]
    with pytest.raises(RepositoryError, match=message):
        policy_of(tmp_path, {}, **{name: value})


def test_a_message_longer_than_a_block(tmp_path: Path) -> None:
    """It is cut, as git cuts it, and spoils nothing."""
    require_reftable(tmp_path)
    git(tmp_path, "init", "-q", "-b", "main", "--ref-format=reftable", "r")
    place = tmp_path / "r"
    git(place, "commit", "-q", "--allow-empty", "-m", "one")
    message = "m" * 9000
    git(place, "update-ref", "-m", message, "refs/heads/theirs", "HEAD")
    answer = pygitobj(place, "update-ref", "-m", message, "refs/heads/ours", "HEAD")
    assert (answer.code, answer.err) == (0, b"")
    told = {name: run(["git", "reflog", "show", "--format=%gs", name], place).out for name in ("ours", "theirs")}
    assert told["ours"] == told["theirs"] == b"m" * 2048 + b"\n"


def test_what_does_not_fit_into_a_block(tmp_path: Path) -> None:
    require_reftable(tmp_path)
    git(tmp_path, "init", "-q", "-b", "main", "--ref-format=reftable", "r")
    place = tmp_path / "r"
    git(place, "commit", "-q", "--allow-empty", "-m", "one")
    git(place, "config", "reftable.blockSize", "256")
    before = sorted((place / ".git/reftable").iterdir())
    name = "refs/heads/" + "n" * 300
    theirs, ours = run(["git", "update-ref", name, "HEAD"], place), pygitobj(place, "update-ref", name, "HEAD")
    assert theirs.code == ours.code == 128
    assert b"entry too large" in ours.err
    assert sorted((place / ".git/reftable").iterdir()) == before
