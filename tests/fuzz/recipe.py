"""Bytes as a recipe, so that a fuzzer that changes bytes makes packs and deltas that are nearly right."""

from __future__ import annotations

import zlib
from typing import NamedTuple

from tests.support.deltas import copy, delta, insert
from tests.support.packs import build_pack, distance, entry_header, object_id

HASH_SIZE = 20
KINDS = (b"commit", b"tree", b"blob", b"tag")
MOST_ENTRIES = 24
# Sizes and distances where something changes: around a byte, seven bits, 32 bits, what a stream could hold, 63 bits.
EDGES = (0, 1, 3, 15, 16, 127, 128, 255, 65535, 65536, 1 << 24, (1 << 31) - 1, 1 << 32, 1 << 40, (1 << 63) - 1, 1 << 63)


class Feed:
    """Takes numbers and pieces off `data` until nothing is left; then all are zero and empty."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0

    def __bool__(self) -> bool:
        return self.at < len(self.data)

    def byte(self) -> int:
        """One byte."""
        self.at += 1
        return self.data[self.at - 1] if self.at <= len(self.data) else 0

    def below(self, limit: int) -> int:
        """A number below `limit`, of as many bytes as that has."""
        value = 0
        for _ in range((max(limit - 1, 1).bit_length() + 7) // 8):
            value = value << 8 | self.byte()
        return value % max(limit, 1)

    def piece(self, most: int) -> bytes:
        """Up to `most` bytes."""
        size = self.below(most + 1)
        self.at += size
        return self.data[self.at - size : self.at]

    def rest(self) -> bytes:
        """All that is left."""
        start, self.at = self.at, len(self.data)
        return self.data[start:]


def body_from(feed: Feed) -> bytes:
    """An object's body, sometimes long and dull."""
    how = feed.byte()
    part = feed.piece(200)
    return part * (how & 15) if how & 16 else part


def change_from(feed: Feed, base: bytes) -> tuple[bytes, bytes]:
    """A delta on `base` that is mostly right, and what it makes where it is."""
    steps, made = b"", b""
    for _ in range(feed.byte() & 7):
        if feed.byte() & 1 and base:
            start = feed.below(len(base))
            length = 1 + feed.below(len(base) - start)
            steps += copy(start, length)
            made += base[start : start + length]
        elif text := feed.piece(127):
            steps += insert(text)
            made += text
    how = feed.byte()
    if how & 7 == 1:
        steps += feed.piece(8)
    source = EDGES[feed.byte() % len(EDGES)] if how & 56 == 8 else len(base)
    size = EDGES[feed.byte() % len(EDGES)] if how & 192 == 64 else len(made)
    return delta(source, size, steps), made


class Pack(NamedTuple):
    """A pack as bytes, where its entries start, and the ids that an index would give them."""

    data: bytes
    offsets: list[int]
    ids: list[bytes]


def pack_from(feed: Feed) -> Pack:
    """A pack that is mostly right."""
    entries: list[bytes] = []
    made: list[tuple[int, bytes]] = []
    for _ in range(1 + feed.byte() % MOST_ENTRIES):
        kind, body, entry = entry_from(feed, entries, made)
        entries.append(entry)
        made.append((kind, body))
    data, offsets = build_pack(entries)
    ids = [object_id(KINDS[kind - 1].decode(), body) for kind, body in made]
    return Pack(changed(feed, data), offsets, ids)


def entry_from(feed: Feed, entries: list[bytes], made: list[tuple[int, bytes]]) -> tuple[int, bytes, bytes]:
    """One entry after `entries`, which are the objects `made`: its type, body and bytes."""
    how = feed.byte() % 12
    size = EDGES[feed.byte() % len(EDGES)] if how == 11 else None
    if how < 4 or not made:
        kind, body = 1 + feed.byte() % 4, body_from(feed)
        return kind, body, entry_header(kind, len(body) if size is None else size) + stream_of(feed, body)
    at = feed.below(len(made))
    kind, base = made[at]
    change, body = change_from(feed, base)
    if how < 8:
        back = sum(map(len, entries[at:])) + (feed.below(64) - 32 if how == 7 else 0)
        head = entry_header(6, len(change) if size is None else size) + distance(max(back, 0))
    else:
        name = feed.piece(HASH_SIZE).ljust(HASH_SIZE, b"\0") if how == 10 else object_id(KINDS[kind - 1].decode(), base)
        head = entry_header(7, len(change) if size is None else size) + name
    return kind, body, head + stream_of(feed, change)


def stream_of(feed: Feed, body: bytes) -> bytes:
    """A zlib stream of `body`, now and then cut short or of another window."""
    how = feed.byte()
    if how & 31 == 1:
        return zlib.compress(body)[: feed.byte()]
    deflater = zlib.compressobj(how & 7, wbits=9 + (how >> 3 & 3) * 2)
    return deflater.compress(body) + deflater.flush()


def changed(feed: Feed, data: bytes) -> bytes:
    """`data` with some bytes other than they were."""
    out = bytearray(data)
    for _ in range(max(feed.byte() % 8 - 4, 0)):
        out[feed.below(len(out))] = feed.byte()
    return bytes(out)
