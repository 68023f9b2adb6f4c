"""Whether commits changed anything at some paths, for each parent, as git's own comparison says it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from pygitobj import NotFoundError, ObjectStore
from pygitobj.formats.pathspec import Pathspec, PathspecList
from pygitobj.walk import path_changes, tree_levels
from pygitobj.walk.history import History
from pygitobj.walk.path_changes import PathChanges
from pygitobj.walk.read_ahead import ReadAhead
from pygitobj.walk.tree_entries import TreeTooDeepError
from tests.support.command import git
from tests.unit.walk.test_reachable import dag
from tests.unit.walk.test_tree_comparison import WHO, Counted, deep, pathspecs_of, written

SPECS = [[], ["a"], ["a/x"], ["c/d/e", "f"], ["*x"], [":!a"], [":(icase)A/X", "b"], ["no/such"]]


@pytest.fixture
def repository(tmp_path: Path) -> Iterator[tuple[Path, ObjectStore]]:
    """An empty repository and its store."""
    git(tmp_path, "init", "-q", "--bare", ".")
    with ObjectStore(str(tmp_path / "objects")) as store:
        yield tmp_path, store


@pytest.mark.parametrize("bounds", [(1 << 30, 1 << 30), (1, 1), (3000, 50)], ids=str)
def test_as_git_compares(
    repository: tuple[Path, ObjectStore], bounds: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    path, store = repository
    for module in (tree_levels, path_changes):
        monkeypatch.setattr(module, "MOST_NODES", bounds[0])
    monkeypatch.setattr(tree_levels, "MOST_HELD", bounds[1])
    git(path, "fast-import", "--quiet", stdin=dag(9, 0).encode())
    store.refresh()
    lines = [line.split() for line in git(path, "rev-list", "--all", "--parents").decode().splitlines()]
    nothing = store.empty_tree.hex()
    for words in SPECS:
        history = History(ReadAhead(store))
        changes = PathChanges(history, store, pathspecs_of(words))
        numbers = [history.number(bytes.fromhex(line[0])) for line in lines]
        changes.look_at(numbers[::2])
        for number, (commit, *parents) in zip(numbers, lines, strict=True):
            asked = [["diff-tree", "-r", parent, commit, "--", *words] for parent in parents or [nothing]]
            assert list(changes.same(number)) == [not git(path, *command) for command in asked], (words, commit)
            has_some = git(path, "diff-tree", "-r", nothing, commit, "--", *words)
            assert changes.is_empty(number) is not bool(has_some)


class Filtered(History):
    """A history with filters of changed paths."""

    has_filters = True

    def __init__(self, links: Counted, unchanged: frozenset[int]) -> None:
        super().__init__(links)
        self.unchanged = unchanged
        self.asked: list[Sequence[bytes]] = []

    def may_change(self, n: int, paths: Sequence[bytes]) -> bool:
        self.asked.append(paths)
        return n not in self.unchanged


def test_filters_are_asked_first(repository: tuple[Path, ObjectStore]) -> None:
    """Of the first parent; what they do not rule out is compared, and of paths with magic they are not asked."""
    path, store = repository
    git(path, "fast-import", "--quiet", stdin=dag(9, 0).encode())
    store.refresh()
    lines = git(path, "rev-list", "--all", "--reverse").split()
    plain, words = History(ReadAhead(store)), ["c/d/", "f"]
    ids = [bytes.fromhex(line.decode()) for line in lines]
    changes = PathChanges(plain, store, pathspecs_of(words))
    numbers = [plain.number(oid) for oid in ids]
    expected = [changes.same(number) for number in numbers]
    filtered = Filtered(Counted(store), frozenset(at for at, same in enumerate(expected) if same[0]))
    assert [filtered.number(oid) for oid in ids] == list(range(len(ids)))
    changes = PathChanges(filtered, store, pathspecs_of(words))
    changes.look_at(range(len(ids)))
    assert [changes.same(number) for number in range(len(ids))] == expected
    assert filtered.asked == [[b"c/d", b"f"]] * len(ids)
    links = filtered.provider
    assert isinstance(links, Counted)
    read = len(links.asked)
    # Where first parents are enough, merges that are as theirs are compared with others once that is asked.
    alone = PathChanges(filtered, store, pathspecs_of(words))
    alone.look_at(range(len(ids)), first_alone=True)
    assert [alone.same_first(number) for number in range(len(ids))] == [same[0] for same in expected]
    fewer = len(links.asked) - read
    assert [alone.same(number) for number in range(len(ids))] == expected
    assert fewer < read
    before = len(links.asked)
    unsure = Filtered(links, frozenset())
    changes = PathChanges(unsure, store, pathspecs_of(words))
    changes.look_at([unsure.number(oid) for oid in ids])
    assert len(links.asked) - before > read
    filtered.asked.clear()
    for others in (["*f"], [":!f"], None, ["f", "."]):
        PathChanges(filtered, store, pathspecs_of(others or [])).look_at(range(9))
    assert filtered.asked == []


class Unasked(History):
    """A history that nobody may ask for filters."""

    @property
    def has_filters(self) -> bool:
        pytest.fail("a commit-graph would be opened")


@pytest.mark.parametrize("words", [["*f"], [":!f"], ["f", "."], None])
def test_filters_that_cannot_be_asked_are_not_looked_for(
    repository: tuple[Path, ObjectStore], words: list[str] | None
) -> None:
    _, store = repository
    PathChanges(Unasked(ReadAhead(store)), store, None if words is None else pathspecs_of(words))
    with pytest.raises(pytest.fail.Exception):
        PathChanges(Unasked(ReadAhead(store)), store, pathspecs_of(["f"]))


def test_modes_that_are_the_same_to_git(repository: tuple[Path, ObjectStore]) -> None:
    _, store = repository
    blob = bytes(store.write("blob", b"x"))
    old, new = (written(store, (b"d", "40000", written(store, (b"f", mode, blob)))) for mode in ("100644", "100664"))
    history, (first, second) = committed(store, old, new)
    assert PathChanges(history, store, None).same(second) == (True,)
    assert PathChanges(history, store, None).same(first) == (False,)


def committed(store: ObjectStore, *trees: bytes) -> tuple[History, list[int]]:
    """A history of a commit for each of `trees`, one after another, and the commits."""
    history = History(ReadAhead(store))
    parent, numbers = b"", []
    for tree in trees:
        line = b"parent %s\n" % parent.hex().encode() if parent else b""
        parent = bytes(store.write("commit", b"tree %s\n%s%s" % (tree.hex().encode(), line, WHO)))
        numbers.append(history.number(parent))
    return history, numbers


def test_what_cannot_be_read_is_told_where_it_decides(repository: tuple[Path, ObjectStore]) -> None:
    _, store = repository
    blob, gone = bytes(store.write("blob", b"x")), bytes([7]) * 20
    broken = written(store, (b"a", "100644", blob), (b"d", "40000", gone))
    history, numbers = committed(store, written(store, (b"a", "100644", blob)), broken)
    both = [*numbers, *committed_again(history, store, written(store, (b"b", "100644", blob)), broken)]
    changes = PathChanges(history, store, None)
    changes.look_at(both[:1])
    # The file that differs comes first.
    assert changes.same(both[3]) == (False,)
    with pytest.raises(NotFoundError, match=gone.hex()):
        changes.same(both[1])
    assert PathChanges(history, store, PathspecList([Pathspec("a")])).same(both[1]) == (True,)


def committed_again(history: History, store: ObjectStore, *trees: bytes) -> list[int]:
    """As `committed`, in a history that is there."""
    other, numbers = committed(store, *trees)
    return [history.number(other.table.oid(number)) for number in numbers]


def test_trees_too_deep(repository: tuple[Path, ObjectStore]) -> None:
    _, store = repository
    blob = bytes(store.write("blob", b"x"))
    leaf = written(store, (b"f", "100644", blob))
    other = written(store, (b"f", "100755", blob))
    history, (just, over, again) = committed(store, deep(store, leaf, 5), deep(store, leaf, 6), deep(store, other, 6))
    history.provider.max_depth = 5
    changes = PathChanges(history, store, None)
    # What is gone on the level that may be looked at is enough.
    assert [changes.same(just), changes.same(over)] == [(False,), (False,)]
    with pytest.raises(TreeTooDeepError):
        changes.same(again)


@pytest.mark.parametrize("words", [[], ["a"]])
def test_a_bomb_of_shared_trees(repository: tuple[Path, ObjectStore], words: list[str]) -> None:
    """2^30 paths that are all the same to git: 31 pairs say so."""
    _, store = repository
    blob = bytes(store.write("blob", b"x"))
    trees = []
    for mode in ("100644", "100664"):
        tree = written(store, (b"x", mode, blob))
        for _ in range(30):
            tree = written(store, (b"a", "40000", tree), (b"b", "40000", tree))
        trees.append(tree)
    history, (_, second) = committed(store, *trees)
    assert PathChanges(history, store, pathspecs_of(words)).same(second) == (True,)


def test_answers_that_are_not_kept_are_found_again(
    repository: tuple[Path, ObjectStore], monkeypatch: pytest.MonkeyPatch
) -> None:
    _, store = repository
    monkeypatch.setattr(path_changes, "MOST_ANSWERS", 3)
    blob = bytes(store.write("blob", b"x"))
    trees = [written(store, (b"a", "100644", blob), *[(b"b", "100644", blob)] * (at % 3 == 0)) for at in range(9)]
    history, numbers = committed(store, *trees)
    changes = PathChanges(history, store, PathspecList([Pathspec("b")]))
    changes.look_at(numbers[:4])
    changes.look_at(numbers[4:])
    assert [number in changes.answers for number in numbers] == [False] * 4 + [True] * 5
    assert [changes.same(number)[0] for number in numbers] == [at % 3 == 2 for at in range(9)]
    assert len(changes.answers) <= 3
