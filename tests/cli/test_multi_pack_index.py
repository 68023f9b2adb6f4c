"""`multi-pack-index verify`, on what git has written, and on each kind of damage."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from pygitobj.formats.multi_pack_index import MultiPackIndex
from pygitobj.formats.multi_pack_index_writer import IndexedPack, build_multi_pack_index
from pygitobj.oid import SHA1
from tests.support.command import git, pygitobj, run

MULTI = ".git/objects/pack/multi-pack-index"


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    """A repository with three packs, and a multi-pack-index of them."""
    git(tmp_path, "init", "-q", "r")
    repo = tmp_path / "r"
    for step in range(3):
        (repo / "file").write_text(f"{step}\n" * 30)
        git(repo, "add", ".")
        git(repo, "commit", "-qm", f"step {step}")
        git(repo, "repack", "-q", "-d")
    git(repo, "multi-pack-index", "write")
    return repo


def test_sound(repo: Path) -> None:
    assert pygitobj(repo, "multi-pack-index", "verify") == (b"", b"", 0)
    elsewhere = str(repo / ".git/objects")
    git(repo.parent, "init", "-q", "other")
    for words in (["--object-dir", elsewhere, "verify"], ["verify", f"--object-dir={elsewhere}"]):
        assert pygitobj(repo.parent / "other", "multi-pack-index", *words) == (b"", b"", 0)
    (repo / MULTI).unlink()
    assert pygitobj(repo, "multi-pack-index", "verify") == (b"", b"", 0)


def test_progress(repo: Path) -> None:
    answer = pygitobj(repo, "multi-pack-index", "--progress", "verify")
    assert answer.code == 0
    assert answer.err.count(b", done.\n") == 3
    assert pygitobj(repo, "multi-pack-index", "--progress", "verify", "--no-progress").err == b""


def rows_of(repo: Path, number: int) -> tuple[MultiPackIndex, list[int]]:
    """What the multi-pack-index says, and the rows of the pack of this number."""
    index = MultiPackIndex((repo / MULTI).read_bytes(), SHA1)
    return index, [row for row in range(index.count) if index.place(row).number == number]


def spoil(repo: Path, at: int, data: bytes) -> None:
    """Write `data` into the multi-pack-index."""
    path = repo / MULTI
    path.chmod(0o644)
    content = path.read_bytes()
    path.write_bytes(content[:at] + data + content[at + len(data) :])


def first_id(repo: Path) -> tuple[int, bytes, list[bytes]]:
    index, _ = rows_of(repo, 0)
    said = b"oid lookup out of order: oid[0] = %s >= %s = oid[1]"
    high = b"\xff" + index.oid(0)[1:]
    return index.id_start, b"\xff", [b"incorrect checksum", said % (high.hex().encode(), index.oid(1).hex().encode())]


def offset_of_last(repo: Path) -> tuple[int, bytes, list[bytes]]:
    index, rows = rows_of(repo, 2)
    place = index.place(rows[-1])
    wrong = b"incorrect object offset for oid[%d] = %s: %x != %x"
    line = wrong % (rows[-1], index.oid(rows[-1]).hex().encode(), place.offset ^ 0x01000000, place.offset)
    return index.offset_start + rows[-1] * 8 + 4, b"\1", [b"incorrect checksum", line]


@pytest.mark.parametrize("damage", [first_id, offset_of_last])
def test_what_is_wrong(repo: Path, damage: Callable[[Path], tuple[int, bytes, list[bytes]]]) -> None:
    at, data, lines = damage(repo)
    spoil(repo, at, data)
    answer = pygitobj(repo, "multi-pack-index", "verify")
    assert answer.code == 1
    assert answer.err.splitlines()[: len(lines)] == lines
    assert run(["git", "multi-pack-index", "verify"], repo).err.splitlines()[: len(lines)] == lines


def test_a_pack_and_an_index_that_are_gone(repo: Path) -> None:
    index, rows = rows_of(repo, 1)
    pack = repo / ".git/objects/pack" / index.names[1].decode()
    pack.rename(repo / "aside")
    path = pack.with_suffix(".pack")
    answer = pygitobj(repo, "multi-pack-index", "verify")
    assert (answer.err.splitlines(), answer.code) == ([b"failed to load pack-index for packfile %s" % bytes(path)], 1)
    path.rename(repo / "aside")
    answer = pygitobj(repo, "multi-pack-index", "verify")
    first = b"failed to load pack in position 1"
    gone = [b"failed to load pack entry for oid[%d] = %s" % (row, index.oid(row).hex().encode()) for row in rows]
    assert (answer.err.splitlines(), answer.code) == ([first, *gone], 1)


@pytest.mark.parametrize(
    ("at", "data", "code", "words"),
    [
        (0, b"X", 128, b"multi-pack-index signature 0x58494458 does not match signature 0x4d494458"),
        (4, b"\7", 128, b"multi-pack-index version 7 not recognized"),
        (5, b"\2", 1, b"multi-pack-index hash version 2 does not match version 1"),
        (6, b"\1", 1, b"final chunk has non-zero id"),
        (12, b"\0\0\0\0", 1, b"terminating chunk id appears earlier than expected"),
        (12, b"X", 128, b"required pack-name chunk missing"),
        (8, b"\0\0\1\0", 128, b"multi-pack-index pack"),
    ],
)
def test_what_cannot_be_opened(repo: Path, at: int, data: bytes, code: int, words: bytes) -> None:
    spoil(repo, at, data)
    answer = pygitobj(repo, "multi-pack-index", "verify")
    assert answer.code == code
    assert words in answer.err
    assert (b"error: multi-pack-index file exists, but failed to parse" in answer.err) == (code == 1)
    assert answer.err.count(b"\n") == (2 if code == 1 else 1)


def test_every_layer_of_a_chain(tmp_path: Path) -> None:
    """Also of one whose oldest layer alone is damaged, of which git notices nothing."""
    git(tmp_path, "init", "-q", "r")
    packs = tmp_path / "r/.git/objects/pack"
    below: list[MultiPackIndex] = []
    for text in (b"one\n", b"two\n", b"three\n"):
        oid = git(tmp_path / "r", "hash-object", "-w", "--stdin", stdin=text)
        name = git(tmp_path / "r", "pack-objects", "-q", str(packs / "pack"), stdin=oid).split()[0]
        pack = IndexedPack(b"pack-%s.idx" % name, bytes.fromhex(oid.decode().strip()), [12])
        below.append(MultiPackIndex(build_multi_pack_index(SHA1, [pack], base=below), SHA1))
    folder = packs / "multi-pack-index.d"
    folder.mkdir()
    for layer in below:
        (folder / f"multi-pack-index-{layer.own_hash.hex()}.midx").write_bytes(bytes(layer.data[:]))
    (folder / "multi-pack-index-chain").write_text("".join(f"{layer.own_hash.hex()}\n" for layer in below))
    assert pygitobj(tmp_path / "r", "multi-pack-index", "verify") == (b"", b"", 0)
    for layer in below:
        path = folder / f"multi-pack-index-{layer.own_hash.hex()}.midx"
        content = path.read_bytes()
        for at, least in ((len(content) - 1, b"incorrect checksum\n"), (20, b"improper chunk offset(s)")):
            path.write_bytes(content[:at] + bytes([content[at] ^ 0x80]) + content[at + 1 :])
            answer = pygitobj(tmp_path / "r", "multi-pack-index", "verify")
            assert answer.code == 1
            assert least in answer.err
        path.write_bytes(content)


@pytest.mark.parametrize(
    ("words", "code", "first"),
    [
        ([], 129, b"error: need a subcommand"),
        (["--progress"], 129, b"error: need a subcommand"),
        (["nothing"], 129, b"error: unknown subcommand: `nothing'"),
        (["verify", "more"], 129, b"usage: git multi-pack-index [<options>] verify"),
        (["verify", "--bad"], 129, b"error: unknown option `bad'"),
        (["--bad", "verify"], 129, b"error: unknown option `bad'"),
        (["--object-dir"], 129, b"error: option `object-dir' requires a value"),
        (["write", "--stdin-packs"], 128, b"fatal: multi-pack-index write is not supported yet"),
        (["expire"], 128, b"fatal: multi-pack-index expire is not supported yet"),
        (["--object-dir", ".git/objects", "repack"], 128, b"fatal: multi-pack-index repack is not supported yet"),
        (["compact", "a", "b"], 128, b"fatal: multi-pack-index compact is not supported yet"),
    ],
)
def test_words(repo: Path, words: list[str], code: int, first: bytes) -> None:
    answer = pygitobj(repo, "multi-pack-index", *words)
    assert (answer.code, answer.out) == (code, b"")
    assert answer.err.splitlines()[0] == first


def test_an_object_directory_that_is_not_there(repo: Path) -> None:
    answer = pygitobj(repo, "multi-pack-index", "--object-dir=nowhere", "verify")
    assert answer.code == 128
    assert answer.err.startswith(b"fatal: object directory %s does not exist" % bytes(repo / "nowhere"))
    assert pygitobj(repo.parent, "multi-pack-index", "verify").code == 128


def test_vectors(vectors: Path) -> None:
    for name in ("midx", "midx-chain", "midx-sha256"):
        assert pygitobj(vectors / f"{name}.git", "multi-pack-index", "verify") == (b"", b"", 0)
