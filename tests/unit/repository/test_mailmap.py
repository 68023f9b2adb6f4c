"""The mailmap of a repository: from the work tree or HEAD, then from a blob, then from a file, as git puts them together.

Tried besides: parts that are missing, of another type, damaged, or may not be read.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from pygitobj import Repository, RepositoryError
from tests.support.command import git

ASKED = ["A <a@x>", "B <b@x>", "C <c@x>", "D <d@x>"]


def theirs(place: Path) -> list[str]:
    return git(place, "check-mailmap", *ASKED).decode().splitlines()


def ours(place: Path, told: list[str] | None = None) -> list[str]:
    said: list[str] = [] if told is None else told
    with Repository.open(place, warn=said.append) as repo:
        mailmap = repo.mailmap()
        lines = []
        for person in ASKED:
            name, _, email = person.removesuffix(">").partition(" <")
            new_name, new_email = mailmap.person(name.encode(), email.encode())
            lines.append(f"{new_name.decode()} <{new_email.decode()}>")
        return lines


@pytest.fixture(params=[False, True], ids=["work tree", "bare"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A repository with a mailmap in HEAD and another in a branch."""
    git(tmp_path, "init", "-q", "-b", "main", "r")
    work = tmp_path / "r"
    for branch, text in (("main", "Head <a@x>\n"), ("other", "Blob <b@x>\n")):
        git(work, "checkout", "-q", "--orphan", branch)
        (work / ".mailmap").write_text(text)
        git(work, "add", ".mailmap")
        git(work, "commit", "-qm", branch)
    git(work, "checkout", "-q", "main")
    (tmp_path / "file").write_text("File <c@x>\n")
    if request.param:
        git(tmp_path, "clone", "-q", "--bare", "r", "b")
        return tmp_path / "b"
    return work


SETTINGS: dict[str, dict[str, str]] = {
    "nothing": {},
    "a blob": {"mailmap.blob": "other:.mailmap"},
    "a file": {"mailmap.file": "{p}/file"},
    "both": {"mailmap.blob": "other:.mailmap", "mailmap.file": "{p}/file"},
    "a blob that is not there": {"mailmap.blob": "other:nothing"},
    "an empty name": {"mailmap.blob": ""},
    "a file that is not there": {"mailmap.file": "{p}/nothing"},
    "a directory": {"mailmap.file": "{p}"},
    "a path from here": {"mailmap.file": "../file"},
}


@pytest.mark.parametrize("settings", SETTINGS.values(), ids=SETTINGS)
def test_as_git_puts_it_together(place: Path, settings: dict[str, str]) -> None:
    for name, value in settings.items():
        git(place, "config", name, value.format(p=place.parent))
    told: list[str] = []
    assert ours(place, told) == theirs(place)
    assert told == []


def test_the_later_part_wins(place: Path) -> None:
    (place.parent / "file").write_text("Later <a@x>\nLater <b@x>\n")
    git(place, "config", "mailmap.blob", "other:.mailmap")
    git(place, "config", "mailmap.file", f"{place.parent}/file")
    assert ours(place) == theirs(place)
    assert ours(place)[:2] == ["Later <a@x>", "Later <b@x>"]


def test_the_work_tree_is_the_one_that_counts(place: Path) -> None:
    if (place / ".git").exists():
        (place / ".mailmap").write_text("Work <d@x>\n")
        assert ours(place) == theirs(place) == ["A <a@x>", "B <b@x>", "C <c@x>", "Work <d@x>"]
        (place / ".mailmap").unlink()
        (place / ".mailmap").symlink_to(place.parent / "file")  # git follows no link there
        told: list[str] = []
        assert ours(place, told) == ASKED
        assert told == [f"error: unable to open mailmap at .mailmap: {os.strerror(errno.ELOOP)}"]


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda place: git(place, "rev-parse", "HEAD^{tree}"), "error: mailmap is not a blob: "),
        (lambda place: b"1" * 40, "error: unable to read mailmap object at "),
    ],
    ids=["a tree", "missing"],
)
def test_a_blob_that_is_none(place: Path, make: Callable[[Path], bytes], words: str) -> None:
    name = make(place).decode().strip()
    git(place, "config", "mailmap.blob", name)
    told: list[str] = []
    found = ours(place, told)
    assert found == (ASKED if not (place / ".git").exists() else ["Head <a@x>", *ASKED[1:]])
    (line,) = told
    assert line.startswith(words + name)


def test_a_file_that_may_not_be_read(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = str(place.parent / "file")
    git(place, "config", "mailmap.file", path)
    real = os.open

    def refuse(name: str, *rest: int, **named: int) -> int:
        if name == path:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), name)
        return real(name, *rest, **named)

    monkeypatch.setattr(os, "open", refuse)
    told: list[str] = []
    assert ours(place, told) == ["Head <a@x>", *ASKED[1:]]
    assert told == [f"error: unable to open mailmap at {path}: Permission denied"]


def test_a_setting_without_a_value(place: Path) -> None:
    with (place / (".git/config" if (place / ".git").exists() else "config")).open("a") as file:
        file.write("[mailmap]\n\tblob\n")
    with (
        Repository.open(place) as repo,
        pytest.raises(RepositoryError, match=r"bad config variable 'mailmap\.blob' in file"),
    ):
        repo.mailmap()
