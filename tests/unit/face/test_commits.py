"""`repo.write_commit` and `Ident.now`: the commit that git makes, and nothing that git would not take."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest

from pygitobj import Ident, NotFoundError, ObjectId, Repository, RevisionError
from pygitobj.formats.ident import build_ident
from tests.support.command import git, run
from tests.support.unchecked import unchecked

ME = build_ident(b"Robot", b"robot@example.org", 1700000000, 90)
OTHER = build_ident("J\u00f6rg".encode(), b"j@example.org", 1700000001, -300)


def of_git(place: Path, message: bytes, *words: str) -> str:
    """The commit that git makes of the same."""
    environment = [
        "env", "GIT_AUTHOR_NAME=Robot", "GIT_AUTHOR_EMAIL=robot@example.org", "GIT_AUTHOR_DATE=1700000000 +0130",
        "GIT_COMMITTER_NAME=J\u00f6rg", "GIT_COMMITTER_EMAIL=j@example.org", "GIT_COMMITTER_DATE=1700000001 -0500",
    ]  # fmt: skip
    answer = run(
        [*environment, "git", *words, "commit-tree", "HEAD^{tree}", "-p", "HEAD", "-p", "HEAD~1"], place, message
    )
    assert answer.code == 0, answer
    return answer.out.decode().strip()


@pytest.mark.parametrize("message", ["one\n", "J\u00f6rg \u2014 and more\n\nbody", "", "caf\udce9\n"])
def test_as_git_writes_it(repo: Repository, place: Path, message: str) -> None:
    parents = [repo.resolve("HEAD"), repo.resolve("HEAD~1")]
    ours = repo.write_commit(repo.commit().tree, parents, message, author=ME, committer=OTHER)
    assert str(ours) == of_git(place, message.encode("utf-8", "surrogateescape"))
    encoded = message.encode("utf-8", "surrogateescape")
    assert repo.write_commit(repo.commit().tree, tuple(parents), encoded, author=ME, committer=OTHER) == ours
    git(place, "fsck", "--strict", str(ours))


def test_in_another_encoding(place: Path) -> None:
    git(place, "config", "i18n.commitEncoding", "ISO-8859-1")
    with Repository.open(place) as repo:
        parents = [repo.resolve("HEAD"), repo.resolve("HEAD~1")]
        ours = repo.write_commit(repo.commit().tree, parents, "caf\u00e9\n", author=ME, committer=OTHER)
        assert str(ours) == of_git(place, b"caf\xe9\n")
        assert repo.commit(ours).encoding == "ISO-8859-1"
        assert repo.commit(ours).text == "caf\u00e9\n"
        with pytest.raises(ValueError, match="cannot be encoded in ISO-8859-1"):
            repo.write_commit(repo.commit().tree, [], "\u2014", author=ME)
    git(place, "config", "i18n.commitEncoding", "of-nobody")
    with Repository.open(place) as repo:
        with pytest.raises(ValueError, match="of-nobody"):
            repo.write_commit(repo.commit().tree, [], "x", author=ME)
        assert repo.commit(repo.write_commit(repo.commit().tree, [], b"x", author=ME)).encoding == "of-nobody"


def test_the_author_commits(repo: Repository) -> None:
    commit = repo.commit(repo.write_commit(repo.commit().tree, [], "x\n", author=ME))
    assert commit.author == commit.committer == ME
    assert commit.parents == ()


def test_what_git_takes_for_no_commit(repo: Repository, place: Path) -> None:
    head, tree = repo.resolve("HEAD"), repo.commit().tree
    blob = repo.objects.write("blob", b"x")
    tag = repo.resolve("v1")
    gone = ObjectId("12" * repo.format.hash_size)
    count = len(repo.objects)
    worse = ME._replace(raw=b"x")
    bad = Ident(b"x", b"y", 1, b"+0000", b"x <y> 1 +0000\nparent " + str(head).encode())
    calls: list[tuple[type[Exception], str, Any]] = [
        (ValueError, "NUL", lambda: repo.write_commit(tree, [], "a\0b", author=ME)),
        (ValueError, "NUL", lambda: repo.write_commit(tree, [], b"\0", author=ME)),
        (ValueError, "comes twice", lambda: repo.write_commit(tree, [head, head], "x", author=ME)),
        (RevisionError, "not a tree", lambda: repo.write_commit(blob, [], "x", author=ME)),
        (RevisionError, "not a tree", lambda: repo.write_commit(head, [], "x", author=ME)),
        (RevisionError, "not a commit", lambda: repo.write_commit(tree, [tree], "x", author=ME)),
        (RevisionError, "not a commit", lambda: repo.write_commit(tree, [tag], "x", author=ME)),
        (NotFoundError, str(gone), lambda: repo.write_commit(gone, [], "x", author=ME)),
        (NotFoundError, str(gone), lambda: repo.write_commit(tree, [head, gone], "x", author=ME)),
        (ValueError, "more than one line: author", lambda: repo.write_commit(tree, [], "x", author=bad)),
        (ValueError, "badDate|missing", lambda: repo.write_commit(tree, [], "x", author=ME, committer=worse)),
        (TypeError, "Ident", lambda: repo.write_commit(tree, [], "x", author=unchecked("me"))),
        (TypeError, "message", lambda: repo.write_commit(tree, [], unchecked(None), author=ME)),
        (TypeError, "parents", lambda: repo.write_commit(tree, unchecked(head), "x", author=ME)),
        (TypeError, "ids", lambda: repo.write_commit(unchecked("HEAD^{tree}"), [], "x", author=ME)),
        (TypeError, "ids", lambda: repo.write_commit(tree, [unchecked("HEAD")], "x", author=ME)),
    ]  # fmt: skip
    for error, words, call in calls:
        with pytest.raises(error, match=words):
            call()
    assert len(repo.objects) == count


def test_now() -> None:
    before = int(time.time())
    me = Ident.now("J\u00f6rg", b"j@example.org")
    assert before <= me.time <= int(time.time())
    assert me.name == "J\u00f6rg".encode()
    assert me.when.utcoffset() is not None
    assert bytes(me) == b"J\xc3\xb6rg <j@example.org> %d %s" % (me.time, me.offset_text)
    assert Ident.now("caf\udce9", "x").name == b"caf\xe9"
    for name, email in (("a<b", "x"), ("a\n", "x"), ("a", "x>"), ("a\0", "x"), ("a ", "x"), ("\ud800", "x")):
        with pytest.raises(ValueError, match=r"not the|white space"):
            Ident.now(name, email)
    with pytest.raises(TypeError):
        Ident.now(unchecked(None), "x")
