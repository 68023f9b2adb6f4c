"""mktree and unpack-file beside git: the same ids, messages and exit codes."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.command import git, pygitobj, run

BLOB = "257cc5642cb1a054f08cc83f2d943e56fd3ebe99"
TREE = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"
GONE = "1" * 40
INPUTS = [
    f"100644 blob {BLOB}\tb\n100755 blob {BLOB}\ta\n40000 tree {TREE}\ta.d\n120000 blob {BLOB}\ta-\n",
    f"100644 blob {BLOB}\ta.b\n40000 tree {TREE}\ta\n100644 blob {BLOB}\ta-b\n",
    f"100644 blob {BLOB}\ta",
    f"100644 blob {BLOB} a\n",
    f"100644 tree {BLOB}\ta\n",
    f"100644 blob {TREE}\ta\n",
    f"100644 blob {GONE}\ta\n",
    f"160000 commit {GONE}\tsub\n",
    f"100644 foo {BLOB}\ta\n",
    f"xyz blob {BLOB}\ta\n",
    f"100644 blob {BLOB}\ta/b\n",
    f"100644 blob {BLOB}\ta\n\n100644 blob {BLOB}\tb\n",
    f'100644 blob {BLOB}\t"a\\tb\\303\\251"\n',
    f'100644 blob {BLOB}\t"a\n',
    f"100644 blob {BLOB[:12]}\ta\n",
    f"100644 blob {BLOB}     12\ta\n",
    f"100644 blob {BLOB}\ta\n\n\n",
    f"100644 blob {BLOB}\ta\0",
    f'100644 blob {BLOB}\t"a"\0' + f"100644 blob {BLOB}\tb\nc\0",
    "",
    "\n",
    "a\n",
    # A name ends at a NUL, however it is written, and what follows the closing quote is not read.
    f'100644 blob {BLOB}\t"a\\000b"\n',
    f'100644 blob {BLOB}\t"a\\000/b"\n',
    f'100644 blob {BLOB}\t"a/\\000b"\n',
    f'100644 blob {BLOB}\t"a"b\n',
    f'100644 blob {BLOB}\t"a\\000b"\0',
    f"100644 blob {BLOB}\ta\0b\n",
    f'100644 blob {BLOB}\t"a\\400b"\n',
    f'100644 blob {BLOB}\ta"b\n',
    # A mode is a number as C reads it.
    f" \t100644 blob {BLOB}\ta\n",
    f"+100644 blob {BLOB}\ta\n",
    f"-1 blob {BLOB}\ta\n",
    f"- blob {BLOB}\ta\n",
    f"0 blob {BLOB}\ta\n",
    f"777777 blob {BLOB}\ta\n",
    f"{'7' * 30} blob {BLOB}\ta\n",
    f"-{'7' * 30} blob {BLOB}\ta\n",
    f"20000000000160000 commit {GONE}\ta\n",
    f"100644  {BLOB}\ta\n",
    f"100644  blob {BLOB}\ta\n",
    # What fsck is there for.
    f"100644 blob {BLOB}\t.git\n100644 blob {BLOB}\t..\n100644 blob {BLOB}\t.\n",
    f"100644 blob {BLOB}\ta\n40000 tree {TREE}\ta\n",
    f"100644 blob {BLOB}\ta\n100644 blob {BLOB}\ta\n",
]


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with a blob and the empty tree."""
    git(tmp_path, "init", "-q", ".")
    assert git(tmp_path, "hash-object", "-w", "--stdin", stdin=b"foo\n").decode().strip() == BLOB
    git(tmp_path, "mktree")
    return tmp_path


@pytest.mark.parametrize("options", [[], ["-z"], ["--missing"], ["--batch"], ["--batch", "-z", "--missing"]])
def test_mktree_as_git(repository: Path, options: list[str]) -> None:
    for text in INPUTS:
        theirs = run(["git", "mktree", *options], repository, text.encode())
        for oid in theirs.out.decode().split():
            (repository / ".git/objects" / oid[:2] / oid[2:]).unlink(missing_ok=True)
        assert pygitobj(repository, "mktree", *options, stdin=text.encode()) == theirs, text
        for oid in theirs.out.decode().split():
            assert git(repository, "cat-file", "-t", oid) == b"tree\n"


@pytest.mark.parametrize("name", ["", '""', '"\\000a"', '"\\000/"'])
def test_an_entry_without_a_name(repository: Path, name: str) -> None:
    """Such a tree is written by git, which then cannot read it."""
    text = f"100644 blob {BLOB}\t{name}\n".encode()
    theirs = git(repository, "mktree", stdin=text).decode().strip()
    assert run(["git", "ls-tree", theirs], repository).code == 128
    (repository / ".git/objects" / theirs[:2] / theirs[2:]).unlink()
    answer = pygitobj(repository, "mktree", stdin=text)
    assert (answer.out, answer.code) == (b"", 128)
    assert answer.err.startswith(b"fatal: an entry without a name: ")
    assert not (repository / ".git/objects" / theirs[:2] / theirs[2:]).exists()


@pytest.mark.parametrize("words", [["--foo"], ["-x"]])
def test_mktree_usage(repository: Path, words: list[str]) -> None:
    theirs = run(["git", "mktree", *words], repository)
    ours = pygitobj(repository, "mktree", *words)
    assert (ours.code, ours.err.splitlines()[0]) == (theirs.code, theirs.err.splitlines()[0])


def test_unpack_file(repository: Path) -> None:
    answer = pygitobj(repository, "unpack-file", BLOB)
    name = answer.out.decode().strip()
    assert name.startswith(".merge_file_")
    assert (repository / name).read_bytes() == b"foo\n"


@pytest.mark.parametrize("words", [[], ["a", "b"], [TREE], [GONE], ["nope"], ["-h"]])
def test_unpack_file_as_git(repository: Path, words: list[str]) -> None:
    theirs = run(["git", "unpack-file", *words], repository)
    ours = pygitobj(repository, "unpack-file", *words)
    assert (ours.out + ours.err, words == ["-h"] or ours.code) == (
        theirs.out + theirs.err,
        words == ["-h"] or theirs.code,
    )
    assert not list(repository.glob(".merge*"))
