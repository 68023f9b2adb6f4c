"""Objects that a history has, lacks and brought, beside git's lists."""

from __future__ import annotations

from pathlib import Path

import pytest

from pygitobj import ALL, IdList, NotFoundError, ObjectId, ObjectType, Repository
from tests.support.command import git
from tests.support.unchecked import unchecked
from tests.unit.face.conftest import all_ids


def typed(place: Path, lines: str) -> dict[str, set[str]]:
    """The ids at the beginnings of `lines`, by type."""
    names = "".join(line.split(" ")[0] + "\n" for line in lines.splitlines())
    found: dict[str, set[str]] = {"commit": set(), "tree": set(), "blob": set(), "tag": set()}
    for line in (
        git(place, "cat-file", "--batch-check=%(objecttype) %(objectname)", stdin=names.encode()).decode().splitlines()
    ):
        kind, oid = line.split()
        found[kind].add(oid)
    return found


@pytest.mark.parametrize(
    ("include", "exclude", "words"),
    [
        ((ALL,), (), ["--all"]),
        (("main",), ("side",), ["main", "^side"]),
        (("v1..main",), (), ["v1..main"]),
        (("v1", "main:file0", "HEAD^{tree}"), ("HEAD~9",), ["v1", "main:file0", "HEAD^{tree}", "^HEAD~9"]),
    ],
)  # fmt: skip
def test_as_git_lists(
    place: Path, repo: Repository, include: tuple[str], exclude: tuple[str], words: list[str]
) -> None:
    expected = typed(place, git(place, "rev-list", "--objects", *words).decode())
    found = repo.reachable(include, exclude)
    for kind, ids in (("commit", found.commits), ("tree", found.trees), ("blob", found.blobs), ("tag", found.tags)):
        assert {str(oid) for oid in ids} == expected[kind], kind
        assert len(ids) == len(set(ids))
    assert list(found.ids) == sorted(found.ids)
    assert len(found.ids) == sum(map(len, expected.values()))
    assert [str(oid) for oid in found.commits] == [
        oid for oid in git(place, "rev-list", *words).decode().split() if oid in expected["commit"]
    ]


def test_nothing_is_reached_from_nothing(repo: Repository) -> None:
    assert repo.reachable([]).ids == repo.reachable(["main"], ["main"]).ids == IdList()
    with pytest.raises(TypeError):
        repo.reachable("main")
    with pytest.raises(TypeError):
        repo.reachable(["main"], "side")
    with pytest.raises(ValueError, match="missing"):
        repo.reachable(["main"], missing=unchecked("ignore"))


def test_what_is_missing(place: Path) -> None:
    blob = git(place, "rev-parse", "main:file0").decode().strip()
    expected = set(git(place, "rev-list", "--objects", "main").decode().split("\n"))
    packs = [path for path in (place / ".git/objects/pack").iterdir() if path.suffix == ".pack"]
    for path in packs:
        data = path.read_bytes()
        for file in path.parent.glob(path.stem + ".*"):
            file.unlink()
        git(place, "unpack-objects", "-q", stdin=data)
    (place / ".git/objects" / blob[:2] / blob[2:]).unlink()
    tree = git(place, "rev-parse", "main~2^{tree}").decode().strip()
    (place / ".git/objects" / tree[:2] / tree[2:]).unlink()
    with Repository.open(place) as repo:
        with pytest.raises(NotFoundError):
            repo.reachable(["main"])
        found = {str(oid) for oid in repo.reachable(["main"], missing="skip").ids}
    every = {line[: len(blob)] for line in expected if line}
    assert found < every
    assert not found & {tree}
    assert len(every - found) <= 3


def test_unreachable(place: Path, repo: Repository) -> None:
    def as_git(*words: str) -> set[str]:
        lines = git(place, "fsck", "--unreachable", "--no-progress", *words).decode().splitlines()
        return {line.split()[2] for line in lines if line.startswith("unreachable")}

    assert {str(oid) for oid in repo.unreachable()} == as_git()
    assert {str(oid) for oid in repo.unreachable(reflogs=False)} == as_git("--no-reflogs")
    assert as_git() < as_git("--no-reflogs")
    lost = repo.unreachable(type=ObjectType.COMMIT, reflogs=False)
    assert [repo.commit(oid).subject for oid in lost] == ["taken back"]
    assert lost.ascends()


def test_paths_are_where_things_came_first(place: Path, repo: Repository) -> None:
    """Every tree and blob of a history: each once, at the path that git tells of the oldest commit that has it."""
    every = {ObjectId(oid) for oid in all_ids(place)}
    found = list(repo.paths(every, "main"))
    objects = typed(place, git(place, "rev-list", "--objects", "main").decode())
    assert sorted(str(oid) for oid, _, _ in found) == sorted(objects["tree"] | objects["blob"])
    commits = git(place, "rev-list", "--reverse", "--topo-order", "main").decode().split()
    seen: set[str] = set()
    expected = []
    for one in commits:
        for line in git(place, "rev-list", "--objects", "--no-walk", one).decode().splitlines()[1:]:
            oid, _, path = line.partition(" ")
            if oid not in seen:
                seen.add(oid)
                expected.append((oid, path.encode(), one))
    assert [(str(oid), path, str(one.id)) for oid, path, one in found] == expected


def test_paths_of_some(place: Path, repo: Repository) -> None:
    blob = repo.blob("HEAD~3:file1").id
    ((oid, path, one),) = repo.paths({blob}, ALL)
    first = (
        git(place, "log", "--format=%H", f"--find-object={blob}", "--diff-filter=AM", "--reverse", "main")
        .decode()
        .split()[0]
    )
    assert (oid, path, str(one.id)) == (blob, b"file1", first)
    assert list(repo.paths(set(), "main")) == list(repo.paths(IdList(), "main")) == []
    assert list(repo.paths({blob}, "HEAD~1..HEAD")) == []
    with pytest.raises(TypeError):
        repo.paths(unchecked(3), "main")
    # One id, a column of them and a hex id look as if they could be asked, and answer something else.
    for wrong in (blob, bytes(blob) * 2, "main", b"", {"0" * 40}, range(1 << 60)):
        with pytest.raises(TypeError, match=r"container of ids|ids has ids"):
            repo.paths(unchecked(wrong), "main")


@pytest.mark.parametrize("words", [["v1..main"], ["main", "^side"], ["HEAD~2..HEAD", "side"]])
def test_paths_of_a_range(place: Path, repo: Repository, words: list[str]) -> None:
    """What the edge has is left out, as in git's lists of objects."""
    every = {ObjectId(oid) for oid in all_ids(place)}
    objects = typed(place, git(place, "rev-list", "--objects", *words).decode())
    found = list(repo.paths(every, *words))
    assert sorted(str(oid) for oid, _, _ in found) == sorted(objects["tree"] | objects["blob"])
    assert {str(one.id) for _, _, one in found} <= objects["commit"]
