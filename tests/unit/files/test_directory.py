"""What is in the file system: only "no such file" and "not a directory on the way" mean that something is not there.

Tried besides: links that lead in circles and nowhere, a file on the way to a path, and errors of each kind that a
system gives where it cannot tell.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from pygitobj import RepositoryError
from pygitobj.files import directory
from pygitobj.files.directory import (
    Seen,
    decoded,
    is_directory,
    is_file,
    is_gone,
    is_link,
    is_there,
    listed,
    names_in,
    path_given,
    real_path,
    remove_if_empty,
    remove_unused,
    seen,
    status,
    sync_directory,
    sync_file,
    unlink,
    unreadable,
)

QUESTIONS: list[Callable[[str], object]] = [
    status,
    seen,
    is_there,
    is_file,
    is_directory,
    is_link,
    real_path,
    names_in,
    unlink,
]
PATCHED = ("stat", "lstat", "listdir", "unlink", "readlink")


@pytest.fixture
def place(tmp_path: Path) -> Path:
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_bytes(b"x")
    (tmp_path / "to-file").symlink_to("file")
    (tmp_path / "to-folder").symlink_to("folder")
    (tmp_path / "to-nothing").symlink_to("nothing")
    return tmp_path


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        # is_there, is_file, is_directory, is_link
        ("folder", (True, False, True, False)),
        ("file", (True, True, False, False)),
        ("to-file", (True, True, False, True)),
        ("to-folder", (True, False, True, True)),
        ("to-nothing", (True, False, False, True)),
        ("nothing", (False, False, False, False)),
        ("file/below", (False, False, False, False)),
    ],
)
def test_what_is_where(place: Path, name: str, expected: tuple[bool, ...]) -> None:
    path = str(place / name)
    assert (is_there(path), is_file(path), is_directory(path), is_link(path)) == expected


@pytest.mark.parametrize("number", [errno.EACCES, errno.EIO, errno.ELOOP, errno.EMFILE, errno.ENAMETOOLONG])
@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.__name__)
def test_what_cannot_be_told_is_raised(
    place: Path, question: Callable[[str], object], number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: object, *_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number), path)

    for name in PATCHED:
        monkeypatch.setattr(os, name, refuse)
    with pytest.raises(OSError, match=os.strerror(number)) as caught:
        question(str(place / "file"))
    assert caught.value.errno == number
    assert not is_gone(caught.value)


def test_a_link_in_a_circle_is_not_absent(place: Path) -> None:
    (place / "circle").symlink_to("circle")
    for question in (status, is_file, is_directory, real_path):
        with pytest.raises(OSError, match=os.strerror(errno.ELOOP)):
            question(str(place / "circle"))
    assert is_link(str(place / "circle"))


def test_names(place: Path) -> None:
    assert names_in(str(place)) == ["file", "folder", "to-file", "to-folder", "to-nothing"]
    assert names_in(str(place / "nothing")) == names_in(str(place / "file" / "below")) == []
    assert listed(str(place)) == names_in(str(place))
    assert listed(str(place / "nothing")) == []


def test_what_cannot_be_listed_is_an_error_of_ours(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: object) -> None:
        raise OSError(errno.EMFILE, os.strerror(errno.EMFILE), path)

    monkeypatch.setattr(os, "listdir", refuse)
    with pytest.raises(RepositoryError, match=f"^unable to open {place}: {os.strerror(errno.EMFILE)}$") as caught:
        listed(str(place))
    assert isinstance(caught.value.__cause__, OSError)


def test_which_file_it_is(place: Path) -> None:
    first = seen(str(place / "file"))
    assert first is not None
    assert first == seen(str(place / "to-file"))
    os.utime(place / "file", ns=(5, 5))
    again = seen(str(place / "file"))
    assert again == Seen(first.device, first.inode, 5)
    assert again.is_file_of(first)
    os.link(place / "file", place / "keeps-the-inode")
    (place / "file").unlink()
    (place / "file").write_bytes(b"x")
    other = seen(str(place / "file"))
    assert other is not None
    assert not other.is_file_of(first)
    assert not other.is_file_of(None)
    assert seen(str(place / "nothing")) is None


def test_taking_away(place: Path) -> None:
    assert unlink(str(place / "file"))
    assert not unlink(str(place / "file"))
    assert unlink(str(place / "to-folder"))  # the link, not what it leads to
    assert remove_if_empty(str(place / "folder"))
    assert not remove_if_empty(str(place / "folder"))
    assert not remove_if_empty(str(place))
    assert place.is_dir()


def test_a_directory_that_changed_just_now_is_in_use(place: Path) -> None:
    names = frozenset({"new", "old", "taken", "full", "gone"})
    for name in ("new", "old", "taken", "full", "other"):
        (place / name).mkdir()
    (place / "full" / "file").write_bytes(b"")
    for name in ("old", "full", "other"):
        os.utime(place / name, (0, 0))
    remove_unused(str(place), names, {"taken"})
    left = [name for name in ("new", "old", "taken", "full", "other") if (place / name).exists()]
    assert left == ["new", "full", "other"]
    remove_unused(str(place / "gone"), names, set())


def test_real_paths(place: Path) -> None:
    base = os.path.realpath(place)
    assert real_path(str(place / "to-file")) == f"{base}/file"
    assert real_path(str(place / "to-folder" / "nothing" / "below")) == f"{base}/folder/nothing/below"


@pytest.mark.parametrize("number", [errno.EROFS, errno.EINVAL, errno.ENOTSUP, errno.ENOSYS, errno.EIO, errno.ENOSPC])
def test_flushing_fails_unless_there_is_nothing_to_flush(
    place: Path, number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[int] = []

    def refuse(descriptor: int) -> None:
        opened.append(descriptor)
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", refuse)
    for flush, path in ((sync_file, place / "file"), (sync_directory, place / "folder")):
        if number in (errno.EIO, errno.ENOSPC):
            with pytest.raises(OSError, match=os.strerror(number)):
                flush(str(path))
        else:
            flush(str(path))
    assert len(opened) == 2
    for descriptor in opened:
        with pytest.raises(OSError, match=os.strerror(errno.EBADF)):
            os.fstat(descriptor)


def test_flushing_what_is_not_a_directory(place: Path) -> None:
    with pytest.raises(NotADirectoryError):
        sync_directory(str(place / "file"))
    with pytest.raises(FileNotFoundError):
        sync_file(str(place / "nothing"))


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/a/b/", "/a/b"),
        ("/", "/"),
        ("//", "/"),
        ("a", "{here}/a"),
        ("./a//b", "{here}/a/b"),
        (b"a\xff", "{here}/a\udcff"),
        (Path("a"), "{here}/a"),
        # What is behind a link decides where ".." leads, so it stays.
        ("a/../b", "{here}/a/../b"),
        ("/a/../b", "/a/../b"),
    ],
)
def test_the_path_of_a_caller(place: Path, monkeypatch: pytest.MonkeyPatch, path: str, expected: str) -> None:
    monkeypatch.chdir(place)
    assert path_given(path) == expected.format(here=os.getcwd())


@pytest.mark.parametrize(
    ("path", "error"),
    [
        ("", RepositoryError),
        (b"", RepositoryError),
        ("a\0b", RepositoryError),
        ("a\ud800", RepositoryError),
        (None, TypeError),
        (5, TypeError),
        (bytearray(b"a"), TypeError),
    ],
)
def test_what_is_no_path(path: str, error: type[Exception]) -> None:
    with pytest.raises(error, match="path"):
        path_given(path)


def test_a_current_directory_that_is_gone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "gone").mkdir()
    monkeypatch.chdir(tmp_path / "gone")
    (tmp_path / "gone").rmdir()
    with pytest.raises(RepositoryError, match=r"^unable to read current working directory: No such file or directory$"):
        path_given("a")
    assert path_given("/a") == "/a"


def test_the_words_of_what_cannot_be_read() -> None:
    try:
        os.stat("/" + "x" * 300)
    except OSError as cause:
        problem = unreadable("unable to access x", cause)
    assert str(problem) == "unable to access x: File name too long"
    assert problem.__cause__ is not None
    assert problem.__cause__.__traceback__ is None
    assert str(unreadable("unable to access x", OSError("odd"))) == "unable to access x: odd"


def test_only_two_errors_mean_absent() -> None:
    assert set(directory.GONE) == {FileNotFoundError, NotADirectoryError}
    assert decoded(b"\xff") == "\udcff"
