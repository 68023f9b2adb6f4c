"""A path in a tree leads where git's does, also through links; each way in which it can end.

git is the oracle: `rev-parse <tree>:<path>`, and for links the batch mode of cat-file.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pygitobj import Repository
from pygitobj.formats.tree import SYMLINK
from pygitobj.revisions.context import Status
from pygitobj.revisions.tree_path import MAX_LINKS, PathResult, find_path, follow_path
from tests.support.command import git, run

LINKS = {
    "to-file": "dir/file",
    "to-dir": "dir",
    "to-link": "to-dir/file",
    "dangling": "nowhere",
    "out": "../out/x",
    "absolute": "/etc/hosts",
    "loop": "loop",
    "dir/up": "../file",
    "dir/top": "..",
}


@pytest.fixture
def repo(tmp_path: Path) -> Iterator[Repository]:
    git(tmp_path, "init", "-q", "-b", "main", ".")
    (tmp_path / "dir/deep").mkdir(parents=True)
    for name in ("file", "dir/file", "dir/deep/file"):
        (tmp_path / name).write_text(name)
    for name, target in LINKS.items():
        (tmp_path / name).symlink_to(target)
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-q", "-m", "m")
    git(tmp_path, "tag", "-a", "-m", "m", "v1")
    with Repository.open(tmp_path) as opened:
        yield opened


PATHS = [
    "", "file", "dir", "dir/", "dir/file", "dir/deep/file", "nothing", "file/", "file/x", "dir/nothing", "to-file",
    "to-dir/file", "dangling/x", "dir//file",
]  # fmt: skip


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("start", ["HEAD", "v1", "HEAD^{tree}"])
def test_without_links(repo: Repository, start: str, path: str) -> None:
    theirs = run(["git", "rev-parse", "-q", "--verify", f"{start}:{path}"], Path(repo.location.work_tree or ""))
    found = find_path(repo.reader, repo.resolve(start), path.encode())
    assert (found.status is Status.FOUND) == (theirs.code == 0)
    assert found.id is None or f"{found.id}\n" == theirs.out.decode()


FOLLOWED = [
    *PATHS, *LINKS, "to-dir/", "to-dir/deep/file", "dir/top/file", "dir/top/dir/up", "dir/../file", "dir/top/../x",
    "..", "out/y", "absolute/y", "loop/x", "dangling/", "to-file/x",
]  # fmt: skip


@pytest.mark.parametrize("path", FOLLOWED)
def test_with_links(repo: Repository, path: str) -> None:
    top = Path(repo.location.work_tree or "")
    theirs = git(top, "cat-file", "--batch-check", "--follow-symlinks", stdin=f"HEAD:{path}\n".encode()).split(b"\n")
    found = follow_path(repo.reader, repo.resolve("HEAD"), path.encode())
    words = theirs[0].split()
    if found.status is Status.FOUND:
        assert words[0].decode() == str(found.id)
    elif found.status is Status.OUTSIDE:
        assert words == [b"symlink", str(len(found.outside)).encode()]
        assert theirs[1] == found.outside
    else:
        assert found.status.value.encode() in words


@pytest.mark.parametrize("count", [MAX_LINKS, MAX_LINKS + 1])
def test_how_many_links(tmp_path: Path, count: int) -> None:
    git(tmp_path, "init", "-q", "-b", "main", ".")
    (tmp_path / "0").write_text("x")
    for number in range(count):
        (tmp_path / f"{number + 1}").symlink_to(f"{number}")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-q", "-m", "m")
    with Repository.open(tmp_path) as repository:
        found = follow_path(repository.reader, repository.resolve("HEAD"), str(count).encode())
        assert found.status is (Status.FOUND if count == MAX_LINKS else Status.LOOP)


def test_what_is_no_tree(repo: Repository) -> None:
    blob = repo.resolve("HEAD:file")
    for walk in (find_path, follow_path):
        assert walk(repo.reader, blob, b"x") == PathResult(Status.MISSING)
    assert find_path(repo.reader, repo.resolve("HEAD"), b"loop").mode == SYMLINK
