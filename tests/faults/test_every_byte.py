"""Every byte of a small pack, of its index and of a loose object changed in turn, and every truncation.

Whatever the damage: the right bytes or one of our errors, from every way of reading.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import TypeVar

import pytest

from pygitobj.errors import GitObjectError
from pygitobj.oid import SHA1, ObjectId
from pygitobj.sources.values import RawObject
from pygitobj.store.object_store import ObjectStore
from tests.support.deltas import copy, delta, insert
from tests.support.packs import object_id, ofs_delta, ref_delta, whole
from tests.support.stores import write_loose, write_pack

BODIES = {
    "blob": [
        b"first text, the base of others\n" * 3,
        b"first text, the base of others\n" * 2 + b"x",
        b"first text",
        b"other",
    ],
    "commit": [b"tree 4b825dc642cb6eb9a060e54bf8d69288fbee4904\nauthor A <a> 0 +0000\ncommitter A <a> 0 +0000\n\nm\n"],
}
Given = TypeVar("Given")
FLIPS = (0x01, 0x10, 0x80, 0xFF)


def small_pack(objects: Path) -> dict[bytes, bytes]:
    """Write a pack with both kinds of deltas; gives its objects."""
    base, second, third, other = BODIES["blob"]
    (commit,) = BODIES["commit"]
    bodies = {object_id("blob", body): body for body in (base, second, third, other)}
    bodies[object_id("commit", commit)] = commit
    to_second = delta(len(base), len(second), copy(0, len(second) - 1) + insert(b"x"))
    to_third = delta(len(second), len(third), copy(0, len(third)))
    first = whole(3, base)
    entries = [first, ofs_delta(len(first), to_second), ref_delta(object_id("blob", second), to_third), whole(3, other)]
    write_pack(objects, "a", [*entries, whole(1, commit)], list(bodies))
    return bodies


def damages(data: bytes) -> Iterator[bytes]:
    """`data` with each byte changed in turn, and cut at each length."""
    for at in range(len(data)):
        for flip in FLIPS:
            changed = bytearray(data)
            changed[at] ^= flip
            yield bytes(changed)
    for length in range(len(data)):
        yield data[:length]


def ways_of_reading(store: ObjectStore, expected: dict[bytes, bytes]) -> Iterator[tuple[object, object]]:
    """What each way of reading gives, with what it should give if anything."""
    for oid, body in expected.items():
        reads: tuple[Callable[[], bytes | RawObject], ...] = (
            partial(store.read, oid),
            partial(read_as_file, store, oid),
        )
        for read in reads:
            for given in attempt(read):
                yield (given if isinstance(given, bytes) else given.data), body
        asks: tuple[Callable[[], object], ...] = (
            partial(store.header, oid),
            partial(store.info, oid),
            partial(store.find_prefix, oid.hex()[:6]),
        )
        for ask in asks:
            list(attempt(ask))
    for way in (partial(store.read_many, expected), store.scan, partial(store.scan, ordered=True)):
        for pairs in attempt(partial(collected, way)):
            for oid, raw in pairs:
                if isinstance(raw, RawObject):
                    yield oid, SHA1.hash_object(raw.type, raw.data)
    list(attempt(lambda: list(store.info_many(expected))))
    list(attempt(lambda: list(store.header_many(expected))))


def read_as_file(store: ObjectStore, oid: bytes) -> bytes:
    with store.open(oid) as body:
        return body.read()


def collected(
    way: Callable[[], Iterable[tuple[ObjectId, RawObject | GitObjectError]]],
) -> list[tuple[ObjectId, RawObject | GitObjectError]]:
    return list(way())


def attempt(read: Callable[[], Given]) -> Iterator[Given]:
    """What `read` gives; nothing where it raises one of our errors, with a message of one line."""
    try:
        given = read()
    except GitObjectError as error:
        message = str(error)
    else:
        message = ""
        yield given
    assert "\n" not in message


def check_all(objects: Path, damaged: Path, expected: dict[bytes, bytes]) -> None:
    original = damaged.read_bytes()
    damaged.chmod(0o644)
    for data in damages(original):
        damaged.write_bytes(data)
        with ObjectStore(str(objects)) as store:
            for given, right in ways_of_reading(store, expected):
                assert given == right
        with ObjectStore(str(objects), verify=False) as store:
            for _ in ways_of_reading(store, expected):
                pass
    damaged.write_bytes(original)
    with ObjectStore(str(objects)) as store:
        assert {oid: store.read(oid).data for oid in expected} == expected


@pytest.mark.parametrize("suffix", ["pack", "idx"])
def test_pack(tmp_path: Path, suffix: str, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = small_pack(tmp_path)
    path = tmp_path / "pack" / f"pack-a.{suffix}"
    if suffix == "idx":
        # Of the 256 words of the fanout, those of the ids that are there, and one to fall.
        monkeypatch.setattr(f"{__name__}.FLIPS", (0x01, 0xFF))
    check_all(tmp_path, path, expected)


def test_loose(tmp_path: Path) -> None:
    (tmp_path / "pack").mkdir()
    (body,) = BODIES["commit"]
    oid = write_loose(tmp_path, "commit", body)
    check_all(tmp_path, tmp_path / oid.hex()[:2] / oid.hex()[2:], {oid: body})
