"""`repo.history` of lines beside `git log -L`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pygitobj import Repository, RevisionError
from tests.support.command import git
from tests.support.file_histories import make


@pytest.mark.parametrize("seed", range(3))
def test_commits_as_git_finds_them(tmp_path: Path, seed: int) -> None:
    place = tmp_path / "r.git"
    make(place, seed, 40)
    asked = 0
    with Repository.open(place) as repo:
        for path in git(place, "ls-tree", "-r", "--name-only", "main").decode().splitlines():
            count = git(place, "cat-file", "blob", f"main:{path}").count(b"\n")
            for start, stop in ((1, 2), (2, count + 1), (count // 2, count // 2 + 3)):
                if not 1 <= start < stop <= count + 1:
                    continue
                asked += 1
                said = f"-L{start},{stop - 1}:{path}"
                expected = git(place, "log", "-s", "--format=%H", said, "main").decode().split()
                found = [str(commit.id) for commit, _ in repo.history(path, "main", lines=range(start, stop))]
                assert found == expected, said
    assert asked > 10


def test_what_changed_is_told_of_merges_too(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q", "-b", "main")
    stream = b""
    for mark, parents, text in ((1, [], "a\nb\n"), (2, [1], "a\nc\n"), (3, [1], "a\nd\n"), (4, [2, 3], "a\ncd\n")):
        words = "".join(f"{word} :{one}\n" for word, one in zip(("from", "merge"), parents, strict=False))
        stream += (
            f"commit refs/heads/main\nmark :{mark}\ncommitter A <a@x> {mark} +0000\ndata 1\n{mark}\n{words}".encode()
        )
        stream += f"deleteall\nM 644 inline f\ndata {len(text)}\n{text}\n".encode()
    git(tmp_path, "fast-import", "--quiet", stdin=stream)
    with Repository.open(tmp_path) as repo:
        found = [
            (commit.message, [change.parent for change in changes])
            for commit, changes in repo.history("f", lines=range(2, 3))
        ]
        assert found == [(b"4", [0, 1]), (b"3", [0]), (b"2", [0]), (b"1", [0])]
        assert list(repo.history("f", lines=range(2, 2))) == []


@pytest.mark.parametrize(
    ("path", "lines", "error"),
    [
        ("nosuch", range(1, 2), RevisionError),
        ("d", range(1, 2), RevisionError),
        ("f", range(2, 4), ValueError),
        ("f", range(2), ValueError),
        ("f", range(1, 9, 2), ValueError),
        ("f", [1], TypeError),
        ("f", 1, TypeError),
    ],
)
def test_what_cannot_be_asked(tmp_path: Path, path: str, lines: Any, error: type[Exception]) -> None:
    git(tmp_path, "init", "-q", "-b", "main")
    stream = b"commit refs/heads/main\ncommitter A <a@x> 1 +0000\ndata 0\n"
    stream += b"M 644 inline f\ndata 4\n1\n2\n\nM 644 inline d/g\ndata 0\n\n"
    git(tmp_path, "fast-import", "--quiet", stdin=stream)
    with Repository.open(tmp_path) as repo, pytest.raises(error):
        repo.history(path, lines=lines)
