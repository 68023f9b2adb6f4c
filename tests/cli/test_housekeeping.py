"""count-objects and prune-packed beside git."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from corpus.recipes import RECIPES
from tests.support.command import git, pygitobj, run


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """Objects that are packed, loose, and both; more than one pack."""
    git(tmp_path, "init", "-q", "-b", "main", "r")
    path = tmp_path / "r"
    for step in range(3):
        (path / "a").write_text(f"{step}\n" * 50)
        git(path, "add", ".")
        git(path, "commit", "-qm", str(step))
        git(path, "repack", "-q")
    git(path, "hash-object", "-w", "--stdin", stdin=b"loose only")
    return path


def loose(path: Path) -> list[str]:
    """The loose objects, and the directories of loose objects."""
    return sorted(str(file.relative_to(path)) for file in path.glob(".git/objects/??/**/*")) + sorted(
        str(folder) for folder in path.glob(".git/objects/??")
    )


@pytest.mark.parametrize("words", [[], ["-v"], ["-vH"], ["-H"], ["x"], ["--foo"]])
def test_counted_as_by_git(repository: Path, words: list[str]) -> None:
    answer, expected = pygitobj(repository, "count-objects", *words), run(["git", "count-objects", *words], repository)
    assert (answer.out, answer.code) == (expected.out, expected.code)


@pytest.mark.parametrize("name", ["bare", "worktree", "alternates-relative", "many-packs", "duplicates", "empty"])
def test_counted_in_every_shape(name: str, tmp_path: Path) -> None:
    repository = RECIPES[name](tmp_path / "r")
    # A newer git makes a directory for references in that of a linked worktree, and calls it garbage there.
    for folder in repository.parent.glob("r/main/.git/worktrees/*/refs"):
        folder.rmdir()
    answer, expected = pygitobj(repository, "count-objects", "-v"), run(["git", "count-objects", "-v"], repository)
    assert answer == expected


def test_garbage_is_counted_as_by_git(repository: Path) -> None:
    objects = repository / ".git/objects"
    for name in ("a.pack", "b.idx", "tmp_pack_xyz", "c.foo", "pack-1.keep", "d.rev"):
        (objects / "pack" / name).touch()
    shard = next(objects.glob("[0-9a-f][0-9a-f]"))
    (shard / "junk").write_bytes(bytes(9000))
    (shard / "tmp_obj_1").touch()
    (shard / "folder").mkdir()
    (objects / "zz").mkdir()
    (objects / "stray").touch()
    answer, expected = pygitobj(repository, "count-objects", "-v"), run(["git", "count-objects", "-v"], repository)
    assert answer.out == expected.out
    assert sorted(answer.err.splitlines()) == sorted(expected.err.splitlines())


def test_an_index_that_is_none_is_told_of_as_by_git(repository: Path) -> None:
    for suffix in ("pack", "idx"):
        (repository / f".git/objects/pack/fake.{suffix}").touch()
    answer = pygitobj(repository, "count-objects", "-v")
    assert answer.err.startswith(b"error: index file .git/objects/pack/fake.idx is too small")


def test_counts_for_programs(repository: Path) -> None:
    counts = json.loads(pygitobj(repository, "count-objects", "--json").out)
    assert counts["loose"] == 10
    assert counts["packable"] == counts["packed"] == 9
    assert counts["packs"] == 3
    assert counts["alternates"] == []


@pytest.mark.parametrize("words", [["-n"], [], ["-q"], ["x"]])
def test_pruned_as_by_git(repository: Path, tmp_path: Path, words: list[str]) -> None:
    run(["cp", "-a", "r", "s"], tmp_path)
    answer, expected = (
        pygitobj(repository, "prune-packed", *words),
        run(["git", "prune-packed", *words], tmp_path / "s"),
    )
    assert (sorted(answer.out.splitlines()), answer.code) == (sorted(expected.out.splitlines()), expected.code)
    assert answer.err.splitlines()[:2] == expected.err.splitlines()[:2]
    assert [name.replace("/r/", "/s/") for name in loose(repository)] == loose(tmp_path / "s")


def test_what_is_damaged_in_the_pack_stays_loose(repository: Path) -> None:
    """Git takes the loose file away because an index names the object; then it is lost."""
    (pack, *_) = (repository / ".git/objects/pack").glob("*.pack")
    lines = git(repository, "verify-pack", "-v", str(pack.with_suffix(".idx"))).decode().splitlines()
    oid, offset = next((line.split()[0], int(line.split()[4])) for line in lines if " blob " in line)
    data = bytearray(pack.read_bytes())
    data[offset + 6] ^= 0xFF
    os.chmod(pack, 0o644)
    pack.write_bytes(data)
    assert pygitobj(repository, "prune-packed").code == 0
    assert (repository / ".git/objects" / oid[:2] / oid[2:]).exists()
    assert git(repository, "cat-file", "-t", oid) == b"blob\n"
    assert len([name for name in loose(repository) if name.count("/") == 3 and not name.startswith("/")]) == 2
