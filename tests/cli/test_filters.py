"""Programs as filters, which do what they should or anything else: git's answer, no hang, and nothing left behind."""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.support.command import PYGITOBJ, Answer, git, pygitobj, run
from tests.support.git_version import needs_newest_git

PROCESS = Path(__file__).parent.parent / "support" / "filter_process.py"
BIG = b"some lines\n" * 400_000
STARTED = 30


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository in which every file but the attributes has the filter `x`."""
    git(tmp_path, "init", "-q", ".")
    (tmp_path / ".gitattributes").write_text("* filter=x\n.gitattributes !filter\n")
    for number in range(3):
        (tmp_path / f"f{number}").write_bytes(b"content %d\n" % number)
    return tmp_path


def use_process(repository: Path, *behaviours: str) -> Path:
    """Let the filter be a process that answers so; gives its log."""
    log = repository / ".git" / "log"
    log.unlink(missing_ok=True)
    command = shlex.join([sys.executable, "-SE", str(PROCESS), str(log), *behaviours])
    git(repository, "config", "filter.x.process", command)
    return log


def both(repository: Path, log: Path | None, *words: str) -> tuple[Answer, list[bytes]]:
    """What git answers, and how it asked the filter; fails where we differ."""
    theirs, asked = run(["git", "hash-object", *words], repository), b""
    if log is not None:
        asked = log.read_bytes()
        log.unlink()
    assert pygitobj(repository, "hash-object", *words) == theirs
    assert log is None or log.read_bytes() == asked
    return theirs, asked.splitlines()


@pytest.mark.parametrize("required", [False, True])
@pytest.mark.parametrize(
    "behaviours",
    [
        *(["upper"], ["error", "upper"], ["abort", "upper"], ["delayed", "upper"], ["other", "upper"]),
        *(["late", "upper"], ["upper", "half"], ["upper", "dies"], ["upper", "garbage"]),
    ],
    ids="-".join,
)
def test_what_a_process_may_answer(repository: Path, behaviours: list[str], required: bool) -> None:
    log = use_process(repository, *behaviours)
    git(repository, "config", "filter.x.required", str(required).lower())
    answer, asked = both(repository, log, "f0", "f1", "f2")
    assert asked[:2] == [b"start", b"command=clean pathname=f0"]
    if behaviours == ["upper"]:
        assert asked.count(b"start") == 1
        assert answer.out.splitlines()[0] == git(repository, "hash-object", "--stdin", stdin=b"CONTENT 0\n").strip()


@pytest.mark.parametrize(
    "text",
    [
        *("0009abcd\\n", "0000", "0016git-filter-server\\n0000"),
        *("0016git-filter-server\\n000eversion=3\\n0000", "0016git-filter-server\\n000eversion=2\\n0006x\\n"),
        "0016git-filter-server\\n000fversion=2k\\n0000",
        "0016git-filter-server\\n000eversion=2\\n00000014capability=foo\\n0000",
        "0016git-filter-server\\n000eversion=2\\n00000016capability=clean\\n0003",
        "0016git-filter-server\\n000eversion=2\\n00000016capability=clean\\n0000ffffx",
        "0016git-filter-server\\n000eversion=2\\n00000016capability=clean\\n0000zzzz",
        pytest.param("nothing", marks=needs_newest_git),
        pytest.param("0016git-filter-server\\n000eversion=2\\n0000", marks=needs_newest_git),
    ],
)
def test_a_process_that_says_something_else_at_first(repository: Path, text: str) -> None:
    # It reads all that it is given, so that nothing depends on who is faster, and then has said what it has to say.
    said = ":" if text == "nothing" else f"printf '{text}'"
    git(repository, "config", "filter.x.process", f"{said}; exec >&-; cat >/dev/null")
    both(repository, None, "f0")


def test_a_process_that_answers_before_it_reads(repository: Path) -> None:
    # Here git and the filter wait for each other.
    (repository / "f0").write_bytes(BIG)
    use_process(repository, "early", "upper")
    answer = pygitobj(repository, "hash-object", "f0", "f1", timeout=120)
    expected = [b"early" * 300_000, b"CONTENT 1\n"]
    assert answer.out.split() == [git(repository, "hash-object", "--stdin", stdin=data).strip() for data in expected]
    assert (answer.err, answer.code) == (b"", 0)


def test_a_process_that_dies_while_it_is_given_much(repository: Path) -> None:
    (repository / "f0").write_bytes(BIG)
    log = use_process(repository, "dies")
    both(repository, log, "f0", "f1")


@pytest.mark.parametrize("behaviours", [["upper"], ["abort", "upper"], ["upper", "half", "upper"]], ids="-".join)
def test_a_process_on_the_way_out(repository: Path, behaviours: list[str]) -> None:
    log = use_process(repository, *behaviours)
    oids = [git(repository, "hash-object", "-w", "--no-filters", f"f{n}").decode().strip() for n in range(3)]
    asked = "".join(f"{oid} f{n}\n" for n, oid in enumerate(oids)).encode()
    theirs = run(["git", "cat-file", "--batch", "--filters"], repository, asked)
    told = log.read_bytes()
    log.unlink()
    assert pygitobj(repository, "cat-file", "--batch", "--filters", stdin=asked) == theirs
    assert log.read_bytes() == told
    assert f"command=smudge pathname=f0 blob={oids[0]}".encode() in told


@pytest.mark.parametrize(
    "command",
    [
        *("tr a-z A-Z", "nosuchprogram", "exit 3", "kill -9 $$", "kill -15 $$", "cat; exit 1", ":"),
        *("cat %f; cat", "printf '%%s|' %f %x 100%", "head -c 3", "env | grep '^GIT_PREFIX'; pwd", ""),
    ],
)
@pytest.mark.parametrize("required", [False, True])
def test_a_program_for_each_file(repository: Path, command: str, required: bool) -> None:
    odd = "o'd d!\"\n$x"
    (repository / odd).write_bytes(BIG)
    git(repository, "config", "filter.x.clean", command)
    git(repository, "config", "filter.x.required", str(required).lower())
    both(repository, None, "f0", odd)


@pytest.mark.parametrize("kind", ["clean", "process"])
def test_a_program_that_cannot_be_run(repository: Path, kind: str) -> None:
    # Older versions of git say the first line in another way.
    git(repository, "config", f"filter.x.{kind}", "./nosuchfile")
    answer = pygitobj(repository, "hash-object", "f0")
    assert answer.out == git(repository, "hash-object", "--no-filters", "f0")
    assert answer.err.splitlines()[:2] == [
        b"fatal: cannot exec './nosuchfile': No such file or directory",
        b"error: cannot fork to run "
        + (b"external filter './nosuchfile'" if kind == "clean" else b"subprocess './nosuchfile'"),
    ]


def test_a_program_may_give_while_it_reads(repository: Path) -> None:
    (repository / "f0").write_bytes(BIG)
    git(repository, "config", "filter.x.clean", "cat")
    both(repository, None, "f0")


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("kind", ["process", "clean"])
def test_whoever_is_ended_ends_a_filter_that_hangs(repository: Path, kind: str, ending: signal.Signals) -> None:
    noted = repository / ".git" / "pid"
    script = repository / ".git" / "hang"
    script.write_text(f"#!/bin/sh\necho $$ >'{noted}'\nexec sleep 1000\n")
    script.chmod(0o755)
    git(repository, "config", f"filter.x.{kind}", str(script))
    with subprocess.Popen([*PYGITOBJ, "hash-object", "f0"], cwd=repository, stdout=subprocess.PIPE) as ours:
        filter_of_ours = wait_for_pid(noted)
        ours.send_signal(ending)
        assert ours.wait(STARTED) == -ending
    deadline = time.monotonic() + STARTED
    while is_there(filter_of_ours) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not is_there(filter_of_ours)


def wait_for_pid(noted: Path) -> int:
    """The process that wrote its number into `noted`, once it has."""
    deadline = time.monotonic() + STARTED
    while time.monotonic() < deadline:
        if noted.exists() and (text := noted.read_text()).endswith("\n"):
            return int(text)
        time.sleep(0.02)
    raise AssertionError("the filter was not started")


def is_there(process: int) -> bool:
    """Whether there is such a process, that has not ended."""
    try:
        os.kill(process, 0)
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (ProcessLookupError, FileNotFoundError):
        return False
