"""The index: what git writes is read, what is broken is refused."""

from __future__ import annotations

import hashlib
import os
import random
from pathlib import Path
from struct import pack

import pytest

from pygitobj.errors import CorruptIndex, GitObjectError, UnsupportedError
from pygitobj.formats.git_index import (
    ASSUME_VALID,
    INTENT_TO_ADD,
    SKIP_WORKTREE,
    GitIndex,
    IndexEntry,
    parse_index,
)
from pygitobj.oid import FORMATS, SHA1, SHA256, ObjectFormat, ObjectId
from tests.support.command import git, run

VERSIONS = ("2", "3", "4")
EMPTY_BLOB = ObjectId("e69de29bb2d1d6434b8b29ae775ad8c2e48c5391")


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    # Older than any index: git writes entries again that may be of the same moment.
    os.utime(path, (1_600_000_000, 1_600_000_000))


def make_repository(directory: Path, object_format: str = "sha1") -> None:
    """A repository with files in directories, a link and a submodule, committed."""
    git(directory, "init", "-q", f"--object-format={object_format}")
    for name in ("a/b/c", "a/b/d", "a/e", "f", "g/h", "x" * 250 + "/" + "y" * 200, "z"):
        write(directory / name, f"{name}\n")
    for number in range(18):
        write(directory / f"long{number:02d}" / ("n" * 240) / ("m" * 240), f"{number}\n")
    (directory / "link").symlink_to("f")
    os.utime(directory / "link", (1_600_000_000, 1_600_000_000), follow_symlinks=False)
    git(directory, "add", ".")
    commit = "1" * FORMATS[object_format].hex_size
    git(directory, "update-index", "--add", "--cacheinfo", f"160000,{commit},sub")
    git(directory, "commit", "-qm", "one")


def conflict(directory: Path) -> None:
    """A merge that stops at a conflict of f."""
    git(directory, "checkout", "-q", "-b", "side")
    write(directory / "f", "theirs\n")
    git(directory, "commit", "-qam", "theirs")
    git(directory, "checkout", "-q", "-")
    write(directory / "f", "ours\n")
    git(directory, "commit", "-qam", "ours")
    assert run(["git", "merge", "side"], directory).code == 1


def read(directory: Path, object_format: ObjectFormat = SHA1, name: str = "index") -> GitIndex:
    return parse_index((directory / ".git" / name).read_bytes(), object_format)


def shown(entry: IndexEntry) -> bytes:
    """The entry as ls-files -s shows it."""
    return b"%06o %b %d\t%b" % (entry.mode, str(entry.id).encode(), entry.stage, entry.path)


def listed(directory: Path, *options: str) -> list[bytes]:
    """What ls-files says, a line an entry."""
    return git(directory, "ls-files", "-z", *options).split(b"\0")[:-1]


def rehashed(content: bytes) -> bytes:
    """An index of `content` with its hash."""
    return content + hashlib.sha1(content).digest()


def entry_bytes(path: bytes, flags: int | None = None) -> bytes:
    """An entry of version 2."""
    head = bytes(24) + pack(">I", 0o100644) + bytes(12) + b"A" * 20
    text = head + pack(">H", len(path) if flags is None else flags) + path
    return text + bytes(8 - len(text) % 8)


def extension(signature: bytes, content: bytes) -> bytes:
    return signature + pack(">I", len(content)) + content


def index_bytes(*parts: bytes, version: int = 2, count: int = 1) -> bytes:
    return rehashed(b"DIRC" + pack(">II", version, count) + b"".join(parts))


