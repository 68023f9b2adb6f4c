"""`repo.archive` and `repo.note` beside git's archive and notes."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pygitobj import ObjectId, Pathspec, Repository, RevisionError, UnsafePathError, UnsupportedError
from tests.support.command import git
from tests.support.git_version import needs_newest_git
from tests.support.unchecked import unchecked


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A repository with files of several kinds, attributes, and notes."""
    git(tmp_path, "init", "-q", "-b", "main", "r")
    place = tmp_path / "r"
    files = {
        "a/x": b"x\n", "a/y.txt": b"y\n", "ignored": b"i\n", "z": b"z\n" * 3000,
        ".gitattributes": b"*.txt eol=crlf\nignored export-ignore\n",
    }  # fmt: skip
    for name, content in files.items():
        (place / name).parent.mkdir(exist_ok=True)
        (place / name).write_bytes(content)
    git(place, "add", ".")
    git(place, "commit", "-qm", "1")
    git(place, "notes", "add", "-m", "usual")
    git(place, "notes", "--ref=other", "add", "-m", "of others", "HEAD:z")
    return place


def test_tar(root: Path) -> None:
    with Repository.open(root) as repo:
        assert b"".join(repo.archive()) == git(root, "archive", "HEAD")
        assert b"".join(repo.archive("HEAD", prefix="p/")) == git(root, "archive", "--prefix=p/", "HEAD")
        theirs = git(root, "archive", "HEAD", "a", ":(glob)*z")
        assert b"".join(repo.archive(repo.commit(), paths=[b"a", Pathspec(":(glob)*z")])) == theirs


@needs_newest_git
def test_a_time_that_is_given(root: Path) -> None:
    when = datetime.fromtimestamp(1_500_000_000, UTC)
    with Repository.open(root) as repo:
        theirs = git(root, "archive", "--mtime=@1500000000 +0000", "HEAD^{tree}")
        assert b"".join(repo.archive(repo.tree(), when=when)) == theirs


def test_the_configuration_changes_no_mode(root: Path) -> None:
    plain = git(root, "archive", "HEAD")
    git(root, "config", "tar.umask", "0077")
    with Repository.open(root) as repo:
        assert b"".join(repo.archive()) == plain


def test_zip(root: Path) -> None:
    with Repository.open(root) as repo:
        made = b"".join(repo.archive(kind="zip"))
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        assert archive.namelist() == [".gitattributes", "a/", "a/x", "a/y.txt", "z"]
        assert archive.read("a/y.txt") == b"y\r\n"
        assert archive.comment == git(root, "rev-parse", "HEAD").strip()


def test_programs_run_where_that_is_asked_for(root: Path) -> None:
    (root / ".gitattributes").write_bytes(b"z filter=up\n")
    git(root, "config", "filter.up.smudge", "tr z Z")
    git(root, "config", "filter.up.clean", "tr Z z")
    git(root, "commit", "-qam", "2")
    with Repository.open(root) as repo:
        with pytest.raises(UnsupportedError):
            list(repo.archive())
        assert b"".join(repo.archive(programs=True)) == git(root, "archive", "HEAD")


def test_arguments_of_archives(root: Path) -> None:
    with Repository.open(root) as repo:
        with pytest.raises(ValueError, match="kind"):
            repo.archive(kind=unchecked("rar"))
        with pytest.raises(TypeError):
            repo.archive(unchecked(3))
        with pytest.raises(RevisionError):
            repo.archive("none")
        with pytest.raises(RevisionError):
            repo.archive("HEAD:z")
        for year, kind in ((1969, "tar"), (1969, "zip"), (1979, "zip"), (2200, "zip")):
            with pytest.raises(ValueError, match="when is a moment from"):
                repo.archive(when=datetime(year, 6, 1, tzinfo=UTC), kind=unchecked(kind))
        for prefix in ("a\0b", "\ud800"):
            with pytest.raises(ValueError, match="prefix"):
                repo.archive(prefix=prefix)


@pytest.mark.parametrize("prefix", ["../", "a/../../", "/", "/a/", ".GIT/", "a/git~1/", "..\\"])
def test_a_prefix_that_leads_out(root: Path, prefix: str) -> None:
    with Repository.open(root) as repo, pytest.raises(UnsafePathError):
        list(repo.archive(prefix=prefix, paths=[".gitattributes"]))


def test_a_prefix_that_makes_something_else_of_a_name(root: Path) -> None:
    """Names at the top are those that the end of the prefix begins."""
    (root / "gIT").write_bytes(b"x")
    git(root, "add", "gIT")
    git(root, "commit", "-qm", "2")
    with Repository.open(root) as repo:
        assert b"".join(repo.archive(prefix="./a//b.")) == git(root, "archive", "--prefix=./a//b.", "HEAD")
        with pytest.raises(UnsafePathError, match=r"'\.git|gIT"):
            list(repo.archive(prefix="a/."))


def test_notes(root: Path) -> None:
    with Repository.open(root) as repo:
        assert repo.note() == b"usual\n"
        assert repo.note(repo.commit().id) == repo.note(repo.commit()) == b"usual\n"
        assert repo.note("HEAD:z") is None
        assert repo.note("HEAD:z", ref="other") == repo.note(repo.blob("HEAD:z"), ref="refs/notes/other")
        assert repo.note("HEAD:z", ref="other") == b"of others\n"
        assert repo.note(ref="none") is None
        with pytest.raises(RevisionError):
            repo.note("none")
        with pytest.raises(TypeError):
            repo.note(unchecked(None))
        with pytest.raises(ValueError, match="id"):
            repo.note(ObjectId("1" * 64))


def test_where_notes_are_by_configuration(root: Path) -> None:
    git(root, "config", "core.notesRef", "refs/notes/other")
    with Repository.open(root) as repo:
        assert repo.note() is None
        assert repo.note("HEAD:z") == b"of others\n"
