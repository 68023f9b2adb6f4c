"""Whether an answer still holds is told from its files, and never by a guess.

Tried besides: without the rule about what has just changed: the fast changes of tests/unit/refs/test_refs.py fail.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path
from unittest import mock

import pytest

from pygitobj.files.looked import COARSE_TICK, FINE_TICK, SECOND, Looked, is_settled, signature

PAST = 10 * SECOND


def looked_at(*paths: Path) -> Looked:
    """What an answer hangs on that was made of `paths`, there or not, long after they changed last."""
    with mock.patch("time.time_ns", return_value=time.time_ns() + PAST):
        looked = Looked()
    for path in paths:
        if os.path.lexists(path):
            looked.add(str(path), os.lstat(path))
        else:
            looked.add_absent(str(path))
    return looked


@pytest.fixture
def place(tmp_path: Path) -> Path:
    (tmp_path / "refs/heads").mkdir(parents=True)
    (tmp_path / "refs/heads/main").write_text("x\n")
    return tmp_path


def replace(path: Path) -> None:
    """Put another file with the same content, size and time of change in the place of `path`."""
    found = path.stat()
    beside = path.with_name("beside")
    beside.write_bytes(path.read_bytes())
    os.utime(beside, ns=(found.st_atime_ns, found.st_mtime_ns))
    beside.rename(path)


def give_back_its_time(path: Path) -> None:
    """Write over `path` and let it have an old time of change."""
    path.write_text("y\n")
    os.utime(path, (1, 1))


def make_directory_of(path: Path) -> None:
    """Put a directory in the place of the file `path`."""
    path.unlink()
    path.mkdir()


def replace_directory_of(path: Path) -> None:
    """Put `path` into a new directory in the place of its own."""
    path.parent.rename(path.parent.with_name("old"))
    path.parent.mkdir()
    path.touch()


FILE, NEW, DEEP = "refs/heads/main", "refs/heads/new", "refs/a/b/c"
# What was looked at, and what then happens to it.
CHANGES: dict[str, tuple[str, Callable[[Path], object]]] = {
    "written over": (FILE, lambda path: path.write_text("y\n")),
    "replaced by its like": (FILE, replace),
    "removed": (FILE, lambda path: path.unlink()),
    "given back its time": (FILE, give_back_its_time),
    "a directory instead": (FILE, make_directory_of),
    "there now": (NEW, lambda path: path.write_text("x\n")),
    "there as a link": (NEW, lambda path: path.symlink_to("main")),
    "there with its directories": (DEEP, lambda path: path.mkdir(parents=True)),
    "its directory is there": (DEEP, lambda path: path.parent.parent.mkdir()),
    "in a new directory": (NEW, replace_directory_of),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_is_seen(place: Path, change: str) -> None:
    name, apply = CHANGES[change]
    looked = looked_at(place / name, place / "packed-refs")
    assert looked.is_sure
    assert looked.holds()
    time.sleep(0.02)  # more than a tick of the clock of file systems
    apply(place / name)
    assert not looked.holds()


def test_what_changed_just_now_proves_nothing(place: Path) -> None:
    looked = Looked()
    looked.add(str(place / FILE), os.lstat(place / FILE))
    assert not looked.is_sure
    assert not looked.holds()
    absent = Looked()
    absent.add_absent(str(place / "refs/heads/new"))
    assert not absent.holds()


@pytest.mark.parametrize(("change", "needed"), [(7, FINE_TICK), (5 * SECOND, COARSE_TICK)])
def test_how_long_it_takes_to_settle(change: int, needed: int) -> None:
    for times in ((change, change), (0, change), (change, 0)):
        found = (*times, 1, 2, 3)
        assert is_settled(found, change + needed + 1)
        assert not is_settled(found, change + needed)
    assert not is_settled((1 << 62, 0, 1, 2, 3), change + needed + 1)


def test_looks_that_differ(place: Path) -> None:
    looked = looked_at(place / FILE)
    time.sleep(0.02)
    (place / FILE).write_text("y\n")
    looked.add(str(place / FILE), os.lstat(place / FILE))
    assert not looked.is_sure


def test_what_links_lead_to(place: Path) -> None:
    """A directory that is a link is told by what it leads to; a link to nothing may come to lead somewhere."""
    (place / "refs/heads").rename(place / "elsewhere")
    (place / "refs/heads").symlink_to("../elsewhere")
    (place / "refs/remotes").symlink_to("../nowhere")
    looked = looked_at(place / "refs/heads/new")
    assert looked.holds()
    time.sleep(0.02)
    (place / "elsewhere/new").touch()
    assert not looked.holds()
    assert not looked_at(place / "refs/remotes/new").is_sure


def test_what_cannot_be_looked_at(place: Path) -> None:
    looked = looked_at(place / FILE)

    def fails(*_: object, **__: object) -> os.stat_result:
        raise PermissionError(13, "Permission denied")

    with mock.patch("os.stat", fails):
        assert not looked.holds()
        absent = looked_at(place / "refs/heads/new")
    assert not absent.is_sure
    assert looked.holds()


def test_it_comes_while_it_is_looked_for(place: Path) -> None:
    """The file is there before its directory is looked at, whose time tells nothing then."""
    path = place / "refs/heads/new"
    real = os.stat

    def late(at: str, **options: bool) -> os.stat_result:
        if at == str(path.parent) and not path.exists():
            path.touch()
        return real(at, **options)

    with mock.patch("os.stat", late), mock.patch("time.time_ns", return_value=time.time_ns() + PAST):
        looked = Looked()
        looked.add_absent(str(path))
    assert not looked.is_sure


def test_the_signature_has_what_changes(place: Path) -> None:
    found = os.lstat(place / FILE)
    assert signature(found) == (found.st_mtime_ns, found.st_ctime_ns, found.st_size, found.st_ino, found.st_dev)
