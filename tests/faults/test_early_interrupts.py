"""Ctrl-C at every step of a command, from the first line of its script on: it ends by the signal and says nothing.

The signal comes while a module is looked for, to a child that is forked there, and then before each of the last steps.
Tried by hand besides: a signal at each of the lines that run before the modules are loaded, and a process started anew
for each module.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.support.command import git

ROOT = Path(__file__).parents[2]
HOOK = """
import os, sys
NAME = sys.argv.pop(1)
class Hook:
    def find_spec(self, name, path, target=None):
        if name == NAME:
            os.kill(os.getpid(), 2)
sys.meta_path.insert(0, Hook())
"""
# Where each module is looked for a child is interrupted, and how it ended is written to a file, as is what it prints.
EACH = """
import os, sys
FILE = os.open(sys.argv.pop(1), os.O_CREAT | os.O_WRONLY | os.O_APPEND)
class Hook:
    def find_spec(self, name, path, target=None):
        if not name.startswith("pygitobj") or name in BEFORE:
            return
        child = os.fork()
        if child == 0:
            os.dup2(FILE, 1), os.dup2(FILE, 2)
            os.kill(os.getpid(), 2)
        else:
            ended = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
            os.write(FILE, f"{name} {ended}\\n".encode())
sys.meta_path.insert(0, Hook())
"""
# As pip writes the script, and as `python -m` runs the package.
SCRIPT = """
from pygitobj.__main__ import run
sys.exit(run())
"""
MODULE = """
import runpy
runpy.run_module("pygitobj", run_name="__main__", alter_sys=True)
"""
# What is loaded before the first line of __main__, which only a command runs.
BEFORE = ("pygitobj", "pygitobj.cli", "pygitobj.__main__")
COMMANDS = (["cat-file", "-t", "HEAD"], ["prune-packed"], ["--no-replace-objects", "cat-file", "-p", "HEAD"])


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("repository")
    git(path, "init", "-q", ".")
    git(path, "commit", "-q", "--allow-empty", "-m", "x")
    return path


def heed_interrupts() -> None:
    """These tests may run where they are ignored, such as in a shell's background."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def run(repository: Path, body: str, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", body, *words]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        command,
        cwd=repository,
        capture_output=True,
        text=True,
        env=environment,
        check=False,
        preexec_fn=heed_interrupts,
    )


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_while_any_module_is_loaded(repository: Path, words: list[str], tmp_path: Path) -> None:
    done = run(repository, f"BEFORE = {BEFORE!r}\n{EACH}{SCRIPT}", str(tmp_path / "ended"), *words)
    assert (done.returncode, done.stderr) == (0, "")
    # A child that goes on, or says anything, leaves other lines.
    lines = (tmp_path / "ended").read_text().splitlines()
    names = [line.split()[0] for line in lines]
    assert lines == [f"{name} {-signal.SIGINT}" for name in names]
    assert len(names) == len(set(names)) > 20
    assert "pygitobj.cli.main" in names
    assert f"pygitobj.cli.{words[-1 if len(words) == 1 else -3].replace('-', '_')}" in names


@pytest.mark.parametrize("name", ["pygitobj.cli.main", "pygitobj.repository.repository", "pygitobj.cli.cat_file"])
def test_as_a_module(repository: Path, name: str) -> None:
    done = run(repository, HOOK + MODULE, name, "cat-file", "-t", "HEAD")
    assert (done.returncode, done.stdout, done.stderr) == (-signal.SIGINT, "", "")
    done = run(repository, HOOK + MODULE, "none", "cat-file", "-t", "HEAD")
    assert (done.returncode, done.stdout, done.stderr) == (0, "commit\n", "")


@pytest.mark.parametrize("step", ["sys.stdout.flush", "sys.stderr.flush", "os._exit"])
def test_at_the_end(repository: Path, step: str) -> None:
    body = f"""
import os, sys
from pygitobj.cli import run
class Stream:
    def __init__(self, stream): self.stream = stream
    def __getattr__(self, name): return getattr(self.stream, name)
    def flush(self): os.kill(os.getpid(), 2)
def die(*_): os.kill(os.getpid(), 2)
if {step!r} == "os._exit": os._exit = die
else: setattr(sys, {step.split(".")[1]!r}, Stream(getattr(sys, {step.split(".")[1]!r})))
run()
"""
    done = run(repository, body, "cat-file", "-t", "HEAD")
    assert (done.returncode, done.stderr) == (-signal.SIGINT, "")


def test_the_script_is_the_module_that_only_commands_load() -> None:
    scripts = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["scripts"]
    assert scripts == {"pygitobj": "pygitobj.__main__:run"}


def test_the_library_leaves_signals_alone(repository: Path) -> None:
    body = """
import signal
before = signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGPIPE)
import pygitobj, pygitobj.cli, pygitobj.cli.main, pygitobj.cli.cat_file
for name in pygitobj.__all__:
    getattr(pygitobj, name)
with pygitobj.Repository.open(".") as repository:
    repository["HEAD"]
assert (signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGPIPE)) == before
assert before[0] is signal.default_int_handler
"""
    done = run(repository, body)
    assert (done.returncode, done.stderr) == (0, "")


def test_an_interrupt_that_is_to_be_ignored_is(repository: Path) -> None:
    """As a shell has it for what runs in the background."""
    body = """
import os, signal, sys
signal.signal(signal.SIGINT, signal.SIG_IGN)
os.execv(sys.executable, [sys.executable, "-c", sys.argv[1], *sys.argv[2:]])
"""
    done = run(repository, body, HOOK + SCRIPT, "pygitobj.cli.main", "cat-file", "-t", "HEAD")
    assert (done.returncode, done.stdout, done.stderr) == (0, "commit\n", "")


@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize("words", [["cat-file", "-t", "HEAD"], ["cat-file", "-t", "nope"], ["cat-file", "-h"], ["-x"]])
def test_nobody_left_to_tell(repository: Path, words: list[str], unbuffered: str) -> None:
    """With both streams full the exit code is all that can be said."""
    command = [sys.executable, "-m", "pygitobj", *words]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": unbuffered}
    with Path("/dev/full").open("wb") as full:
        said = subprocess.run(
            command, cwd=repository, stdout=full, stderr=subprocess.PIPE, env=environment, check=False
        )
        done = subprocess.run(command, cwd=repository, stdout=full, stderr=full, env=environment, check=False)
    assert done.returncode == said.returncode == (129 if words == ["-x"] else 128)
    assert b"Traceback" not in said.stderr
    assert b"No space left on device\n" in said.stderr or words[-1] in ("nope", "-x")
