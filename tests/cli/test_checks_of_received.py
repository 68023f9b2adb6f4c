"""index-pack and unpack-objects with --strict: what trees call .gitmodules and .gitattributes is looked at.

In whatever order the entries stand, in the pack or in the store, whole or as a delta; by whichever name some file
system takes for theirs. Messages, output and exit codes are those of git 2.55; a pack that git has installed already
when it finds this is not installed here. Tried besides: some hundred packs at random beside git.
"""

from __future__ import annotations

from itertools import permutations
from pathlib import Path

import pytest

from tests.support.command import git, pygitobj
from tests.support.deltas import copy, delta, insert
from tests.support.packs import build_pack, object_id, ref_delta, whole

BAD = b'[submodule "../x"]\n\turl = a\n'
GOOD = b'[submodule "x"]\n\turl = a\n'
BASE = b'[submodule "y"]\n\turl = a\n'
TELLS = b"error: object %b: gitmodulesName: disallowed submodule name: ../x\n"
EMPTY_TREE = object_id("tree", b"")
WHO = b"a <b> 1 +0000"


def tree(*entries: tuple[bytes, bytes]) -> bytes:
    """The body of a tree of ("mode name", id)."""
    return b"".join(start + b"\0" + oid for start, oid in entries)


def modules(oid: bytes, name: bytes = b".gitmodules", mode: bytes = b"100644") -> bytes:
    """The body of a tree with one entry."""
    return tree((mode + b" " + name, oid))


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """An empty repository."""
    git(tmp_path, "init", "-q", "--bare", "r")
    return tmp_path / "r"


def installed(repository: Path) -> list[Path]:
    """What there is of packs and loose objects."""
    return [path for path in (repository / "objects").rglob("*") if path.is_file()]


@pytest.mark.parametrize("words", [["index-pack", "--stdin"], ["unpack-objects"]], ids=["index-pack", "unpack"])
@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_in_any_order(repository: Path, order: tuple[int, ...], words: list[str]) -> None:
    oid = object_id("blob", BAD)
    root = modules(oid)
    commit = b"tree %b\nauthor %b\ncommitter %b\n\nm" % (object_id("tree", root).hex().encode(), WHO, WHO)
    entries = [whole(3, BAD), whole(2, root), whole(1, commit)]
    data, _ = build_pack([entries[at] for at in order])
    answer = pygitobj(repository, *words, "--strict", stdin=data)
    at_once = words[0] == "index-pack" and order.index(0) > order.index(1)
    end = b"fatal: fsck error in packed object\n" if at_once else b"fatal: fsck error in pack objects\n"
    assert answer == (b"", TELLS % oid.hex().encode() + end, 128)
    assert installed(repository) == []
    assert pygitobj(repository, *words, stdin=data).code == 0


@pytest.mark.parametrize("where", ["store", "delta before", "delta after"])
def test_wherever_it_is(repository: Path, where: str) -> None:
    oid = object_id("blob", BAD)
    change = delta(len(BASE), len(BAD), insert(BAD[:16]) + copy(13, len(BASE) - 13))
    entries = [whole(2, modules(oid))]
    if where == "store":
        git(repository, "hash-object", "-w", "--stdin", stdin=BAD)
    else:
        made = [whole(3, BASE), ref_delta(object_id("blob", BASE), change)]
        entries = [*entries, *made] if where == "delta after" else [*made, *entries]
    before = installed(repository)
    answer = pygitobj(repository, "index-pack", "--stdin", "--fsck-objects", stdin=build_pack(entries)[0])
    at_once = where.startswith("delta")
    end = b"fatal: fsck error in packed object\n" if at_once else b"fatal: fsck error in pack objects\n"
    assert answer == (b"", TELLS % oid.hex().encode() + end, 128)
    assert installed(repository) == before


