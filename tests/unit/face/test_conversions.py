"""Conversions in the library: what `git add` writes, and what may not happen without being asked for."""

from __future__ import annotations

from pathlib import Path

import pytest

import pygitobj
from pygitobj.errors import ConversionError, RepositoryError, UnsupportedError
from tests.support.command import git
from tests.support.unchecked import unchecked


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A repository with attributes."""
    git(tmp_path, "init", "-q", ".")
    (tmp_path / ".gitattributes").write_text(
        "*.c text=auto\n*.id ident text eol=crlf\n*.up filter=up\n*.16 working-tree-encoding=UTF-16\n"
    )
    git(tmp_path, "config", "filter.up.clean", "tr a-z A-Z")
    git(tmp_path, "config", "filter.up.smudge", "tr A-Z a-z")
    return tmp_path


def test_both_ways(place: Path) -> None:
    with pygitobj.Repository.open(place) as repository:
        oid = git(place, "hash-object", "--stdin", stdin=b"$Id$\n").strip()
        assert repository.convert_to_worktree("d/a.id", b"$Id$\n") == b"$Id: " + oid + b" $\r\n"
        assert repository.convert_to_git(b"a.id", bytearray(b"$Id: x $\r\n")) == b"$Id$\n"
        assert repository.convert_to_git(place / "a.c", b"a\r\n") == b"a\n"
        assert repository.convert_to_git("./d/../a.c", memoryview(b"a\r\n\0")) == b"a\r\n\0"
        with pytest.raises(ConversionError, match=r"BOM is required in 'a\.16' if encoded as UTF-16"):
            repository.convert_to_git("a.16", b"a\0")


@pytest.mark.parametrize("kept", [b"one\r\n", b"one\r\ntwo\n", b"one\n", b"\0\r\n", b"\r"])
def test_a_guess_goes_by_the_index(place: Path, kept: bytes) -> None:
    oid = git(place, "hash-object", "-w", "--stdin", stdin=kept).decode().strip()
    git(place, "update-index", "--add", "--cacheinfo", f"100644,{oid},a.c")
    (place / "a.c").write_bytes(b"changed\r\nlines\n")
    with pygitobj.Repository.open(place) as repository:
        ours = repository.convert_to_git("a.c", (place / "a.c").read_bytes())
    git(place, "add", "a.c")
    assert ours == git(place, "cat-file", "blob", ":a.c")


def test_a_program_runs_only_when_asked_for(place: Path) -> None:
    with pygitobj.Repository.open(place) as repository:
        for convert in (repository.convert_to_git, repository.convert_to_worktree):
            with pytest.raises(UnsupportedError, match="programs=True"):
                convert("a.up", b"aBc")
        assert repository.convert_to_git("a.up", b"aBc", programs=True) == b"ABC"
        assert repository.convert_to_worktree("a.up", b"aBc", programs=True) == b"abc"
        # One that there is not need not run.
        git(place, "config", "--unset", "filter.up.smudge")
        repository.refresh()
        assert repository.convert_to_worktree("a.up", b"aBc") == b"aBc"


def test_a_program_of_somebody_else_does_not_run(place: Path) -> None:
    with pygitobj.Repository.open(place, git_dir=place / ".git", work_tree=place) as repository:
        repository.environ = {**repository.environ, "GIT_TEST_ASSUME_DIFFERENT_OWNER": "1"}
        with pytest.raises(RepositoryError, match="dubious ownership"):
            repository.convert_to_git("a.up", b"a", programs=True)
        assert repository.convert_to_git("a.c", b"a\r\n") == b"a\n"


def test_what_may_not_be_given(place: Path) -> None:
    with pygitobj.Repository.open(place) as repository:
        for path in ("", "d/", ".", "a\0b"):
            with pytest.raises(ValueError, match="path"):
                repository.convert_to_git(path, b"")
        with pytest.raises(RepositoryError, match="outside"):
            repository.convert_to_git("../a", b"")
        with pytest.raises(TypeError, match="content is bytes"):
            repository.convert_to_git("a", unchecked("text"))
        with pytest.raises(TypeError, match="programs is True or False"):
            repository.convert_to_git("a", b"", programs=unchecked("no"))
    with pytest.raises(ValueError, match="closed"):
        repository.convert_to_git("a", b"")


@pytest.mark.parametrize("required", [True, False])
def test_a_filter_that_fails(place: Path, required: bool) -> None:
    git(place, "config", "filter.up.clean", "exit 7")
    git(place, "config", "filter.up.required", str(required).lower())
    told: list[str] = []
    with pygitobj.Repository.open(place, warn=told.append, log=False) as repository:
        if required:
            with pytest.raises(ConversionError, match=r"a\.up: clean filter 'up' failed"):
                repository.convert_to_git("a.up", b"a", programs=True)
        else:
            assert repository.convert_to_git("a.up", b"a", programs=True) == b"a"
    assert told == ["error: external filter 'exit 7' failed 7", "error: external filter 'exit 7' failed"]
