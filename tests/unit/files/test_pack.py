"""One pack with its index: what is in it, what each entry is, and whether the two belong together.

Tried besides: SHA-256, deltas of both kinds, an object that is there twice, files that change their place in the pool,
and a pack and an index each damaged in their frames.
"""

from __future__ import annotations

import errno
import os
from array import array
from pathlib import Path

import pytest

from pygitobj import SHA1, CorruptIndex, CorruptPack, RepositoryError, UnsupportedError
from pygitobj.errors import GitObjectError
from pygitobj.files.pack import PackFile
from pygitobj.files.pool import OpenFiles
from pygitobj.kernels import BaseCache
from tests.support.command import git
from tests.support.packs import build_idx, build_pack, object_id, ofs_delta, ref_delta, whole

BLOB = 3
BASE = b"a base of deltas\n"
LONGER = BASE + b"!"
AGAIN = BASE + b"?"


def adds(byte: bytes) -> bytes:
    """A delta that gives its base, BASE, and one byte more."""
    return bytes([len(BASE), len(BASE) + 1, 0x90, len(BASE), 1]) + byte


def opened(folder: Path) -> PackFile:
    return PackFile(str(folder / "pack-x"), SHA1, BaseCache(1 << 20), 1, OpenFiles(None))


def entries() -> list[bytes]:
    first = whole(BLOB, BASE)
    return [first, ofs_delta(len(first), adds(b"!")), ref_delta(object_id("blob", BASE), adds(b"?")), whole(BLOB, b"")]


BODIES = [BASE, LONGER, AGAIN, b""]


@pytest.fixture
def place(tmp_path: Path) -> Path:
    data, offsets = build_pack(entries())
    rows = [(object_id("blob", body), offset) for body, offset in zip(BODIES, offsets, strict=True)]
    (tmp_path / "pack-x.pack").write_bytes(data)
    (tmp_path / "pack-x.idx").write_bytes(build_idx(rows, data))
    return tmp_path


@pytest.fixture
def offsets() -> list[int]:
    return build_pack(entries())[1]


def test_each_object(place: Path, offsets: list[int]) -> None:
    pack = opened(place)
    size = len(build_pack(entries())[0])
    for body, offset, end in zip(BODIES, offsets, [*offsets[1:], size - 20], strict=True):
        oid = object_id("blob", body)
        assert pack.find_offset(oid) == pack.offset(pack.find(oid)) == offset
        assert pack.oid_at(offset) == oid
        assert pack.read(offset) == (BLOB, body)
        assert pack.header(offset) == (BLOB, len(body))
        is_delta = body in (LONGER, AGAIN)
        base = object_id("blob", BASE) if is_delta else None
        assert pack.info(offset) == (BLOB, len(body), end - offset, base)
        assert pack.is_whole(offset) is not is_delta
        header, head = pack.entry_header(offset)
        assert header[0] == {LONGER: 6, AGAIN: 7}.get(body, BLOB)
        assert len(head) == header[3] - offset
        assert (place / "pack-x.pack").read_bytes()[offset:].startswith(head)
    assert pack.end == size - 20
    assert pack.used


def test_what_is_not_there(place: Path, offsets: list[int]) -> None:
    pack = opened(place)
    assert pack.find(b"\1" * 20) == -1
    assert pack.find_offset(b"\1" * 20) is None
    assert pack.oid_at(offsets[1] + 1) is None
    assert list(pack.find_offsets(b"\1" * 20 + object_id("blob", BASE))) == [-1, offsets[0]]
    assert pack.ids_with_prefix("0101") == []


@pytest.mark.parametrize("offset", [0, 11, 13, 1 << 20])
def test_where_no_entry_starts(place: Path, offset: int) -> None:
    pack = opened(place)
    for question in (pack.read, pack.header, pack.entry, pack.entry_header):
        with pytest.raises(GitObjectError, match=r"pack-x.pack"):
            question(offset)


def test_many_at_once(place: Path, offsets: list[int]) -> None:
    pack = opened(place)
    asked = array("q", reversed(offsets))
    codes, sizes, bases = pack.info_many(asked, 2)
    assert list(codes) == [BLOB] * 4
    assert list(sizes) == [len(body) for body in reversed(BODIES)]
    assert list(bases)[1:3] == [offsets[0]] * 2
    assert pack.plan(asked, 2).bodies(0, 4, 1000) == list(reversed(BODIES))
    assert pack.digests(asked, 2)[2] == b"".join(object_id("blob", body) for body in reversed(BODIES))
    ids, found = pack.rows()
    assert dict(zip([ids[at : at + 20] for at in range(0, 80, 20)], found, strict=True)) == dict(
        zip([object_id("blob", body) for body in BODIES], offsets, strict=True)
    )
    assert pack.ascends()
    assert pack.ids_of(array("I", [3, 0])) == ids[60:80] + ids[:20]
    for body in BODIES:
        assert object_id("blob", body) in pack.ids_with_prefix(object_id("blob", body).hex()[:5])


def test_the_same_as_git_says(place: Path) -> None:
    pack = opened(place)
    said = git(place, "show-index", stdin=(place / "pack-x.idx").read_bytes()).decode()
    ours = {(offset, pack.oid_at(offset)) for offset in pack.order.offsets}
    assert ours == {(int(line.split()[0]), bytes.fromhex(line.split()[1])) for line in said.splitlines()}


