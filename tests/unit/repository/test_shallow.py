"""The list of commits where history was cut off. What it does to history: tests/support/odd/history.py."""

from __future__ import annotations

from pathlib import Path

import pytest

from pygitobj import Repository
from pygitobj.errors import RepositoryError
from pygitobj.oid import SHA1, SHA256
from pygitobj.repository.shallow import read_shallow
from tests.support.command import git

ONE, TWO = b"1" * 40, b"2" * 40


def ids(path: Path, data: bytes) -> set[str]:
    path.write_bytes(data)
    return {oid.hex() for oid in read_shallow(str(path), SHA1)}


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b" \n", b"\0\n", b"junk\n", b"\rjunk\n"])
def test_only_the_start_of_a_line_counts(tmp_path: Path, end: bytes) -> None:
    assert ids(tmp_path / "shallow", ONE + end + TWO) == {ONE.decode(), TWO.decode()}


@pytest.mark.parametrize("after", [b"", b"\n", TWO, TWO + b"\n" + TWO, b"x", b"\n\n"])
def test_a_long_line_is_several(tmp_path: Path, after: bytes) -> None:
    """Git's buffer has room for 1023 bytes: whatever follows them must start with an id."""
    data = ONE + b"x" * 983 + after
    if after.startswith(TWO) or not after:
        assert ids(tmp_path / "shallow", data) == {ONE.decode(), *([TWO.decode()] if after else [])}
    else:
        with pytest.raises(RepositoryError, match="bad shallow line"):
            ids(tmp_path / "shallow", data)


@pytest.mark.parametrize("line", [b"", b" " + ONE, b"\0" + ONE, b"# " + ONE, ONE[1:], b"\1" * 20, b"g" * 40])
def test_a_line_without_an_id(tmp_path: Path, line: bytes) -> None:
    with pytest.raises(RepositoryError, match="bad shallow line"):
        ids(tmp_path / "shallow", ONE + b"\n" + line + b"\n")


def test_the_other_format(tmp_path: Path) -> None:
    (tmp_path / "shallow").write_bytes(ONE + b"\n")
    with pytest.raises(RepositoryError, match="bad shallow line"):
        read_shallow(str(tmp_path / "shallow"), SHA256)


def test_none(tmp_path: Path) -> None:
    assert read_shallow(str(tmp_path / "shallow"), SHA1) == frozenset()
    assert ids(tmp_path / "shallow", b"") == set()


def test_one_that_the_environment_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Seen from the top of the work tree, as git sees it; an empty name says that there is none."""
    git(tmp_path, "init", "-q", ".")
    (tmp_path / ".git/shallow").write_bytes(ONE + b"\n")
    (tmp_path / "named").write_bytes(TWO + b"\n")
    (tmp_path / "below").mkdir()
    monkeypatch.chdir(tmp_path / "below")
    found = []
    for environ in ({}, {"GIT_SHALLOW_FILE": "named"}, {"GIT_SHALLOW_FILE": ""}):
        with Repository.open(environ=environ) as repository:
            found.append([oid.hex().encode() for oid in repository.shallow])
    assert found == [[ONE], [TWO], []]
