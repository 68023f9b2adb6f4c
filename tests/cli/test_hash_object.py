"""hash-object beside git: the same ids, files, messages and exit codes."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.support.command import git, pygitobj, run

# What every version of git answers alike; the standard input holds two names, one of them quoted.
SAME = """
f|f nofile|--stdin f|--literally -t tree f|--stdin-paths f|--stdin-paths|--stdin-paths --path x
--no-filters --path x f|-w f nofile|.|-w .|--path a f|--stdin --path a|--literally --stdin|-t
--stdin-paths --stdin|-wt blob f|-- f|f f d/../f|--no-filters f|--stdin|-t foo f|-t foo|-t foo nofile
--no-path f|-t blob -t blob f|--stdin --no-stdin f|--stdin-paths --no-filters|--stdin --stdin
"""
EMPTY = b"4b825dc642cb6eb9a060e54bf8d69288fbee4904"


def usage_apart(err: bytes) -> bytes:
    """The first line: the usage after it differs between versions of git."""
    return err.partition(b"\n")[0]


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with a file and a folder."""
    git(tmp_path, "init", "-q", ".")
    (tmp_path / "d").mkdir()
    (tmp_path / "f").write_bytes(b"some text\n")
    return tmp_path


@pytest.mark.parametrize("words", SAME.strip().replace("\n", "|").split("|"))
def test_as_git(repository: Path, words: str) -> None:
    theirs = run(["git", "hash-object", *words.split()], repository, b'f\n"d/../f"\n')
    ours = pygitobj(repository, "hash-object", *words.split(), stdin=b'f\n"d/../f"\n')
    assert (ours.out, usage_apart(ours.err), ours.code) == (theirs.out, usage_apart(theirs.err), theirs.code)


def test_outside_of_a_repository(tmp_path: Path) -> None:
    (tmp_path / "f").write_bytes(b"some text\n")
    for words in (["f"], ["-w", "f"], ["-t", "tree", "--literally", "f"]):
        theirs = run(["git", "hash-object", *words], tmp_path)
        assert pygitobj(tmp_path, "hash-object", *words) == theirs


@pytest.mark.parametrize("size", [0, 1, 1 << 16, 20 << 20])
def test_what_is_written_is_there(repository: Path, size: int) -> None:
    (repository / "f").write_bytes(os.urandom(size))
    oid = git(repository, "hash-object", "f")
    assert pygitobj(repository, "hash-object", "f") == (oid, b"", 0)
    assert not list((repository / ".git/objects").glob("??"))
    assert pygitobj(repository, "hash-object", "-w", "f") == (oid, b"", 0)
    assert git(repository, "cat-file", "blob", oid.decode().strip()) == (repository / "f").read_bytes()
    git(repository, "fsck", "--full", "--strict")


@pytest.mark.parametrize(
    ("kind", "body", "errors"),
    [
        ("tree", b"x", ["too-short tree object", "object fails fsck: badTree: cannot be parsed as a tree"]),
        ("tree", b"100664 a\0" + b"A" * 20, ["object fails fsck: badFilemode: contains bad file modes"]),
        ("commit", b"", ["object fails fsck: unterminatedHeader: unterminated header"]),
        ("commit", b"tree %b\n" % EMPTY, ["object fails fsck: missingAuthor: invalid format - expected 'author' line"]),
        ("tag", b"object x\n", ["object fails fsck: badObjectSha1: invalid 'object' line format - bad sha1"]),
    ],
)
def test_malformed_objects_are_refused(repository: Path, kind: str, body: bytes, errors: list[str]) -> None:
    answer = pygitobj(repository, "hash-object", "-w", "-t", kind, "--stdin", stdin=body)
    expected = "".join(f"error: {line}\n" for line in errors) + "fatal: refusing to create malformed object\n"
    assert answer == (b"", expected.encode(), 128)
    assert not list((repository / ".git/objects").glob("??"))
    literally = pygitobj(repository, "hash-object", "-t", kind, "--stdin", "--literally", stdin=body)
    assert literally == run(["git", "hash-object", "-t", kind, "--stdin", "--literally"], repository, body)


