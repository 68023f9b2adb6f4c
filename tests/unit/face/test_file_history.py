"""`repo.history`: the commits that changed one path, and the names that it had before, beside `git log --follow`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pygitobj import Change, CommitChanges, Ident, ObjectId, Repository, RevisionError
from tests.support.command import git
from tests.support.file_histories import make

TEXT = b"".join(b"line %d\n" % number for number in range(30))
OTHER = b"".join(b"other %d\n" % number for number in range(30))


def told(found: CommitChanges) -> tuple[str, list[list[str]]]:
    """A commit with its changes, as `git log --name-status` tells them."""
    rows = []
    for change in found.changes:
        letter = change.kind.value + ("" if change.similarity is None else f"{change.similarity:03}")
        sides = [change.old, change.new] if change.similarity is not None else [change.new or change.old]
        rows.append([letter, *(side.path.decode() for side in sides if side is not None)])
    return str(found.commit.id), rows


def ours(place: Path, path: str | bytes, start: str = "main", **named: Any) -> list[tuple[str, list[list[str]]]]:
    with Repository.open(place) as repo:
        return [told(found) for found in repo.history(path, start, **named)]


def of_git(place: Path, *words: str) -> list[tuple[str, list[list[str]]]]:
    out = git(place, "log", "--format=%x01%H", "--name-status", *words).decode()
    parts = [part.split("\n") for part in out.split("\1")[1:]]
    return [(lines[0], [line.split("\t") for line in lines[1:] if line]) for lines in parts]


@pytest.mark.parametrize("seed", range(6))
def test_a_history_without_merges_as_git_follows_it(tmp_path: Path, seed: int) -> None:
    place = tmp_path / "r.git"
    make(place, seed, 60, merges=False)
    paths = {path for _, rows in of_git(place, "main", "--no-renames") for row in rows for path in row[1:]}
    assert len(paths) > 8
    for path in sorted(paths)[:12]:
        assert ours(place, path) == of_git(place, "--follow", "main", "--", path), path
        assert ours(place, path, follow=False) == of_git(place, "--no-renames", "main", "--", path)


@pytest.mark.parametrize("seed", range(4))
def test_a_history_with_merges_lists_what_rev_list_does(tmp_path: Path, seed: int) -> None:
    place = tmp_path / "r.git"
    make(place, seed, 40)
    for path in ("a", "b", "c", "c/a", "g", "r5", "nothing"):
        listed = git(place, "rev-list", "--date-order", "main", "--", f":(literal){path}").decode().split()
        assert [oid for oid, _ in ours(place, path, follow=False)] == listed, path


def build(place: Path, *commits: tuple[int, list[int], dict[str, bytes]]) -> list[str]:
    """Commits of these marks, with these parents and files, `main` the last; gives their ids."""
    git(place.parent, "init", "--quiet", "--bare", "-b", "main", str(place))
    stream = b""
    for mark, parents, files in commits:
        stream += b"commit refs/all/%d\nmark :%d\ncommitter A <a@x> %d +0000\ndata 0\n" % (mark, mark, 10**9 + mark)
        words = [b"from"] + [b"merge"] * len(parents)
        stream += b"".join(b"%b :%d\n" % (word, at) for word, at in zip(words, parents, strict=False))
        stream += b"deleteall\n"
        for path, text in files.items():
            stream += b"M 100644 inline %b\ndata %d\n%b\n" % (path.encode(), len(text), text)
    git(place, "fast-import", "--quiet", stdin=stream)
    ids = [git(place, "rev-parse", f"refs/all/{mark}").decode().strip() for mark, *_ in commits]
    git(place, "update-ref", "refs/heads/main", ids[-1])
    return ids


def test_each_line_of_history_has_its_own_name(tmp_path: Path) -> None:
    # One side renames and edits, the other one edits under the old name; the merge has both edits.
    base, left, right = TEXT, TEXT + b"left\n", b"right\n" + TEXT
    ids = build(
        tmp_path / "r.git",
        (1, [], {"old": base, "x": OTHER}),
        (2, [1], {"new": left, "x": OTHER}),
        (3, [1], {"old": right, "x": OTHER}),
        (4, [2, 3], {"new": b"right\n" + left, "x": OTHER}),
    )
    found = dict(ours(tmp_path / "r.git", "new"))
    assert found == {
        ids[3]: [["M", "new"], ["R097", "old", "new"]],
        ids[2]: [["M", "old"]],
        ids[1]: [["R097", "old", "new"]],
        ids[0]: [["A", "old"]],
    }


def test_a_merge_that_has_it_as_a_parent_has_is_not_told(tmp_path: Path) -> None:
    ids = build(
        tmp_path / "r.git",
        (1, [], {"f": TEXT}),
        (2, [1], {"f": TEXT + b"gone again\n"}),
        (3, [1], {"f": OTHER}),
        (4, [2, 3], {"f": OTHER}),
        (5, [4], {"f": OTHER, "y": b"y"}),
    )
    assert [oid for oid, _ in ours(tmp_path / "r.git", "f")] == [ids[2], ids[0]]


def test_a_file_that_was_deleted_and_came_back(tmp_path: Path) -> None:
    ids = build(
        tmp_path / "r.git",
        (1, [], {"f": TEXT}),
        (2, [1], {"x": OTHER}),
        (3, [2], {"x": OTHER, "f": b"new\n"}),
        (4, [3], {"x": OTHER}),
    )
    assert ours(tmp_path / "r.git", "f") == [
        (ids[3], [["D", "f"]]), (ids[2], [["A", "f"]]), (ids[1], [["D", "f"]]), (ids[0], [["A", "f"]]),
    ]  # fmt: skip
    assert ours(tmp_path / "r.git", "never") == []


def test_a_directory(tmp_path: Path) -> None:
    ids = build(
        tmp_path / "r.git",
        (1, [], {"d/a": TEXT, "d/e/b": OTHER, "f": b"f"}),
        (2, [1], {"d/a": TEXT, "d/e/b": OTHER, "f": b"g"}),
        (3, [2], {"d/c": TEXT, "d/e/b": TEXT}),
    )
    rows = [(ids[2], [["D", "d/a"], ["A", "d/c"], ["M", "d/e/b"]]), (ids[0], [["A", "d/a"], ["A", "d/e/b"]])]
    assert ours(tmp_path / "r.git", "d/") == ours(tmp_path / "r.git", b"d") == rows
    whole = [(str(oid), [change.path for change in changes]) for oid, changes in every_change(tmp_path / "r.git")]
    assert [oid for oid, _ in ours(tmp_path / "r.git", ".")] == [oid for oid, _ in whole] == ids[::-1]
    with Repository.open(tmp_path / "r.git") as repo:
        assert [[change.path for change in found.changes] for found in repo.history("./")] == [row for _, row in whole]


def every_change(place: Path) -> list[tuple[ObjectId, list[Change]]]:
    """What every commit changed, without renames."""
    with Repository.open(place) as repo:
        return [(found.commit.id, list(found.changes)) for found in repo.changes("main", renames=False)]


def test_a_path_that_nobody_should_make(tmp_path: Path) -> None:
    """A file that was below ".." before is followed there, as the tree has it."""
    git(tmp_path, "init", "--quiet", "--bare", "-b", "main", "r.git")
    with Repository.open(tmp_path / "r.git") as repo:
        file = bytes(repo.objects.write("blob", TEXT + b"old\n"))
        below = bytes(repo.objects.write("tree", b"100644 x\0" + file))
        later = bytes(repo.objects.write("blob", TEXT))
        for entry in (b"40000 ..\0" + below, b"40000 .\0" + below, b"40000 \xff*\0" + below):
            old, new = repo.objects.write("tree", entry), repo.objects.write("tree", b"100644 y\0" + later)
            me = Ident.now("A", "a@x")
            first = repo.write_commit(old, [], "1", author=me)
            second = repo.write_commit(new, [first], "2", author=me)
            assert [found.commit.id for found in repo.history("y", second)] == [second, first]
            assert {part.commit for part in repo.blame("y", second)} == {first}


def test_what_cannot_be_is_told_at_once(tmp_path: Path) -> None:
    build(tmp_path / "r.git", (1, [], {"f": TEXT}))
    wrong: list[tuple[tuple[Any, ...], dict[str, Any], type[Exception]]] = [
        ((3,), {}, TypeError), (("",), {}, ValueError), (("../x",), {}, ValueError), (("f",), {"follow": 1}, TypeError),
        (("f", "main..x"), {}, RevisionError), (("f", "none"), {}, RevisionError), (("f", None), {}, TypeError),
    ]  # fmt: skip
    with Repository.open(tmp_path / "r.git") as repo:
        for words, named, error in wrong:
            with pytest.raises(error):
                repo.history(*words, **named)
