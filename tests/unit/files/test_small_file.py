"""Small files, read whole: what is not one is neither waited for nor read without end."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from pygitobj.errors import RepositoryError
from pygitobj.files.small_file import content_of, read_small
from tests.support.refusing import refusing


def test_a_file_or_the_start_of_it(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"abc")
    (tmp_path / "link").symlink_to("a")
    assert read_small(f"{path}") == read_small(f"{tmp_path}/link") == b"abc"
    assert [read_small(f"{path}", limit) for limit in (0, 2, 9)] == [b"", b"ab", b"abc"]
    with pytest.raises(OSError, match="link"):
        read_small(f"{tmp_path}/link", flags=os.O_NOFOLLOW)


def test_the_null_device_is_empty_and_one_without_end_is_refused() -> None:
    assert read_small("/dev/null") == b""
    with pytest.raises(OSError, match="Not a regular file: '/dev/zero'"):
        read_small("/dev/zero")


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(OSError, match="Not a regular file"):
        read_small(f"{tmp_path}/pipe")


def test_what_a_shell_puts_in_the_place_of_a_file_is_read() -> None:
    reading, writing = os.pipe()
    try:
        os.write(writing, b"abc")
        os.close(writing)
        assert read_small(f"/dev/fd/{reading}") == b"abc"
    finally:
        os.close(reading)


def test_a_directory_is_none(tmp_path: Path) -> None:
    with pytest.raises(IsADirectoryError):
        read_small(f"{tmp_path}")


def test_what_is_not_there_is_empty_and_what_cannot_be_told_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"abc")
    assert content_of(f"{tmp_path}/none") == content_of(f"{tmp_path}/a/b") == b""
    assert content_of(f"{tmp_path}/a", 1) == b"a"
    with pytest.raises(RepositoryError) as caught:
        content_of(f"{tmp_path}")
    assert str(caught.value) == f"unable to read {tmp_path}: Is a directory"
    for number in (errno.EACCES, errno.EMFILE, errno.EIO):
        with refusing(tmp_path, 1, number), pytest.raises(RepositoryError) as caught:
            content_of(f"{tmp_path}/a")
        assert str(caught.value) == f"unable to read {tmp_path}/a: {os.strerror(number)}"
