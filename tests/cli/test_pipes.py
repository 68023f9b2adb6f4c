"""cat-file at the end of a pipe: clients that wait for each answer, readers that go away, input that never ends."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from corpus.recipes import RECIPES
from tests.support.command import PYGITOBJ, git, pygitobj

PATIENCE = 20


@pytest.fixture(scope="session")
def repository(build_once: Callable[[str, Callable[[Path], None]], Path]) -> Path:
    return build_once("pipes", lambda target: (RECIPES["sha256-packed"](target), None)[1])


def read_line(process: subprocess.Popen[bytes]) -> bytes:
    """The next line of output, which must come without more input."""
    assert process.stdout is not None
    line = b""
    while not line.endswith(b"\n"):
        ready, _, _ = select.select([process.stdout], [], [], PATIENCE)
        assert ready, f"no answer, only {line!r}"
        byte = os.read(process.stdout.fileno(), 1)
        assert byte
        line += byte
    return line


def start(repository: Path, *words: str) -> subprocess.Popen[bytes]:
    command = [*PYGITOBJ, "cat-file", *words]
    return subprocess.Popen(command, cwd=repository, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0)


@pytest.mark.parametrize("words", ["--batch-check", "--batch-command"])
def test_each_line_is_answered_before_the_next_is_written(repository: Path, words: str) -> None:
    with start(repository, words) as process:
        assert process.stdin is not None
        prefix = b"info " if words == "--batch-command" else b""
        for name in (b"HEAD", b"nope", b"HEAD:file", b"HEAD~1"):
            process.stdin.write(prefix + name + b"\n")
            line = read_line(process)
            assert line.endswith(b" missing\n") == (name == b"nope")
        process.stdin.close()
    assert process.returncode == 0


def test_a_line_that_comes_in_pieces(repository: Path) -> None:
    with start(repository, "--batch-check") as process:
        assert process.stdin is not None
        for piece in (b"HE", b"AD", b"\nHEAD:", b"file\n"):
            process.stdin.write(piece)
        assert b" commit " in read_line(process)
        assert b" blob " in read_line(process)
        process.stdin.close()


def test_flush_answers_what_was_asked(repository: Path) -> None:
    with start(repository, "--batch-command", "--buffer") as process:
        assert process.stdin is not None
        process.stdin.write(b"info HEAD\ninfo HEAD~1\nflush\n")
        assert b" commit " in read_line(process)
        assert b" commit " in read_line(process)
        process.stdin.close()


@pytest.mark.parametrize(
    "words", [["--batch"], ["--batch-all-objects", "--batch"], ["--batch-all-objects", "--batch-check"]]
)
def test_a_reader_that_goes_away_ends_it_quietly(repository: Path, words: list[str]) -> None:
    command = [*PYGITOBJ, "cat-file", *words]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=repository, stdin=pipe, stdout=pipe, stderr=pipe) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        try:
            process.stdin.write(b"HEAD:file\n" * 100_000)
            process.stdin.close()
        except BrokenPipeError:
            pass
        assert process.stderr.read() == b""
        assert process.wait(PATIENCE) == -signal.SIGPIPE


def test_an_interrupt_ends_it_at_once(repository: Path) -> None:
    with start(repository, "--batch-check") as process:
        assert process.stdin is not None
        process.stdin.write(b"HEAD\n")
        read_line(process)
        process.send_signal(signal.SIGINT)
        assert process.wait(5) == -signal.SIGINT


@pytest.mark.slow
def test_a_blob_larger_than_memory_streams(tmp_path: Path) -> None:
    size = 600 << 20
    git(tmp_path, "init", "-q", ".")
    with (tmp_path / "zeros").open("wb") as file:
        file.truncate(size)
    git(tmp_path, "-c", "core.compression=1", "hash-object", "-w", "zeros")
    (tmp_path / "zeros").unlink()
    oid = git(tmp_path, "cat-file", "--batch-all-objects", "--batch-check=%(objectname)").decode().strip()
    script = f"""
import resource, subprocess, sys
resource.setrlimit(resource.RLIMIT_AS, (400 << 20, 400 << 20))
for words in (["-p", "{oid}"], ["blob", "{oid}"], ["--batch-all-objects", "--batch"], ["--batch-all-objects", "--batch", "--unordered"]):
    command = [*{PYGITOBJ!r}, "cat-file", *words]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        count = 0
        while piece := process.stdout.read(1 << 16):
            count += len(piece)
    print(words[0], count, process.returncode)
"""
    out = subprocess.run(
        [sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True, check=True
    ).stdout
    lines = [line.split() for line in out.splitlines()]
    assert [code for _, _, code in lines] == ["0"] * 4
    assert [int(count) for _, count, _ in lines][:2] == [size, size]
    assert pygitobj(tmp_path, "cat-file", "-s", oid).out == b"%d\n" % size
