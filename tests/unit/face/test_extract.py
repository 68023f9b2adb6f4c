"""`repo.extract`, beside what git checks out, and what neither it nor `repo.archive` writes."""

from __future__ import annotations

import errno
import os
import resource
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from pygitobj import CorruptError, NotFoundError, ObjectId, Repository, RepositoryError, Tree, UnsafePathError
from tests.support.command import git

FILE, PROGRAM, LINK, FOLDER, SUBMODULE = 0o100644, 0o100755, 0o120000, 0o40000, 0o160000
Rows = list[tuple[int, bytes, bytes]]


@pytest.fixture
def repo(tmp_path: Path) -> Iterator[Repository]:
    """A new repository, whose work tree is of no interest."""
    with Repository.init(tmp_path / "r") as made:
        yield made


def tree_of(repo: Repository, rows: Rows) -> Tree:
    """The tree of `rows` (mode, name, raw id), as they stand."""
    return repo.tree(repo.objects.write("tree", b"".join(b"%o %b\0%b" % row for row in rows)))


def good_tree(repo: Repository) -> Tree:
    """Files of all kinds, which attributes change."""
    editor = repo.edit(None)
    editor[".gitattributes"] = b"*.txt eol=crlf\nleft export-ignore\n"
    editor["a/b/c"] = b"c\n"
    editor["a/text.txt"] = b"1\n2\n"
    editor["left"] = b"in a checkout\n"
    editor["large"] = bytes(range(256)) * 9000
    editor["empty"] = b""
    editor.put("a/run", b"#!/bin/sh\n", mode=PROGRAM)
    editor.put("a/up", b"../large", mode=LINK)
    editor.put("dangling", b"a/none", mode=LINK)
    editor.put("sub", ObjectId("12" * 20), mode=SUBMODULE)
    return repo.tree(editor.write())


def found_in(place: Path) -> dict[str, tuple[int, bytes]]:
    """What is below `place`: of each path its mode and content."""
    found = {}
    for path in place.rglob("*"):
        mode = path.lstat().st_mode
        content = os.readlink(os.fsencode(path)) if stat.S_ISLNK(mode) else b"" if path.is_dir() else path.read_bytes()
        found[str(path.relative_to(place))] = (mode, content)
    return found


def test_what_a_checkout_has(repo: Repository, tmp_path: Path) -> None:
    tree = good_tree(repo)
    repo.extract(tree, tmp_path / "ours")
    git(tmp_path / "r", "read-tree", str(tree.id))
    git(tmp_path / "r", "checkout-index", "-qa", f"--prefix={tmp_path}/theirs/")
    ours, theirs = found_in(tmp_path / "ours"), found_in(tmp_path / "theirs")
    assert ours.pop("sub")[1] == b""  # git makes the directory where the submodule is active alone
    theirs.pop("sub", None)
    assert ours == theirs
    assert ours["a/text.txt"][1] == b"1\r\n2\r\n"
    repo.extract(tree.id, os.fsencode(tmp_path / "some"), paths=["a/b", "a/run"])
    assert sorted(found_in(tmp_path / "some")) == ["a", "a/b", "a/b/c", "a/run"]


def hostile(repo: Repository) -> dict[bytes, Rows]:
    """Trees that nobody should write, by the path that is named."""
    blob, evil = repo.objects.write("blob", b"x"), repo.objects.write("blob", b"../out")
    inner = tree_of(repo, [(FILE, b"f", blob)]).id
    nested = tree_of(repo, [(FOLDER, b"..", inner)]).id
    git_inside = tree_of(repo, [(FOLDER, b".GIT", inner)]).id
    up, round_about, nul = (repo.objects.write("blob", text) for text in (b"d/../..", b"me", b"a\0b"))
    here, through = repo.objects.write("blob", b"."), repo.objects.write("blob", b"here/..")
    first = [(FILE, b"0", blob)]
    return {
        b"..": [*first, (FOLDER, b"..", inner)],
        b"d/..": [*first, (FOLDER, b"d", nested)],
        b"d/.GIT": [*first, (FOLDER, b"d", git_inside)],
        b"git~1": [*first, (FOLDER, b"git~1", inner)],
        b".git ": [*first, (SUBMODULE, b".git ", blob)],
        b"../f": [*first, (FILE, b"../f", blob)],
        b"/f": [*first, (FILE, b"/f", blob)],
        b"e/f": [*first, (FILE, b"e/f", blob)],
        b"l": [*first, (LINK, b"l", evil)],
        b"m": [*first, (LINK, b"m", up)],
        b"me": [*first, (LINK, b"me", round_about)],
        b"n": [*first, (LINK, b"n", nul)],
        b"o": [*first, (LINK, b"here", here), (LINK, b"o", through)],
        b"big": [*first, (LINK, b"big", repo.objects.write("blob", b"a" * 5000))],
        b"twice": [*first, (FILE, b"twice", blob), (FILE, b"twice", evil)],
        # A link, and what would be written through it.
        b"t": [*first, (LINK, b"t", here), (FOLDER, b"t", inner)],
        b"u": [*first, (FOLDER, b"u", inner), (LINK, b"u", here)],
    }


