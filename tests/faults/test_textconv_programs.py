"""Textconv programs that fail in every way: git's answer or our error, nothing left running, no file left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.support.command import PYGITOBJ, Answer, git, run

WAIT = 30
# Nobody else has a program of this name.
SLEEPER = "pygitobj-test-sleeper"


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    (tmp_path / "work").mkdir()
    (tmp_path / "tmp").mkdir()
    work = tmp_path / "work"
    git(work, "init", "-q", "-b", "main", ".")
    (work / ".gitattributes").write_text("* diff=x\n")
    (work / "f").write_text("content\n" * 10)
    git(work, "add", ".")
    git(work, "-c", "user.name=A", "-c", "user.email=a@b", "commit", "-qm", "one")
    return work


def environment(repository: Path) -> dict[str, str]:
    return {**os.environ, "TMPDIR": str(repository.parent / "tmp")}


def words_for(command: str, words: list[str]) -> list[str]:
    return ["-c", f"diff.x.textconv={command}", "cat-file", *words]


def answer_of(program: tuple[str, ...], repository: Path, words: list[str], stdin: bytes) -> Answer:
    done = subprocess.run(
        [*program, *words], cwd=repository, input=stdin, capture_output=True, timeout=WAIT, check=False,
        env=environment(repository),
    )  # fmt: skip
    return Answer(done.stdout, done.stderr, done.returncode)


def left(repository: Path) -> list[str]:
    return os.listdir(repository.parent / "tmp")


PROGRAMS = {
    "fails": "false #",
    "fails after output": "echo half; exit 3;",
    "is missing": "pygitobj-no-such-program",
    "is missing in the shell": "pygitobj-no-such-program --option",
    "may not be run": "./f",
    "is no syntax": "echo (",
    "dies": "kill -SEGV $$;",
    "dies of a pipe": "kill -PIPE $$;",
    "says nothing": "true",
    "answers garbage": "printf '\\377\\000\\n\\r'; true",
    "closes its output": "exec >&- ; true",
    "closes everything": "exec >&- <&- 2>&-; true",
    "reads what it is given": "cat; echo end;",
    "takes its file away": "rm",
    "puts others beside it": 'touch "$1.more"; true',
    "floods standard error": "head -c 300000 /dev/zero >&2; echo done;",
    "gives much": "head -c 3000000 /dev/zero; true",
}


@pytest.mark.parametrize("program", PROGRAMS)
@pytest.mark.parametrize("words", [["--textconv", "HEAD:f"], ["--batch", "--textconv"]], ids=["one", "batch"])
def test_as_git(repository: Path, program: str, words: list[str]) -> None:
    stdin = b"HEAD:f f\n" if "--batch" in words else b""
    said = words_for(PROGRAMS[program], words)
    mine = answer_of(PYGITOBJ, repository, said, stdin)
    assert left(repository) == [] or program == "puts others beside it"
    theirs = answer_of(("git",), repository, said, stdin)
    assert (mine.out, mine.code) == (theirs.out, theirs.code)
    assert b"Traceback" not in mine.err


def test_requests_are_not_for_the_program(repository: Path) -> None:
    stdin = b"HEAD:f f\n" * 3
    answer = answer_of(PYGITOBJ, repository, words_for("cat >&2; echo shown; true", ["--batch", "--textconv"]), stdin)
    assert answer.out.count(b"shown") == 3
    assert answer.err == b""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT, signal.SIGPIPE])
@pytest.mark.parametrize("words", [["--textconv", "HEAD:f"], ["--batch", "--textconv"]], ids=["one", "batch"])
def test_a_signal_leaves_nothing(repository: Path, number: int, words: list[str]) -> None:
    sleeper = repository.parent / SLEEPER
    sleeper.write_text(f"#!/bin/sh\necho $$ >{repository.parent}/started\nexec sleep 1000\n")
    sleeper.chmod(0o755)
    child = subprocess.Popen(
        [*PYGITOBJ, *words_for(str(sleeper), words)], cwd=repository, env=environment(repository),
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    try:
        assert child.stdin is not None
        child.stdin.write(b"HEAD:f f\n")
        child.stdin.flush()
        started = repository.parent / "started"
        wait_until(lambda: started.exists() and started.read_text().endswith("\n"))
        assert len(left(repository)) == 1
        child.send_signal(number)
        child.communicate(timeout=WAIT)
        assert child.returncode != 0
        assert left(repository) == []
        wait_until(lambda: not is_running(int(started.read_text())))
    finally:
        child.kill()
        child.wait()


def test_no_room_for_the_file(repository: Path) -> None:
    gone = {**environment(repository), "TMPDIR": str(repository.parent / "nowhere")}
    words = words_for("cat", ["--textconv", "HEAD:f"])
    answers = [
        subprocess.run([*program, *words], cwd=repository, capture_output=True, env=gone, timeout=WAIT, check=False)
        for program in (PYGITOBJ, ("git",))
    ]
    assert [answer.returncode for answer in answers] == [128, 128]
    assert answers[0].stderr == answers[1].stderr


def test_too_much_is_an_error(repository: Path) -> None:
    script = (
        "import sys; from pygitobj.repository import programs; programs.most_output = lambda: 1 << 20; "
        "from pygitobj.cli.main import main; sys.exit(main(sys.argv[1:]))"
    )
    answer = run([PYGITOBJ[0], "-c", script, *words_for("cat /dev/zero; true", ["--textconv", "HEAD:f"])], repository)
    assert answer.code == 128
    assert answer.out == b""
    assert b"gives more than 1048576 bytes" in answer.err


def is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def wait_until(holds: object) -> None:
    """Wait until `holds` gives true, for a while."""
    assert callable(holds)
    for _ in range(WAIT * 20):
        if holds():
            return
        time.sleep(0.05)
    raise AssertionError("it never came to that")
