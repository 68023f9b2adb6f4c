"""`repo.blame`: which commit each line of a file comes from."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pygitobj import BlameRange, ObjectId, Repository, RevisionError
from tests.support.command import git
from tests.support.edited_files import edited_files

TEXT = "one line\ntwo lines\nthree lines\nfour lines\nfive lines\nsix lines\n"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three commits: one makes a file, one renames it and changes a line, one indents another."""
    place = tmp_path_factory.mktemp("blame") / "r"
    git(place.parent, "init", "--quiet", str(place))
    git(place, "config", "user.name", "U")
    git(place, "config", "user.email", "u@x")
    (place / "old").write_text(TEXT)
    save(place, "one")
    git(place, "mv", "old", "new")
    (place / "new").write_text(TEXT.replace("two", "2"))
    save(place, "two")
    (place / "new").write_text(TEXT.replace("two", "2").replace("four", "\tfour"))
    save(place, "three")
    return place


def save(place: Path, message: str) -> None:
    """Commit all that is there."""
    git(place, "add", ".")
    git(place, "commit", "--quiet", "-m", message)


def ids(place: Path) -> list[ObjectId]:
    """The commits from the first on."""
    return [ObjectId(line) for line in git(place, "rev-list", "--reverse", "HEAD").decode().split()]


def test_ranges(place: Path) -> None:
    one, two, three = ids(place)
    with Repository.open(place) as repo:
        found = repo.blame("new")
        assert [(part.lines, part.commit, part.path, part.original) for part in found] == [
            (range(1, 2), one, b"old", range(1, 2)),
            (range(2, 3), two, b"new", range(2, 3)),
            (range(3, 4), one, b"old", range(3, 4)),
            (range(4, 5), three, b"new", range(4, 5)),
            (range(5, 7), one, b"old", range(5, 7)),
        ]
        assert [part.previous for part in found[:4]] == [None, (one, b"old"), None, (two, b"new")]
        assert not any(part.boundary for part in found)
        assert found[0] == BlameRange(range(1, 2), one, b"old", range(1, 2), False, None)


def test_some_lines(place: Path) -> None:
    one, two, _ = ids(place)
    with Repository.open(place) as repo:
        found = repo.blame(b"new", lines=range(2, 4))
        assert [(part.lines, part.commit) for part in found] == [(range(2, 3), two), (range(3, 4), one)]
        assert repo.blame("new", lines=range(3, 3)) == []


def test_what_is_hidden_is_a_boundary(place: Path) -> None:
    _, two, three = ids(place)
    with Repository.open(place) as repo:
        for found in (repo.blame("new", hide=["HEAD~1"]), repo.blame("new", "HEAD~1..HEAD")):
            assert [(part.commit, part.boundary) for part in found] == [(two, True), (three, False), (two, True)]


def test_white_space_and_ignored_commits(place: Path) -> None:
    one, two, three = ids(place)
    with Repository.open(place) as repo:
        assert three not in {part.commit for part in repo.blame("new", ignore_space=True)}
        assert {part.commit for part in repo.blame("new", ignore={two, three})} == {one}


def test_reverse(place: Path) -> None:
    one, _, three = ids(place)
    with Repository.open(place) as repo:
        found = repo.blame("old", "HEAD", hide=[one], reverse=True)
        assert found[0].commit == three
        assert found[1].lines == range(2, 3)
        assert found[1].commit == one
        with pytest.raises(RevisionError, match="one commit is to be hidden"):
            repo.blame("old", "HEAD", reverse=True)


def test_no_configuration_counts(place: Path) -> None:
    overrides = [("blame.ignoreRevsFile", "nothing"), ("diff.algorithm", "nothing"), ("blame.showRoot", "true")]
    with Repository.open(place) as repo, Repository.open(place, overrides=overrides) as other:
        assert repo.blame("new") == other.blame("new")


def test_what_cannot_be(place: Path) -> None:
    pair: Any = (1, 2)
    word: Any = "yes"
    digits: Any = ["0" * 40]
    with Repository.open(place) as repo:
        with pytest.raises(RevisionError, match="no such path none"):
            repo.blame("none")
        with pytest.raises(RevisionError):
            repo.blame("new", "nothing")
        with pytest.raises(RevisionError, match="one commit is expected"):
            repo.blame("new", "HEAD^{tree}")
        with pytest.raises(ValueError, match="the file has 6 lines"):
            repo.blame("new", lines=range(5, 9))
        with pytest.raises(ValueError, match="numbers from 1 on"):
            repo.blame("new", lines=range(2))
        with pytest.raises(TypeError, match="lines are a range"):
            repo.blame("new", lines=pair)
        with pytest.raises(TypeError):
            repo.blame("new", moves=word)
        with pytest.raises(TypeError, match="ignore has ids"):
            repo.blame("new", ignore=digits)


@pytest.mark.parametrize("seed", [3, 4])
def test_beside_git(tmp_path: Path, seed: int) -> None:
    repo_path = tmp_path / "repo"
    edited_files(repo_path, seed, 12)
    for path in git(repo_path, "ls-tree", "-r", "--name-only", "HEAD").decode().split():
        said = git(repo_path, "blame", "--line-porcelain", "--root", "-M", "HEAD", "--", path)
        heads = [line.split() for line in said.split(b"\n") if len(line) > 40 and line[:1].isalnum() and b" " in line]
        theirs = [tuple(words[:2]) for words in heads if len(words[0]) == 40]
        with Repository.open(repo_path) as repo:
            ours = [
                (str(part.commit).encode(), b"%d" % number)
                for part in repo.blame(path, moves=True)
                for number in part.original
            ]
        assert ours == theirs