@pytest.mark.parametrize("object_format", ["sha1", "sha256"])
def test_entries_and_trees_of_each_version(tmp_path: Path, object_format: str) -> None:
    make_repository(tmp_path, object_format)
    top = git(tmp_path, "write-tree").strip().decode()
    trees = {b"": top}
    for line in git(tmp_path, "ls-tree", "-rdz", "HEAD").split(b"\0")[:-1]:
        head, _, path = line.partition(b"\t")
        if head.startswith(b"040000"):
            trees[path] = head.split()[2].decode()
    for version in VERSIONS:
        git(tmp_path, "update-index", "--index-version", version)
        if version == "3":
            # Git writes version 3 only where it must.
            git(tmp_path, "update-index", "--skip-worktree", "z")
            git(tmp_path, "write-tree")
        index = read(tmp_path, FORMATS[object_format])
        assert index.version == int(version)
        assert [shown(entry) for entry in index.entries] == listed(tmp_path, "-s")
        assert {tree.path: str(tree.id) for tree in index.trees} == trees
        assert [entry.path for entry in index.entries if entry.is_gitlink] == [b"sub"]
        assert index.base is None
        assert not index.is_sparse


def test_a_tree_that_is_not_known_any_more(tmp_path: Path) -> None:
    make_repository(tmp_path)
    before = {tree.path for tree in read(tmp_path).trees}
    write(tmp_path / "a/b/c", "changed\n")
    git(tmp_path, "add", "a/b/c")
    assert before - {tree.path for tree in read(tmp_path).trees} == {b"", b"a", b"a/b"}


@pytest.mark.parametrize("version", VERSIONS)
def test_paths_around_the_longest_length_that_is_written(tmp_path: Path, version: str) -> None:
    git(tmp_path, "init", "-q")
    blob = git(tmp_path, "hash-object", "-w", "--stdin", stdin=b"x").strip().decode()
    lines = "".join(f"100644 {blob}\t{'d/' * 2000}{'e' * size}\n" for size in (94, 95, 96, 97))
    git(tmp_path, "update-index", "--index-version", version, "--index-info", stdin=lines.encode())
    entries = read(tmp_path).entries
    assert [len(entry.path) for entry in entries] == [4094, 4095, 4096, 4097]
    assert [shown(entry) for entry in entries] == listed(tmp_path, "-s")


@pytest.mark.parametrize("version", ["2", "4"])
def test_flags(tmp_path: Path, version: str) -> None:
    make_repository(tmp_path)
    git(tmp_path, "update-index", "--index-version", version)
    write(tmp_path / "new", "new\n")
    git(tmp_path, "add", "--intent-to-add", "new")
    git(tmp_path, "update-index", "--skip-worktree", "a/e")
    git(tmp_path, "update-index", "--assume-unchanged", "f")
    index = read(tmp_path)
    # A flag of the second half makes version 3 of 2.
    assert index.version == {"2": 3, "4": 4}[version]
    flags = {
        flag: [entry.path for entry in index.entries if entry.flags & flag]
        for flag in (INTENT_TO_ADD, SKIP_WORKTREE, ASSUME_VALID)
    }
    assert flags == {INTENT_TO_ADD: [b"new"], SKIP_WORKTREE: [b"a/e"], ASSUME_VALID: [b"f"]}
    assert next(entry.id for entry in index.entries if entry.path == b"new") == EMPTY_BLOB
    assert [shown(entry) for entry in index.entries] == listed(tmp_path, "-s")


@pytest.mark.parametrize("object_format", ["sha1", "sha256"])
def test_a_conflict_and_what_it_leaves_behind(tmp_path: Path, object_format: str) -> None:
    make_repository(tmp_path, object_format)
    conflict(tmp_path)
    index = read(tmp_path, FORMATS[object_format])
    assert [entry.stage for entry in index.entries if entry.path == b"f"] == [1, 2, 3]
    assert [shown(entry) for entry in index.entries] == listed(tmp_path, "-s")
    assert index.undo == []
    write(tmp_path / "f", "both\n")
    git(tmp_path, "add", "f")
    undo = read(tmp_path, FORMATS[object_format]).undo
    lines = [b"%06o %b %d\t%b" % (item.mode, str(item.id).encode(), item.stage, item.path) for item in undo]
    assert lines == listed(tmp_path, "--resolve-undo")
    assert len(lines) == 3


