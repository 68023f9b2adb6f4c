"""`tree.walk()` beside git's ls-tree."""

from __future__ import annotations

import pickle
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from pygitobj import NotFoundError, ObjectId, Pathspec, Problem, Repository, Tree
from tests.support.command import git
from tests.support.unchecked import unchecked

FILES = ("a", "a-b", "a.c/x", "a.c/y/z", "d/e/f/g", "d/e/h", "d/i", "top.py", "z/1/u.py", "z/1/v", "z/2/w", "z/3/x")


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A bare repository with a tag of a tree, some of whose directories are the same."""
    place = tmp_path_factory.mktemp("trees") / "r"
    with Repository.init(place, bare=True) as repo:
        editor = repo.edit(None)
        for number, path in enumerate(FILES):
            editor[path] = b"%d\n" % (number % 5)
        for number in range(60):
            editor[f"many/{number}/deep/er/{number}"] = b"\n"
            editor[f"many/{number}/same/x/y/z"] = b"\n"
        editor.put("link", b"d/i", mode=0o120000)
        git(place, "update-ref", "refs/tags/t", str(editor.write()))
    return place


@pytest.fixture
def repo(place: Path) -> Iterator[Repository]:
    with Repository.open(place) as opened:
        yield opened


def told_by_git(place: Path, *arguments: str) -> list[tuple[bytes, int, str]]:
    rows = []
    for line in git(place, "ls-tree", "-z", *arguments).split(b"\0")[:-1]:
        facts, path = line.split(b"\t")
        mode, _, oid = facts.split()
        rows.append((path, int(mode, 8), oid.decode()))
    return rows


def test_all_entries_in_git_s_order(place: Path, repo: Repository) -> None:
    every = told_by_git(place, "-rt", "t")
    assert [(path, entry.mode, str(entry.id)) for path, entry in repo.tree("t").walk()] == every
    assert [path for path, _ in repo.tree("t:d").walk()] == [b"e", b"e/f", b"e/f/g", b"e/h", b"i"]
    for depth in range(4):
        found = [path for path, _ in repo.tree("t").walk(max_depth=depth)]
        assert found == [path for path, _, _ in every if path.count(b"/") <= depth]


def test_paths(place: Path, repo: Repository) -> None:
    tree = repo[repo.tree("t").id]
    assert isinstance(tree, Tree)
    paths = ["a.c/y", "d/i", "link", "z/1"]
    found = [(path, entry.mode, str(entry.id)) for path, entry in tree.walk(paths=paths)]
    assert found == told_by_git(place, "-rt", "t", *paths)
    python = [path for path, _ in tree.walk(paths=[Pathspec("*.py"), Pathspec(":!top*")])]
    assert python == [b"z", b"z/1", b"z/1/u.py"]
    assert [path for path, _ in tree.walk(paths=["d/e/f"], max_depth=1)] == [b"d", b"d/e"]


def test_a_tree_that_cannot_be_read(repo: Repository) -> None:
    store = repo.objects
    good = store.write("tree", b"100644 f\0" + store.write("blob", b"f"))
    lost, blob = ObjectId("12" * 20), store.write("blob", b"no tree")
    rows = [(b"a", good), (b"b", lost), (b"c", blob), (b"d", good)]
    tree = repo.tree(store.write("tree", b"".join(b"40000 %b\0%b" % row for row in rows)))
    with pytest.raises(NotFoundError):
        list(tree.walk())
    problems: list[Problem] = []
    assert [path for path, _ in tree.walk(problem=problems.append)] == [b"a", b"a/f", b"b", b"c", b"d", b"d/f"]
    assert [(problem.path, problem.oid) for problem in problems] == [(b"b", lost), (b"c", blob)]
    malformed = repo.tree(Tree(b"100644 x"))
    assert list(malformed.walk(problem=problems.append)) == []
    assert problems[-1].path == b""


def test_more_levels_than_calls_may_have(repo: Repository) -> None:
    with repo.objects.pack_writer() as pack:
        oid = pack.add("tree", b"")
        for _ in range(3 * sys.getrecursionlimit()):
            oid = pack.add("tree", b"40000 d\0" + oid)
    repo.refresh()
    assert sum(1 for _ in repo.tree(oid).walk()) == 3 * sys.getrecursionlimit()


def test_of_what_can_be_walked(repo: Repository) -> None:
    tree = pickle.loads(pickle.dumps(repo.tree("t")))
    assert tree == repo.tree("t")
    with pytest.raises(ValueError, match="repository"):
        tree.walk()
    assert len(list(repo.tree(tree).walk())) == len(list(repo.tree("t").walk()))
    for wrong in ({"max_depth": "1"}, {"paths": "a"}, {"problem": 3}):
        with pytest.raises(TypeError):
            repo.tree("t").walk(**unchecked(wrong))
    with pytest.raises(ValueError, match="depth"):
        repo.tree("t").walk(max_depth=-1)
    walk = repo.tree("t").walk()
    next(walk)
    repo.close()
    with pytest.raises(ValueError, match="closed"):
        list(walk)
