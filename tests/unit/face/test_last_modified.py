"""`repo.last_modified`: which commit last changed each entry of a directory, beside git's log of each path."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from pygitobj import NotFoundError, Repository, RevisionError
from tests.support.command import git
from tests.support.made_history import commit
from tests.support.unchecked import unchecked


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """A repository without anything."""
    git(tmp_path, "init", "-q", "--bare", "-b", "main", "bare.git")
    return tmp_path / "bare.git"


def tree_of(place: Path, files: dict[str, str]) -> str:
    """The id of the tree that has these `files` with these texts."""
    names: dict[str, dict[str, str]] = {}
    lines = []
    for path, text in sorted(files.items()):
        head, slash, rest = path.partition("/")
        if slash:
            names.setdefault(head, {})[rest] = text
        else:
            blob = git(place, "hash-object", "-w", "--stdin", stdin=text.encode()).decode().strip()
            lines.append(f"100644 blob {blob}\t{head}\n")
    lines += [f"040000 tree {tree_of(place, below)}\t{head}\n" for head, below in names.items()]
    return git(place, "mktree", stdin="".join(lines).encode()).decode().strip()


def found(place: Path, folder: str | bytes, start: str, *, recursive: bool = False) -> dict[bytes, str]:
    with Repository.open(place) as repo:
        listed = [(name, str(one.id)) for name, one in repo.last_modified(folder, start, recursive=recursive)]
    assert len(listed) == len(dict(listed))
    return dict(listed)


def expected(place: Path, folder: str, start: str, *, recursive: bool = False) -> dict[bytes, str]:
    """What `git log -1` says of each path."""
    words = ["-r"] if recursive else []
    base = f"{folder}/" if folder else ""
    paths = git(place, "ls-tree", *words, "-z", "--name-only", start, base or ".").decode().split("\0")[:-1]
    return {
        path[len(base) :].encode(): git(place, "log", "-1", "--format=%H", start, "--", path).decode().strip()
        for path in paths
    }


@pytest.mark.parametrize("recursive", [False, True])
@pytest.mark.parametrize("folder", ["", "d", "d/e"])
def test_a_random_history_without_merges(bare: Path, folder: str, recursive: bool) -> None:
    random = Random(3)
    files = {"a": "0", "b": "0", "d/x": "0", "d/e/y": "0", "d/e/z": "0"}
    tip: tuple[str, ...] = ()
    for step in range(25):
        path = random.choice(["a", "b", "d/x", "d/e/y", "d/e/z", "d/e/w", "c"])
        if path in files and random.random() < 0.3 and path not in ("d/e/z", "d/x"):
            del files[path]
        else:
            files[path] = str(random.randrange(3))
        tip = (commit(bare, tree_of(bare, files), 1_700_000_000 + step, *tip, message=str(step)),)
    assert found(bare, folder, tip[0], recursive=recursive) == expected(bare, folder, tip[0], recursive=recursive)


def test_an_octopus(bare: Path) -> None:
    """What came in by one of its parents is of that line; what no parent has so is of the merge itself."""
    root = commit(bare, tree_of(bare, {"a": "0", "b": "0", "c": "0", "m": "0"}), 1_700_000_000)
    sides = [
        commit(bare, tree_of(bare, {"a": "0", "b": "0", "c": "0", "m": "0"} | {name: "1"}), 1_700_000_000 + at, root)
        for at, name in enumerate("abc", 1)
    ]
    merge = commit(bare, tree_of(bare, {"a": "1", "b": "1", "c": "1", "m": "1"}), 1_700_000_009, *sides)
    tip = commit(bare, tree_of(bare, {"a": "1", "b": "1", "c": "1", "m": "1", "n": "1"}), 1_700_000_010, merge)
    assert found(bare, "", tip) == {
        b"a": sides[0], b"b": sides[1], b"c": sides[2], b"m": merge, b"n": tip
    }  # fmt: skip
    assert found(bare, "", tip) == expected(bare, "", tip)


def test_a_file_becomes_a_directory(bare: Path) -> None:
    first = commit(bare, tree_of(bare, {"d": "0", "x": "0"}), 1_700_000_000)
    second = commit(bare, tree_of(bare, {"d/f": "0", "x": "0"}), 1_700_000_001, first)
    assert found(bare, "", second) == {b"d": second, b"x": first}
    assert found(bare, "d", second) == {b"f": second}
    assert found(bare, "", second, recursive=True) == {b"d/f": second, b"x": first}


def test_how_a_directory_is_named(place: Path, bare: Path) -> None:
    tip = commit(bare, tree_of(bare, {"*/a": "0", "d/a": "0"}), 1_700_000_000)
    for folder in ("*", b"*", "*/", "./*", "d"):
        assert found(bare, folder, tip) == {b"a": tip}
    for folder in ("none", "d/a", "a", "d*"):
        with pytest.raises(RevisionError, match="directory"):
            found(bare, folder, tip)
    with Repository.open(place) as repo:
        for other in (3, None, False, ()):
            with pytest.raises(TypeError):
                repo.last_modified(unchecked(other))
        with pytest.raises(TypeError):
            repo.last_modified(recursive=unchecked("yes"))
        with pytest.raises(ValueError, match=r"\.\./x"):
            repo.last_modified("../x")


def test_what_is_found_is_given_before_more_is_read(bare: Path) -> None:
    """A commit that is not there ends the walk where it is needed, and not before."""
    none = "1" * 40
    first = commit(bare, tree_of(bare, {"a": "0", "b": "0"}), 1_700_000_000, none)
    second = commit(bare, tree_of(bare, {"a": "1", "b": "0"}), 1_700_000_001, first)
    with Repository.open(bare) as repo:
        told = repo.last_modified("", second)
        name, one = next(told)
        assert (name, str(one.id)) == (b"a", second)
        with pytest.raises(NotFoundError):
            next(told)


def test_clocks_that_run_backwards(bare: Path) -> None:
    """What is older by its date than its parents is no end of the way to them."""
    root = commit(bare, tree_of(bare, {"a": "0", "b": "0", "c": "0"}), 1_700_000_000)
    left = commit(bare, tree_of(bare, {"a": "0", "b": "1", "c": "0"}), 1_600_000_000, root)
    right = commit(bare, tree_of(bare, {"a": "0", "b": "0", "c": "1"}), 1_800_000_000, root)
    merge = commit(bare, tree_of(bare, {"a": "0", "b": "1", "c": "1"}), 1_500_000_000, left, right)
    assert found(bare, "", merge) == {b"a": root, b"b": left, b"c": right}