@pytest.mark.parametrize("version", ["2", "4"])
def test_a_split_index(tmp_path: Path, version: str) -> None:
    make_repository(tmp_path)
    git(tmp_path, "config", "splitIndex.maxPercentChange", "100")
    git(tmp_path, "update-index", "--index-version", version)
    git(tmp_path, "update-index", "--split-index")
    write(tmp_path / "f", "replaced\n")
    write(tmp_path / "a/e", "replaced\n")
    write(tmp_path / "added", "added\n")
    git(tmp_path, "add", "f", "a/e", "added")
    git(tmp_path, "rm", "-q", "--cached", "z")
    index = read(tmp_path)
    [shared] = (tmp_path / ".git").glob("sharedindex.*")
    assert shared.name == f"sharedindex.{index.base}"
    base = read(tmp_path, name=shared.name)
    assert base.checksum == index.base
    assert [entry.path for entry in index.entries] == [b"", b"", b"added"]
    ids = {line.split()[1].decode() for line in listed(tmp_path, "-s")}
    union = {str(entry.id) for entry in index.entries + base.entries}
    assert ids < union
    replaced = {str(entry.id) for entry in base.entries if entry.path in (b"f", b"a/e", b"z")}
    assert union - ids == replaced


def test_a_sparse_index(tmp_path: Path) -> None:
    make_repository(tmp_path)
    git(tmp_path, "sparse-checkout", "init", "--cone", "--sparse-index")
    git(tmp_path, "sparse-checkout", "set", "g")
    index = read(tmp_path)
    assert index.is_sparse
    assert b"a/" in [entry.path for entry in index.entries if entry.is_directory]
    assert [shown(entry) for entry in index.entries] == listed(tmp_path, "--sparse", "-s")