def test_an_object_that_is_there_twice(tmp_path: Path) -> None:
    data, offsets = build_pack([whole(BLOB, BASE), whole(BLOB, b"other"), whole(BLOB, BASE)])
    oids = [object_id("blob", body) for body in (BASE, b"other", BASE)]
    (tmp_path / "pack-x.pack").write_bytes(data)
    (tmp_path / "pack-x.idx").write_bytes(build_idx(list(zip(oids, offsets, strict=True)), data))
    pack = opened(tmp_path)
    row = pack.find(oids[0])
    (other,) = pack.rows_like(row)
    assert sorted([pack.offset(row), pack.offset(other)]) == [offsets[0], offsets[2]]
    assert list(pack.rows_like(pack.find(oids[1]))) == []


def test_a_copy_stands_in_for_what_is_damaged(place: Path, offsets: list[int]) -> None:
    data = bytearray((place / "pack-x.pack").read_bytes())
    data[offsets[0] + 3] ^= 0xFF
    (place / "pack-x.pack").write_bytes(data)
    pack = opened(place)
    for offset in offsets[:3]:
        with pytest.raises(CorruptPack, match=f"pack-x.pack, offset {offsets[0]}"):
            pack.read(offset)
    pack.substitute(offsets[0], BLOB, BASE)
    assert [pack.read(offset)[1] for offset in offsets] == BODIES
    pack.release()
    assert [pack.read(offset)[1] for offset in offsets] == BODIES  # also once it was opened again


def frame(field: str, place: Path) -> None:
    """Damage a field of the pack or of its index."""
    at, value = {
        "signature": (0, b"KCAP"),
        "version": (4, b"\0\0\0\4"),
        "count": (8, b"\0\0\0\5"),
        "trailer": (-20, b"x" * 20),
    }[field]
    data = bytearray((place / "pack-x.pack").read_bytes())
    at %= len(data)
    data[at : at + len(value)] = value
    (place / "pack-x.pack").write_bytes(data)


@pytest.mark.parametrize(
    ("field", "error", "words"),
    [
        ("signature", CorruptPack, r"pack-x\.pack, offset 0: not a pack"),
        ("version", UnsupportedError, r"pack-x\.pack: pack version 4 is not supported"),
        ("count", CorruptIndex, r"pack-x\.idx: not the index of its pack .*pack-x\.pack: expected 5 objects, found 4"),
        ("trailer", CorruptIndex, r"pack-x\.idx: not the index of its pack .*: expected pack hash 7878"),
    ],
)
def test_a_pack_that_is_none_or_another(
    place: Path, offsets: list[int], field: str, error: type[Exception], words: str
) -> None:
    frame(field, place)
    pack = opened(place)
    assert pack.find(object_id("blob", BASE)) >= 0  # the index alone is sound
    for _ in range(2):
        with pytest.raises(error, match=words):
            pack.read(offsets[0])


@pytest.mark.parametrize("size", [0, 11, 31])
def test_a_pack_that_is_cut_short(place: Path, size: int) -> None:
    os.truncate(place / "pack-x.pack", size)
    with pytest.raises(CorruptPack, match=r"pack-x\.pack: a pack that is cut short: expected at least 32 bytes"):
        opened(place).open_decoder()


def test_a_covered_pack_is_read_without_its_index(place: Path, offsets: list[int]) -> None:
    (place / "pack-x.idx").unlink()
    with pytest.raises(FileNotFoundError):
        opened(place).read(offsets[0])
    pack = opened(place)
    pack.covered = True
    assert pack.read(offsets[1]) == (BLOB, LONGER)  # its base is at an offset
    with pytest.raises(FileNotFoundError):
        pack.find(object_id("blob", BASE))


def test_an_index_that_comes_after_its_pack_must_fit_too(place: Path, offsets: list[int]) -> None:
    pack = opened(place)
    pack.covered = True
    assert pack.read(offsets[0]) == (BLOB, BASE)
    other, at = build_pack([whole(BLOB, b"another")])
    (place / "pack-x.idx").write_bytes(build_idx([(object_id("blob", b"another"), at[0])], other))
    with pytest.raises(CorruptIndex, match="not the index of its pack"):
        pack.find(object_id("blob", BASE))


@pytest.mark.parametrize("number", [errno.EACCES, errno.EIO])
def test_what_cannot_be_opened_is_not_gone(
    place: Path, offsets: list[int], monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    real = os.open

    def refuse(path: str, *rest: int) -> int:
        if os.fspath(path).endswith((".pack", ".idx")):
            raise OSError(number, os.strerror(number), path)
        return real(path, *rest)

    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(RepositoryError, match=rf"^unable to open .*pack-x\.idx: {os.strerror(number)}$"):
        opened(place).find(object_id("blob", BASE))
    pack = opened(place)
    pack.covered = True
    with pytest.raises(RepositoryError, match=rf"^unable to open .*pack-x\.pack: {os.strerror(number)}$"):
        pack.read(offsets[0])


def test_it_is_let_go_and_opened_again(place: Path, offsets: list[int]) -> None:
    pack = opened(place)
    assert pack.read(offsets[0]) == (BLOB, BASE)
    pack.give_back()
    pack.release()
    assert (pack.opened_index, pack.opened_decoder) == (None, None)
    pack.give_back()  # there is nothing
    assert pack.read(offsets[3]) == (BLOB, b"")
