"""The handler that guards maps, beside others: what is not its own it hands on, and it can be left out.

Each program has a process of its own. `cut` maps a pack and cuts it, `foreign` touches a map of its own that was cut.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from pygitobj.kernels import IMPLEMENTATION

pytestmark = [
    pytest.mark.skipif(IMPLEMENTATION != "compiled", reason="in Python nothing is mapped, and nothing handled"),
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="tells Linux's words"),
]

DIES = -7
START = """
import ctypes, faulthandler, mmap, os, random, signal, sys
import pygitobj

store = pygitobj.ObjectStore("objects", warn=lambda line: None)
os.makedirs("objects/pack", exist_ok=True)
rnd = random.Random(1)
with store.pack_writer() as pack:
    ids = [pack.add("blob", rnd.randbytes(1000)) for _ in range(300)]

def guard():
    assert store.read(ids[0])

def cut():
    guard()
    (name,) = [name for name in os.listdir("objects/pack") if name.endswith(".pack")]
    os.chmod(f"objects/pack/{name}", 0o644)
    os.truncate(f"objects/pack/{name}", 0)
    for oid in ids:
        try:
            store.read(oid)
            sys.exit("an answer")
        except pygitobj.CorruptError:
            pass

def foreign():
    with open("foreign", "wb+") as file:
        file.truncate(8192)
        mapped = mmap.mmap(file.fileno(), 8192)
        file.truncate(0)
    return mapped[5000]

libc = ctypes.CDLL(None)
libc.mmap.restype = ctypes.c_void_p
libc.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int, ctypes.c_int, ctypes.c_int, ctypes.c_long]

class Action(ctypes.Structure):
    # glibc's, where a set of signals has 1024 bits
    _fields_ = [("handler", ctypes.c_void_p), ("mask", ctypes.c_ulong * 16), ("flags", ctypes.c_int),
                ("restorer", ctypes.c_void_p)]

SIGINFO, NODEFER, RESETHAND = 4, 0x40000000, -0x80000000
calls = []

@ctypes.CFUNCTYPE(None, ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p)
def mend(number, info, context):
    # What another library with maps of its own does: zeros from the page that failed on.
    blocked = signal.pthread_sigmask(signal.SIG_BLOCK, [])
    address = ctypes.c_size_t.from_address(info + 16).value
    calls.append((number, blocked))
    libc.mmap(address & -4096, 4096, 1, 0x32, -1, 0)

def install(flags, blocked=()):
    action = Action(ctypes.cast(mend, ctypes.c_void_p), (ctypes.c_ulong * 16)(), flags, None)
    for number in blocked:
        action.mask[0] |= 1 << number - 1
    assert libc.sigaction(int(signal.SIGBUS), ctypes.byref(action), None) == 0
