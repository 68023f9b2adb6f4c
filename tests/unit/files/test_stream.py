"""A zlib stream in a file, a piece at a time, with what is wrong told where it shows; and hashing on the way."""

from __future__ import annotations

import io
import os
import zlib
from typing import Any

import pytest

from pygitobj.errors import CorruptLoose, CorruptObject
from pygitobj.files.stream import INPUT_STEP, HashingReader, InflatingReader
from pygitobj.oid import SHA1, ObjectId

BODY = os.urandom(3 * INPUT_STEP)


def reader(data: bytes, size: int, **more: Any) -> InflatingReader:
    start, end = more.pop("start", 0), more.pop("end", len(data))
    return InflatingReader(data, start, end, size, path="a", error=CorruptLoose, **more)


def test_a_piece_at_a_time_from_anywhere() -> None:
    data = b"before" + zlib.compress(BODY) + b"after"
    stream = reader(data, len(BODY) - 10, start=6, skip=10)
    assert stream.readable()
    buffer = bytearray(1000)
    found = b""
    assert stream.readinto(bytearray()) == 0
    while count := stream.readinto(buffer):
        found += buffer[:count]
    assert found == BODY[10:]
    assert stream.readinto(buffer) == 0


def test_nothing_may_follow_one_that_is_alone() -> None:
    data = zlib.compress(b"abc")
    assert reader(data, 3, alone=True).readall() == b"abc"
    for more in (b"x", bytes(2 * INPUT_STEP)):
        assert reader(data + more, 3).readall() == b"abc"
        with pytest.raises(CorruptLoose) as caught:
            reader(data + more, 3, alone=True).readall()
        assert str(caught.value) == "a: garbage after the zlib stream: expected 3 bytes, found more"


@pytest.mark.parametrize(
    ("data", "size", "message"),
    [
        (zlib.compress(b"abc"), 4, "a zlib stream of the wrong size: expected 4 bytes, found 1 bytes fewer"),
        (zlib.compress(b"abc"), 2, "a zlib stream of the wrong size: expected 2 bytes, found more"),
        (zlib.compress(b"abc"), 0, "a zlib stream of the wrong size: expected 0 bytes, found more"),
        (zlib.compress(b"abc")[:-1], 3, "a zlib stream that does not end: expected 3 bytes, found the end of the file"),
        (b"", 3, "a zlib stream of the wrong size: expected 3 bytes, found 3 bytes fewer"),
    ],
)
def test_another_size_is_told_when_it_shows(data: bytes, size: int, message: str) -> None:
    with pytest.raises(CorruptLoose) as caught:
        reader(data, size, offset=7).readall()
    assert str(caught.value) == f"a, offset 7: {message}"


def test_damage_is_told() -> None:
    for data in (b"no stream at all", zlib.compress(b"abc")[:-4] + b"1234", zlib.compress(b"abc")[:2] + b"\xff" * 9):
        with pytest.raises(CorruptLoose, match=r"^a: a damaged zlib stream: expected 3 bytes, found Error -3"):
            reader(data, 3).readall()


def test_what_is_skipped_must_be_there_too() -> None:
    with pytest.raises(CorruptLoose, match="wrong size"):
        reader(zlib.compress(b"abc"), 0, skip=4)


def test_the_hash_is_looked_at_when_the_end_is_reached() -> None:
    body = io.BytesIO(b"abc")
    good = HashingReader(body, SHA1.new_hash(b"blob 3\0"), SHA1.hash_object("blob", b"abc"), "a")
    assert good.readable()
    assert good.readall() == b"abc"
    good.close()
    assert body.closed
    wrong = HashingReader(io.BytesIO(b"abd"), SHA1.new_hash(b"blob 3\0"), ObjectId("12" * 20), "a")
    assert wrong.readinto(bytearray(3)) == 3
    # To be asked for nothing is not the end.
    assert wrong.readinto(bytearray()) == 0
    with pytest.raises(CorruptObject) as caught:
        wrong.readinto(bytearray(1))
    assert (caught.value.path, caught.value.oid) == ("a", ObjectId("12" * 20))
    assert caught.value.actual == str(SHA1.hash_object("blob", b"abd"))
