"""Files that someone built to do harm: each gives one of our errors, in bounded time and memory, in one line."""

from __future__ import annotations

import hashlib
import resource
import subprocess
import sys
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from pygitobj import GitObjectError, ObjectStore
from tests.support.command import git, pygitobj
from tests.support.deltas import copy, delta, insert, varint
from tests.support.packs import build_idx, build_pack, distance, entry_header, object_id, ofs_delta, ref_delta, whole
from tests.support.stores import unless_bad

BASE = b"x" * 60_000
WANTED = b"\x11" * 20
OTHER = b"\x22" * 20
BOMB = zlib.compress(bytes(1 << 27), 9)
TO_ONE = delta(len(BASE), 1, copy(0, 1))


def claims(size: int, kind: int = 3) -> bytes:
    """An entry that claims `size` and holds a byte."""
    return entry_header(kind, size) + zlib.compress(b"x")


def chain_of_bombs() -> list[bytes]:
    """Each delta makes a thousand times as much of the one before."""
    entries = [whole(3, BASE)]
    size = len(BASE)
    for _ in range(4):
        grown = size * 1000
        entries.append(ofs_delta(len(entries[-1]), delta(size, grown, copy(0, min(size, 0xFFFF)) * 1000)))
        size = grown
    return entries


# Each is a list of entries, of which the last is asked for.
ENTRIES: dict[str, Callable[[], list[bytes]]] = {
    "size of 2^60": lambda: [claims(1 << 60)],
    "size of 2^62 of a delta": lambda: [whole(3, BASE), entry_header(6, 1 << 62) + distance(100) + zlib.compress(b"x")],
    "inflates to more": lambda: [entry_header(3, 10) + BOMB],
    "inflates to far more": lambda: [entry_header(3, 100_000) + BOMB],
    "inflates to less": lambda: [claims(1000)],
    "no stream": lambda: [entry_header(3, 10)],
    "type 0": lambda: [entry_header(0, 1) + zlib.compress(b"x")],
    "type 5": lambda: [entry_header(5, 1) + zlib.compress(b"x")],
    "size without end": lambda: [b"\xb0" + b"\xff" * 100],
    "distance 0": lambda: [whole(3, BASE), entry_header(6, 10) + b"\0" + zlib.compress(TO_ONE)],
    "distance before the first": lambda: [entry_header(6, 10) + distance(1 << 40) + zlib.compress(TO_ONE)],
    "distance into an entry": lambda: [whole(3, BASE), ofs_delta(len(whole(3, BASE)) - 3, TO_ONE)],
    "distance without end": lambda: [whole(3, BASE), entry_header(6, 10) + b"\xff" * 100],
    "its own base": lambda: [ref_delta(WANTED, TO_ONE)],
    "a base that is nowhere": lambda: [ref_delta(OTHER, TO_ONE)],
    "a base that rests on it": lambda: [ref_delta(WANTED, TO_ONE), ref_delta(OTHER, TO_ONE)],
    "wrong base size": lambda: [whole(3, BASE), ofs_delta(len(whole(3, BASE)), delta(1, 1, copy(0, 1)))],
    "wrong result size": lambda: [whole(3, BASE), ofs_delta(len(whole(3, BASE)), delta(len(BASE), 2, copy(0, 1)))],
    "copy outside": lambda: [whole(3, BASE), ofs_delta(len(whole(3, BASE)), delta(len(BASE), 9, copy(1 << 30, 9)))],
    "opcode 0": lambda: [whole(3, BASE), ofs_delta(len(whole(3, BASE)), delta(len(BASE), 1, b"\0" + insert(b"x")))],
    "delta cut short": lambda: [whole(3, BASE), ofs_delta(len(whole(3, BASE)), delta(len(BASE), 9, b"\x97\1"))],
    "result of 2^62": lambda: [whole(3, BASE), ofs_delta(len(whole(3, BASE)), varint(len(BASE)) + varint(1 << 62))],
    "a chain of bombs": chain_of_bombs,
    "hash mismatch": lambda: [whole(3, BASE)],
}


def store_with(folder: Path, entries: list[bytes]) -> None:
    """A pack whose last entry is WANTED, the one before OTHER."""
    packed, offsets = build_pack(entries)
    names = [bytes([0x80 + number]) * 20 for number in range(len(entries))]
    names[-1] = WANTED
    if len(names) > 1:
        names[-2] = OTHER
    folder.mkdir(parents=True)
    (folder / "pack-a.pack").write_bytes(packed)
    (folder / "pack-a.idx").write_bytes(build_idx(list(zip(names, offsets, strict=True)), packed))


def refused(objects: Path, oid: bytes = WANTED) -> None:
    """Every way of reading `oid` refuses."""
    with ObjectStore(str(objects)) as store:
        for ask in (store.read, lambda oid: store.open(oid).read()):
            with pytest.raises(GitObjectError) as caught:
                ask(oid)
            assert "\n" not in str(caught.value)
        assert unless_bad(store.read_many([oid])) == [None]
        list(store.scan())
        list(store.info_many(store))


@pytest.mark.parametrize("name", ENTRIES)
def test_entries(tmp_path: Path, name: str) -> None:
    store_with(tmp_path / "pack", ENTRIES[name]())
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    refused(tmp_path)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 300 << 10


