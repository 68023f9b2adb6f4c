"""shortlog beside git: the same groups, subjects, messages and exit codes."""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest

from tests.support.command import git, pygitobj, run
from tests.support.git_version import needs_newest_git

PEOPLE = ("A U Thor <a@x>", "B <b@y>", "C O Mitter <c@z>", "\u00e4 <d@w>")
SUBJECTS = (
    "[PATCH 3/4] one", "two\nlines of one", "a long subject of many words that has to be wrapped somewhere or other",
    "\tthree", "[PATCH four", "\u4e94",
)  # fmt: skip
LOG = b"""author A U <a@b> 1 +0000


    [PATCH 3/4] hello
    next
Author: none
x

Author: B <b>
Date: x

   [PATCH bad

Author: C<c>

Author: D <d>

Author: A U <a@b>

    title \xff
\0x
"""


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A history by several people, with trailers and a mailmap."""
    root = tmp_path_factory.mktemp("shortlog") / "r"
    git(root.parent, "init", "-q", "-b", "main", "r")
    (root / ".mailmap").write_bytes(b"Bee <bee@y> <b@y>\n")
    git(root, "add", ".")
    chosen = random.Random(3)
    for number in range(24):
        who = chosen.choice(PEOPLE)
        body = f"\n\nbody\n\nSigned-off-by: {who}\nReviewed-by: {chosen.choice(PEOPLE)}\nReviewed-by: nobody\n"
        message = f"{chosen.choice(SUBJECTS)}{body * (number % 3 > 0)}"
        when = f"--date=@{1_000_000_000 + number * 86_400} +0100"
        git(root, "commit", "-q", "--allow-empty", "--author", who, when, "-m", message)
    git(root, "commit", "-q", "--allow-empty", "--allow-empty-message", "-m", "")
    return root


OPTIONS = [
    "", "-s", "-sne", "-n", "-e", "-c", "--no-committer", "-w", "-w40", "-w30,2,4", "-w0,3,5", "-w,", "-w,,2",
    "--group=author", "-se --group=committer --group=author", "--group=trailer:signed-off-by", "-s --group=%ad",
    "-se --group=trailer:Reviewed-By --group=author", "--group=format:%an --group=%cn", "--no-group -s",
    "--format=%h_%s", "--format=%h --abbrev=35", "--no-abbrev --format=%h",
    "--format=%m%d%an", "--pretty=short", "--oneline", "--pretty=reference", "--format=",
    "--date=short --group=%ad", "-5", "-sn5", "-n5 -s", "--author=A", "--grep one -s", "--reverse", "--skip=3 -s",
    "--summ --num", "--em -s", "--gro=author", "--stat -s", "-p -s", "-S x -s", "--format=%B",
    "-l 3 -s", "--src-prefix x -s", "--diff-filter=Z", "--cc -s", "--encoding=latin1",
    "--left-right -s", "--group=%N -s", "--format=%C(red)%s",
]  # fmt: skip


@pytest.mark.parametrize("options", OPTIONS)
@pytest.mark.parametrize("revisions", ["HEAD", "HEAD~9..HEAD~2"])
def test_of_revisions(place: Path, options: str, revisions: str) -> None:
    command = ["shortlog", *options.split(), revisions]
    assert pygitobj(place, *command) == run(["git", *command], place)


@pytest.mark.parametrize("log", ["log", "log --format=fuller", "log --format=raw", "written"])
@pytest.mark.parametrize(
    "options",
    ["", "-sne", "-c", "-w40", "-s --group=committer", "--group=author -c", "--group=trailer:x", "--group=%x"],
)
def test_of_standard_input(place: Path, log: str, options: str) -> None:
    said = LOG if log == "written" else git(place, *log.split())
    for where in (place, place.parent):
        command = ["shortlog", *options.split()]
        assert pygitobj(where, *command, stdin=said) == run(["git", *command], where, said)


@needs_newest_git
@pytest.mark.parametrize(
    "words",
    ["-h", "--help-all", "-sh", "-x", "--bogus", "--num=3", "--committer=x", "--group=x", "--group", "-w1,2", "-wx",
     "-w5,-1", "-w1,2,3,4", "-w10,0,10", "-num", "-com", "-gro", "HEAD x", "x", "-- x", "--author", "--author=x",
     "--stdin", "-g -s", "--date=nope HEAD", "HEAD~3.. --bogus", "--output=/none/x", "--output", "HEAD^{tree} -s",
     "--branches=none -s", "-s --not HEAD --not HEAD", "--all -s", "--ignore-missing -s HEAD", "--graph --reverse HEAD",
     "-s --follow HEAD", "-s --follow HEAD -- a", "-s --find-object=nosuch HEAD", "-s --combined-all-paths HEAD",
     "-s --name-only --check HEAD", "-Sx -Gy HEAD", "-s -p --ext-diff --submodule=log HEAD"],
)  # fmt: skip
def test_words(place: Path, words: str) -> None:
    for where in (place, place.parent):
        command = ["shortlog", *words.split()]
        assert pygitobj(where, *command) == run(["git", *command], where)


def test_into_a_file(place: Path) -> None:
    told = pygitobj(place, "shortlog", "-s", f"--output={place.parent / 'told'}", "HEAD")
    assert told.out == b""
    assert (place.parent / "told").read_bytes() == git(place, "shortlog", "-s", "HEAD")


def test_the_mailmap_outside_of_a_repository(tmp_path: Path) -> None:
    (tmp_path / ".mailmap").write_bytes(b"Bee <bee@y> <b>\n")
    (tmp_path / "more").write_bytes(b"See <c>\n")
    command = ["-c", f"mailmap.file={os.fspath(tmp_path / 'more')}", "shortlog", "-se"]
    assert pygitobj(tmp_path, *command, stdin=LOG) == run(["git", *command], tmp_path, LOG)
