"""Filters in this process: one that gives without end, and one that is there when its caller is interrupted."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path

import pytest

import pygitobj
from pygitobj.errors import UnsupportedError
from pygitobj.files.ending import GUARD
from pygitobj.jobs.convert.conversions import Conversions
from pygitobj.repository import programs
from tests.support.command import git

PROCESS = Path(__file__).parents[3] / "support" / "filter_process.py"


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A repository in which every file has the filter `x`."""
    git(tmp_path, "init", "-q", ".")
    (tmp_path / ".gitattributes").write_text("* filter=x\n")
    return tmp_path


@pytest.mark.parametrize("direction", ["clean", "smudge"])
def test_one_that_gives_without_end(place: Path, direction: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(programs, "most_output", lambda: 1 << 20)
    git(place, "config", f"filter.x.{direction}", "yes")
    with pygitobj.Repository.open(place) as repository:
        convert = repository.convert_to_git if direction == "clean" else repository.convert_to_worktree
        with pytest.raises(UnsupportedError, match="'yes' gives more than 1048576 bytes"):
            convert("f", b"x" * (1 << 20), programs=True)
    assert not GUARD.owned


def test_a_process_that_gives_too_much(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(programs, "most_output", lambda: 1 << 20)
    command = shlex.join([sys.executable, "-SE", str(PROCESS), str(place / "log"), "upper"])
    git(place, "config", "filter.x.process", command)
    with pygitobj.Repository.open(place) as repository:
        assert repository.convert_to_git("f", b"x" * (1 << 19), programs=True) == b"X" * (1 << 19)
        with pytest.raises(UnsupportedError, match="gives more than"):
            repository.convert_to_git("f", b"x" * (3 << 20), programs=True)
    assert not GUARD.owned


def test_whoever_is_interrupted_leaves_no_process(place: Path) -> None:
    command = shlex.join([sys.executable, "-SE", str(PROCESS), str(place / "log"), "upper"])
    git(place, "config", "filter.x.process", command)
    running: list[object] = []

    def interrupted(repository: pygitobj.Repository) -> None:
        with Conversions(repository, programs=True) as conversions:
            assert conversions.to_git(b"f", b"abc") == b"ABC"
            running.extend(GUARD.owned)
            raise KeyboardInterrupt

    with pygitobj.Repository.open(place) as repository, pytest.raises(KeyboardInterrupt):
        interrupted(repository)
    assert len(running) == 1
    assert not GUARD.owned


def test_one_process_for_all_files(place: Path) -> None:
    log = place / "log"
    command = shlex.join([sys.executable, "-SE", str(PROCESS), str(log), "upper"])
    git(place, "config", "filter.x.process", command)
    with pygitobj.Repository.open(place) as repository, Conversions(repository, programs=True) as conversions:
        assert [conversions.to_git(b"f%d" % number, b"abc") for number in range(9)] == [b"ABC"] * 9
        assert conversions.to_worktree(b"g", b"abc", ref="refs/heads/x") == b"ABC"
    lines = log.read_bytes().splitlines()
    assert lines.count(b"start") == 1
    assert lines[-1] == b"command=smudge pathname=g ref=refs/heads/x"
