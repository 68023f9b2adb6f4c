"""Groups shown in turns are shown as they would be one after another, whatever becomes of the copy."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

# In a process of its own, since a copy is made of it. `show` puts each number on a line of its own.
SCRIPT = """
import os, sys, signal
from functools import partial
from pygitobj.cli import output as outputs, shared_work
from pygitobj.cli.shared_work import Work, in_turns
from pygitobj.errors import GitObjectError

parent, out, seen = os.getpid(), outputs.Output(), []
shared_work.ROOM = 64

def show(group):
    for number in group:
        out.write(b"%d\\n" % number)
        trouble(number)
        seen.append(number)

def trouble(number): pass
def found(): return b"%d" % len(seen)
def take(found): seen.append(found.decode())
groups = [[0], [1, 2], [3, 4, 5], [6, 7], [8, 9, 10], list(range(11, 60)), [60], [61], [62]]
is_copy = lambda: os.getpid() != parent
{}
try:
    turns = (partial(show, group) for group in groups)
    for show_group in turns:
        show_group()
        out.flush()
        if len(seen) == 3:
            in_turns(Work(turns, out, found, take))
except GitObjectError as error:
    out.flush()
    print(error, file=sys.stderr)
print([one for one in seen if isinstance(one, str)], file=sys.stderr)
"""
ALL = "".join(f"{number}\n" for number in range(63))


def run(trouble: str = "") -> tuple[str, str]:
    """What is shown where there is such trouble, and what is said."""
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT.format(trouble)], capture_output=True, text=True, check=True, timeout=60
    )
    return done.stdout, done.stderr


def test_turns() -> None:
    """A copy shows every second group after the first of many, and tells what it found by the end of each."""
    # What was seen before the copy was made, and the groups of 6 and 7, of 11 to 59, and of 61.
    assert run() == (ALL, f"['{3 + 2}', '{3 + 2 + 49}', '{3 + 2 + 49 + 1}']\n")


@pytest.mark.parametrize("number", [6, 7, 11, 40, 59, 61])
@pytest.mark.parametrize(
    "end",
    ["os._exit(0)", "os.kill(os.getpid(), signal.SIGKILL)", "raise MemoryError", "os.close(3); os.closerange(3, 99)"],
)
def test_a_copy_that_ends(number: int, end: str) -> None:
    """Nothing is lost with a copy, and nothing shown twice."""
    trouble = f"""
def trouble(number):
    if is_copy() and number == {number}:
        {end}
"""
    told = ["5", "54"][: (number > 7) + (number > 59)]
    assert run(trouble) == (ALL, f"{told}\n")


@pytest.mark.parametrize("number", [6, 11, 40, 59, 61])
def test_what_a_copy_would_say(number: int) -> None:
    """What is to be said is said by the process itself, once, and what fails fails there."""
    warning = f"""
def trouble(number):
    if number == {number}:
        print("odd", file=sys.stderr)
"""
    assert run(warning)[0] == ALL
    assert run(warning)[1].startswith("odd\n[")
    failing = f"""
def trouble(number):
    if number == {number}:
        raise GitObjectError("bad")
"""
    told = ["5", "54"][: (number > 7) + (number > 59)]
    assert run(failing) == (ALL[: ALL.index(f"\n{number}\n") + len(f"\n{number}\n")], f"bad\n{told}\n")


def test_what_fails_in_the_copy_alone() -> None:
    """A group that fails in the copy alone is shown by the process, and the copy goes on."""
    trouble = """
def trouble(number):
    if is_copy() and number in (7, 40):
        raise OSError(24, "too many")
"""
    shown, said = run(trouble)
    assert shown == ALL
    assert said == f"['{3 + 1 + 29 + 1}']\n"


@pytest.mark.parametrize("name", ["pipe", "fork"])
def test_no_copy(name: str) -> None:
    """Where no copy can be had all is shown."""
    trouble = f"""
def fails(): raise OSError(11, "no")
os.{name} = fails
"""
    assert run(trouble) == (ALL, "[]\n")


def test_a_copy_that_nobody_may_wait_for() -> None:
    """Whoever started the process may have it so that what ends is not waited for."""
    assert run("signal.signal(signal.SIGCHLD, signal.SIG_IGN)")[0] == ALL


def test_an_error_before_the_copys_turn() -> None:
    """Where the process fails the copy ends with it."""
    trouble = """
def trouble(number):
    if number == 9:
        raise GitObjectError("bad")
"""
    assert run(trouble) == (ALL[: ALL.index("\n9\n") + 3], "bad\n['5']\n")


def test_a_copy_is_no_writer_of_what_is_printed() -> None:
    """A reader of what is printed sees the end of it though the copy is still at work."""
    trouble = """
import time
def trouble(number):
    if is_copy() and number == 6:
        os.kill(parent, signal.SIGKILL)
        os.close(2)
        time.sleep(60)
"""
    done = subprocess.run([sys.executable, "-c", SCRIPT.format(trouble)], capture_output=True, timeout=30)
    assert done.returncode == -9


def test_a_copy_that_nobody_reads_ends(tmp_path: Path) -> None:
    """It does not go on to the end of its group."""
    trouble = f"""
import time
outputs.FLUSH_SIZE = 1
def trouble(number):
    if is_copy() and number == 11:
        os.kill(parent, signal.SIGKILL)
        while os.getppid() == parent:
            time.sleep(0.01)
    if is_copy() and number == 12:
        open({str(tmp_path / "goes on")!r}, "w").close()
"""
    done = subprocess.run([sys.executable, "-c", SCRIPT.format(trouble)], capture_output=True, timeout=30)
    assert done.returncode == -9
    assert not (tmp_path / "goes on").exists()
