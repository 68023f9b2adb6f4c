"""What files make of references that other backends have not: links, directories and odd files in a reference's place.

git is the oracle where it answers; what the jobs make of odd references is in tests/support/odd.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from pygitobj import CorruptError, ObjectId, RepositoryError
from pygitobj.oid import SHA1, SHA256
from pygitobj.refs.files import MAX_REF_FILE, FilesBackend
from pygitobj.refs.loose_names import files_below, is_loose_name
from pygitobj.refs.values import Broken, Symbolic, Value
from tests.support.command import git, run

ONE, TWO = ObjectId("1" * 40), ObjectId("2" * 40)
CONTENTS: dict[bytes, Value] = {
    b"1" * 40 + b"\n": ONE,
    b"1" * 40: ONE,
    b"1" * 40 + b" and more": ONE,
    b"1" * 40 + b"\0more": ONE,
    b"1" * 41: Broken(b"1" * 41),
    b"1" * 39: Broken(b"1" * 39),
    b"": Broken(b""),
    b"garbage": Broken(b"garbage"),
    b"ref: refs/heads/x\n": Symbolic("refs/heads/x"),
    b"ref:refs/heads/x  \n": Symbolic("refs/heads/x"),
    b"ref: \xff\n": Symbolic(os.fsdecode(b"\xff")),
    b"ref:": Symbolic(""),
    b"x" * 200: Broken(b"x" * 80),
}


@pytest.fixture
def place(tmp_path: Path) -> Path:
    (tmp_path / "refs/heads").mkdir(parents=True)
    return tmp_path


def backend_at(place: Path) -> FilesBackend:
    return FilesBackend(str(place), str(place), SHA1)


def pack(place: Path, *lines: str) -> None:
    (place / "packed-refs").write_text("".join(f"{line}\n" for line in lines))


@pytest.mark.parametrize("content", CONTENTS)
def test_what_a_file_says(place: Path, content: bytes) -> None:
    (place / "refs/heads/a").write_bytes(content)
    assert backend_at(place).read("refs/heads/a") == CONTENTS[content]


def test_ids_of_the_other_hash(place: Path) -> None:
    (place / "refs/heads/a").write_text("1" * 40)
    assert isinstance(FilesBackend(str(place), str(place), SHA256).read("refs/heads/a"), Broken)


def circle(path: Path) -> None:
    path.symlink_to(path.name)


# What stands in the place of refs/heads/a, and its value without and with a packed reference of that name.
PLACES: dict[str, tuple[Callable[[Path], object], Value | None, Value | None]] = {
    "nothing": (lambda path: None, None, ONE),
    "a directory": (lambda path: path.mkdir(), None, ONE),
    "a pipe": (lambda path: os.mkfifo(path), Broken(b""), Broken(b"")),
    "a circle": (circle, Broken(b""), Broken(b"")),
    "a link to a name": (lambda path: path.symlink_to("refs/heads/b"), Symbolic("refs/heads/b"), Symbolic("refs/heads/b")),
    "a link to a file": (lambda path: path.symlink_to("b"), TWO, TWO),
    "a link to nothing": (lambda path: path.symlink_to("nowhere"), None, None),
    "a link to a directory": (lambda path: path.symlink_to(".."), None, None),
}  # fmt: skip


@pytest.mark.parametrize("odd", PLACES)
def test_what_stands_in_its_place(place: Path, odd: str) -> None:
    make, alone, over_packed = PLACES[odd]
    (place / "refs/heads/b").write_text("2" * 40)
    make(place / "refs/heads/a")
    backend = backend_at(place)
    assert backend.read("refs/heads/a") == alone
    pack(place, f"{ONE} refs/heads/a")
    assert backend.read("refs/heads/a") == over_packed
    assert backend.is_taken("refs/heads/a") == (odd != "nothing")


def test_names_that_no_file_can_have(place: Path) -> None:
    long = "refs/heads/" + "x" * 300
    (place / "refs/heads/b").write_text("2" * 40)
    pack(place, f"{ONE} {long}", f"{ONE} refs/heads/b/below")
    backend = backend_at(place)
    assert backend.read(long) == ONE
    assert backend.read("refs/heads/b/below") is None
    assert backend.read("refs/heads/\0") is None


def test_fetched_heads_are_read_as_they_are(place: Path) -> None:
    (place / "FETCH_HEAD").write_text(f"{ONE}\t\tbranch 'x' of y\n")
    pack(place, f"{TWO} MERGE_HEAD")
    assert backend_at(place).read("FETCH_HEAD") == ONE
    assert backend_at(place).read("MERGE_HEAD") is None


def test_what_cannot_be_read_is_not_absent(place: Path) -> None:
    (place / "refs/heads/a").write_text("ref:" + " " * MAX_REF_FILE)
    (place / "refs/loop").symlink_to("loop")
    backend = backend_at(place)
    for name in ("refs/heads/a", "refs/loop/x"):
        with pytest.raises(RepositoryError, match=r"unable to read"):
            backend.read(name)
    with pytest.raises(RepositoryError, match="unable to open directory"):
        list(backend.stored("refs/", strict=True))
    (place / "refs/loop").unlink()
    pack(place, "x" * 41 + "refs/heads/b")
    for prefix, strict in (("refs/", False), ("refs/heads/", False), ("", True)):
        (place / "refs/heads/a").write_text(str(ONE))
        with pytest.raises(CorruptError, match="packed-refs"):
            list(backend.stored(prefix, strict=strict))


def test_strict_and_lenient(place: Path) -> None:
    """Names that are none, and one that stands twice, are for who must leave nothing out."""
    (place / "refs/heads/b").write_text("2" * 40)
    (place / "refs/heads/no name").write_text("2" * 40)
    (place / "refs/heads/broken").write_text("x")
    pack(place, f"{ONE} HEAD", f"{ONE} refs/heads/b", f"{ONE} refs/heads/c", f"{TWO} refs/heads/c", f"{ONE} refs/x..y")
    backend = backend_at(place)
    names = [ref.name for ref in backend.stored("refs/", strict=False)]
    assert names == ["refs/heads/b", "refs/heads/broken", "refs/heads/c"]
    every = [(ref.name, ref.value) for ref in backend.stored("", strict=True)]
    assert every == [
        ("HEAD", ONE),
        ("refs/heads/b", TWO),
        ("refs/heads/broken", Broken(b"x")),
        ("refs/heads/c", ONE),
        ("refs/heads/c", TWO),
        ("refs/heads/no name", TWO),
        ("refs/x..y", ONE),
    ]


def test_packed_while_it_is_listed(tmp_path: Path) -> None:
    """A loose reference that is packed and removed after it was listed, or before its turn comes, is not lost."""
    git(tmp_path, "init", "-q", "-b", "main", ".")
    git(tmp_path, "commit", "-q", "--allow-empty", "-m", "one")
    for name in "abc":
        git(tmp_path, "branch", name)
    for strict in (False, True):
        git(
            tmp_path,
            "update-ref",
            "refs/heads/b",
            git(tmp_path, "commit-tree", "-m", "x", "HEAD^{tree}").decode().strip(),
        )
        backend = backend_at(tmp_path / ".git")
        listing = backend.stored("refs/heads/" if not strict else "", strict=strict)
        git(tmp_path, "pack-refs", "--all")
        assert [ref.name for ref in listing] == [f"refs/heads/{name}" for name in ("a", "b", "c", "main")]
        git(tmp_path, "update-ref", "refs/heads/b", "main")
        listing = backend.stored("refs/heads/" if not strict else "", strict=strict)
        next(listing)
        git(tmp_path, "pack-refs", "--all")
        assert [ref.name for ref in listing] == [f"refs/heads/{name}" for name in ("b", "c", "main")]


def test_links_to_directories(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q", "-b", "main", ".")
    git(tmp_path, "commit", "-q", "--allow-empty", "-m", "one")
    git(tmp_path, "update-ref", "refs/heads/dir/x", "HEAD")
    heads = tmp_path / ".git/refs/heads"
    (heads / "also").symlink_to("dir")
    listed = git(tmp_path, "for-each-ref", "--format=%(refname)").decode().split()
    assert [ref.name for ref in backend_at(tmp_path / ".git").stored("refs/", strict=False)] == listed
    # One that leads back up would be followed for ever; a circle is no reference, and no reason to stop looking.
    (heads / "up").symlink_to("..")
    (heads / "loop").symlink_to("loop")
    assert [ref.name for ref in backend_at(tmp_path / ".git").stored("refs/", strict=False)] == listed
    assert run(["git", "for-each-ref"], tmp_path).code == 0


def test_files_below(tmp_path: Path) -> None:
    for name in ("b/c", "a", "b.lock", "b/.x", "b/x.lock/y", ".dir/z"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "lost").symlink_to("nowhere")
    (tmp_path / "to-a").symlink_to("a")
    assert files_below(str(tmp_path), is_loose_name) == ["a", "b/c", "to-a"]
    assert files_below(str(tmp_path)) == [".dir/z", "a", "b.lock", "b/.x", "b/c", "b/x.lock/y", "to-a"]
    assert files_below(str(tmp_path / "nowhere")) == []
    assert files_below(str(tmp_path / "a")) == []


def test_threads_never_mix_up_two_states(place: Path) -> None:
    """Each asks while packed-refs is replaced; the last one asked has the last state."""
    backend = backend_at(place)
    pack(place, f"{ONE} refs/heads/a")
    wrong: list[object] = []
    stop = threading.Event()

    def ask() -> None:
        while not stop.is_set():
            if backend.read("refs/heads/a") not in (ONE, TWO):
                wrong.append(backend.read("refs/heads/a"))

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    try:
        for turn in range(200):
            oid = (ONE, TWO)[turn % 2]
            (place / "new").write_text(f"{oid} refs/heads/a\n")
            (place / "new").rename(place / "packed-refs")
            assert backend.read("refs/heads/a") == oid
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    assert not wrong
