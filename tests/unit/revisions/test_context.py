"""How a resolution can end, and what names are resolved against: as `git cat-file --batch-check` tells the ends.

Tried besides: each end in a work tree and in a bare repository, where there is no prefix and no work tree.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from pygitobj import SHA1, Repository
from pygitobj.revisions.context import Resolution, Status
from pygitobj.revisions.resolve import resolve
from tests.support.command import git


@pytest.fixture(params=[False, True], ids=["work tree", "bare"])
def repo(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Repository]:
    git(tmp_path, "init", "-q", "-b", "main", "r")
    work = tmp_path / "r"
    (work / "folder").mkdir()
    (work / "folder" / "file").write_text("x\n")
    for name, target in {
        "good": "folder/file",
        "outside": "../elsewhere",
        "absolute": "/etc/passwd",
        "dangling": "nothing",
        "loop": "loop",
        "through": "folder/file/below",
    }.items():
        (work / name).symlink_to(target)
    # Two ids that begin with the same four digits.
    start: dict[str, bytes] = {}
    for number in count():
        body = b"%d\n" % number
        digits = SHA1.hash_object("blob", body).hex()[:4]
        if digits in start:
            break
        start[digits] = body
    for text in (start[digits], body):
        git(work, "hash-object", "-w", "--stdin", stdin=text)
    (tmp_path / "digits").write_text(digits)
    git(work, "add", ".")
    git(work, "commit", "-qm", "x")
    if request.param:
        git(tmp_path, "clone", "-q", "--bare", "--no-hardlinks", "r", "b")
        for text in (start[digits], body):
            git(tmp_path / "b", "hash-object", "-w", "--stdin", stdin=text)
    with Repository.open(tmp_path / ("b" if request.param else "r")) as opened:
        yield opened


NAMES = {
    "HEAD:folder/file": Status.FOUND,
    "HEAD:good": Status.FOUND,
    "HEAD:nothing": Status.MISSING,
    "nothing": Status.MISSING,
    "HEAD:outside": Status.OUTSIDE,
    "HEAD:absolute": Status.OUTSIDE,
    "HEAD:dangling": Status.DANGLING,
    "HEAD:loop": Status.LOOP,
    "HEAD:through": Status.NOT_DIRECTORY,
}


def test_the_words_of_the_ends(repo: Repository, tmp_path: Path) -> None:
    names = {**NAMES, (tmp_path / "digits").read_text(): Status.AMBIGUOUS}
    asked = "".join(f"{name}\n" for name in names).encode()
    place = repo.location.work_tree or repo.location.git_dir
    answers = iter(git(place, "cat-file", "--batch-check", "--follow-symlinks", stdin=asked).splitlines())
    for name, expected in names.items():
        found = resolve(repo.revisions, name, follow_symlinks=True)
        assert found.status is expected
        words = next(answers).decode().split()
        if expected is Status.FOUND:
            assert words[0] == str(found.id)
        elif expected in (Status.MISSING, Status.AMBIGUOUS):
            assert words[-1] == expected.value
        else:
            assert words[0] == expected.value
            assert next(answers) == (found.outside or name.encode())
        assert (found.id is None) is (expected is not Status.FOUND)
    assert next(answers, None) is None


def test_where_names_are_looked_for(repo: Repository) -> None:
    top = repo.location.work_tree
    context = repo.revisions
    assert (context.work_tree, context.prefix) == ((None, None) if top is None else (top, ""))
    assert context.format is repo.format
    assert context.reader is repo.reader
    assert context.refs is repo.ref_store
    assert context.shallow() == frozenset()
    if top is not None:
        with Repository.open(f"{top}/folder") as below:
            assert below.revisions.prefix == "folder/"
            assert resolve(below.revisions, "HEAD:./file").id == repo.resolve("HEAD:folder/file")


def test_nothing_but_the_end_need_be_known() -> None:
    assert Resolution(Status.MISSING) == Resolution(Status.MISSING, None, None, None, b"")
    assert [status.value for status in Status] == [
        "found",
        "missing",
        "ambiguous",
        "symlink",
        "dangling",
        "loop",
        "notdir",
    ]