@pytest.mark.parametrize(
    "name",
    [
        b".GitModules", b"gi7eba~1", b"GITMOD~4", b"gi7eb~10", b"a\\.gitmodules", b".gitmodules .:x",
        b".git\xe2\x80\x8cmodules", b".gitmodules\xff",
    ],
)  # fmt: skip
def test_by_any_name(repository: Path, name: bytes) -> None:
    oid = object_id("blob", BAD)
    data, _ = build_pack([whole(2, modules(oid, name)), whole(3, BAD)])
    assert pygitobj(repository, "index-pack", "--stdin", "--strict", stdin=data).err.startswith(
        TELLS % oid.hex().encode()
    )


@pytest.mark.parametrize("name", [b"gitmodules", b".gitmodulesx", b"gitmod~5", b"gi7eba~0", b".gitmodules\\x"])
def test_by_no_other_name(repository: Path, name: bytes) -> None:
    data, _ = build_pack([whole(2, modules(object_id("blob", BAD), name)), whole(3, BAD)])
    assert pygitobj(repository, "index-pack", "--stdin", "--strict", stdin=data).code == 0


def test_one_that_is_missing(repository: Path) -> None:
    """index-pack prints the id, for fetch to get the blob; unpack-objects refuses."""
    data, _ = build_pack([whole(2, modules(b"\1" * 20))])
    name = data[-20:].hex().encode()
    answer = pygitobj(repository, "index-pack", "--stdin", "--fsck-objects", stdin=data)
    assert answer == (b"pack\t%b\n%b\n" % (name, b"01" * 20), b"", 0)
    link, _ = build_pack([whole(2, modules(b"\1" * 20, mode=b"160000"))])
    answer = pygitobj(repository, "unpack-objects", "--strict", stdin=link)
    told = b"error: object %b: gitmodulesMissing: unable to read .gitmodules blob\n" % (b"01" * 20)
    assert answer == (b"", told + b"fatal: fsck error in pack objects\n", 128)
    attributes, _ = build_pack([whole(2, modules(b"\1" * 20, b".gitattributes"))])
    answer = pygitobj(repository, "index-pack", "--stdin", "--fsck-objects", stdin=attributes)
    told = b"error: object %b: gitattributesMissing: unable to read .gitattributes blob\n" % (b"01" * 20)
    assert answer == (b"", told + b"fatal: fsck error in pack objects\n", 128)


def test_no_blob(repository: Path) -> None:
    data, _ = build_pack([whole(2, modules(EMPTY_TREE, mode=b"40000")), whole(2, b"")])
    answer = pygitobj(repository, "index-pack", "--stdin", "--strict", stdin=data)
    told = b"error: object %b: gitmodulesBlob: non-blob found at .gitmodules\n" % EMPTY_TREE.hex().encode()
    assert answer == (b"", told + b"fatal: fsck error in pack objects\n", 128)


def test_outside_of_a_repository(tmp_path: Path) -> None:
    oid = object_id("blob", GOOD)
    path = tmp_path / "p.pack"
    path.write_bytes(build_pack([whole(3, GOOD), whole(2, modules(oid))])[0])
    answer = pygitobj(tmp_path, "index-pack", "--fsck-objects", str(path))
    assert answer == (b"", b"fatal: cannot perform queued object checks outside of a repository\n", 128)
    assert [file.name for file in tmp_path.iterdir()] == ["p.pack"]
    # What stands behind its tree is looked at where it stands.
    path.write_bytes(build_pack([whole(2, modules(oid)), whole(3, GOOD)])[0])
    assert pygitobj(tmp_path, "index-pack", "--fsck-objects", str(path)).code == 0


@pytest.mark.parametrize(
    ("setting", "word", "code"),
    [("=gitmodulesName=warn", b"warning", 0), ("=gitmodulesname:ignore", b"", 0), ("=hasDot=warn", b"error", 128)],
)
def test_severities(repository: Path, setting: str, word: bytes, code: int) -> None:
    oid = object_id("blob", BAD)
    data, _ = build_pack([whole(3, BAD), whole(2, modules(oid))])
    for words in (["index-pack", "--stdin"], ["unpack-objects"]):
        answer = pygitobj(repository, *words, f"--strict{setting}", stdin=data)
        assert (answer.code, answer.err.partition(b":")[0]) == (code, word)


