"""New files: theirs who made them until they have their name, and nobody else's."""

from __future__ import annotations

import errno
import gc
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from pygitobj.files.atomic import NewFile, TempFile, WritePolicy
from pygitobj.files.pack_install import write_note

POLICY = WritePolicy()


def finished(directory: Path, content: bytes = b"new") -> TempFile:
    """A temporary file that is whole."""
    temp = TempFile(str(directory), "obj")
    temp.write(content)
    temp.finish(POLICY, sync=True)
    return temp


@pytest.mark.parametrize("how", ["drop", "with", "an error", "let go"])
def test_a_file_without_a_name_goes(tmp_path: Path, how: str) -> None:
    temp = finished(tmp_path)
    assert len(list(tmp_path.iterdir())) == 1
    if how == "drop":
        temp.drop()
        temp.drop()
    elif how == "with":
        with temp:
            pass
    elif how == "an error":
        with pytest.raises(ZeroDivisionError), temp:
            raise ZeroDivisionError
    else:
        del temp
        gc.collect()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("before", [None, b"old"])
def test_names(tmp_path: Path, before: bytes | None) -> None:
    place = tmp_path / "place"
    if before is not None:
        place.write_bytes(before)
        with finished(tmp_path) as temp, pytest.raises(FileExistsError):
            temp.link(str(place))
        assert place.read_bytes() == before
    else:
        with finished(tmp_path) as temp:
            temp.link(str(place))
        assert place.read_bytes() == b"new"
    with finished(tmp_path, b"newer") as temp:
        temp.replace(str(place))
    assert place.read_bytes() == b"newer"
    assert list(tmp_path.iterdir()) == [place]


def test_without_hard_links(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.EPERM, "no links here")

    monkeypatch.setattr(os, "link", refuse)
    test_names(tmp_path, None)
    (tmp_path / "place").unlink()
    test_names(tmp_path, b"old")
    # Any other error is one.
    monkeypatch.setattr(os, "link", lambda *_: os.stat(tmp_path / "nowhere"))
    with finished(tmp_path) as temp, pytest.raises(FileNotFoundError):
        temp.link(str(tmp_path / "other"))


def test_what_another_made_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "x.lock").write_bytes(b"another's")
    with pytest.raises(FileExistsError):
        NewFile(str(tmp_path / "x.lock"))
    names = iter([b"\0\0\0\0", b"\1\1\1\1"])
    (tmp_path / "tmp_obj_00000000").write_bytes(b"another's")
    monkeypatch.setattr(os, "urandom", lambda _: next(names))
    with TempFile(str(tmp_path), "obj") as temp:
        assert temp.path.endswith("tmp_obj_01010101")
    gc.collect()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["tmp_obj_00000000", "x.lock"]


@pytest.mark.parametrize("when", ["before", "after"])
def test_an_interrupt_while_it_is_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, when: str) -> None:
    real = os.open
    made = []

    def opened(*args: Any, **more: Any) -> int:
        if when == "after":
            made.append(real(*args, **more))
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(os, "open", opened)
        with pytest.raises(KeyboardInterrupt):
            TempFile(str(tmp_path), "obj")
        with pytest.raises(KeyboardInterrupt):
            NewFile(str(tmp_path / "x.lock"))
    for descriptor in made:
        os.close(descriptor)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.filterwarnings("ignore:.*multi-threaded.*fork:DeprecationWarning")
@pytest.mark.parametrize("how", ["drop", "with", "let go"])
def test_a_child_takes_nothing_away(tmp_path: Path, how: str) -> None:
    temp = finished(tmp_path)
    child = os.fork()
    if child == 0:
        try:
            if how == "drop":
                temp.drop()
            elif how == "with":
                temp.__exit__()
            else:
                del temp
                gc.collect()
        finally:
            os._exit(0)
    assert os.waitpid(child, 0)[1] == 0
    temp.replace(str(tmp_path / "place"))
    assert (tmp_path / "place").read_bytes() == b"new"


def test_at_the_end_of_a_program(tmp_path: Path) -> None:
    script = (
        "import sys\n"
        "from pygitobj.files.atomic import TempFile\n"
        "temp = TempFile(sys.argv[1], 'pack')\n"
        "temp.write(b'x')\n"
        "if len(sys.argv) > 2: raise KeyboardInterrupt\n"
    )
    for words in ([], ["interrupted"]):
        done = subprocess.run([sys.executable, "-c", script, str(tmp_path), *words], capture_output=True, check=False)
        assert b"Exception ignored" not in done.stderr
        assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("before", [None, b"", b"half a no"])
def test_a_note_is_whole_or_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, before: bytes | None) -> None:
    place = tmp_path / "pack-1.keep"
    if before is not None:
        place.write_bytes(before)

    real = os.write

    def half(descriptor: int, data: memoryview) -> int:
        if len(data) < 5:
            raise OSError(errno.ENOSPC, "full")
        return real(descriptor, data[:4])

    monkeypatch.setattr(os, "write", half)
    with pytest.raises(OSError, match="full"):
        write_note(str(place), b"because\n", POLICY)
    monkeypatch.setattr(os, "write", real)
    assert [path.read_bytes() for path in tmp_path.iterdir()] == ([] if before is None else [before])
    assert write_note(str(place), b"because\n", POLICY) == (before is None)
    assert place.read_bytes() == (b"because\n" if before is None else before)
    assert list(tmp_path.iterdir()) == [place]
    if before is None:
        assert place.stat().st_mode & 0o777 == 0o600