"""


def run(directory: Path, program: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run `program` after START."""
    command = [sys.executable, "-c", START + program + "\nprint('done')"]
    return subprocess.run(
        command,
        cwd=directory,
        capture_output=True,
        text=True,
        env={**os.environ, **environment},
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize(
    "program",
    [
        pytest.param("cut()", id="alone"),
        pytest.param("faulthandler.enable()\ncut()", id="faulthandler before"),
        pytest.param("guard()\nfaulthandler.enable()\npygitobj.guard_mappings()\ncut()", id="faulthandler after"),
        pytest.param("guard()\nfaulthandler.enable()\nfaulthandler.disable()\ncut()", id="faulthandler come and gone"),
        pytest.param("faulthandler.enable()\nguard()\nfaulthandler.disable()\nstore.close()\n"
                     "store = pygitobj.ObjectStore('objects')\ncut()", id="put back by faulthandler"),
        pytest.param("signal.signal(signal.SIGBUS, signal.SIG_IGN)\ncut()", id="ignored before"),
        pytest.param("install(SIGINFO)\ncut()\nassert not calls", id="another before"),
        pytest.param("pygitobj.guard_mappings(False)\npygitobj.guard_mappings(True)\ncut()", id="out and in"),
        pytest.param("guard()\npygitobj.guard_mappings(False)\npygitobj.guard_mappings()\ncut()", id="in, out and in"),
        pytest.param("guard()\npygitobj.guard_mappings(False)\nstore.close()\n"
                     "store = pygitobj.ObjectStore('objects', warn=print)\npygitobj.guard_mappings()\n"
                     "(name,) = [n for n in os.listdir('objects/pack') if n.endswith('.pack')]\n"
                     "assert store.read(ids[1])", id="maps made while it was out"),
    ],
)  # fmt: skip
def test_the_guard_answers(tmp_path: Path, program: str) -> None:
    done = run(tmp_path, program)
    assert (done.returncode, done.stdout) == (0, "done\n"), done.stderr


@pytest.mark.parametrize(
    "program",
    [
        pytest.param("cut()\nforeign()", id="a map of another's"),
        pytest.param("cut()\nos.kill(os.getpid(), signal.SIGBUS)", id="sent"),
        pytest.param("guard()\nsignal.raise_signal(signal.SIGBUS)", id="raised"),
        pytest.param("signal.signal(signal.SIGBUS, signal.SIG_IGN)\ncut()\nforeign()", id="a fault that is ignored"),
        pytest.param("install(SIGINFO | RESETHAND)\ncut()\nforeign()\nforeign()", id="a handler for once"),
        pytest.param("guard()\npygitobj.guard_mappings(False)\ncut()", id="left out by a call"),
        pytest.param("pygitobj.guard_mappings(False)\ncut()", id="left out before the first map"),
    ],
)  # fmt: skip
def test_the_process_dies_as_it_would_have(tmp_path: Path, program: str) -> None:
    done = run(tmp_path, program)
    assert (done.returncode, done.stdout) == (DIES, ""), done.stderr


def test_left_out_by_the_environment(tmp_path: Path) -> None:
    assert run(tmp_path, "cut()", PYGITOBJ_GUARD="0").returncode == DIES
    (other := tmp_path / "other").mkdir()
    assert run(other, "pygitobj.guard_mappings()\ncut()", PYGITOBJ_GUARD="0").returncode == 0


@pytest.mark.parametrize(
    "when", ["faulthandler.enable()\ncut()", "guard()\nfaulthandler.enable()\npygitobj.guard_mappings()\ncut()"]
)
def test_faulthandler_tells_of_other_faults_once(tmp_path: Path, when: str) -> None:
    done = run(tmp_path, f"{when}\nforeign()")
    assert done.returncode == DIES
    assert done.stderr.count("Fatal Python error: Bus error") == 1


@pytest.mark.parametrize(
    ("flags", "blocked", "own"),
    [("SIGINFO", "", True), ("SIGINFO | NODEFER", "", False), ("SIGINFO", "signal.SIGUSR1", True)],
)
def test_a_handler_before_is_called_as_the_system_would(tmp_path: Path, flags: str, blocked: str, own: bool) -> None:
    program = (
        f"install({flags}, [{blocked}])\ncut()\nassert foreign() == 0\nassert foreign() == 0\n"
        f"expected = {{signal.SIGBUS}} if {own} else set()\nexpected |= {{{blocked or '*()'}}}\n"
        "assert calls == [(signal.SIGBUS, expected)] * 2, calls\n"
        "assert not signal.pthread_sigmask(signal.SIG_BLOCK, [])\ncut_again = store.close()"
    )
    done = run(tmp_path, program)
    assert (done.returncode, done.stdout) == (0, "done\n"), done.stderr


def test_signals_that_are_sent_reach_a_handler_in_python(tmp_path: Path) -> None:
    program = """
signal.signal(signal.SIGBUS, lambda number, frame: calls.append(number))
cut()
os.kill(os.getpid(), signal.SIGBUS)
assert calls == [signal.SIGBUS]
signal.signal(signal.SIGBUS, signal.SIG_IGN)
os.kill(os.getpid(), signal.SIGBUS)
"""
    done = run(tmp_path, program)
    assert (done.returncode, done.stdout) == (0, "done\n"), done.stderr


def test_one_that_is_ignored_stays_so(tmp_path: Path) -> None:
    program = "signal.signal(signal.SIGBUS, signal.SIG_IGN)\ncut()\nos.kill(os.getpid(), signal.SIGBUS)"
    assert run(tmp_path, program).returncode == 0


def test_many_maps(tmp_path: Path) -> None:
    # More than there are slots at first; each is cut by itself, and their places are used again.
    program = """
from pygitobj.files.mapped import has_failed, map_file
for turn in range(3):
    maps = []
    for number in range(700):
        with open(f"f{number}", "wb") as file:
            file.write(b"x" * (1 << 16) + b"end")
        maps.append(map_file(f"f{number}", pygitobj.CorruptPack))
    for number in range(0, 700, 3):
        os.truncate(f"f{number}", 100)
    for number, data in enumerate(maps):
        try:
            assert data[4096:4100] == b"xxxx" and number % 3
        except pygitobj.CorruptPack as error:
            assert number % 3 == 0 and error.path == f"f{number}"
        assert has_failed(data) == (number % 3 == 0)
    rnd.shuffle(maps)
"""
    done = run(tmp_path, program)
    assert (done.returncode, done.stdout) == (0, "done\n"), done.stderr
