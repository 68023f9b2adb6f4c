"""Lines of blobs in which something is found, and where these were."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pygitobj import ALL, NotFoundError, ObjectId, Problem, Repository, SearchHit
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


def test_arguments_that_cannot_be(repo: Repository) -> None:
    with pytest.raises(TypeError, match="a pattern is bytes"):
        repo.search(unchecked("text"))
    with pytest.raises(TypeError, match="a pattern is bytes"):
        repo.search(unchecked(re.compile("text")))
    with pytest.raises(TypeError, match="problem"):
        repo.search(b"x", problem=unchecked("no"))
    with pytest.raises(ValueError, match="hide needs starts"):
        repo.search(b"x", hide=["side"])
