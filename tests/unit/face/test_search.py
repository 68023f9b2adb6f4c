"""Lines of blobs in which something is found, and where these were."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pygitobj import ALL, Ident, NotFoundError, ObjectId, Problem, Repository, RevisionError, SearchHit
from tests.support.command import git
from tests.support.unchecked import unchecked


def test_every_blob_once_with_where_it_was(place: Path, repo: Repository) -> None:
    hits = list(repo.search(b"changed in 3"))
    named = [line.split(":") for line in git(place, "grep", "-n", "changed in 3", "main").decode().splitlines()]
    assert {(hit.number, hit.line.decode()) for hit in hits} == {(int(line[2]), line[3]) for line in named}
    assert len(hits) == len({hit.id for hit in hits}) > 1
    for hit in hits:
        assert hit.path is not None
        assert hit.commit is not None
        assert repo.resolve(f"{hit.commit.id}:{hit.path.decode()}") == hit.id
        assert repo.blob(hit.id).data[hit.offset :].startswith(b"changed in 3\n")
    older = list(repo.search(re.compile(rb"^changed.*3$", re.MULTILINE), "side"))
    assert older == [hit for hit in hits if hit.id in {one.id for one in older}]
    assert 0 < len(older) < len(hits)
    assert list(repo.search(b"changed in 3", ALL)) == hits
    hidden = list(repo.search(b"changed in 3", "main", hide=["side"]))
    assert {hit.id for hit in hidden} == {hit.id for hit in hits} - {hit.id for hit in older}


def test_blobs_that_nothing_leads_to_come_last(repo: Repository) -> None:
    lines = [(hit.line, hit.path, hit.number) for hit in repo.search(b"nothing leads here")]
    assert sorted(lines) == [
        (b"loose, and nothing leads here", None, 1), (b"packed, and nothing leads here", None, 1),
    ]  # fmt: skip
    assert list(repo.search(b"nothing leads here", ALL)) == []


def test_binary_blobs_and_ends_of_lines(place: Path, repo: Repository) -> None:
    binary = ObjectId(git(place, "hash-object", "-w", "--stdin", stdin=b"\0needle\n x needle\r\n").decode().strip())
    text = ObjectId(git(place, "hash-object", "-w", "--stdin", stdin=b"a\nneedle needle\r\nneedle").decode().strip())
    found = sorted(repo.search(b"needle"), key=lambda hit: (hit.id, hit.offset))
    expected = [
        SearchHit(binary, None, None, None, 1, b"needle"),
        SearchHit(binary, None, None, None, 11, b"needle"),
        SearchHit(text, None, None, 2, 2, b"needle needle\r"),
        SearchHit(text, None, None, 3, 17, b"needle"),
    ]
    assert found == sorted(expected, key=lambda hit: (hit.id, hit.offset))


def test_what_cannot_be_read(place: Path, repo: Repository) -> None:
    oid = git(place, "hash-object", "-w", "--stdin", stdin=b"needle\n").decode().strip()
    (place / "needle").write_bytes(b"needle\n")
    git(place, "add", ".")
    git(place, "commit", "-qm", "more")
    (place / ".git/objects" / oid[:2] / oid[2:]).unlink()
    problems: list[Problem] = []
    assert list(repo.search(b"needle", "HEAD", problem=problems.append)) == []
    assert [problem.oid for problem in problems] == [ObjectId(oid)]
    with pytest.raises(NotFoundError):
        list(repo.search(b"needle", "HEAD"))


def test_what_lies_below_what_cannot_be_read(tmp_path: Path) -> None:
    """The search goes on without a tree, a commit, and what a reference leads to; and finds blobs that they led to."""
    with Repository.init(tmp_path / "bare.git", bare=True, initial_branch="main") as made:
        me = Ident(b"A", b"a@x", 1_700_000_000, b"+0000", b"A <a@x> 1700000000 +0000")
        blobs = [made.objects.write("blob", b"needle %d\n" % at) for at in range(3)]
        empty = made.objects.write("tree", b"")
        below = made.objects.write("tree", b"100644 a\0" + bytes(blobs[0]))
        top = made.objects.write("tree", b"100644 b\0" + bytes(blobs[1]) + b"40000 d\0" + bytes(below))
        gone = made.write_commit(empty, [], "gone", author=me)
        tip = made.write_commit(top, [gone], "tip", author=me)
        lost = made.write_commit(empty, [], "lost", author=me)
        with made.refs.transaction("x", who=me) as change:
            change.create("refs/heads/main", tip)
            change.create("refs/heads/lost", lost)
    for oid in (below, gone, lost):
        (tmp_path / "bare.git/objects" / str(oid)[:2] / str(oid)[2:]).unlink()
    with Repository.open(tmp_path / "bare.git") as repo:
        problems: list[Problem] = []
        hits = [(hit.line, hit.path) for hit in repo.search(b"needle", ALL, problem=problems.append)]
        assert hits == [(b"needle 1", b"b")]
        assert sorted(problem.oid for problem in problems) == sorted([below, gone, lost])
        found = {(hit.line, hit.path) for hit in repo.search(b"needle", problem=problems.append)}
        assert found == {(b"needle 0", None), (b"needle 1", b"b"), (b"needle 2", None)}
        assert list(repo.reachable([ALL], missing="skip").ids) == sorted([tip, top, blobs[1]])
        with pytest.raises(RevisionError):
            repo.reachable([ALL])
        with pytest.raises(RevisionError):
            repo.search(b"needle", ALL)
        with pytest.raises(NotFoundError):
            list(repo.search(b"needle", "main"))


def test_arguments_that_cannot_be(repo: Repository) -> None:
    with pytest.raises(TypeError, match="a pattern is bytes"):
        repo.search(unchecked("text"))
    with pytest.raises(TypeError, match="a pattern is bytes"):
        repo.search(unchecked(re.compile("text")))
    with pytest.raises(TypeError, match="problem"):
        repo.search(b"x", problem=unchecked("no"))
    with pytest.raises(ValueError, match="hide needs starts"):
        repo.search(b"x", hide=["side"])
