"""Hooks that cannot be run, or end in another way than with a word: what is told, and that nothing changes then.

Tried besides, with git's answers: a hook that fails in each phase, closes its input, or does not read 150 kB of it;
core.hooksPath with a directory that is not there, and a link to nowhere in the hook's place.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.support.command import git, pygitobj

HOOK = ".git/hooks/reference-transaction"
ABORTED = "fatal: in 'preparing' phase, update aborted by the reference-transaction hook\n"
REFUSING = {
    "of a program that is not there": ("#!/nonexistent\n", f"fatal: cannot exec '{HOOK}': No such file or directory\n"),
    "killed": ("#!/bin/sh\nkill -9 $$\n", f"error: {HOOK} died of signal 9\n"),
    "ended": ("#!/bin/sh\nkill -TERM $$\n", f"error: {HOOK} died of signal 15\n"),
    "whose reader is gone": ("#!/bin/sh\nkill -PIPE $$\n", ""),
    "that says no": ("#!/bin/sh\necho out; echo err >&2; exit 1\n", "out\nerr\n"),
}


@pytest.fixture
def made(tmp_path: Path) -> tuple[Path, str]:
    """A repository with a commit and a place for hooks."""
    git(tmp_path, "init", "-q", "-b", "main", ".")
    git(tmp_path, "commit", "-q", "--allow-empty", "-m", "1")
    (tmp_path / HOOK).parent.mkdir(exist_ok=True)
    return tmp_path, git(tmp_path, "rev-parse", "HEAD").decode().strip()


def put(path: Path, text: str, mode: int = 0o755) -> None:
    """Make the hook."""
    (path / HOOK).write_text(text)
    (path / HOOK).chmod(mode)


@pytest.mark.parametrize("kind", REFUSING)
def test_a_hook(made: tuple[Path, str], kind: str) -> None:
    """It is asked twice: as the change is prepared, and as that is given up."""
    path, commit = made
    text, told = REFUSING[kind]
    put(path, text)
    answer = pygitobj(path, "update-ref", "refs/heads/new", commit)
    assert answer.err.decode() == told * 2 + ABORTED
    assert (answer.code, answer.out) == (128, b"")
    assert os.listdir(path / ".git/refs/heads") == ["main"]


def test_a_directory_in_its_place(made: tuple[Path, str]) -> None:
    path, commit = made
    (path / HOOK).mkdir()
    answer = pygitobj(path, "update-ref", "refs/heads/new", commit)
    assert answer.err.decode() == f"fatal: cannot exec '{HOOK}': Permission denied\n" * 2 + ABORTED


@pytest.mark.parametrize("text", ["", "echo $1 >>said\n"])
def test_a_script_that_does_not_say_what_runs_it(made: tuple[Path, str], text: str) -> None:
    path, commit = made
    put(path, text)
    answer = pygitobj(path, "update-ref", "refs/heads/new", commit)
    assert answer == (b"", b"", 0)
    assert not text or (path / "said").read_text().split()[-2:] == ["prepared", "committed"]
    assert git(path, "rev-parse", "new").decode().strip() == commit


def test_one_that_may_not_be_run_is_told_of_once(made: tuple[Path, str]) -> None:
    path, commit = made
    put(path, "#!/bin/sh\nexit 1\n", 0o644)
    lines = f"start\ncreate refs/heads/a {commit}\ncommit\nstart\ncreate refs/heads/b {commit}\ncommit\n"
    answer = pygitobj(path, "update-ref", "--stdin", stdin=lines.encode())
    assert answer.code == 0
    assert answer.err.decode() == (
        f"hint: The '{HOOK}' hook was ignored because it's not set as executable.\n"
        "hint: You can disable this warning with `git config set advice.ignoredHook false`.\n"
    )
    quiet = pygitobj(path, "-c", "advice.ignoredHook=false", "update-ref", "refs/heads/c", commit)
    assert quiet == (b"", b"", 0)
