"""mktag beside git: the same ids, messages and exit codes."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.command import git, pygitobj, run

TREE = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"
GONE = "1" * 40
WHO = "tagger a <b> 1 +0000"
INPUTS = [
    f"object {TREE}\ntype tree\ntag v1\n{WHO}\n\nm\n",
    f"object {TREE}\ntype tree\ntag v1\n{WHO}\n",
    f"object {TREE}\ntype blob\ntag v1\n{WHO}\n\nm\n",
    f"object {GONE}\ntype blob\ntag v1\n{WHO}\n\nm\n",
    f"object {TREE}\ntype tree\ntag v1\n\nm\n",
    f"object {TREE}\ntype tree\ntag v 1\n{WHO}\n\nm\n",
    f"object {TREE}\ntype tree\ntag v1\n{WHO}\nmore x\n\nm\n",
    f"object {TREE}\ntype tree\ntag v1\ntagger a <b> 1 x\n\nm\n",
    f"object {TREE}\ntype nope\ntag v1\n{WHO}\n\nm\n",
    f"object {TREE}\ntype tree\n{WHO}\n\nm\n",
    "object x\ntype tree\n",
    # Ids of the other length, and what ends a line or a text elsewhere.
    f"object {TREE}{TREE[:24]}\ntype tree\ntag v1\n{WHO}\n\nm\n",
    f"object {TREE[:39]}\ntype tree\ntag v1\n{WHO}\n\nm\n",
    f"object {TREE}\0\ntype tree\ntag v1\n{WHO}\n\nm\n",
    f"object {TREE}\ntype tree\0\ntag v1\n{WHO}\n\nm\n",
    f"object {TREE}\ntype tr\xe9e\ntag v1\n{WHO}\n\nm\n",
    f"object {TREE}\ntype tree\ntag v\0001\n{WHO}\n\nm\n",
    f"object {TREE}\ntype tree\ntag v1\ntagger a\0 <b> 1 +0000\n\nm\n",
    f"object {TREE}\ntype tree\ntag v1\n{WHO}\n\nm\0n\n",
    f"object {TREE}\ntype tree\ntag \n{WHO}\n\nm\n",
    f"object {TREE}\ntype tree\ntag v1\n{WHO}\n more\n\nm\n",
    f"object {TREE}\nobject {TREE}\ntype tree\ntag v1\n{WHO}\n\nm\n",
    "type tree\n",
]


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with the empty tree."""
    git(tmp_path, "init", "-q", ".")
    git(tmp_path, "mktree")
    return tmp_path


@pytest.mark.parametrize("options", [[], ["--strict"], ["--no-strict"]])
@pytest.mark.parametrize("text", INPUTS)
def test_as_git(repository: Path, text: str, options: list[str]) -> None:
    theirs = run(["git", "mktag", *options], repository, text.encode())
    oid = theirs.out.decode().strip()
    if oid:
        (repository / ".git/objects" / oid[:2] / oid[2:]).unlink()
    assert pygitobj(repository, "mktag", *options, stdin=text.encode()) == theirs
    assert not oid or git(repository, "cat-file", "tag", oid).decode() == text


def test_nothing_is_no_tag(repository: Path) -> None:
    assert pygitobj(repository, "mktag") == (
        b"",
        b"error: tag input does not pass fsck: unterminatedHeader: unterminated header\n"
        b"fatal: tag on stdin did not pass our strict fsck check\n",
        128,
    )
