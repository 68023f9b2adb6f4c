"""Commands that are forked from a process which has everything loaded (tests/support/forked.py), as most tests run.

They are to be what commands that are started are: held here by running the same both ways, over each way to end, over
every kind of thing that a process takes over, and over one call of each command.
"""

from __future__ import annotations

import os
import signal
import subprocess
from pathlib import Path

import pytest

from pygitobj.cli.commands import COMMANDS
from tests.support.command import PYGITOBJ, Answer, git, pygitobj
from tests.support.forked import STARTS, zygote

BOTH = ("", "1")
HOOK = "#!/bin/sh\n[ $1 = committed ] || exit 0\nexec 1>&2\n"
# What one process has and another may not, as a hook sees it once all is written to it: but for numbers of processes,
# and what readline adds to the environment of a test's own process behind Python's back.
LOOK = HOOK + (
    "cat > /dev/null; ls /proc/$PPID/fd; pwd; umask; env | grep -vE '^(COLUMNS|LINES)=' | sort\n"
    "cat /proc/$PPID/limits\n"
    "grep -E '^(Sig[^Q]|Shd|Umask|Threads|NoNew|Seccomp|Groups|Uid)' /proc/$PPID/status\n"
    "sed 's/.*) //' /proc/$PPID/stat | cut -d ' ' -f 3-5\n"
)


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    """A repository with a commit."""
    git(tmp_path, "init", "-q", "-b", "main", "r")
    (tmp_path / "r" / "a").write_text("a\n")
    git(tmp_path / "r", "add", "a")
    git(tmp_path / "r", "commit", "-q", "-m", "a")
    return tmp_path / "r"


def both(
    monkeypatch: pytest.MonkeyPatch, directory: Path, *words: str, stdin: bytes = b"", within: float = 60
) -> tuple[Answer, Answer]:
    """What the command says forked, and started."""
    answers = []
    for way in BOTH:
        monkeypatch.setenv(STARTS, way)
        answers.append(pygitobj(directory, *words, stdin=stdin, timeout=within))
    return answers[0], answers[1]


def hook(repo: Path, text: str) -> None:
    """Let `text` run when references change."""
    path = repo / ".git" / "hooks" / "reference-transaction"
    path.write_text(text)
    path.chmod(0o755)


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command(repo: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    # What it changes the first time, it finds done after that.
    pygitobj(repo, name)
    for words in ((name,), (name, "-h")):
        forked, started = both(monkeypatch, repo, *words)
        assert forked == started


@pytest.mark.parametrize(
    ("words", "stdin", "code"),
    [
        ("cat-file -p HEAD", b"", 0),
        ("cat-file --batch", b"HEAD\nHEAD:a\nnone\n" * 1_000, 0),
        ("hash-object --stdin -w", bytes(1 << 20), 0),
        # Ends while there is more to be read.
        ("cat-file -t HEAD", bytes(1 << 20), 0),
        ("cat-file -e 1234", b"", 128),
        ("show-ref --verify -q refs/heads/none", b"", 1),
        ("cat-file -p", b"", 129),
        ("no-such-command", b"", 1),
        ("--git-dir=none cat-file -p HEAD", b"", 128),
        ("--version", b"", 0),
    ],
)
def test_each_way_to_end(repo: Path, monkeypatch: pytest.MonkeyPatch, words: str, stdin: bytes, code: int) -> None:
    forked, started = both(monkeypatch, repo, *words.split(), stdin=stdin)
    assert forked == started
    assert forked.code == code


def test_death_by_a_signal(repo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in (signal.SIGKILL, signal.SIGINT, signal.SIGTERM, signal.SIGABRT):
        hook(repo, HOOK + f"kill -{number} $PPID\nsleep 0.2\n")
        for way in BOTH:
            monkeypatch.setenv(STARTS, way)
            answer = pygitobj(repo, "update-ref", f"refs/heads/{number}/b{way}", "HEAD")
            assert answer == Answer(b"", b"", -number)
    # The zygote lives on.
    monkeypatch.setenv(STARTS, "")
    assert zygote().process.poll() is None
    assert pygitobj(repo, "rev-parse", "--is-bare-repository") == Answer(b"false\n", b"", 0)


def test_what_a_process_takes_over(repo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hook(repo, LOOK)
    (repo / "below").mkdir()
    monkeypatch.setenv("GIT_COMMITTER_NAME", "é")
    before = os.umask(0o027)
    try:
        said = []
        for number, way in enumerate(BOTH):
            monkeypatch.setenv(STARTS, way)
            said.append(pygitobj(repo / "below", "update-ref", f"refs/heads/b{number}", "HEAD").err.decode())
            assert (repo / ".git" / "refs" / "heads" / f"b{number}").stat().st_mode & 0o777 == 0o640
    finally:
        os.umask(before)
    forked, started = (text.replace(f"\n{STARTS}=1\n", f"\n{STARTS}=\n") for text in said)
    for name in ("GIT_COMMITTER_NAME=é", "SigCgt", "Max open files"):
        assert name in forked
    assert forked.splitlines() == started.splitlines()


def test_nothing_is_left_of_another_call(repo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    date = ("for-each-ref", "--format=%(committerdate:format-local:%H %z)", "refs/heads/main")
    for zone in ("UTC", "America/New_York", "UTC"):
        monkeypatch.setenv("TZ", zone)
        forked, started = both(monkeypatch, repo, *date)
        assert forked == started
    monkeypatch.setenv("GIT_DIR", "none")
    forked, started = both(monkeypatch, repo, *date)
    assert forked == started
    assert forked.code == 128
    monkeypatch.delenv("GIT_DIR")
    forked, started = both(monkeypatch, repo, *date)
    assert forked == started
    assert forked.code == 0


def test_what_only_a_start_reads_is_read(repo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(STARTS, raising=False)
    assert zygote().serves(["--version"])
    for name, value in (("PYGITOBJ_PURE", "1"), ("PYTHONIOENCODING", "latin-1"), ("LC_ALL", "C")):
        with monkeypatch.context() as patch:
            patch.setenv(name, value + " " * (os.environ.get(name) == value))
            assert not zygote().serves(["--version"])
    with monkeypatch.context() as patch:
        patch.setenv("PYGITOBJ_PURE", "1")
        assert b"pure" in pygitobj(repo, "--version").out


def test_errors_of_starting_and_waiting(repo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hook(repo, HOOK + "exec sleep 20 > /dev/null 2>&1\n")
    for way in BOTH:
        monkeypatch.setenv(STARTS, way)
        with pytest.raises(NotADirectoryError):
            pygitobj(repo / "a", "rev-parse", "HEAD")
        with pytest.raises(FileNotFoundError):
            pygitobj(repo / "none", "rev-parse", "HEAD")
        with pytest.raises(ValueError, match="null byte"):
            pygitobj(repo, "rev-parse", "\0")
        with pytest.raises(OSError, match="Argument list too long"):
            pygitobj(repo, "rev-parse", "x" * 1_000_000)
        with pytest.raises(subprocess.TimeoutExpired):
            pygitobj(repo, "update-ref", f"refs/heads/c{way}", "HEAD", timeout=0.5)
        assert pygitobj(repo, "rev-parse", "--is-bare-repository") == Answer(b"false\n", b"", 0)


def test_the_command_is_the_one_that_starts() -> None:
    assert PYGITOBJ[1:] == ("-m", "pygitobj")
