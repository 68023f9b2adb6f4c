"""repo.attributes: typed values, and arguments that cannot be.

Random files beside git: tests/properties/test_attributes.py. Tried besides, by hand: a commit and a tag as the source.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from pygitobj import AttributeState, NotFoundError, ObjectId, Repository, RepositoryError, RevisionError
from tests.support.command import git
from tests.support.unchecked import unchecked

SET, UNSET, UNSPECIFIED = AttributeState.SET, AttributeState.UNSET, AttributeState.UNSPECIFIED


@pytest.fixture
def marked(place: Path) -> Path:
    """A repository in which HEAD has other attributes than the index, and that others than the work tree."""
    (place / ".gitattributes").write_bytes(b"* head\n")
    git(place, "add", ".")
    git(place, "commit", "-qm", "attributes")
    (place / ".gitattributes").write_bytes(b"* index\n")
    git(place, "add", ".")
    (place / ".gitattributes").write_bytes(
        b"*.c text -diff !merge eol=lf word=set\n*.d/ folder\n*.u text=\xff\n*.b binary\n"
    )
    return place


def test_values(marked: Path) -> None:
    with Repository.open(marked) as repo:
        assert repo.attributes("x.c") == {"text": SET, "diff": UNSET, "eol": "lf", "word": "set"}
        assert list(repo.attributes(b"x.c")) == ["diff", "text", "eol", "word"]
        assert repo.attributes(Path("sub/x.c"), names=["merge", "eol", "none"]) == {
            "merge": UNSPECIFIED, "eol": "lf", "none": UNSPECIFIED,
        }  # fmt: skip
        assert repo.attributes("x.d") == {}
        assert repo.attributes("x.d/") == {"folder": SET}
        assert repo.attributes("x.u") == {"text": os.fsdecode(b"\xff")}
        assert repo.attributes("x.b") == {"binary": SET, "diff": UNSET, "merge": UNSET, "text": UNSET}


def test_places(marked: Path) -> None:
    with Repository.open(marked) as repo:
        head = repo.resolve("HEAD")
        assert repo.attributes("x", cached=True) == {"index": SET}
        for source in ("HEAD", head, repo.commit(head), repo.tree(head)):
            assert repo.attributes("x", source=source) == {"head": SET}
        (marked / ".gitattributes").unlink()
        assert repo.attributes("x") == {"index": SET}
    with Repository.open(marked, environ={**os.environ, "GIT_ATTR_SOURCE": "HEAD"}) as repo:
        assert repo.attributes("x") == {"head": SET}
    with Repository.open(marked, overrides=[("attr.tree", "HEAD")]) as repo:
        assert repo.attributes("x") == {"head": SET}
    git(marked.parent, "clone", "-q", "--bare", str(marked), "bare")
    with Repository.open(marked.parent / "bare") as repo:
        assert repo.attributes("x") == {}
        assert repo.attributes("x", source="HEAD") == {"head": SET}


def test_object_mode(marked: Path) -> None:
    with Repository.open(marked) as repo:
        assert repo.attributes("file0", names=["builtin_objectmode"]) == {"builtin_objectmode": "100644"}
        assert repo.attributes("none", names=["builtin_objectmode"], cached=True) == {"builtin_objectmode": UNSPECIFIED}
        with pytest.raises(RepositoryError, match="unable to stat 'none'"):
            repo.attributes("none", names=["builtin_objectmode"])


def test_many_paths_read_a_file_once(marked: Path) -> None:
    (marked / ".gitattributes").write_bytes(b"x a,b\n*.c c\n")
    told: list[str] = []
    with Repository.open(marked, warn=told.append, log=False) as repo:
        found = dict(repo.attributes_many(["x.c", "a/x.c", "b/x.c", "x"]))
    assert found == {"x.c": {"c": SET}, "a/x.c": {"c": SET}, "b/x.c": {"c": SET}, "x": {}}
    assert told == ["a,b is not a valid attribute name: .gitattributes:1"]


def test_answers_are_the_callers_own(marked: Path) -> None:
    with Repository.open(marked) as repo:
        (_, first), (_, second) = repo.attributes_many(["x.c", "y.c"])
        first.clear()
        assert second


def test_paths_that_cannot_be(marked: Path) -> None:
    with Repository.open(marked) as repo:
        assert repo.attributes(f"{marked}/x.c") == repo.attributes("./a/../x.c") == repo.attributes("x.c")
        for path in ("../x", "a/../../x", "/", str(marked.parent)):
            with pytest.raises(RepositoryError, match="outside repository"):
                repo.attributes(path)
        with pytest.raises(ValueError, match="not a path"):
            repo.attributes("a\0b")
        for nothing in (None, 1, ["a"]):
            with pytest.raises(TypeError):
                repo.attributes(unchecked(nothing))


def test_arguments_that_cannot_be(marked: Path) -> None:
    with Repository.open(marked) as repo:
        for names, kind in (
            ("text", TypeError),
            ([b"text"], TypeError),
            (["a,b"], ValueError),
            ([""], ValueError),
            ([1], TypeError),
        ):
            with pytest.raises(kind):
                repo.attributes("x", names=unchecked(names))
        with pytest.raises(TypeError):
            repo.attributes("x", cached=unchecked("no"))
        with pytest.raises(ValueError, match="do not go together"):
            repo.attributes("x", cached=True, source="HEAD")
        with pytest.raises(RevisionError):
            repo.attributes("x", source="nope")
        with pytest.raises(RevisionError):
            repo.attributes("x", source="HEAD:file0")
        with pytest.raises(NotFoundError):
            repo.attributes("x", source=ObjectId("1" * 2 * repo.format.hash_size))
    with pytest.raises(ValueError, match="closed"):
        repo.attributes("x")


@pytest.mark.parametrize("paths", ["x.c", b"x.c", None, 5])
def test_one_path_where_many_are_expected(place: Path, paths: object) -> None:
    with Repository.open(place) as repo, pytest.raises(TypeError, match="many paths are expected"):
        repo.attributes_many(unchecked(paths))
