"""What a dumb server tells is what git lets it tell, byte for byte."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from pygitobj import Repository
from pygitobj.errors import CorruptError, RepositoryError, UnsupportedError
from pygitobj.jobs.maintain.server_info import pack_lines, update_server_info
from tests.support.command import git


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """Tags of tags, packed and loose references, one of a blob; two packs."""
    git(tmp_path, "init", "-q", "-b", "main", "r")
    path = tmp_path / "r"
    for step in range(2):
        (path / "a").write_text(f"{step}\n")
        git(path, "add", ".")
        git(path, "commit", "-qm", str(step))
        git(path, "repack", "-q")
    git(path, "tag", "-am", "tag", "v1", "HEAD~1")
    git(path, "tag", "-am", "tag of a tag", "v2", "v1")
    git(path, "tag", "blob", "HEAD:a")
    git(path, "pack-refs", "--all")
    git(path, "branch", "a-b")
    git(path, "branch", "a/b")
    git(path, "update-ref", "refs/bisect/bad", "HEAD")
    git(path, "symbolic-ref", "refs/remotes/origin/HEAD", "refs/heads/main")
    git(path, "symbolic-ref", "refs/remotes/origin/nowhere", "refs/heads/nowhere")
    git(path, "worktree", "add", "-q", "--detach", "../linked")
    git(tmp_path / "linked", "update-ref", "refs/bisect/good", "HEAD")
    return path


def written(path: Path) -> tuple[bytes, bytes]:
    """Both files, as we write them to the repository at `path`."""
    with Repository.open(path) as opened:
        update_server_info(opened, opened.write_policy())
        common, objects = Path(opened.location.common_dir), Path(opened.location.object_dir)
        return (common / "info/refs").read_bytes(), (objects / "info/packs").read_bytes()


def by_git(path: Path) -> tuple[bytes, bytes]:
    """Both files, as git writes them."""
    git(path, "update-server-info")
    common = path / git(path, "rev-parse", "--git-common-dir").decode().strip()
    return (common / "info/refs").read_bytes(), (common / "objects/info/packs").read_bytes()


def forget(path: Path) -> None:
    (path / ".git/info/refs").unlink(missing_ok=True)
    shutil.rmtree(path / ".git/objects/info")


def test_as_git_writes_them(repository: Path) -> None:
    for top in (repository, repository.parent / "linked"):
        forget(repository)
        ours = written(top)
        forget(repository)
        refs, packs = by_git(top)
        assert ours[0] == refs
        # Git has no order for packs that it meets for the first time.
        assert sorted(ours[1].splitlines()) == sorted(packs.splitlines())
        assert ours[1].endswith(b"pack\n\n")


def test_packs_keep_their_order(repository: Path) -> None:
    by_git(repository)
    info = repository / ".git/objects/info/packs"
    turned = b"".join(sorted(info.read_bytes().splitlines(keepends=True)[:-1], reverse=True)) + b"\n"
    for before in (turned, turned.removesuffix(b"\n"), b"\n" + turned, turned[: turned.index(b"\n") + 1]):
        info.write_bytes(before)
        ours = written(repository)[1]
        info.write_bytes(before)
        assert ours == by_git(repository)[1]
    with Repository.open(repository) as opened:
        fresh = b"".join(pack_lines(opened.objects, b""))
        for useless in (b"D\n" + turned, turned + b"T x\n", turned + b"P gone.pack\n"):
            assert b"".join(pack_lines(opened.objects, useless)) == fresh


def test_nothing_is_written_again(repository: Path) -> None:
    by_git(repository)
    before = [os.stat(repository / ".git" / name) for name in ("info/refs", "objects/info/packs")]
    written(repository)
    after = [os.stat(repository / ".git" / name) for name in ("info/refs", "objects/info/packs")]
    assert [(stat.st_ino, stat.st_mtime_ns) for stat in before] == [(stat.st_ino, stat.st_mtime_ns) for stat in after]


def test_modes_and_nothing_left_over(repository: Path) -> None:
    names = ("info/refs", "objects/info/packs")
    for mask, shared in ((0o022, "umask"), (0o002, "umask"), (0o077, "group")):
        git(repository, "config", "core.sharedRepository", shared)
        before = os.umask(mask)
        try:
            forget(repository)
            by_git(repository)
            modes = [os.stat(repository / ".git" / name).st_mode for name in names]
            forget(repository)
            written(repository)
        finally:
            os.umask(before)
        assert [os.stat(repository / ".git" / name).st_mode for name in names] == modes
    assert sorted(os.listdir(repository / ".git/info")) == ["exclude", "refs"]
    assert os.listdir(repository / ".git/objects/info") == ["packs"]


def test_empty_repositories(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q", "--bare", "e.git")
    ours = written(tmp_path / "e.git")
    assert ours == (b"", b"\n") == by_git(tmp_path / "e.git")


def test_what_cannot_be_told(repository: Path) -> None:
    forget(repository)
    (repository / ".git/refs/heads/broken").write_text("1" * 40 + "\n")
    with pytest.raises(RepositoryError, match="refs/heads/broken"):
        written(repository)
    assert not (repository / ".git/info/refs").exists()
    assert (repository / ".git/objects/info/packs").exists()


@pytest.mark.parametrize("storage", ["reftable", "files://elsewhere"])
def test_references_that_cannot_be_read(repository: Path, storage: str) -> None:
    git(repository, "config", "core.repositoryFormatVersion", "1")
    git(repository, "config", "extensions.refStorage", storage)
    with pytest.raises((CorruptError, UnsupportedError)):
        written(repository)
