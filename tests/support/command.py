"""Running git and pygitobj as a user does."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from tests.support.forked import run_forked

PYGITOBJ = (sys.executable, "-m", "pygitobj")
# After these a newer git repacks in the background, while a test looks at what is there.
REPACK_AFTERWARDS = ("commit", "merge", "fetch", "pull", "rebase", "am")


class Answer(NamedTuple):
    """What a command printed and how it ended."""

    out: bytes
    err: bytes
    code: int


def run(command: Sequence[str], directory: Path | str, stdin: bytes = b"", timeout: float = 60) -> Answer:
    """Run `command` in `directory`."""
    if tuple(command[: len(PYGITOBJ)]) == PYGITOBJ:
        ended = run_forked(command[len(PYGITOBJ) :], directory, stdin, timeout)
        if ended is not None:
            return Answer(*ended)
    done = subprocess.run(command, cwd=directory, input=stdin, capture_output=True, timeout=timeout, check=False)
    return Answer(done.stdout, done.stderr, done.returncode)


def git(directory: Path | str, *words: str, stdin: bytes = b"") -> bytes:
    """What `git <words>` prints in `directory`; fails where git does."""
    quiet = ("-c", "maintenance.auto=false") if words and words[0] in REPACK_AFTERWARDS else ()
    answer = run(["git", *quiet, *words], directory, stdin)
    assert answer.code == 0, (words, answer)
    return answer.out


def pygitobj(directory: Path | str, *words: str, stdin: bytes = b"", timeout: float = 60) -> Answer:
    """Run `pygitobj <words>` in `directory`."""
    return run([*PYGITOBJ, *words], directory, stdin, timeout)