def test_what_nobody_should_write(repo: Repository, tmp_path: Path) -> None:
    for path, rows in hostile(repo).items():
        tree = tree_of(repo, rows)
        with pytest.raises(UnsafePathError) as raised:
            repo.extract(tree, tmp_path / "x")
        assert raised.value.path == path
        assert not (tmp_path / "x").exists()
        for kind in ("tar", "tar.gz", "zip"):
            with pytest.raises(UnsafePathError):
                next(repo.archive(tree, kind=kind))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["r"]


def test_links_that_lead_out_where_that_is_asked_for(repo: Repository, tmp_path: Path) -> None:
    for number, path in enumerate((b"l", b"o", b"me")):
        tree = tree_of(repo, hostile(repo)[path])
        place = tmp_path / f"x{number}"
        repo.extract(tree, place, outside_links=True)
        assert (place / os.fsdecode(path)).is_symlink()
        assert b"".join(repo.archive(tree, outside_links=True))


def test_what_is_there_already(repo: Repository, tmp_path: Path) -> None:
    tree, place, outside = good_tree(repo), tmp_path / "x", tmp_path / "outside"
    outside.mkdir()
    place.mkdir()
    repo.extract(tree, place)  # an empty one is as good as none
    fresh = found_in(place)
    with pytest.raises(RepositoryError, match="not empty"):
        repo.extract(tree, place)
    (place / "left").unlink()
    (place / "left").symlink_to(outside / "made")
    (place / "empty").write_bytes(b"full")
    (place / "mine").write_bytes(b"stays")
    repo.extract(tree, place, replace=True)
    (place / "mine").unlink()
    assert found_in(place) == fresh
    (place / "a" / "b" / "c").unlink()
    (place / "a" / "b").rmdir()
    (place / "a" / "b").symlink_to(outside)
    with pytest.raises(RepositoryError, match="a/b"):
        repo.extract(tree, place, replace=True)
    assert list(outside.iterdir()) == []
    with pytest.raises(RepositoryError, match="Not a directory"):
        repo.extract(tree, place / "large")
    with pytest.raises(RepositoryError, match="No such file"):
        repo.extract(tree, tmp_path / "none" / "x")


def test_a_file_is_never_there_in_part(repo: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows: Rows = [(FILE, b"a", repo.objects.write("blob", b"a")), (FILE, b"b", ObjectId("12" * 20))]
    with pytest.raises(NotFoundError):
        repo.extract(tree_of(repo, rows), tmp_path / "lost")
    assert sorted(found_in(tmp_path / "lost")) == ["a"]
    folders: Rows = [(FILE, b"a", rows[0][2]), (FILE, b"b", tree_of(repo, rows).id)]
    with pytest.raises(CorruptError):
        repo.extract(tree_of(repo, folders), tmp_path / "odd")
    assert sorted(found_in(tmp_path / "odd")) == ["a"]

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "link", full)
    with pytest.raises(RepositoryError, match="No space left"):
        repo.extract(good_tree(repo), tmp_path / "full")
    assert found_in(tmp_path / "full") == {}


def test_more_levels_than_files_may_be_open(repo: Repository, tmp_path: Path) -> None:
    blob = repo.objects.write("blob", b"x")
    oid = repo.objects.write("tree", b"100644 f\0" + blob)
    for _ in range(300):
        oid = repo.objects.write("tree", b"40000 d\0%b100644 f\0%b" % (oid, blob))
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    # What other tests have open counts too.
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(map(int, os.listdir("/proc/self/fd"))) + 100, hard))
    try:
        repo.extract(oid, tmp_path / "x")
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    assert sum(1 for _ in (tmp_path / "x").rglob("f")) == 301
    with repo.objects.pack_writer() as pack:
        for _ in range(2048):
            oid = pack.add("tree", b"40000 d\0" + oid)
    repo.refresh()
    with pytest.raises(RepositoryError, match="depth"):
        repo.extract(oid, tmp_path / "y")
    assert not (tmp_path / "y").exists()
