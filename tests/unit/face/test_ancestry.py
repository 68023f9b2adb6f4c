"""How commits hang together, beside what git's commands say of it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from pygitobj import ALL, BRANCHES, REMOTES, TAGS, Repository, RevisionError
from tests.support.command import git, run
from tests.support.made_history import commit, make_history
from tests.support.unchecked import unchecked

NAMES = ("main", "side", "feat/one", "light", "v2", "notes/n", "refs/heads/borrowed", "f")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A history with merges, one of three, tags, and another root."""
    place = make_history(tmp_path_factory.mktemp("made"))
    git(place, "update-ref", "refs/heads/borrowed", git(place.parent / "alt", "rev-parse", "borrowed").decode().strip())
    return place


@pytest.fixture
def known(made: Path) -> Iterator[Repository]:
    """The same, open."""
    with Repository.open(made) as opened:
        yield opened


@pytest.mark.parametrize(("one", "other"), list(product(NAMES, NAMES)))
def test_two_commits(made: Path, known: Repository, one: str, other: str) -> None:
    bases = run(["git", "merge-base", "-a", one, other], made).out.decode().split()
    assert [str(oid) for oid in known.merge_bases(one, other)] == bases
    best = known.merge_base(one, other)
    assert (None if best is None else str(best)) == (bases[0] if bases else None)
    assert known.is_ancestor(one, other) == (run(["git", "merge-base", "--is-ancestor", one, other], made).code == 0)
    counts = git(made, "rev-list", "--left-right", "--count", f"{one}...{other}").decode().split()
    assert list(map(str, known.ahead_behind(one, other))) == counts


def test_several_and_one(made: Path, known: Repository) -> None:
    expected = git(made, "merge-base", "-a", "main", "side", "light").decode().split()
    assert [str(oid) for oid in known.merge_bases("main", "side", "light")] == expected
    assert known.merge_bases("v2") == [known.commit("v2").id]
    with pytest.raises(TypeError):
        known.merge_bases()
    with pytest.raises(TypeError):
        known.merge_base()


def test_crossed_merges(known: Repository, made: Path) -> None:
    """Two best ancestors; clocks that run backwards change nothing."""
    tree = git(made, "rev-parse", "main^{tree}").decode().strip()
    root = commit(made, tree, 2_000_000_000)
    one, two = commit(made, tree, 50, root), commit(made, tree, 40, root)
    left, right = commit(made, tree, 30, one, two), commit(made, tree, 20, two, one)
    assert {str(oid) for oid in known.merge_bases(left, right)} == {one, two}
    assert known.is_ancestor(root, left)
    assert not known.is_ancestor(left, right)
    assert known.ahead_behind(left, right) == (1, 1)


@pytest.mark.parametrize("name", NAMES)
def test_containing(made: Path, known: Repository, name: str) -> None:
    for chosen, prefix in (
        (None, ""),
        (ALL, ""),
        (BRANCHES, "refs/heads"),
        (TAGS, "refs/tags"),
        (REMOTES, "refs/remotes"),
    ):
        words = ["--format=%(refname)", f"--contains={name}", *([prefix] if prefix else [])]
        expected = git(made, "for-each-ref", *words).decode().split()
        found = known.containing(name) if chosen is None else known.containing(name, chosen)
        assert [ref.name for ref in found] == expected
    narrow = TAGS.matching("refs/tags/v*") - TAGS.matching("refs/tags/v2")
    assert [ref.name for ref in known.containing("light", narrow)] == ["refs/tags/v1"]


@pytest.mark.parametrize("name", [*NAMES, "main~1", "light^"])
@pytest.mark.parametrize("tags", [False, True])
def test_describe(made: Path, known: Repository, name: str, tags: bool) -> None:
    answer = run(["git", "describe", *(["--tags"] if tags else []), name], made)
    assert known.describe(name, tags=tags) == (answer.out.decode().strip() or None)


def test_one_commit_is_asked_for(known: Repository) -> None:
    wrong: list[tuple[Any, type[Exception]]] = [
        ("light..main", RevisionError), ("^main", RevisionError), ("main...side", RevisionError),
        ("main:f", RevisionError), ("tree", RevisionError), ("blob", RevisionError),
        (known.tree("main").id, RevisionError), (ALL, TypeError), (b"main", TypeError),
    ]  # fmt: skip
    for start, error in wrong:
        for call in (known.describe, known.containing, known.merge_base):
            with pytest.raises(error):
                call(start)
    with pytest.raises(TypeError):
        known.containing("main", unchecked("refs/tags/*"))
    with pytest.raises(TypeError):
        known.describe("main", tags=unchecked(1))
