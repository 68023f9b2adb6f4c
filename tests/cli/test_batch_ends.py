"""A batch that a name ends has answered the lines before it, whatever the mode, as git has."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.command import Answer, git, pygitobj, run

FATAL = 128


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    git(tmp_path, "init", "-q", "-b", "main", ".")
    (tmp_path / "f").write_text("a\n")
    git(tmp_path, "add", "f")
    git(tmp_path, "commit", "-q", "-m", "a")
    return tmp_path


def both(repository: Path, words: list[str], stdin: bytes) -> tuple[Answer, Answer]:
    return pygitobj(repository, *words, stdin=stdin), run(["git", *words], repository, stdin=stdin)


# Out of the work tree by a relative path: in an own line, with text behind, after what is missing, as the first.
@pytest.mark.parametrize("lines", [
    b"HEAD\nHEAD:f\nHEAD:../f\nHEAD\n", b"HEAD:../f\n", b"nothing\nHEAD:../../x\n", b"HEAD:f\nHEAD:../f",
])  # fmt: skip
@pytest.mark.parametrize("mode", [
    ["--batch"], ["--batch-check"], ["--batch", "--buffer"], ["--batch-check=%(objectname) %(rest)"],
    ["--batch-check", "--buffer"], ["--batch=%(objectsize)"],
], ids=" ".join)  # fmt: skip
def test_lines_before_an_error(repository: Path, mode: list[str], lines: bytes) -> None:
    ours, theirs = both(repository, ["cat-file", *mode], lines)
    assert (ours.out, ours.code) == (theirs.out, FATAL)


@pytest.mark.parametrize(
    "words", [b"info HEAD:../f", b"contents HEAD:../f", b"nonsense", b"mailmap maybe", b" info HEAD"]
)
def test_commands_before_an_error(repository: Path, words: bytes) -> None:
    stdin = b"info HEAD\ncontents HEAD:f\n" + words + b"\ninfo HEAD\n"
    ours, theirs = both(repository, ["cat-file", "--batch-command"], stdin)
    assert (ours.out, ours.code) == (theirs.out, FATAL)


@pytest.mark.parametrize("lines", [b"f\r\n", b"f\n", b"f", b'"f"\r\n', b"f\0x\r\n", b"f\r\nf\n"])
def test_paths_from_other_systems(repository: Path, lines: bytes) -> None:
    ours, theirs = both(repository, ["hash-object", "--stdin-paths"], lines)
    assert (ours.out, ours.code) == (theirs.out, theirs.code)


@pytest.mark.parametrize("words", ["--no-threads", "--threads=2 --no-threads", "--threads=1", "--no-filter"])
def test_what_is_taken_back_is_as_if_it_was_not_given(repository: Path, words: str) -> None:
    answer = pygitobj(repository, "cat-file", "--batch-check", *words.split(), stdin=b"HEAD:f\n")
    assert answer == pygitobj(repository, "cat-file", "--batch-check", stdin=b"HEAD:f\n")
