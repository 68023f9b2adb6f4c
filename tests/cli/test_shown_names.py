"""No control character of a name or of another's text reaches a terminal; how commands say what they can do."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from pygitobj.cli.commands import COMMANDS
from pygitobj.formats.quote import without_controls
from tests.support.command import pygitobj, run

ODD = "\x1b[31mx\x07\x9b\r"


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    subprocess.run(["git", "init", "-q", "-b", "main", tmp_path / "r"], check=True)
    return tmp_path / "r"


@pytest.mark.parametrize(
    "words",
    [
        ["cat-file", "-t", ODD],
        ["hash-object", ODD],
        ["hash-object", "-t", ODD, "--stdin"],
        ["hash-object", f"--{ODD}"],
        ["commit-tree", ODD],
        ["unpack-file", ODD],
        ["index-pack", ODD],
        ["verify-pack", ODD],
        ["prune", ODD],
        ["explain", ODD],
        ["-c", f"{ODD}=1", "cat-file", "-t", "HEAD"],
        ["-c", f"core.compression={ODD}", "hash-object", "-w", "--stdin"],
        ["-C", ODD, "cat-file", "-t", "HEAD"],
        ["--git-dir", ODD, "cat-file", "-t", "HEAD"],
        [ODD],
        [f"--{ODD}"],
    ],
)
def test_messages(repository: Path, words: list[str]) -> None:
    answer = pygitobj(repository, *words)
    assert answer.code != 0
    assert b"?[31mx?" in answer.err or b"\\x1b[31mx\\x07" in answer.err
    assert not set(answer.out + answer.err) & {*range(9), *range(11, 32), 127}


def test_a_long_message_is_cut_where_git_cuts_it(repository: Path) -> None:
    answer = pygitobj(repository, "cat-file", "-t", "x" * 9000)
    assert len(answer.err) == 4096
    assert answer.err.endswith(b"x\n")


def test_bytes_that_are_no_text_stay(repository: Path) -> None:
    command = [*pygitobj.__globals__["PYGITOBJ"], "cat-file", "-t"]
    done = subprocess.run([*command, b"\xff\xfe"], cwd=repository, capture_output=True, check=False)
    assert done.stderr == b"fatal: Not a valid object name \xff\xfe\n"


def test_explain_quotes(repository: Path) -> None:
    run(["git", "hash-object", "-w", "--stdin"], repository, b"a\n")
    run(["git", "tag", "x", "7898192"], repository)
    (repository / ".git/refs/tags/\x9b31m").write_text("78981922613b2afb6025042ff6bd878ac1994e85\n")
    answer = pygitobj(repository, "explain", "\x9b31m")
    assert answer.code == 0
    assert b"\xc2\x9b" not in answer.out


def test_control_characters() -> None:
    every = "".join(map(chr, range(256)))
    assert without_controls(every) == "?" * 9 + "\t\n" + "?" * 21 + every[32:127] + "?" + every[128:]
    assert without_controls(every, fully=True)[128:161] == "?" * 32 + "\xa0"


@pytest.mark.parametrize("command", COMMANDS)
def test_usage(tmp_path: Path, command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    answer = pygitobj(tmp_path, command, "-h")
    assert (answer.out[:7], answer.err, answer.code) == (b"usage: ", b"", 129)
    answer = pygitobj(tmp_path, command, "--no-such-option")
    # git looks for a repository first, where the command needs one.
    assert (answer.out, answer.code) in ((b"", 129), (b"", 128))
    option = rb"error: unknown option `(--)?no-such-option'\n"
    assert re.match(option + b"|usage: |fatal: not a git", answer.err)
