"""Lock files: whose they are, how long another's is waited for, and that ours go with whatever ends us.

Tried besides: a signal between making a file and noting it (tests/faults).
"""

from __future__ import annotations

import gc
import os
import signal
import threading
from pathlib import Path

import pytest

from pygitobj.files.atomic import WritePolicy
from pygitobj.files.ending import GUARD
from pygitobj.files.lock import LockFile, lock_trouble, waits
from tests.support.failing import PASSED, in_child

POLICY = WritePolicy()


def test_it_is_written_and_takes_the_files_place(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(b"old, and longer")
    lock = LockFile(str(path), 0, POLICY)
    assert (tmp_path / "x.lock").read_bytes() == b""
    lock.put(b"a first try", sync=False)
    lock.put(b"new", sync=True)
    assert path.read_bytes() == b"old, and longer"
    lock.commit()
    assert path.read_bytes() == b"new"
    assert os.listdir(tmp_path) == ["x"]
    assert not GUARD.owned


def test_it_is_released_or_dropped(tmp_path: Path) -> None:
    lock = LockFile(str(tmp_path / "x"), 0, POLICY)
    lock.release()
    lock.release()
    assert os.listdir(tmp_path) == []
    LockFile(str(tmp_path / "x"), 0, POLICY)
    gc.collect()
    assert os.listdir(tmp_path) == []
    assert not GUARD.owned


def test_anothers_stays(tmp_path: Path) -> None:
    (tmp_path / "x.lock").write_text("of another")
    with pytest.raises(FileExistsError) as caught:
        LockFile(str(tmp_path / "x"), 0.01, POLICY)
    gc.collect()
    assert (tmp_path / "x.lock").read_text() == "of another"
    assert not GUARD.owned
    message = lock_trouble("/r/x", caught.value)
    assert message.startswith("Unable to create '/r/x.lock': File exists.\n\nAnother git process seems to be running")


def test_anothers_that_goes_in_time(tmp_path: Path) -> None:
    (tmp_path / "x.lock").write_text("of another")
    timer = threading.Timer(0.2, (tmp_path / "x.lock").unlink)
    timer.start()
    LockFile(str(tmp_path / "x"), -1, POLICY).release()
    timer.join()


def test_waits_grow_and_end_when_the_time_is_over() -> None:
    found = list(waits(0.1))
    assert found[-1] is None
    times = [wait for wait in found if wait is not None]
    assert 0.1 <= sum(times) < 0.2
    assert max(times) > 10 * times[0]
    assert list(waits(0)) == [None]
    endless = waits(-1)
    assert max(next(endless) or 0 for _ in range(60)) <= 1.25


def test_shared_as_configured(tmp_path: Path) -> None:
    lock = LockFile(str(tmp_path / "x"), 0, WritePolicy(shared=0o660))
    assert (tmp_path / "x.lock").stat().st_mode & 0o777 == 0o664 & ~0o002 | 0o060 | (0o004 & ~umask())
    lock.release()


def umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def test_no_link_is_written_through(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.write_text("kept")
    path = tmp_path / "x"
    path.symlink_to(outside)
    lock = LockFile(str(path), 0, POLICY)
    lock.put(b"new", sync=False)
    lock.commit()
    assert outside.read_text() == "kept"
    assert not path.is_symlink()


@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP", "SIGQUIT", "SIGPIPE"])
def test_a_signal_ends_the_process_without_its_locks(tmp_path: Path, name: str) -> None:
    number = getattr(signal, name)

    def job() -> None:
        signal.signal(number, signal.SIG_DFL)
        LockFile(str(tmp_path / "x"), 0, POLICY)
        held = LockFile(str(tmp_path / "y"), 0, POLICY)
        os.kill(os.getpid(), number)
        held.release()

    assert in_child(job) == -number
    assert os.listdir(tmp_path) == []


def test_a_handler_of_somebody_else_is_left_alone(tmp_path: Path) -> None:
    came: list[int] = []

    def job() -> None:
        def handler(number: int, _frame: object) -> None:
            came.append(number)

        signal.signal(signal.SIGTERM, handler)
        lock = LockFile(str(tmp_path / "x"), 0, POLICY)
        os.kill(os.getpid(), signal.SIGTERM)
        assert came == [signal.SIGTERM]
        lock.release()
        assert signal.getsignal(signal.SIGTERM) is handler

    assert in_child(job) == PASSED


def test_signals_are_given_back(tmp_path: Path) -> None:
    def job() -> None:
        before = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)]
        lock = LockFile(str(tmp_path / "x"), 0, POLICY)
        assert signal.getsignal(signal.SIGTERM) == GUARD.handle
        lock.release()
        assert [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)] == before

    assert in_child(job) == PASSED


def test_an_interrupt_is_raised_as_ever(tmp_path: Path) -> None:
    def job() -> None:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        lock = LockFile(str(tmp_path / "x"), 0, POLICY)
        with pytest.raises(KeyboardInterrupt):
            os.kill(os.getpid(), signal.SIGINT)
        lock.release()

    assert in_child(job) == PASSED


def test_a_child_of_ours_leaves_our_locks(tmp_path: Path) -> None:
    lock = LockFile(str(tmp_path / "x"), 0, POLICY)

    def job() -> None:
        os.kill(os.getpid(), signal.SIGTERM)

    assert in_child(job) == -signal.SIGTERM
    assert os.listdir(tmp_path) == ["x.lock"]
    lock.release()
