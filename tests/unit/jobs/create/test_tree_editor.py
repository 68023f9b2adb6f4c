"""Editing trees by paths, beside git's index: the same trees, and no more read or written than has to be.

Tried besides: random sequences of puts and deletions over longer names and more directories than here.
"""

from __future__ import annotations

import pickle
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest import mock

import pytest

from pygitobj import NotFoundError, ObjectId, Repository
from pygitobj.errors import CorruptObject
from pygitobj.store.object_store import ObjectStore
from tests.support.command import git
from tests.support.unchecked import unchecked


@pytest.fixture(params=["sha1", "sha256"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    git(tmp_path, "init", "-q", "-b", "main", f"--object-format={request.param}", ".")
    for name in ("README", "docs/guide.md", "docs/more/deep/file", "src/main.c", "src.c"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{name}\n")
    (tmp_path / "run").write_text("#!/bin/sh\n")
    (tmp_path / "run").chmod(0o755)
    (tmp_path / "link").symlink_to("README")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-qm", "first")
    return tmp_path


def of_git(place: Path, *changes: tuple[str, bytes | None, str]) -> str:
    """The tree that git makes of HEAD's with these (path, content or None to remove, mode)."""
    git(place, "read-tree", "HEAD")
    for path, content, mode in changes:
        if content is None:
            git(place, "rm", "-rq", "--cached", "--", path)
        else:
            oid = git(place, "hash-object", "-w", "--stdin", stdin=content).decode().strip()
            git(place, "update-index", "--add", "--replace", "--cacheinfo", f"{mode},{oid},{path}")
    return git(place, "write-tree").decode().strip()


def test_one_file(place: Path) -> None:
    wanted = of_git(place, ("docs/guide.md", b"new\n", "100644"))
    with Repository.open(place) as repo:
        files = repo.edit()
        files["docs/guide.md"] = b"new\n"
        assert str(files.write()) == wanted
        assert str(files.write()) == wanted


def test_modes_stay(place: Path) -> None:
    wanted = of_git(
        place,
        ("run", b"new\n", "100755"),
        ("link", b"src.c", "120000"),
        ("fresh", b"x", "100644"),
        ("README", b"y", "100755"),
    )
    with Repository.open(place) as repo:
        files = repo.edit("HEAD")
        files["run"] = b"new\n"
        files[b"link"] = bytearray(b"src.c")
        files["fresh"] = memoryview(b"x")
        files.put("README", b"y", mode=0o100755)
        assert str(files.write()) == wanted


def test_ids_and_entries(place: Path) -> None:
    with Repository.open(place) as repo:
        tree = repo.tree()
        files = repo.edit(tree)
        files["copy/of/docs"] = tree["docs"]
        files["docs2"] = tree["docs"].id
        files["README"] = tree["run"]
        files["src.c"] = tree["README"].id
        files.put("module", repo.resolve("HEAD"), mode=0o160000)
        made = repo.tree(files.write())
    assert {entry.name: (entry.mode, entry.id) for entry in made} == {
        **{entry.name: (entry.mode, entry.id) for entry in tree},
        b"copy": (0o40000, made["copy"].id),
        b"docs2": (0o40000, tree["docs"].id),
        b"README": (0o100755, tree["run"].id),
        b"src.c": (0o100644, tree["README"].id),
        b"module": (0o160000, repo.resolve("HEAD")),
    }
    assert (
        git(place, "ls-tree", "-r", "--name-only", str(made["copy"].id))
        == b"of/docs/guide.md\nof/docs/more/deep/file\n"
    )


def test_removed_directories(place: Path) -> None:
    wanted = of_git(place, ("docs/more", None, ""), ("src/main.c", None, ""))
    with Repository.open(place) as repo:
        files = repo.edit()
        del files["docs/more/deep/file"]  # more and deep are empty then
        del files["src/main.c"]
        assert str(files.write()) == wanted
        with pytest.raises(KeyError):
            del files["src"]
        with pytest.raises(KeyError):
            del files["docs/more"]
        del files["docs"]
        for name in ("README", "run", "link", "src.c"):
            del files[name]
        assert files.write() == repo.format.empty_tree
        files["docs/again"] = b"x"
        assert git(place, "ls-tree", "-r", "--name-only", str(files.write())) == b"docs/again\n"


def test_it_cannot_be_pickled(place: Path) -> None:
    with Repository.open(place) as repo, pytest.raises(TypeError, match="cannot be pickled"):
        pickle.dumps(repo.edit())


def test_from_nothing(place: Path) -> None:
    with Repository.open(place) as repo:
        files = repo.edit(None)
        assert files.write() == repo.format.empty_tree
        assert git(place, "cat-file", "-t", str(repo.format.empty_tree)) == b"tree\n"
        files["a/b/c"] = b"1"
        files["a.b"] = b"2"
        files["a0"] = b"3"
        assert git(place, "ls-tree", "-r", "--name-only", str(files.write())) == b"a.b\na/b/c\na0\n"


def test_only_what_is_touched_is_read_and_written(place: Path) -> None:
    with Repository.open(place) as repo:
        read: list[ObjectId] = []
        written: list[str] = []
        real_read, real_write = repo.reader.read, ObjectStore.write

        def reading(oid: ObjectId) -> Any:
            read.append(oid)
            return real_read(oid)

        def writing(store: ObjectStore, kind: Any, data: Any = None) -> ObjectId:
            written.append(kind)
            return real_write(store, kind, data)

        tree = repo.tree()
        with mock.patch.object(repo.reader, "read", reading), mock.patch.object(ObjectStore, "write", writing):
            files = repo.edit(tree)
            files["docs/guide.md"] = b"new\n"
            first = files.write()
            assert read == [tree["docs"].id]
            assert written == ["blob", "tree", "tree"]
            assert files.write() == first
            files["README"] = b"new\n"
            files.write()
            assert written == ["blob", "tree", "tree", "blob", "tree"]
    git(place, "fsck", "--strict", str(first))


@pytest.mark.parametrize(
    "path",
    ["", "/", "/a", "a/", "a//b", ".", "..", "a/../b", "./a", ".git", ".GIT", "a/.git/hooks/x", ".git ", "git~1",
     ".git::$INDEX_ALLOCATION", ".g\u200cit", "a\\.git\\x", "nul\0", "\ud800", "x" * 5000, "a/" * 3000 + "b",
     b".Git", b"a/\0"],
)  # fmt: skip
def test_paths_that_no_tree_has(place: Path, path: str | bytes) -> None:
    with Repository.open(place) as repo:
        files = repo.edit()
        before = files.write()
        calls: list[Callable[[], object]] = [
            lambda: files.put(path, b"x"), lambda: files.__setitem__(path, b"x"), lambda: files.__delitem__(path)
        ]  # fmt: skip
        for call in calls:
            with pytest.raises(ValueError, match="not a path in a tree"):
                call()
        assert files.write() == before


def test_what_cannot_be_put(place: Path) -> None:
    with Repository.open(place) as repo:
        files, tree = repo.edit(), repo.tree()
        before = files.write()
        nothing: Any = None
        gone = ObjectId("12" * repo.format.hash_size)
        calls: list[tuple[type[Exception], str, Any]] = [
            (ValueError, "a file is at", lambda: files.put("README/x", b"")),
            (ValueError, "a file is at", lambda: files.put("docs/guide.md/x/y", b"")),
            (ValueError, "a file is at", lambda: files.__delitem__("README/x")),
            (ValueError, "a directory is at", lambda: files.put("docs", b"")),
            (ValueError, "a directory is at", lambda: files.__setitem__("docs/more", tree["README"].id)),
            (ValueError, "not a mode", lambda: files.put("x", b"", mode=0o100664)),
            (ValueError, "not a mode", lambda: files.put("x", b"", mode=0)),
            (ValueError, "the mode 40000 is that of a tree", lambda: files.put("x", tree["README"].id, mode=0o40000)),
            (ValueError, "the mode 100644 is that of a blob", lambda: files.put("x", tree["docs"].id)),
            (ValueError, "is a commit", lambda: files.__setitem__("x", repo.resolve("HEAD"))),
            (ValueError, "symbolic link", lambda: files.put(".gitmodules", b"x", mode=0o120000)),
            (ValueError, "an empty directory", lambda: files.put("x", repo.format.empty_tree, mode=0o40000)),
            (TypeError, "an ObjectId is put", lambda: files.put("x", b"", mode=0o160000)),
            (TypeError, "bytes, an ObjectId", lambda: files.put("x", unchecked("text"))),
            (TypeError, "bytes, an ObjectId", lambda: files.__setitem__("x", nothing)),
            (TypeError, "a path is", lambda: files.put(unchecked(7), b"")),
            (NotFoundError, str(gone), lambda: files.put("x", gone)),
            (NotFoundError, str(gone), lambda: files.__setitem__("x", gone)),
            (ValueError, "bytes", lambda: files.put("x", ObjectId("12" * (52 - repo.format.hash_size)))),
        ]
        for error, words, call in calls:
            with pytest.raises(error, match=words):
                call()
        assert files.write() == before
        with pytest.raises(TypeError):
            repo.edit(unchecked(b"HEAD"))


def test_a_tree_that_names_something_twice(place: Path) -> None:
    with Repository.open(place) as repo:
        entry = repo.tree()["README"]
        row = b"100644 a\0" + bytes(entry.id)
        oid = repo.objects.write("tree", row + row)
        with pytest.raises(CorruptObject, match="one name twice"):
            repo.edit(oid)
        outer = repo.objects.write("tree", b"40000 d\0" + bytes(oid))
        files = repo.edit(outer)
        with pytest.raises(CorruptObject, match="one name twice"):
            files["d/b"] = b""
        assert files.write() == outer


def test_an_entry_that_is_no_tree(place: Path) -> None:
    with Repository.open(place) as repo:
        outer = repo.objects.write("tree", b"40000 d\0" + bytes(repo.tree()["README"].id))
        with pytest.raises(CorruptObject, match="expected a tree, found a blob"):
            repo.edit(outer)["d/b"] = b""


@pytest.mark.parametrize("seed", range(8))
def test_random_edits_as_git_makes_them(place: Path, seed: int) -> None:
    choose = random.Random(seed)
    paths = ["a", "a/b", "a/b/c", "a.b", "a/b.c", "docs", "docs/guide.md", "src", "src/main.c", "ab", "README"]
    with Repository.open(place) as repo:
        files = repo.edit()
        known = {
            path: (int(mode, 8), oid)
            for mode, _, oid, path in (
                line.replace("\t", " ").split(" ") for line in git(place, "ls-tree", "-r", "HEAD").decode().splitlines()
            )
        }
        for step in range(60):
            path = choose.choice(paths)
            below = [name for name in known if name.startswith(f"{path}/")]
            above = any(path.startswith(f"{name}/") for name in known)
            if choose.random() < 0.35:
                if above or not (path in known or below):
                    with pytest.raises((KeyError, ValueError)):
                        del files[path]
                else:
                    del files[path]
                    for name in [path, *below]:
                        known.pop(name, None)
            elif above or below:
                with pytest.raises(ValueError, match="delete it first"):
                    files[path] = b"x"
            else:
                files[path] = b"%d" % step
                mode = known.get(path, (0o100644, ""))[0]
                known[path] = (mode, str(repo.format.hash_object("blob", b"%d" % step)))
            if step % 7 == 0:
                files.write()
        made = files.write()
        entries = "".join(f"{mode:o} {oid}\t{path}\n" for path, (mode, oid) in known.items())
    git(place, "read-tree", "--empty")
    git(place, "update-index", "--add", "--index-info", stdin=entries.encode())
    assert git(place, "write-tree").decode().strip() == str(made)
