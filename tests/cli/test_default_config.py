"""Configuration that cannot be, beside git: what is looked at before the options are, and what only where it counts.

Tried besides, at random: several thousand calls with one to four such settings each, of every mode of these commands.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.command import git, pygitobj, run
from tests.support.git_version import needs_newest_git

COMMANDS = [
    "cat-file -t HEAD",
    "cat-file --batch",
    "cat-file --batch-check --filters",
    "hash-object a.txt",
    "check-attr -a a",
]
# Usage is another one where git is older; that these come before it shows in the first line.
WRONG = ["cat-file --batch-all-objects --batch --filters", "check-attr", "hash-object --stdin-paths --stdin"]
ALWAYS = [
    "core.quotePath=x", "core.ignoreCase=x", "core.autocrlf=x", "core.safecrlf=x", "core.compression=99",
    "core.looseCompression=x", "pack.compression=-2", "core.attributesFile",
]  # fmt: skip
SOMETIMES = ["filter.x.required=maybe", "filter.x.clean", "filter..smudge", "core.eol=x", "core.eol"]


def build(target: Path) -> None:
    git(target, "init", "-q", "-b", "main", ".")
    (target / "a.txt").write_text("a\n")
    git(target, "add", ".")
    git(target, "commit", "-qm", "one")


@pytest.fixture(scope="module")
def repository(build_once: Callable[[str, Callable[[Path], None]], Path]) -> Path:
    return build_once("bad-configuration", build)


@pytest.mark.parametrize("setting", [*ALWAYS, pytest.param("core.checkRoundtripEncoding", marks=needs_newest_git)])
@pytest.mark.parametrize("command", COMMANDS + WRONG)
def test_always(repository: Path, setting: str, command: str) -> None:
    words = ["-c", setting, *command.split()]
    ours, theirs = pygitobj(repository, *words), run(["git", *words], repository)
    assert ours == theirs
    assert ours.code == 128


@pytest.mark.parametrize("setting", SOMETIMES)
@pytest.mark.parametrize("command", [*COMMANDS, "cat-file --filters HEAD:a.txt", "hash-object --no-filters a.txt"])
def test_where_it_counts(repository: Path, setting: str, command: str) -> None:
    words = ["-c", setting, *command.split()]
    assert pygitobj(repository, *words) == run(["git", *words], repository)


def test_no_conversion_no_look(repository: Path) -> None:
    words = ["-c", "filter.x.required=maybe", "cat-file", "--batch-check", "--filters"]
    assert pygitobj(repository, *words, stdin=b"HEAD:a.txt a.txt\n").code == 0
    answer = pygitobj(repository, *words[:3], "--filters", "HEAD:a.txt")
    assert answer.err == b"fatal: bad boolean config value 'maybe' for 'filter.x.required'\n"
