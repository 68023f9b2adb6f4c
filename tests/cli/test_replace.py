"""What cat-file says of objects that replace refs are about, as git 2.55 says it."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.recipes import commit_files, git, hash_object, start
from tests.support.command import Answer, pygitobj

SOME = "1" * 40


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    path = start(tmp_path / "repository")
    commit_files(path, "one", file="one\n")
    commit_files(path, "two", file="two\n")
    return path


def named(repository: Path, name: str) -> str:
    """The id of what `name` names, whatever replaces it."""
    return git(repository, "--no-replace-objects", "rev-parse", name).decode().strip()


def replace(repository: Path, one: str, other: str) -> None:
    """Let the object `other` be read for the object `one`."""
    path = repository / ".git/refs/replace" / one
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"{other}\n")


def fatal(text: str) -> Answer:
    """An end with this message."""
    return Answer(b"", f"fatal: {text}\n".encode(), 128)


def test_a_circle(repository: Path) -> None:
    oid = hash_object(repository, "blob", b"x")
    replace(repository, oid, oid)
    end = fatal(f"replace depth too high for object {oid}")
    for words in (["-t", oid], ["-s", oid], ["-p", oid], ["blob", oid]):
        assert pygitobj(repository, "cat-file", *words) == end
    assert pygitobj(repository, "cat-file", "-e", oid) == Answer(b"", b"", 0)
    assert pygitobj(repository, "--no-replace-objects", "cat-file", "-p", oid).out == b"x"
    assert pygitobj(repository, "cat-file", "-p", "HEAD:file") == Answer(b"two\n", b"", 0)


@pytest.mark.parametrize("options", [[], ["--buffer"], ["-Z"]])
@pytest.mark.parametrize("mode", ["--batch", "--batch-check"])
def test_what_came_before_a_circle_has_its_answer(repository: Path, mode: str, options: list[str]) -> None:
    ids = [hash_object(repository, "blob", bytes([byte])) for byte in b"xyz"]
    replace(repository, ids[1], ids[1])
    end = b"\0" if options == ["-Z"] else b"\n"
    first = f"{ids[0]} blob 1".encode() + end + (b"x" + end if mode == "--batch" else b"")
    answer = pygitobj(repository, "cat-file", mode, *options, stdin=b"".join(oid.encode() + end for oid in ids))
    assert answer == Answer(first, f"fatal: replace depth too high for object {ids[1]}\n".encode(), 128)


def test_what_is_read_instead_is_missing(repository: Path) -> None:
    oid = hash_object(repository, "blob", b"x")
    replace(repository, oid, SOME)
    assert pygitobj(repository, "cat-file", "-t", oid) == fatal("git cat-file: could not get object info")
    assert pygitobj(repository, "cat-file", "-p", oid) == fatal(f"Not a valid object name {oid}")
    assert pygitobj(repository, "cat-file", "blob", oid) == fatal(f"replacement {SOME} not found for {oid}")
    for mode in ("--batch", "--batch-check", "--batch-check=%(objectsize)"):
        assert pygitobj(repository, "cat-file", mode, stdin=oid.encode()).out == f"{oid} missing\n".encode()


def test_batches_tell_of_what_is_read_instead(repository: Path) -> None:
    short, long = hash_object(repository, "blob", b"x"), hash_object(repository, "tag", b"y" * 999)
    replace(repository, short, long)
    size = (repository / ".git/objects" / long[:2] / long[2:]).stat().st_size
    layout = "--batch-check=%(objectname) %(objecttype) %(objectsize) %(objectsize:disk)"
    asked = short.encode() + b"\n"
    assert pygitobj(repository, "cat-file", layout, stdin=asked).out == f"{short} tag 999 {size}\n".encode()
    assert pygitobj(repository, "cat-file", "--batch", stdin=asked).out.endswith(b" tag 999\n" + b"y" * 999 + b"\n")
    everything = pygitobj(repository, "cat-file", "--batch-all-objects", "--batch-check").out
    assert f"{short} blob 1\n".encode() in everything
    for word in ("GIT_NO_REPLACE_OBJECTS", "core.useReplaceRefs"):
        words = ["-c", f"{word}=no"] if word.startswith("core") else ["--no-replace-objects"]
        assert pygitobj(repository, *words, "cat-file", "-t", short).out == b"blob\n"


def test_revisions_go_through_what_is_read_instead(repository: Path) -> None:
    head, before = named(repository, "HEAD"), named(repository, "HEAD~1")
    replace(repository, head, before)
    for name, wanted in (
        ("HEAD", head),
        ("HEAD^0", head),
        ("HEAD^{commit}", head),
        ("HEAD^{tree}", named(repository, f"{before}^{{tree}}")),
        ("HEAD:file", named(repository, f"{before}:file")),
    ):
        answer = pygitobj(repository, "cat-file", "--batch-check=%(objectname)", stdin=name.encode())
        assert answer.out.decode().strip() == wanted
    assert pygitobj(repository, "cat-file", "-t", "HEAD^") == fatal("Not a valid object name HEAD^")


def test_revisions_through_what_is_missing(repository: Path) -> None:
    head = named(repository, "HEAD")
    replace(repository, head, SOME)
    for name in ("HEAD^{tree}", "HEAD^{commit}", "HEAD:file", "HEAD^{}"):
        assert pygitobj(repository, "cat-file", "-t", name) == fatal(f"replacement {SOME} not found for {head}")
    for name in ("HEAD^", "HEAD~1", "HEAD^0"):
        assert pygitobj(repository, "cat-file", "-t", name) == fatal(f"Not a valid object name {name}")


def test_a_tree_that_is_replaced(repository: Path) -> None:
    tree, before = named(repository, "HEAD^{tree}"), named(repository, "HEAD~1^{tree}")
    replace(repository, tree, before)
    assert pygitobj(repository, "cat-file", "-p", "HEAD:file").out == b"one\n"
    assert pygitobj(repository, "cat-file", "-p", "HEAD^{tree}") == pygitobj(repository, "cat-file", "-p", before)
    replace(repository, tree, tree)
    end = fatal(f"replace depth too high for object {tree}")
    assert pygitobj(repository, "cat-file", "-p", "HEAD:file") == end
    assert pygitobj(repository, "cat-file", "-p", "HEAD^{tree}") == end
    assert pygitobj(repository, "cat-file", "-t", "HEAD^{commit}").out == b"commit\n"


def test_packs_have_the_objects_themselves(repository: Path) -> None:
    """Whoever makes, takes in or tidies packs does as if there were no replace refs, even in a circle."""
    head, oid = named(repository, "HEAD"), named(repository, "HEAD:file")
    replace(repository, head, head)
    replace(repository, oid, named(repository, "HEAD~1:file"))
    pack = pygitobj(repository, "pack-objects", "--revs", "--stdout", stdin=b"HEAD\n")
    assert pack.code == 0
    other = start(repository.parent / "other")
    assert pygitobj(other, "index-pack", "--stdin", stdin=pack.out).code == 0
    assert git(other, "cat-file", "blob", oid) == b"two\n"
    for words in (["repack", "-a", "-d"], ["prune"], ["prune-packed"], ["unpack-objects"]):
        assert pygitobj(repository, *words, stdin=pack.out if words == ["unpack-objects"] else b"").code == 0
    assert git(repository, "--no-replace-objects", "cat-file", "blob", oid) == b"two\n"
    assert pygitobj(repository, "hash-object", "-w", "--stdin", stdin=b"two\n").out.decode().strip() == oid
