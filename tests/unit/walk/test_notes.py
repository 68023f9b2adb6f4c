"""Notes beside git's: the same trees for the same notes, whatever is there, and each found again."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from pygitobj import ObjectId, Repository
from pygitobj.errors import NotFoundError
from pygitobj.walk.notes import Notes
from tests.support.command import git

SEED = 20


def made(directory: Path, count: int, object_format: str = "sha1") -> list[bytes]:
    """A repository with so many blobs; their ids."""
    git(directory, "init", "-q", "-b", "main", f"--object-format={object_format}", ".")
    git(directory, "config", "user.name", "A")
    git(directory, "config", "user.email", "a@example.com")
    marks = [b"blob\nmark :%d\ndata %d\n%d\n" % (number, len(str(number)), number) for number in range(1, count + 1)]
    git(directory, "fast-import", "--quiet", "--export-marks=marks", stdin=b"".join(marks))
    return [line.split()[1] for line in (directory / "marks").read_bytes().splitlines()]


def notes_of(repository: Repository, tree: str | None) -> Notes:
    root = None if tree is None else repository.resolve(tree)
    return Notes(root, repository.format, lambda oid: repository.reader.read(oid).data)


def written(repository: Repository, notes: Notes) -> str:
    return str(notes.write(lambda data: repository.objects.write("tree", data)))


# Numbers of notes on both sides of where each of 16 digits has two, and each of 256 pairs of digits.
@pytest.mark.parametrize("object_format", ["sha1", "sha256"])
@pytest.mark.parametrize("count", [1, 2, 40, 60, 80, 1600])
def test_trees_are_those_of_git(tmp_path: Path, count: int, object_format: str) -> None:
    ids = made(tmp_path, count, object_format)
    git(tmp_path, "notes", "add", "-C", ids[0].decode(), ids[0].decode())
    git(tmp_path, "notes", "copy", "--stdin", stdin=b"".join(b"%b %b\n" % (ids[0], oid) for oid in ids[1:]))
    with Repository.open(tmp_path) as repository:
        note = ObjectId(ids[0].decode())
        expected = git(tmp_path, "rev-parse", "refs/notes/commits^{tree}").decode().strip()
        new = notes_of(repository, None)
        random.Random(SEED).shuffle(ids)
        for oid in ids:
            new[bytes.fromhex(oid.decode())] = note
        assert written(repository, new) == expected
        read = notes_of(repository, expected)
        assert all(read.get(bytes.fromhex(oid.decode())) == note for oid in ids)
        assert read.get(b"\xff" * repository.format.hash_size) is None
        assert written(repository, read) == expected
        assert sorted(str(oid) for oid, _ in notes_of(repository, expected)) == sorted(oid.decode() for oid in ids)


@pytest.mark.parametrize("count", [3, 70, 1600])
def test_one_more_is_added_as_git_does(tmp_path: Path, count: int) -> None:
    ids = made(tmp_path, count + 5)
    git(tmp_path, "notes", "add", "-C", ids[0].decode(), ids[0].decode())
    git(tmp_path, "notes", "copy", "--stdin", stdin=b"".join(b"%b %b\n" % (ids[0], oid) for oid in ids[1:count]))
    with Repository.open(tmp_path) as repository:
        for oid in ids[count:]:
            notes = notes_of(repository, "refs/notes/commits^{tree}")
            notes[bytes.fromhex(oid.decode())] = ObjectId(ids[0].decode())
            git(tmp_path, "notes", "copy", ids[0].decode(), oid.decode())
            expected = git(tmp_path, "rev-parse", "refs/notes/commits^{tree}").decode().strip()
            repository.refresh()
            assert written(repository, notes) == expected


def tree(directory: Path, *rows: str) -> str:
    return git(directory, "mktree", "--missing", stdin="".join(f"{row}\n" for row in rows).encode()).decode().strip()


def test_what_is_no_note_stays(tmp_path: Path) -> None:
    ids = made(tmp_path, 2)
    first, second = (oid.decode() for oid in ids)
    below = tree(tmp_path, f"100644 blob {first}\tREADME", f"100644 blob {first}\t{second[2:]}")
    top = tree(
        tmp_path,
        f"100644 blob {first}\tREADME",
        f"040000 tree {below}\tdocs",
        f"040000 tree {below}\t{second[:2]}",
        f"120000 blob {first}\t{'0' * 40}",
        f"100644 blob {first}\tzz",
        f"040000 tree {below}\tzy",
    )
    with Repository.open(tmp_path) as repository:
        notes = notes_of(repository, top)
        assert notes.get(bytes.fromhex(second)) == repository.resolve(first)
        notes[bytes.fromhex(first)] = repository.resolve(second)
        git(tmp_path, "update-ref", "refs/notes/odd", git(tmp_path, "commit-tree", "-m", "odd", top).decode().strip())
        git(tmp_path, "notes", "--ref=odd", "add", "-C", second, first)
        expected = git(tmp_path, "rev-parse", "refs/notes/odd^{tree}").decode().strip()
        assert written(repository, notes) == expected


def test_two_notes_of_one_object_are_combined(tmp_path: Path) -> None:
    # The directory comes before the file in the tree.
    (oid, other) = (found.decode() for found in made(tmp_path, 2))
    below = tree(tmp_path, f"100644 blob {other}\t{oid[2:]}")
    top = tree(tmp_path, f"100644 blob {oid}\t{oid}", f"040000 tree {below}\t{oid[:2]}")
    with Repository.open(tmp_path) as repository:
        assert notes_of(repository, top).get(bytes.fromhex(oid)) == repository.resolve(other)
        last = Notes(
            repository.resolve(top),
            repository.format,
            lambda tree: repository.reader.read(tree).data,
            lambda _, second: second,
        )
        assert last.get(bytes.fromhex(oid)) == repository.resolve(oid)


def test_a_directory_is_read_when_it_is_needed(tmp_path: Path) -> None:
    (oid, other) = (found.decode() for found in made(tmp_path, 2))
    gone = "ab" * 20
    top = tree(tmp_path, f"040000 tree {gone}\t{oid[:2]}")
    with Repository.open(tmp_path) as repository:
        notes = notes_of(repository, top)
        assert notes.get(bytes.fromhex(other)) is None
        with pytest.raises(NotFoundError):
            notes.get(bytes.fromhex(oid))