def test_a_skip_list(repository: Path) -> None:
    """Of what is listed nothing is told; the special blobs of a tree that is listed count all the same."""
    oid, root = object_id("blob", BAD), modules(object_id("blob", BAD)) + tree((b"100644 .git", object_id("blob", b"")))
    data, _ = build_pack([whole(2, root), whole(3, BAD), whole(3, b"")])
    for listed, code in (([oid, object_id("tree", root)], 0), ([object_id("tree", root)], 128), ([oid], 128)):
        (repository / "list").write_text("\n".join(one.hex() for one in listed))
        words = ["index-pack", "--stdin", f"--fsck-objects=skipList={repository}/list"]
        assert pygitobj(repository, *words, stdin=data).code == code


def test_all_of_a_tag_is_told(repository: Path) -> None:
    tag = b"object %b\ntype tree\ntag v 1\n\nm" % EMPTY_TREE.hex().encode()
    data, _ = build_pack([whole(2, b""), whole(4, tag)])
    name = object_id("tag", tag).hex().encode()
    answer = pygitobj(repository, "index-pack", "--stdin", "--strict", stdin=data)
    assert answer.code == 0
    assert answer.err == (
        b"warning: object %b: badTagName: invalid 'tag' name: v 1\n"
        b"warning: object %b: missingTaggerEntry: invalid format - expected 'tagger' line\n" % (name, name)
    )
    refused = pygitobj(repository, "index-pack", "--stdin", "--strict=badTagName=error", stdin=data)
    assert refused.err.splitlines() == [
        b"error: object %b: badTagName: invalid 'tag' name: v 1" % name,
        b"fatal: fsck error in packed object",
    ]


def test_a_large_file_is_not_read(repository: Path) -> None:
    git(repository, "config", "core.bigFileThreshold", "100")
    large = GOOD + b"# " + b"x" * 100
    oid = object_id("blob", large)
    data, _ = build_pack([whole(2, modules(oid)), whole(3, large)])
    answer = pygitobj(repository, "index-pack", "--stdin", "--strict", stdin=data)
    told = b"error: object %b: gitmodulesLarge: .gitmodules too large to parse\n" % oid.hex().encode()
    assert answer == (b"", told + b"fatal: fsck error in packed object\n", 128)


@pytest.mark.parametrize("kind", [".gitmodules", ".gitattributes"])
def test_hash_object_tells_of_them(repository: Path, kind: str) -> None:
    body = modules(b"\1" * 20, kind.encode())
    answer = pygitobj(repository, "hash-object", "-t", "tree", "--stdin", stdin=body)
    name = kind.removeprefix(".")
    told = f"error: object fails fsck: {name}Missing: unable to read {kind} blob\n"
    assert answer == (object_id("tree", body).hex().encode() + b"\n", told.encode(), 0)


@pytest.mark.parametrize(
    ("settings", "options", "code"),
    [
        ([], ["--no-strict"], 0),
        (["fsck.missingTaggerEntry=error"], ["--no-strict"], 128),
        (["fsck.missingTaggerEntry=ignore"], [], 0),
        (["fsck.extraHeaderEntry=error"], ["--no-strict"], 0),
        (["fsck.foo=error"], [], 128),
        (["fsck.skipList=/none"], [], 128),
    ],
)
def test_mktag_as_configured(repository: Path, settings: list[str], options: list[str], code: int) -> None:
    git(repository, "hash-object", "-w", "-t", "tree", "--stdin")
    tag = b"object %b\ntype tree\ntag v1\n\nm\n" % EMPTY_TREE.hex().encode()
    given = [word for setting in settings for word in ("-c", setting)]
    assert pygitobj(repository, *given, "mktag", *options, stdin=tag).code == code