def test_an_empty_index(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    git(tmp_path, "read-tree", "--empty")
    assert read(tmp_path)[:2] == (2, [])


def test_a_hash_that_was_skipped() -> None:
    good = index_bytes(entry_bytes(b"f"))
    assert parse_index(good, SHA1).checksum == ObjectId(good[-20:])
    index = parse_index(good[:-20] + bytes(20), SHA1)
    assert index.checksum is None
    assert [entry.path for entry in index.entries] == [b"f"]


def test_a_link_to_no_shared_index() -> None:
    data = index_bytes(entry_bytes(b"f"), extension(b"link", bytes(20)))
    assert parse_index(data, SHA1).base is None


@pytest.mark.parametrize("signature", [b"ABCD", b"UNTR", b"FSMN", b"EOIE", b"Zabc"])
def test_an_extension_that_is_passed_over(signature: bytes) -> None:
    data = index_bytes(entry_bytes(b"f"), extension(signature, b"anything"), extension(b"sdir", b""))
    assert parse_index(data, SHA1).is_sparse


@pytest.mark.parametrize("signature", [b"abcd", b"1BCD", b"\xffBCD"])
def test_an_extension_that_may_not_be_passed_over(tmp_path: Path, signature: bytes) -> None:
    data = index_bytes(entry_bytes(b"f"), extension(signature, b"anything"))
    with pytest.raises(UnsupportedError, match="extension, which we do not understand"):
        parse_index(data, SHA1)
    git(tmp_path, "init", "-q")
    (tmp_path / ".git" / "index").write_bytes(data)
    assert run(["git", "ls-files"], tmp_path).code == 128


SUPPORTED = [
    index_bytes(version=1, count=0),
    index_bytes(version=5, count=0),
    index_bytes(entry_bytes(b"", 0x4001)[:62] + b"\x90\x00f\0", version=3),
]
BAD = [
    b"",
    b"DIRC",
    rehashed(b"CRID" + pack(">II", 2, 0)),
    index_bytes(count=0)[:-1] + b"\0",
    index_bytes(entry_bytes(b"f"), count=2),
    index_bytes(entry_bytes(b"f"), count=0xFFFFFFFF),
    index_bytes(entry_bytes(b"f", 2)),
    index_bytes(entry_bytes(b"fgh", 2)),
    index_bytes(entry_bytes(b"f", 0xFFF)),
    index_bytes(entry_bytes(b"f")[:-1]),
    index_bytes(entry_bytes(b"eight888")[:-1]),
    index_bytes(entry_bytes(b"f"), b"x"),
    index_bytes(entry_bytes(b"f"), b"TREE" + pack(">I", 0xFFFFFFFF)),
    index_bytes(entry_bytes(b"f"), b"UNTR" + pack(">I", 5) + b"four"),
    index_bytes(entry_bytes(b"f"), extension(b"link", b"short")),
    index_bytes(entry_bytes(b"f")[:62] + b"\x01f\0", version=4),
    index_bytes(entry_bytes(b"f")[:62] + b"\xff" * 40 + b"f\0", version=4),
]
TREES = [
    b"",
    b"\0",
    b"a\0001 0\n" + b"T" * 20,
    b"\0001 0\n" + b"T" * 19,
    b"\0001 0\n" + b"T" * 21,
    b"\0001 1\n" + b"T" * 20,
    b"\0001 -1\n" + b"T" * 20,
    b"\0" + b"1" * 6000 + b" 0\n" + b"T" * 20,
    b"\0-1 4000000000\n",
    b"\0-1 1\n" + b"a\0-1 1\n" * 5000 + b"b\0-1 0\n",
]
UNDOES = [
    b"f",
    b"\x000\x000\x000\0",
    b"f\x00100644\x000\x000\0short",
    b"f\x00100648\x000\x000\0",
    b"f\x000\x000\0",
    b"f\0" + b"1" * 6000 + b"\x000\x000\0",
]


@pytest.mark.parametrize("data", SUPPORTED)
def test_what_no_git_of_today_writes(data: bytes) -> None:
    with pytest.raises(UnsupportedError):
        parse_index(data, SHA1)


@pytest.mark.parametrize("data", BAD)
def test_bad_indexes(data: bytes) -> None:
    with pytest.raises(CorruptIndex):
        parse_index(data, SHA1)


@pytest.mark.parametrize(
    "content", [extension(b"TREE", tree) for tree in TREES] + [extension(b"REUC", undo) for undo in UNDOES]
)
def test_bad_extensions(content: bytes) -> None:
    with pytest.raises(CorruptIndex) as caught:
        parse_index(index_bytes(entry_bytes(b"f"), content), SHA1)
    assert caught.value.offset is not None
    assert caught.value.offset >= 12 + 64 + 8


def test_paths_that_share_too_much() -> None:
    head = entry_bytes(b"")[:60]
    first = head + b"\x0f\xff\x00" + b"x" * 60_000 + b"\0"
    data = index_bytes(first, *[head + b"\x0f\xff\x00y\0"] * 1500, version=4, count=1501)
    with pytest.raises(CorruptIndex, match="too long"):
        parse_index(data, SHA1)


@pytest.mark.parametrize(("version", "object_format"), [("2", "sha1"), ("4", "sha1"), ("4", "sha256")])
def test_hostile_bytes(tmp_path: Path, version: str, object_format: str) -> None:
    chosen = SHA256 if object_format == "sha256" else SHA1
    git(tmp_path, "init", "-q", f"--object-format={object_format}")
    for name in ("a/b", "a/c", "f"):
        write(tmp_path / name, name)
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-qm", "one")
    conflict(tmp_path)
    git(tmp_path, "add", "f")
    git(tmp_path, "update-index", "--index-version", version)
    git(tmp_path, "update-index", "--skip-worktree", "a/c")
    good = (tmp_path / ".git" / "index").read_bytes()
    content = good[: -chosen.hash_size]
    zeros = bytes(chosen.hash_size)
    assert parse_index(content + zeros, chosen)[:-1] == parse_index(good, chosen)[:-1]
    for size in range(len(good)):
        with pytest.raises(GitObjectError):
            parse_index(good[:size], chosen)
        if size < len(content):
            survives(content[:size] + zeros, chosen)
    chance = random.Random(7)
    for _ in range(600):
        changed = bytearray(content)
        for _ in range(chance.randint(1, 3)):
            changed[chance.randrange(len(changed))] = chance.randrange(256)
        survives(bytes(changed) + zeros, chosen)
        if changed != content:
            with pytest.raises(GitObjectError):
                parse_index(bytes(changed) + good[-chosen.hash_size :], chosen)


def survives(data: bytes, object_format: ObjectFormat) -> None:
    """`data` is read or refused."""
    try:
        parse_index(data, object_format)
    except GitObjectError:
        pass