@pytest.mark.parametrize("words", [["f"], ["--stdin", "--path", "f"], ["--stdin-paths"], ["--no-filters", "f"]])
@pytest.mark.parametrize("source", [".gitattributes", ".git/info/attributes", "autocrlf"])
def test_what_says_that_there_are_conversions(repository: Path, source: str, words: list[str]) -> None:
    (repository / "f").write_bytes(b"one\r\ntwo\r\n")
    if source == "autocrlf":
        git(repository, "config", "core.autocrlf", "input")
    else:
        (repository / source).parent.mkdir(exist_ok=True)
        (repository / source).write_text("* text\n")
    stdin = b"f\n" if words == ["--stdin-paths"] else (repository / "f").read_bytes()
    theirs = run(["git", "hash-object", "-w", *words], repository, stdin)
    assert pygitobj(repository, "hash-object", "-w", *words, stdin=stdin) == theirs
    written = git(repository, "cat-file", "blob", theirs.out.decode().strip())
    assert (b"\r" in written) == (words[0] == "--no-filters")


def test_attributes_that_change_nothing_do_not_count(repository: Path) -> None:
    (repository / ".gitattributes").write_text("*.py linguist-vendored diff=python\n")
    assert pygitobj(repository, "hash-object", "f").out == git(repository, "hash-object", "f")


def test_attributes_of_one_directory_do_not_count_in_the_next(repository: Path) -> None:
    (repository / "e").mkdir()
    (repository / "e" / ".gitattributes").write_text("* text\n")
    for name in ("f", "e/f"):
        (repository / name).write_bytes(b"some text\r\n")
    answer = pygitobj(repository, "hash-object", "--stdin-paths", stdin=b"f\nd/../f\ne/f\n")
    assert answer == run(["git", "hash-object", "--stdin-paths"], repository, b"f\nd/../f\ne/f\n")
    assert len(set(answer.out.split())) == 2


@pytest.mark.parametrize(
    "words",
    [["f"], ["g"], ["../f"], ["../e/f"], ["--path=f", "../f"], ["--path=../f", "f"], ["nofile"], ["--stdin-paths"]],
)
def test_paths_below_the_top(repository: Path, words: list[str]) -> None:
    # Messages, filters and attributes name a path from the top, and that of --stdin-paths is one from there.
    (repository / ".gitattributes").write_text("/e/f text\n/f eol=crlf\ng ident\n")
    (repository / "f").write_bytes(b"of the top\n")
    below = repository / "e"
    below.mkdir()
    (below / "f").write_bytes(b"below\r\n")
    (below / "g").write_bytes(b"$Id: x $\n")
    theirs = run(["git", "hash-object", "-w", *words], below, b"f\ng\n")
    assert pygitobj(below, "hash-object", "-w", *words, stdin=b"f\ng\n") == theirs


def test_a_path_ends_at_a_nul(repository: Path) -> None:
    lines = b'"f\\000x"\nf\0x\n"f"x\n'
    answer = pygitobj(repository, "hash-object", "--stdin-paths", stdin=lines)
    assert answer == run(["git", "hash-object", "--stdin-paths"], repository, lines)
    assert answer.out == 3 * git(repository, "hash-object", "f")
    for line in (b"\0\n", b'"\\000f"\n', b'"f\n', b'"\\400"\n'):
        assert pygitobj(repository, "hash-object", "--stdin-paths", stdin=line) == run(
            ["git", "hash-object", "--stdin-paths"], repository, line
        )


# A directory is told of by the path that was given for the conversions; an empty one below the top is where we are.
@pytest.mark.parametrize(
    "words",
    [
        ["e"],
        ["--path=x", "e"],
        ["-w", "--path=x", "e"],
        [""],
        ["--path=x", ""],
        ["--path=x", "nofile"],
    ],
)
@pytest.mark.parametrize("below", ["", "e"])
def test_a_directory(repository: Path, words: list[str], below: str) -> None:
    (repository / "e/e").mkdir(parents=True)
    theirs = run(["git", "hash-object", *words], repository / below)
    assert pygitobj(repository / below, "hash-object", *words) == theirs
    assert theirs.code == 128
