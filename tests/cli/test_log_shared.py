"""A log of many commits that is shared with a copy of the process, beside the same of the process alone."""

from __future__ import annotations

import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.command import Answer, git, pygitobj
from tests.support.many_commits import many_commits

COMMITS = 1420
WORDS = """
log --raw|log --raw -M|log -p|log --numstat --reverse|log --format=%h%x20%s --name-status -C|log -S7 --oneline
log --raw --topo-order|log -p --exit-code -- d/3|log --raw -z|log --check|log -p -M -l1 --skip=9|log --raw --output=told
"""


def words() -> list[list[str]]:
    """Calls of log and its like."""
    return [shlex.split(one) for line in WORDS.split("\n") for one in line.split("|") if one]


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A history that is long enough for a copy to have a share."""
    place = tmp_path_factory.mktemp("shared") / "r"
    many_commits(place, COMMITS)
    return place


def both(repository: Path, given: list[str]) -> list[tuple[Answer, bytes]]:
    """What the command says alone and with a copy, and what it wrote to a file."""
    answers = []
    told = repository / "told"
    for threads in (1, 2):
        told.write_bytes(b"")
        answer = pygitobj(repository, "-c", f"pack.threads={threads}", *given)
        answers.append((answer, told.read_bytes()))
    return answers


def test_the_same_is_shown(repository: Path) -> None:
    for given in words():
        alone, shared = both(repository, given)
        assert alone == shared, given
        assert alone[0].out or alone[1] or "--quiet" in given, given


def test_a_copy_is_made(repository: Path) -> None:
    """Where a process may use two cores, and only for what many commits changed."""
    script = """
import os, sys
fork = os.fork
os.fork = lambda: (os.write(2, b"forked"), fork())[1]
from pygitobj.cli import run
run()
"""
    for given, said in {
        "pack.threads=2 log --raw": b"forked",
        "pack.threads=1 log --raw": b"",
        "pack.threads=2 log": b"",
        "pack.threads=2 log --raw -n 300": b"",
        "pack.threads=2 log --raw --graph": b"",
    }.items():
        call = [sys.executable, "-c", script, "-c", *given.split()]
        done = subprocess.run(call, cwd=repository, capture_output=True, check=True, timeout=60)
        assert done.stderr == said, given


def test_what_is_lost_is_told_of_in_its_turn(tmp_path: Path, repository: Path) -> None:
    """What came before a commit that cannot be shown is shown, and the error is that of the process alone."""
    git(tmp_path, "clone", "-q", "--bare", "--no-hardlinks", str(repository), "r")
    place = tmp_path / "r"
    for at in (400, 900, 1300):
        lost = git(place, "rev-parse", f"HEAD~{at}^{{tree}}").decode().strip()
        kept = git(place, "rev-list", "--objects", "--all").decode().split("\n")
        names = [line[:40] for line in kept if line and line[:40] != lost]
        pack = git(place, "pack-objects", "--stdout", stdin="\n".join(names).encode())
        bare = tmp_path / f"lost{at}"
        git(tmp_path, "init", "-q", "--bare", "-b", "main", bare.name)
        git(bare, "index-pack", "--stdin", stdin=pack)
        (bare / "refs" / "heads" / "main").write_bytes(git(place, "rev-parse", "HEAD"))
        for given in (["log", "--raw"], ["log", "-p"]):
            alone, shared = both(bare, given)
            assert alone == shared
            assert alone[0].code == 128
            assert lost in alone[0].err.decode()
