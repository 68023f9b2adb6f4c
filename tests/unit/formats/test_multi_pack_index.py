"""Indexes of many packs: what is built is read back, what git has written is built again, and damage is told."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pygitobj.errors import CorruptIndex
from pygitobj.files.idx import open_index
from pygitobj.formats.chain import parse_chain
from pygitobj.formats.chunks import build_chunks, parse_chunks
from pygitobj.formats.idx_writer import build_fanout
from pygitobj.formats.multi_pack_index import (
    HEADER,
    HEADER_SIZE,
    FatalIndex,
    MultiPackIndex,
    Place,
)
from pygitobj.formats.multi_pack_index_writer import IndexedPack, build_multi_pack_index
from pygitobj.oid import FORMATS, SHA1, SHA256, ObjectFormat
from tests.support.unchecked import unchecked

LARGE = (1 << 32) + 5


def some_packs(chance: random.Random, object_format: ObjectFormat, counts: list[int]) -> list[IndexedPack]:
    """Packs with so many objects; each has some of those of the one before it."""
    packs: list[IndexedPack] = []
    before: list[bytes] = []
    for number, count in enumerate(counts):
        ids = [chance.randbytes(object_format.hash_size) for _ in range(count)]
        ids += before[: count // 2]
        offsets = chance.sample(range(12, 1 << 31), len(ids))
        name = b"pack-%02x.idx" % chance.randrange(256) + b"%d.idx" % number
        packs.append(IndexedPack(name, b"".join(ids), offsets, chance.randrange(3)))
        before = ids
    return packs


def copies(packs: list[IndexedPack], size: int) -> dict[bytes, list[tuple[int, int]]]:
    """Of each id the packs that have it, by position, and the offsets there."""
    found: dict[bytes, list[tuple[int, int]]] = {}
    for position, (_, ids, offsets, _) in enumerate(packs):
        for at, offset in enumerate(offsets):
            found.setdefault(ids[at * size : (at + 1) * size], []).append((position, offset))
    return found


@pytest.mark.parametrize("object_format", [SHA1, SHA256], ids=str)
@pytest.mark.parametrize("version", [1, 2])
@pytest.mark.parametrize("preferred", [None, 1])
@pytest.mark.parametrize("counts", [[0, 1], [3, 40, 5], [300, 7, 0, 90]], ids=str)
def test_read_back(object_format: ObjectFormat, version: int, preferred: int | None, counts: list[int]) -> None:
    packs, size = some_packs(random.Random(str(counts)), object_format, counts), object_format.hash_size
    data = build_multi_pack_index(object_format, packs, version=version, preferred=preferred, bitmapped=True)
    index = MultiPackIndex(data, object_format)
    assert index.version == version
    assert index.names == sorted(pack.name for pack in packs)
    assert index.own_hash == object_format.new_hash(data[:-size]).digest()
    known = copies(packs, size)
    assert list(index.oids()) == sorted(known)
    column = b"".join(known) + bytes(size)
    numbers, offsets = index.locate_many(column)
    for at, (oid, places) in enumerate(known.items()):
        position, offset = min(places, key=lambda place: (place[0] != preferred, -packs[place[0]].time, place[0]))
        assert index.locate(oid) == Place(index.names.index(packs[position].name), offset)
        assert (numbers[at], offsets[at]) == index.locate(oid)
    assert (numbers[-1], offsets[-1], index.locate(bytes(size))) == (-1, -1, None)
    low, high = bytes([64]) * size, bytes([128]) * size
    assert [index.oid(row) for row in index.rows_between(low, high)] == [x for x in sorted(known) if low <= x <= high]
    check_bits(index, packs, preferred)


def check_bits(index: MultiPackIndex, packs: list[IndexedPack], preferred: int | None) -> None:
    """The preferred pack's rows are the first bits, each pack's stand together, by offset."""
    order, shares = index.bit_order(), index.bitmapped()
    assert order is not None
    assert shares is not None
    assert sorted(order) == list(range(index.count))
    places = [index.place(row) for row in order]
    if preferred is not None:
        assert shares[index.names.index(packs[preferred].name)][0] == 0
    for number, (first, count) in enumerate(shares):
        assert places[first : first + count] == sorted(place for place in places if place.number == number)


def test_layers_leave_out_what_is_below() -> None:
    packs = some_packs(random.Random(5), SHA1, [30, 40, 20])
    below: list[MultiPackIndex] = []
    for pack in packs:
        data = build_multi_pack_index(SHA1, [pack], base=below, preferred=0, bitmapped=True)
        below.append(MultiPackIndex(data, SHA1))
    ids = [list(layer.oids()) for layer in below]
    assert sorted(oid for layer in ids for oid in layer) == sorted(copies(packs, 20))
    before = 0
    for layer in below:
        assert sorted(layer.bit_order() or ()) == list(range(before, before + layer.count))
        assert layer.bitmapped() == [(before, layer.count)]
        before += layer.count


@pytest.mark.parametrize("offsets", [[12, (1 << 31) + 7], [12, (1 << 32) - 1], [12, 1 << 31, LARGE], [LARGE, 1 << 62]])
def test_large_offsets(offsets: list[int]) -> None:
    """Bit 31 leads to the table only where that is there; it is where one offset has more than 32 bits."""
    ids = [bytes([byte]) * 20 for byte in (9, 200, 3)][: len(offsets)]
    data = build_multi_pack_index(SHA1, [IndexedPack(b"a.idx", b"".join(ids), offsets)])
    index = MultiPackIndex(data, SHA1)
    assert (b"LOFF" in index.chunks) == (max(offsets) >= 1 << 32)
    assert index.large_count == (sum(offset >= 1 << 31 for offset in offsets) if max(offsets) >= 1 << 32 else 0)
    assert [index.locate(oid) for oid in ids] == [Place(0, offset) for offset in offsets]


def odd_index(**changes: Any) -> bytes:
    """An index of two packs and three objects, its chunks in an odd order, one of them unknown; or a changed one."""
    ids = [bytes([byte]) * 20 for byte in (1, 1, 7)]
    ids[1] = bytes([1] * 19 + [2])
    parts: dict[str, Any] = {
        "magic": b"MIDX", "version": 2, "function": 1, "packs": 2, "names": b"b.idx\0a.idx\0",
        "fanout": build_fanout(b"\1\1\7"), "ids": b"".join(ids),
        "places": b"".join((number << 32 | offset).to_bytes(8) for number, offset in ((0, 12), (1, 12), (0, 99))),
        "table": lambda table: table, "more": [], "end": b"",
    }  # fmt: skip
    parts.update(changes)
    chunks = [
        (b"XTRA", [b"what is this"]), (b"OOFF", [parts["places"]]), (b"OIDL", [parts["ids"]]),
        (b"PNAM", [parts["names"]]), *parts["more"], (b"OIDF", [parts["fanout"]]),
    ]  # fmt: skip
    chunks = [(name, [pieces[0] + bytes(-len(pieces[0]) % 4)]) for name, pieces in chunks if pieces != [None]]
    head = HEADER.pack(parts["magic"], parts["version"], parts["function"], len(chunks), 0, parts["packs"])
    table, *rest = build_chunks(chunks, HEADER_SIZE)
    change: Callable[[bytes], bytes] = parts["table"]
    return head + change(table) + b"".join(rest) + bytes(20)


def test_any_order_and_unknown_chunks() -> None:
    index = MultiPackIndex(odd_index(), SHA1)
    assert index.names == [b"b.idx", b"a.idx"]
    assert list(index.places()) == [Place(0, 12), Place(1, 12), Place(0, 99)]
    assert index.bit_order() is None
    assert index.bitmapped() is None


def moved(row: int, by: int) -> Callable[[bytes], bytes]:
    """Changes where the chunk in the `row` of a table is said to start."""

    def change(table: bytes) -> bytes:
        at = row * 12 + 4
        return table[:at] + (int.from_bytes(table[at : at + 8]) + by).to_bytes(8) + table[at + 8 :]

    return change


FATAL: list[tuple[dict[str, Any], str]] = [
    ({"magic": b"MIDY"}, "signature 0x4d494459 does not match signature 0x4d494458"),
    ({"version": 3}, "multi-pack-index version 3 not recognized"),
    ({"version": 0}, "multi-pack-index version 0 not recognized"),
    ({"version": 1}, "multi-pack-index pack names out of order: 'b.idx' before 'a.idx'"),
    ({"version": 1, "names": b"a.idx\0a.idx\0"}, "multi-pack-index pack names out of order: 'a.idx' before 'a.idx'"),
    ({"names": None}, "required pack-name chunk missing or corrupted"),
    ({"fanout": None}, "required OID fanout chunk missing or corrupted"),
    ({"ids": None}, "required OID lookup chunk missing or corrupted"),
    ({"places": None}, "required object offsets chunk missing or corrupted"),
    ({"fanout": bytes(1020)}, "required OID fanout chunk missing or corrupted"),
    ({"fanout": bytes(1020) + b"\0\0\0\4"}, "required OID lookup chunk missing or corrupted"),
    ({"fanout": b"\xff" * 4 + build_fanout(b"\1\1\7")[4:]}, "required OID fanout chunk missing or corrupted"),
    ({"fanout": b"\xff" * 1024}, "required OID lookup chunk missing or corrupted"),
    ({"places": bytes(32)}, "required object offsets chunk missing or corrupted"),
    ({"packs": 3}, "multi-pack-index pack-name chunk is too short"),
    ({"packs": 0xFFFFFFFF}, "multi-pack-index pack-name chunk is too short"),
    ({"names": b"b.idx\0aa.idx"}, "multi-pack-index pack-name chunk is too short"),
    ({"names": b"b.idx\0../a.idx\0"}, "no name of an index"),
    ({"names": b"/a.idx\0b.idx\0\0"}, "no name of an index"),
    ({"names": b"b.idx\0a.pack\0"}, "no name of an index"),
    ({"names": b"b.idx\0.idx\0\0\0"}, "no name of an index"),
    ({"names": b"b.idx\0\0\0"}, "no name of an index"),
]
PASSED_OVER: list[tuple[dict[str, Any], str]] = [
    ({"function": 2}, "multi-pack-index hash version 2 does not match version 1"),
    ({"function": 0}, "multi-pack-index hash version 0 does not match version 1"),
    ({"table": moved(0, 2)}, "chunk id 58545241 not 4-byte aligned"),
    ({"table": moved(2, -28)}, "improper chunk offset(s)"),
    ({"table": moved(5, 1 << 40)}, "improper chunk offset(s)"),
    ({"table": moved(5, 4)}, "improper chunk offset(s)"),
    ({"table": lambda table: bytes(4) + table[4:]}, "terminating chunk id appears earlier than expected"),
    ({"table": lambda table: table[:60] + b"LAST" + table[64:]}, "final chunk has non-zero id 4c415354"),
    ({"more": [(b"OIDL", [b"twice"])]}, "duplicate chunk ID 4f49444c found"),
]


@pytest.mark.parametrize(("changes", "words"), FATAL)
def test_what_git_dies_of(changes: dict[str, Any], words: str) -> None:
    with pytest.raises(FatalIndex, match=r"^[^\n]*$") as caught:
        MultiPackIndex(odd_index(**changes), SHA1)
    assert words in str(caught.value)


@pytest.mark.parametrize(("changes", "words"), PASSED_OVER)
def test_what_git_passes_over(changes: dict[str, Any], words: str) -> None:
    with pytest.raises(CorruptIndex, match=r"^[^\n]*$") as caught:
        MultiPackIndex(odd_index(**changes), SHA1)
    assert type(caught.value) is CorruptIndex
    assert words in str(caught.value)


@pytest.mark.parametrize("length", [0, 1, 11, 12, 31, 32, 33, 60, 100, 500])
def test_cut_short(length: int) -> None:
    with pytest.raises(CorruptIndex):
        MultiPackIndex(odd_index()[:length], SHA1)


def test_what_git_says_before_it_dies() -> None:
    with pytest.raises(FatalIndex) as caught:
        MultiPackIndex(odd_index(fanout=b"\xff" * 4 + build_fanout(b"\1\1\7")[4:]), SHA1)
    assert str(caught.value.__cause__) == "oid fanout out of order: fanout[0] = ffffffff > 2 = fanout[1]"
    with pytest.raises(FatalIndex) as caught:
        MultiPackIndex(odd_index(ids=bytes(64)), SHA1)
    assert str(caught.value.__cause__) == "multi-pack-index OID lookup chunk is the wrong size"


def test_rows_that_lead_nowhere() -> None:
    """Each is told where it is met, and the others can be asked."""
    places = b"".join(((number << 32) | offset).to_bytes(8) for number, offset in ((2, 12), (1, 1 << 31 | 1), (0, 99)))
    index = MultiPackIndex(odd_index(places=places, more=[(b"LOFF", [bytes(8)])]), SHA1)
    first, second, third = index.oids()
    for oid, words in ((first, "bad pack-int-id: 2 (2 total packs)"), (second, "large offset out of bounds")):
        for ask in (index.locate, index.locate_many):
            with pytest.raises(FatalIndex) as caught:
                ask(oid)
            assert words in str(caught.value)
    assert index.locate(third) == Place(0, 99)
    beyond = MultiPackIndex(odd_index(places=places, more=[(b"LOFF", [bytes(8) + b"\xff" * 8])]), SHA1)
    with pytest.raises(FatalIndex, match="large offset out of bounds"):
        beyond.locate(second)


@pytest.mark.parametrize("name", [b"RIDX", b"BTMP"])
def test_chunks_for_bitmaps_of_another_size(name: bytes) -> None:
    index = MultiPackIndex(odd_index(more=[(name, [bytes(20)])]), SHA1)
    with pytest.raises(CorruptIndex, match="of the wrong size"):
        index.bit_order() if name == b"RIDX" else index.bitmapped()
    assert index.locate(next(index.oids())) == Place(0, 12)


@pytest.mark.parametrize(
    ("packs", "options"),
    [
        ([], {}),
        ([IndexedPack(b"a.idx", bytes(20), [12])], {"version": 3}),
        ([IndexedPack(b"a.idx", bytes(20), [12])], {"preferred": 1}),
        ([IndexedPack(b"a.idx", b"", [])], {"preferred": 0}),
        ([IndexedPack(b"a.idx", bytes(20), [12, 13])], {}),
        ([IndexedPack(b"a.idx", bytes(20), [-1])], {}),
        ([IndexedPack(b"a.idx", bytes(20), [1 << 63])], {}),
        ([IndexedPack(b"a/b.idx", bytes(20), [12])], {}),
        ([IndexedPack(b"a\0.idx", bytes(20), [12])], {}),
        ([IndexedPack(b"a.pack", bytes(20), [12])], {}),
        ([IndexedPack(b"a.idx", bytes(20), [12])] * 2, {}),
    ],
)
def test_what_cannot_be_built(packs: list[IndexedPack], options: dict[str, int]) -> None:
    with pytest.raises(ValueError, match=r"."):
        build_multi_pack_index(SHA1, packs, **unchecked(options))


def test_chunks_both_ways() -> None:
    chunks = [(b"ABCD", [b"12", b"34"]), (b"EFGH", []), (b"IJKL", [b"5678"])]
    data = b"x" * 12 + b"".join(build_chunks(chunks, 12))
    found = parse_chunks(data, 12, 3, len(data), 4)
    assert {name: data[chunk.start : chunk.end] for name, chunk in found.items()} == {
        name: b"".join(pieces) for name, pieces in chunks
    }
    assert [chunk.size for chunk in found.values()] == [4, 0, 4]


@pytest.mark.parametrize("name", ["midx", "midx-chain", "midx-sha256"])
def test_same_bytes_as_git(vectors: Path, name: str) -> None:
    """Layer by layer, of the packs and times that git had; which pack it preferred is in BTMP."""
    folder = vectors / f"{name}.git/objects/pack"
    object_format = FORMATS["sha256" if "sha256" in name else "sha1"]
    chain = folder / "multi-pack-index.d/multi-pack-index-chain"
    paths = [folder / "multi-pack-index"]
    if chain.exists():
        layers = parse_chain(chain.read_bytes(), object_format, "multi-pack-index").layers
        paths = [folder / f"multi-pack-index.d/multi-pack-index-{digits}.midx" for digits in layers]
    below: list[MultiPackIndex] = []
    for path in paths:
        data = path.read_bytes()
        index = MultiPackIndex(data, object_format)
        packs = []
        for pack_name in index.names:
            own = open_index(str(folder / pack_name.decode()), object_format)
            time = int((folder / pack_name.decode()).with_suffix(".pack").stat().st_mtime)
            packs.append(IndexedPack(pack_name, own.oid_column(0, own.count), own.offsets(), time))
        before = sum(layer.count for layer in below)
        first = [number for number, share in enumerate(index.bitmapped() or ()) if share[0] == before]
        built = build_multi_pack_index(
            object_format, packs, version=index.version, preferred=first[0], bitmapped=True, base=below
        )
        assert built == data
        below.append(index)
    answers = (vectors / f"{name}.answers/all-objects.txt").read_text().split("\n")
    known = {line.split(" ")[0] for line in answers if line}
    assert {oid.hex() for layer in below for oid in layer.oids()} == known