@pytest.mark.parametrize("name", ENTRIES)
def test_the_command_line_says_so_without_a_traceback(tmp_path: Path, name: str) -> None:
    if name == "hash mismatch":
        pytest.skip("the command line trusts what git trusts")
    git(tmp_path, "init", "-q", ".")
    folder = tmp_path / ".git" / "objects" / "pack"
    folder.rmdir()
    store_with(folder, ENTRIES[name]())
    for words in (["-p", WANTED.hex()], ["blob", WANTED.hex()]):
        answer = pygitobj(tmp_path, "cat-file", *words, timeout=30)
        lines = answer.err.decode().splitlines()
        assert answer.code == 128
        assert lines[-1].startswith("fatal: ")
        assert all(line.startswith(("error: ", "fatal: ")) for line in lines)
    answer = pygitobj(tmp_path, "cat-file", "--batch", stdin=WANTED.hex().encode())
    assert answer.out == WANTED.hex().encode() + b" missing\n"
    assert answer.code == 0
    answer = pygitobj(tmp_path, "cat-file", "--batch-all-objects", "--batch", "--unordered")
    assert answer.code == 0
    assert b"Traceback" not in answer.err


def index_of(rows: list[tuple[bytes, int]], packed: bytes) -> bytearray:
    return bytearray(build_idx(rows, packed))


GOOD = whole(3, b"good\n")
GOOD_ID = object_id("blob", b"good\n")


def hostile_indexes() -> dict[str, bytes]:
    """Indexes for a pack of one good object."""
    packed, (offset,) = build_pack([GOOD])
    good = index_of([(GOOD_ID, offset)], packed)
    out = {"empty": b"", "magic alone": bytes(good[:4]), "half a fanout": bytes(good[:500]), "no end": bytes(good[:-1])}
    falling = good.copy()
    falling[8 : 8 + 4] = b"\0\0\0\2"
    out["a fanout that falls"] = bytes(falling)
    many = good.copy()
    many[8 + 255 * 4 : 8 + 256 * 4] = b"\xff\xff\xff\xff"
    out["four billion objects"] = bytes(many)
    version = good.copy()
    version[7] = 9
    out["version 9"] = bytes(version)
    table = good.copy()
    at = 8 + 1024 + 20 + 4
    table[at : at + 4] = b"\xff\xff\xff\xff"
    out["a row that the 64-bit table has not"] = bytes(table)
    far = good.copy()
    far[at : at + 4] = b"\x7f\xff\xff\xff"
    out["an offset past the end"] = bytes(far)
    inside = good.copy()
    inside[at : at + 4] = b"\0\0\0\x0d"
    out["an offset into an entry"] = bytes(inside)
    head = good.copy()
    head[at : at + 4] = b"\0\0\0\0"
    out["an offset into the header"] = bytes(head)
    other = good.copy()
    other[-40:-20] = b"\7" * 20
    out["of another pack"] = bytes(other)
    return out


@pytest.mark.parametrize("name", hostile_indexes())
def test_indexes(tmp_path: Path, name: str) -> None:
    packed, _ = build_pack([GOOD])
    (tmp_path / "pack").mkdir()
    (tmp_path / "pack" / "pack-a.pack").write_bytes(packed)
    (tmp_path / "pack" / "pack-a.idx").write_bytes(hostile_indexes()[name])
    refused(tmp_path, GOOD_ID)


@pytest.mark.parametrize(
    "packed",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"PACK", id="signature alone"),
        pytest.param(b"KCAP" + build_pack([GOOD])[0][4:], id="no signature"),
        pytest.param(build_pack([GOOD], version=4)[0], id="version 4"),
        pytest.param(build_pack([GOOD], count=1 << 31)[0], id="two billion objects"),
        pytest.param(build_pack([GOOD])[0][:-1], id="cut short"),
        pytest.param(build_pack([GOOD])[0] + b"x", id="one byte more"),
    ],
)
def test_packs(tmp_path: Path, packed: bytes) -> None:
    good, (offset,) = build_pack([GOOD])
    (tmp_path / "pack").mkdir()
    (tmp_path / "pack" / "pack-a.pack").write_bytes(packed)
    (tmp_path / "pack" / "pack-a.idx").write_bytes(build_idx([(GOOD_ID, offset)], good))
    refused(tmp_path, GOOD_ID)


def test_version_3_is_read(tmp_path: Path) -> None:
    packed, (offset,) = build_pack([GOOD], version=3)
    (tmp_path / "pack").mkdir()
    (tmp_path / "pack" / "pack-a.pack").write_bytes(packed)
    (tmp_path / "pack" / "pack-a.idx").write_bytes(build_idx([(GOOD_ID, offset)], packed))
    with ObjectStore(str(tmp_path)) as store:
        assert store.read(GOOD_ID).data == b"good\n"


def test_a_loose_bomb_takes_little_memory(tmp_path: Path) -> None:
    body = zlib.compress(b"blob 10\0" + bytes(1 << 28), 9)
    (tmp_path / "11").mkdir()
    (tmp_path / "11" / ("11" * 19)).write_bytes(body)
    script = f"""
import resource
resource.setrlimit(resource.RLIMIT_AS, (300 << 20, 300 << 20))
import pygitobj
try:
    pygitobj.ObjectStore({str(tmp_path)!r}).read(bytes.fromhex("11" * 20))
except pygitobj.CorruptError as error:
    print(error)
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert "wrong size" in done.stdout


def test_hashes_in_the_header_do_not_matter_but_the_trailer_does(tmp_path: Path) -> None:
    packed, (offset,) = build_pack([GOOD])
    swapped = packed[:-20] + hashlib.sha1(b"other").digest()
    (tmp_path / "pack").mkdir()
    (tmp_path / "pack" / "pack-a.pack").write_bytes(swapped)
    (tmp_path / "pack" / "pack-a.idx").write_bytes(build_idx([(GOOD_ID, offset)], packed))
    refused(tmp_path, GOOD_ID)
