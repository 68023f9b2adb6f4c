"""The files below a directory: which count, links that lead round, and directories that cannot be read."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from pygitobj.errors import RepositoryError
from pygitobj.refs.loose_names import files_below, is_loose_name
from tests.support.refusing import refusing


def touch(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()


def test_regular_files_and_links_to_them_by_their_paths(tmp_path: Path) -> None:
    for name in ("a/b", "a-c", "a/d/e", "z"):
        touch(tmp_path / name)
    (tmp_path / "empty").mkdir()
    (tmp_path / "link").symlink_to("a/b")
    (tmp_path / "nowhere").symlink_to("none")
    os.mkfifo(tmp_path / "pipe")
    # Sorted as paths, a slash after the dash.
    assert files_below(f"{tmp_path}") == ["a-c", "a/b", "a/d/e", "link", "z"]
    assert files_below(f"{tmp_path}/none") == files_below(f"{tmp_path}/z") == []


def test_names_that_are_no_references(tmp_path: Path) -> None:
    for name in ("a", ".b", "c.lock", ".d/e", "f.lock/g", "h/.i", "j.lockx"):
        touch(tmp_path / name)
    assert files_below(f"{tmp_path}", is_loose_name) == ["a", "j.lockx"]


def test_a_link_back_up_is_not_followed_again(tmp_path: Path) -> None:
    touch(tmp_path / "a/b")
    (tmp_path / "a/up").symlink_to("..")
    assert files_below(f"{tmp_path}") == ["a/b"]


def test_a_link_in_a_circle_is_an_error_or_none(tmp_path: Path) -> None:
    touch(tmp_path / "a")
    (tmp_path / "round").symlink_to("round")
    assert files_below(f"{tmp_path}", strict=False) == ["a"]
    with pytest.raises(RepositoryError) as caught:
        files_below(f"{tmp_path}")
    assert str(caught.value) == f"unable to open directory '{tmp_path}': Too many levels of symbolic links"


@pytest.mark.parametrize("strict", [True, False])
@pytest.mark.parametrize("number", [errno.EACCES, errno.EMFILE, errno.EIO])
def test_what_cannot_be_read_is_never_empty(tmp_path: Path, number: int, strict: bool) -> None:
    touch(tmp_path / "a/b")
    (tmp_path / "c").symlink_to("a")
    with refusing(tmp_path, -1, number) as counted:
        files_below(f"{tmp_path}", strict=strict)
    assert counted.count > 3
    for at in range(1, counted.count + 1):
        with refusing(tmp_path, at, number), pytest.raises(RepositoryError, match=os.strerror(number)):
            files_below(f"{tmp_path}", strict=strict)
