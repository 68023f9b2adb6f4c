"""The names of loose objects in two hashes: the map and the text, read back, and what is wrong with them."""

from __future__ import annotations

import random
import struct

import pytest

from pygitobj import SHA1, SHA256, ObjectId
from pygitobj.errors import CorruptError, UnsupportedError
from pygitobj.formats.loose_object_idx import build_loose_object_idx, parse_loose_object_idx
from pygitobj.formats.object_map import LOOSE, SHALLOW, SUBMODULE, MappedName, ObjectMap, build_object_map
from pygitobj.oid import ObjectFormat


def names_of(count: int, main: ObjectFormat, other: ObjectFormat) -> list[MappedName]:
    """So many objects, some of which begin with the same bytes."""
    chance = random.Random(count)
    kinds = (LOOSE, SHALLOW, SUBMODULE)
    return [
        MappedName(
            ObjectId(b"ab" * (at % 2) + chance.randbytes(main.hash_size - 2 * (at % 2))),
            ObjectId(b"xyz" * (at % 3 == 0) + chance.randbytes(other.hash_size - 3 * (at % 3 == 0))),
            chance.choice(kinds),
        )
        for at in range(count)
    ]


@pytest.mark.parametrize(("main", "other"), [(SHA256, SHA1), (SHA1, SHA256)])
@pytest.mark.parametrize("count", [0, 1, 3, 100])
def test_a_map_read_back(main: ObjectFormat, other: ObjectFormat, count: int) -> None:
    names = names_of(count, main, other)
    data = build_object_map(names, main, other)
    found = ObjectMap(data, main, other)
    for entry in names:
        assert found.find(entry.main) == entry
        assert found.find(entry.other) == entry
    for oid in (bytes(20), b"\xff" * 20, bytes(32), b"\xff" * 32, b"xyz" + bytes(17), b"xyz" + bytes(29)):
        assert found.find(oid) is None
    assert data[-main.hash_size :] == main.new_hash(data[: -main.hash_size]).digest()


def test_the_layout() -> None:
    """As git's document tells it, byte by byte."""
    ours, theirs = [bytes([at]) * 32 for at in (1, 2)], [bytes([at]) * 20 for at in (9, 8)]
    names = [MappedName(ObjectId(one), ObjectId(two)) for one, two in zip(ours, theirs, strict=True)]
    body = b"LMAP" + struct.pack(">4I", 1, 60, 2, 2)
    body += b"s256" + struct.pack(">IQ", 1, 60) + b"sha1" + struct.pack(">IQ", 1, 60 + 4 + 64 + 8)
    body += struct.pack(">Q", 136 + 4 + 40 + 8)
    body += b"\1\2\0\0" + b"".join(ours) + struct.pack(">2I", 1, 1)
    body += b"\x08\x09\0\0" + b"".join(theirs) + struct.pack(">2I", 1, 0)
    assert build_object_map(names, SHA256, SHA1) == body + SHA256.new_hash(body).digest()


def test_every_byte_of_a_map() -> None:
    """The right answer, none, or our error: the names themselves are compared before they are believed."""
    names = names_of(7, SHA256, SHA1)
    data = build_object_map(names, SHA256, SHA1)
    for at in range(len(data) * 8):
        damaged = bytearray(data)
        damaged[at // 8] ^= 1 << at % 8
        try:
            found = ObjectMap(bytes(damaged), SHA256, SHA1)
            for entry in names:
                for oid in (entry.main, entry.other):
                    answer = found.find(oid)
                    assert answer is None or oid in (answer.main, answer.other)
        except (CorruptError, UnsupportedError):
            pass
    for end in range(len(data)):
        with pytest.raises(CorruptError):
            ObjectMap(data[:end], SHA256, SHA1)


@pytest.mark.parametrize(
    ("at", "value", "what"),
    [
        (0, 0x4C4D4151, "no map of loose objects"),
        (8, 59, "a header that is too short"),
        (12, 0xFFFFFFFF, "cut short"),
        (16, 0xFFFFFFFF, "header that is too short"),
        (20, 0x73686132, "a map without names of sha256"),
        (24, 0, "short names of the wrong size"),
        (24, 33, "short names of the wrong size"),
        (28, 0xFFFFFFFF, "cut short"),
        (52, 1, "cut short"),
    ],
)
def test_claims_that_cannot_be(at: int, value: int, what: str) -> None:
    data = bytearray(build_object_map(names_of(3, SHA256, SHA1), SHA256, SHA1))
    data[at : at + 4] = value.to_bytes(4)
    with pytest.raises(CorruptError, match=what):
        ObjectMap(bytes(data), SHA256, SHA1)


def test_another_version_and_names_twice() -> None:
    data = bytearray(build_object_map([], SHA256, SHA1))
    data[7] = 2
    with pytest.raises(UnsupportedError, match="version 2"):
        ObjectMap(bytes(data), SHA256, SHA1)
    one, two = names_of(2, SHA256, SHA1)
    for twice in (two._replace(main=one.main), two._replace(other=one.other)):
        with pytest.raises(ValueError, match="is there twice"):
            build_object_map([one, twice], SHA256, SHA1)


def test_the_text() -> None:
    names = [entry._replace(kind=LOOSE) for entry in names_of(5, SHA256, SHA1)]
    data = build_loose_object_idx(names)
    assert list(parse_loose_object_idx(data, SHA256, SHA1)) == names
    assert list(parse_loose_object_idx(data[:-1], SHA256, SHA1)) == names[:-1]
    line = data.splitlines(keepends=True)[1]
    for wrong in (
        line[1:],
        line.replace(b" ", b"  "),
        line.replace(b" ", b"\t"),
        line[:-1] + b" \n",
        b"\n",
        line[:65] + b"\n",
    ):
        with pytest.raises(CorruptError, match="a line of another form") as caught:
            list(parse_loose_object_idx(data + wrong, SHA256, SHA1))
        assert caught.value.offset == len(data)
    for wrong in (b"", data[1:], b"# loose-object-idx"):
        with pytest.raises(CorruptError, match="no index of loose objects"):
            list(parse_loose_object_idx(wrong, SHA256, SHA1))
