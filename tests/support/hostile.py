"""Small packs that someone built to do harm: entries that are sound, and entries with one thing wrong, or several.

Every choice is made by one `random.Random`, so that a number gives the pack again.
"""

from __future__ import annotations

import random
import zlib
from array import array
from collections.abc import Callable
from typing import NamedTuple

from tests.support.deltas import copy, delta, insert, varint
from tests.support.packs import build_pack, distance, entry_header, object_id

KINDS = {1: "commit", 2: "tree", 3: "blob", 4: "tag"}
# Where counting goes wrong: what a stream may expand to, results that are refused, 63 bits and beyond.
ODD_SIZES = (0, 1, 255, 256, 257, 1 << 16, (1 << 32) - 1, 1 << 32, (1 << 32) + 1, 1 << 62, (1 << 63) - 1, 1 << 63)
FIRST = 12


class HostilePack(NamedTuple):
    """A pack and what a reader needs of it: where its entries begin and end, and the offsets by id."""

    data: bytes
    offsets: array[int]
    end: int
    known: dict[bytes, int]


class Made(NamedTuple):
    """An entry that was built, and what its object is: (b"", 0) where nobody knows."""

    entry: bytes
    kind: int
    body: bytes


def hostile_pack(chance: random.Random) -> HostilePack:
    """A pack of up to ten entries."""
    made: list[Made] = []
    for _ in range(chance.randint(1, 10)):
        back = FIRST + sum(len(one.entry) for one in made)
        made.append(any_entry(chance, made, back))
    data, offsets = build_pack([one.entry for one in made])
    ids = [object_id(KINDS.get(one.kind, "blob"), one.body) for one in made]
    known = dict(zip(ids, offsets, strict=True))
    if chance.random() < 0.3:
        known[bytes(20)] = chance.choice([*offsets, 0, 13, len(data)])
    if chance.random() < 0.3:
        data = flipped(chance, data, FIRST, len(data) - 20)
    end = len(data) - 20 if chance.random() < 0.9 else chance.randint(FIRST, len(data))
    return HostilePack(data, array("Q", offsets), end, known)


def any_entry(chance: random.Random, made: list[Made], at: int) -> Made:
    """An entry that is to stand at `at`, behind those that are `made`."""
    if not made or chance.random() < 0.35:
        kind = chance.randint(1, 4)
        body = chance.randbytes(chance.choice([0, 1, 20, 300, 700])) * chance.choice([1, 1, 8])
        return Made(spoiled(chance, kind, body, b""), kind, body)
    base = chance.choice(made)
    change, body = any_delta(chance, base.body)
    if chance.random() < 0.5:
        where = FIRST
        for one in made:
            if one is base:
                break
            where += len(one.entry)
        away = at - where
        if chance.random() < 0.1:
            away = chance.choice([0, 1, away + 1, at, at - FIRST, at + 5, 1 << 40, (1 << 64) - 1])
        return Made(spoiled(chance, 6, change, distance(away)), base.kind, body)
    oid = object_id(KINDS.get(base.kind, "blob"), base.body)
    if chance.random() < 0.15:
        # One that is not there, perhaps one that rests on this, or the entry itself.
        oid = chance.choice([bytes(20), object_id(KINDS.get(base.kind, "blob"), body), b"\x11" * 20])
    return Made(spoiled(chance, 7, change, oid), base.kind, body)


def any_delta(chance: random.Random, base: bytes) -> tuple[bytes, bytes]:
    """A delta on `base`, mostly a sound one, and what it should make."""
    steps, body = b"", b""
    for _ in range(chance.choice([0, 1, 1, 2, 6])):
        if base and chance.random() < 0.7:
            start = chance.randrange(len(base))
            length = chance.randint(1, len(base) - start)
            steps, body = steps + copy(start, length), body + base[start : start + length]
        else:
            text = chance.randbytes(chance.randint(1, 60))
            steps, body = steps + insert(text), body + text
    change = delta(len(base), len(body), steps)
    spoil: list[Callable[[], bytes]] = [
        lambda: delta(len(base) + chance.choice([-1, 1, 200]) if base else 1, len(body), steps),
        lambda: delta(len(base), len(body) + 1, steps),
        lambda: varint(len(base)) + varint(chance.choice(ODD_SIZES)) + steps,
        lambda: delta(len(base), len(body), steps + b"\0"),
        lambda: delta(len(base), len(body) + 9, steps + copy(len(base), 9)),
        lambda: padded(varint(len(base)), chance) + padded(varint(len(body)), chance) + steps,
        lambda: change[: chance.randint(0, len(change))],
        lambda: change[: chance.randint(0, 4)],
        lambda: flipped(chance, change, 0, len(change)),
        lambda: varint(len(base)) + varint((1 << 32) + 5) + b"\x80" * 3,
    ]
    return (chance.choice(spoil)() if chance.random() < 0.3 else change), body


def padded(number: bytes, chance: random.Random) -> bytes:
    """A number of 7 bits a byte, low bits first, with bytes that change nothing."""
    more = chance.choice([0, 1, 5, 7, 8, 9, 12])
    return number[:-1] + bytes([number[-1] | 0x80]) + b"\x80" * (more - 1) + b"\0" if more else number


def spoiled(chance: random.Random, kind: int, content: bytes, base: bytes) -> bytes:
    """An entry of `content`, mostly a sound one."""
    size, stream = len(content), zlib.compress(content, chance.choice([0, 1, 9]))
    if chance.random() < 0.75:
        return entry_header(kind, size) + base + stream
    for _ in range(chance.choice([1, 1, 2])):
        match chance.randrange(9):
            case 0:
                size = max(0, size + chance.choice([-1, 1, 2, 1000]))
            case 1:
                size = chance.choice(ODD_SIZES)
            case 2:
                size = 1032 * (len(stream) + chance.randint(0, 25)) + chance.randint(-3, 1040)
            case 3 if stream:
                stream = stream[: chance.randrange(len(stream))]
            case 4 if stream:
                stream = flipped(chance, stream, 0, len(stream))
            case 5:
                stream += chance.randbytes(chance.randint(1, 30))
            case 6:
                kind = chance.choice([0, 5, *KINDS, 6, 7])
            case 7:
                stream = stream[:-1] + bytes([stream[-1] ^ 1]) if stream else stream
            case _:
                base = base[: chance.randint(0, len(base))]
    header = entry_header(kind, max(0, size))
    if chance.random() < 0.1:
        header = header[:1] + padded(header[1:], chance) if len(header) > 1 else header
    return header + base + stream


def flipped(chance: random.Random, data: bytes, start: int, stop: int) -> bytes:
    """`data` with a byte from `start` up to `stop` changed."""
    if start >= stop:
        return data
    at = chance.randrange(start, stop)
    return data[:at] + bytes([data[at] ^ chance.randint(1, 255)]) + data[at + 1 :]
