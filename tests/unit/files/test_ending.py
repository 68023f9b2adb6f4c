"""What ends with a process: locks and programs, whichever was there first, and an interrupt while one starts."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from pygitobj import Repository
from pygitobj.files.ending import GUARD
from pygitobj.repository import programs
from tests.support.command import git
from tests.support.unchecked import unchecked

JOB = """
import os, signal, sys
from pygitobj import Repository
from pygitobj.files.atomic import WritePolicy
from pygitobj.files.lock import LockFile
from pygitobj.repository.programs import Program

number = int(sys.argv[1])
signal.signal(number, signal.SIG_DFL)
with Repository.open(".") as repository:
    def lock():
        return LockFile("x", 0, WritePolicy())
    def program():
        return Program("exec sleep 1000", repository)
    held = [make() for make in ((lock, program) if sys.argv[2] == "lock" else (program, lock))]
    print(next(one.process.pid for one in held if isinstance(one, Program)), flush=True)
    os.kill(os.getpid(), number)
"""


@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP", "SIGQUIT", "SIGPIPE"])
@pytest.mark.parametrize("first", ["lock", "program"])
def test_both_go(tmp_path: Path, name: str, first: str) -> None:
    git(tmp_path, "init", "-q")
    number = getattr(signal, name)
    # The program has the standard error too, which is read until nobody has it any more.
    ended = subprocess.run(
        [sys.executable, "-c", JOB, str(int(number)), first],
        cwd=tmp_path, capture_output=True, timeout=60, check=False,
    )  # fmt: skip
    assert ended.returncode == -number, ended.stderr
    assert not (tmp_path / "x.lock").exists()
    assert ended.stdout


def test_an_interrupt_while_a_program_starts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    git(tmp_path, "init", "-q")
    started: list[subprocess.Popen[bytes]] = []
    start = programs.start

    def interrupted(*given: object) -> subprocess.Popen[bytes]:
        started.append(start(*unchecked(given)))
        os.kill(os.getpid(), signal.SIGINT)
        return started[0]

    monkeypatch.setattr(programs, "start", interrupted)
    before = signal.getsignal(signal.SIGINT)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with Repository.open(tmp_path) as inside, pytest.raises(KeyboardInterrupt):
            programs.Program("exec sleep 1000", inside)
    finally:
        signal.signal(signal.SIGINT, before)
    assert started[0].returncode == -signal.SIGKILL
    assert not GUARD.owned
