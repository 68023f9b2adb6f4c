"""What is forgotten in large repositories, and read again, is what it was (tests/support/small_bounds.py)."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path

import pytest

from tests.support.command import git, pygitobj, run
from tests.support.many_commits import many_commits

SMALL = [sys.executable, "-m", "tests.support.small_bounds"]
ROOT = Path(__file__).parents[2]
WORDS = """
rev-list --objects HEAD|log --raw -M|log -p -n 40|log --numstat|log --stat -n 40|log -C --find-copies-harder --raw
log -B -M --summary -n 60|log -S7 --oneline|log -G9 --oneline -n 50|log --follow --oneline -- {file}
log --oneline -- d/3|log --topo-order --raw -n 50|log --full-history --parents --oneline -- d/3|blame HEAD -- {file}
blame -C -M HEAD -- {file}|last-modified -r HEAD|grep -n 9 HEAD|log -L1,9:{file} -n 5|diff --stat HEAD~60 HEAD
rev-list --objects --filter=blob:limit=90 HEAD|rev-list --objects --filter=tree:1 -n 20 HEAD|log --word-diff -n 20
"""


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("bounds") / "r"
    many_commits(place, 130)
    return place


def words(repository: Path) -> list[list[str]]:
    """Calls, some of them about the file that was renamed last."""
    (file,) = git(repository, "ls-tree", "--name-only", "HEAD", "d/120").decode().split()
    return [shlex.split(one.format(file=file)) for line in WORDS.split("\n") for one in line.split("|") if one]


def test_the_same_is_shown(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    for given in words(repository):
        small = run([*SMALL, *given], repository)
        assert small == pygitobj(repository, *given), given
        assert small.out, given
