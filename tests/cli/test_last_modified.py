"""last-modified beside git: the same commits, paths, order, messages and exit codes."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.support.command import git, pygitobj, run
from tests.support.git_version import needs_newest_git

# Older git has no such command.
pytestmark = needs_newest_git
PATHS = ["a", "b", "d/x", "d/e/y", "d/e/z", "f/g/h/i", 'q"uote', "\u00e4", *(f"many/{n}" for n in range(90))]


@pytest.fixture(scope="module", params=[False, True], ids=["alone", "with-graph"])
def place(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Path:
    """A history with merges, in which files change, come, go and become directories."""
    root = tmp_path_factory.mktemp("modified") / "r"
    git(root.parent, "init", "-q", "-b", "main", "r")
    chosen = random.Random(5)
    seconds = 1_000_000_000

    def commit(*parents: str) -> str:
        nonlocal seconds
        seconds += 60
        git(root, "add", "-A")
        tree = git(root, "write-tree").decode().strip()
        words = [word for parent in parents for word in ("-p", parent)]
        when = f"A <a@x> {seconds} +0000"
        body = f"tree {tree}\n" + "".join(f"parent {parent}\n" for parent in words[1::2])
        body += f"author {when}\ncommitter {when}\n\nx\n"
        return git(root, "hash-object", "-t", "commit", "-w", "--stdin", stdin=body.encode()).decode().strip()

    for path in PATHS:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text("0")
    tips = [commit()]
    for number in range(60):
        for path in chosen.sample(PATHS, chosen.randrange(1, 9)):
            if chosen.random() < 0.1:
                (root / path).unlink(missing_ok=True)
            else:
                (root / path).write_text(str(chosen.randrange(3)))
        parents = chosen.sample(tips[-4:], min(len(tips), chosen.choice((1, 1, 1, 2))))
        tips.append(commit(*parents))
        git(root, "update-ref", f"refs/tags/t{number}", tips[-1])
    git(root, "update-ref", "refs/heads/main", commit(*tips[-3:]))
    git(root, "tag", "-am", "t", "annotated", "t50")
    if request.param:
        git(root, "commit-graph", "write", "--reachable", "--changed-paths")
    return root


WORDS = [
    "", "-r", "-t", "-rt", "--max-depth=0", "--max-depth=1", "-t --max-depth=2", "--max-depth=-1", "-z", "-rz",
    "-r --no-recursive", "--recursive --show-trees", "-r annotated", "-r t20", "-r t40..main", "-r t20..t50",
    "-r t59 ^t3", "-r main..main", "-r -n3", "-n0", "-r --max-count=20 t50", "-r -- d", "-- d", "-- d/", "-t -- d/e",
    "-r -- d/e/y a",
    "-r -- *y :!b", "-- *", "-- :!d", "-- none", "-r :(icase)D/X", "--max-depth=1 -- many d", "HEAD^{tree}", "main t3",
    "main:a", "main:d", "--bogus", "none", "--rec", "-x", "-rx", "--max-depth", "--max-depth=x", "-h", "-rh", "-p",
    "--stat -r", "--all", "--not main", "t3...t9", "--no-max-depth", "--since=1.week -r", "--follow",
    "--follow -- d", "--find-object=nosuch", "--combined-all-paths", "--name-only --check",
]  # fmt: skip


@pytest.mark.parametrize("words", WORDS)
def test_words(place: Path, words: str) -> None:
    command = ["last-modified", *words.split()]
    assert pygitobj(place, *command) == run(["git", *command], place)


def test_below_the_top(place: Path) -> None:
    (place / "d").mkdir(exist_ok=True)
    command = ["last-modified", "-r", "HEAD", "--", "e", "../a"]
    assert pygitobj(place / "d", *command) == run(["git", *command], place / "d")


def test_from_the_top_at_some_depth(place: Path) -> None:
    """Where git opens nothing."""
    said = pygitobj(place, "last-modified", "--max-depth=1", "main", "--", ".")
    assert said.out == git(place, "last-modified", "--max-depth=1", "main")
