"""The compiled kernels beside those in Python: for any bytes equal values, or equal errors in the same words."""

from __future__ import annotations

import importlib
from array import array
from collections.abc import Callable
from typing import Any

from pygitobj.errors import CorruptObject, GitObjectError
from pygitobj.formats.idx import PackIndex
from pygitobj.formats.idx_writer import build_index, order_by_id
from pygitobj.kernels.columns import Columns
from pygitobj.oid import SHA1
from tests.fuzz.recipe import HASH_SIZE, Feed, Pack, body_from, change_from, pack_from

FIRST = 12
ROOM = 1 << 20
BOTH = ("native", "pure")


class DifferError(AssertionError):
    """The two implementations do not say the same."""


def each(module: str, name: str) -> list[Any]:
    """What `name` is in `module` of both implementations."""
    return [getattr(importlib.import_module(f"pygitobj.kernels.{kind}.{module}"), name) for kind in BOTH]


def outcome(call: Callable[..., Any], *arguments: Any) -> Any:
    """What a call gives, or its error."""
    try:
        return call(*arguments)
    except (GitObjectError, ValueError, IndexError) as error:
        return type(error), str(error)


def require_same(what: str, one: Any, other: Any) -> None:
    """Raises DifferError unless both are the same."""
    if one != other:
        raise DifferError(f"{what}: compiled {one!r}, in Python {other!r}")


def entry(data: bytes) -> None:
    """Entry headers."""
    feed = Feed(data)
    offset, end = feed.byte(), feed.byte()
    rest = feed.rest()
    native, pure = each("entry", "parse_entry_header")
    for hash_size in (20, 32):
        words = rest, offset, 0, min(end, len(rest)), hash_size
        require_same("parse_entry_header", outcome(native, *words), outcome(pure, *words))


def delta(data: bytes) -> None:
    """Deltas: applied and made."""
    feed = Feed(data)
    base = body_from(feed)
    change = change_from(feed, base)[0] if feed.byte() & 1 else feed.rest()
    for name, words in (("apply_delta", (base, change)), ("delta_sizes", (change,))):
        native, pure = each("delta", name)
        require_same(name, outcome(native, *words), outcome(pure, *words))
    target = body_from(feed)
    native, pure = each("deltify", "create_delta")
    made = native(base, target)
    require_same("create_delta", made, pure(base, target))
    if made is not None:
        require_same("the delta applied", each("delta", "apply_delta")[0](base, made), target)


def tree(data: bytes) -> None:
    """Trees, and what they name."""
    for hash_size in (20, 32):
        native, pure = each("tree", "parse_tree")
        require_same("parse_tree", outcome(native, data, hash_size), outcome(pure, data, hash_size))
        sets = [kind(hash_size) for kind in each("reach", "Reach")]
        hashes = array("I", [len(data), 0])
        said = [outcome(one.take, [data, data[: len(data) // 2]], hashes) for one in sets]
        require_same("Reach.take", *said)
        if isinstance(said[0], tuple) and said[0][:1] == (CorruptObject,):
            continue  # what is known after an error is nobody's business
        require_same("Reach.add", *[outcome(one.add, data) for one in sets])
        require_same("Reach", *[len(one) for one in sets])


def commits(data: bytes) -> None:
    """Commits' links."""
    native, pure = each("commits", "parse_commits")
    for hash_size in (20, 32):
        require_same("parse_commits", native([data, None], hash_size), pure([data, None], hash_size))


def arrange(data: bytes) -> None:
    """What rests on what, cycles and depths."""
    feed = Feed(data)
    depth, count = feed.byte() % 60, feed.byte() % 40
    bases = [feed.byte() % 48 - 4 for _ in range(count)]
    codes = array("B", [1 + feed.byte() % 4 for _ in range(count)])
    cut = [outcome(call, array("q", bases), depth) for call in each("arrange", "cut_chains")]
    require_same("cut_chains", *cut)
    if isinstance(cut[0], array):
        require_same("write_order", *[outcome(call, codes, cut[0], count) for call in each("arrange", "write_order")])
    offsets = array("q", sorted({feed.below(1 << 16) for _ in range(count)}))
    wanted = array("q", [feed.below(1 << 16) - 1 for _ in range(count)])
    require_same("match_offsets", *[outcome(call, offsets, wanted) for call in each("arrange", "match_offsets")])


def index(data: bytes) -> None:
    """Pack indexes, their lookups and columns."""
    feed = Feed(data)
    count = feed.byte() % 40
    ids = sorted({feed.piece(HASH_SIZE).ljust(HASH_SIZE, b"\7") for _ in range(count)})
    offsets = array("Q", [FIRST + feed.below(1 << 33) * (at > 0) for at in range(len(ids))])
    column = b"".join(ids)
    crcs = array("I", [0]) * len(ids)
    made = bytearray(
        build_index(SHA1, column, offsets, crcs, order_by_id(column, HASH_SIZE), bytes(20), version=1 + (count & 1))
        if count & 1 or not any(offset >> 32 for offset in offsets)
        else build_index(SHA1, column, offsets, crcs, order_by_id(column, HASH_SIZE), bytes(20))
    )
    for _ in range(feed.byte() % 6):
        made[feed.below(len(made))] = feed.byte()
    asked = column + feed.piece(60)
    asked = asked[: len(asked) // HASH_SIZE * HASH_SIZE]
    tables = []
    for kind in each("lookup", "IndexTable"):
        opened = outcome(PackIndex, bytes(made), SHA1)
        if not isinstance(opened, PackIndex):
            return
        tables.append(
            kind(
                bytes(made), opened.fanout, opened.hash_size, opened.id_start, opened.id_stride, opened.offset_start,
                opened.offset_stride, opened.large_start, opened.large_count, opened.version == 2,
            )
        )  # fmt: skip
    rows = array("I", range(opened.count))
    for name, words in (("find_offsets", (asked,)), ("offsets", ()), ("ids_of", (rows,)), ("ascends", (0, len(rows)))):
        require_same(name, *[outcome(getattr(table, name), *words) for table in tables])
    require_same("pack_order", *[outcome(table.pack_order)[1] for table in tables])


def decoders(pack: Pack, limit: int) -> list[Any]:
    """A decoder of each implementation for `pack`."""
    known = dict(zip(pack.ids, pack.offsets, strict=True))
    made = zip(each("decoder", "PackDecoder"), each("cache", "BaseCache"), strict=True)
    end = len(pack.data) - HASH_SIZE
    return [decoder(pack.data, FIRST, end, HASH_SIZE, known.get, cache(limit), 0) for decoder, cache in made]


def packs(data: bytes) -> None:
    """Packs that have an index: one object, many, described, built, hashed, copied."""
    feed = Feed(data)
    limit = (0, 600, ROOM)[feed.byte() % 3]
    pack = pack_from(feed)
    offsets = array("Q", pack.offsets)
    one, other = decoders(pack, limit)
    for offset in offsets:
        require_same(f"read {offset}", outcome(one.read, offset), outcome(other.read, offset))
        require_same(f"info {offset}", outcome(one.info, offset), outcome(other.info, offset))
    one, other = decoders(pack, limit)
    require_same("info_many", one.info_many(offsets, 2), other.info_many(offsets, 2))
    require_same("digests", one.digests(offsets, 2), other.digests(offsets, 2))
    plans = [decoder.plan(offsets, 2) for decoder in (one, other)]
    require_same("plan codes", plans[0].codes, plans[1].codes)
    require_same("plan sizes", plans[0].sizes, plans[1].sizes)
    require_same("bodies", *[plan.bodies(0, len(offsets), ROOM) for plan in plans])
    require_same("fill", *[filled(plan) for plan in plans])
    transfers(pack)


def filled(plan: Any) -> tuple[bytes, list[int]]:
    """What a plan writes into a buffer, and what failed."""
    places, at = array("q"), 0
    for code, size in zip(plan.codes, plan.sizes, strict=True):
        wanted = bool(code) and at + size <= ROOM
        places.append(at if wanted else -1)
        at += size if wanted else 0
    buffer = bytearray(at)
    failed = sorted(plan.fill(memoryview(buffer), places))
    for position in failed:
        start = places[position]
        buffer[start : start + plan.sizes[position]] = bytes(plan.sizes[position])
    return bytes(buffer), failed


def transfers(pack: Pack) -> None:
    """The pack's entries copied into another."""
    import zlib

    end = len(pack.data) - HASH_SIZE
    starts = array("q", pack.offsets)
    ends = [*pack.offsets[1:], end]
    crcs = array("I", [zlib.crc32(pack.data[at:after]) for at, after in zip(pack.offsets, ends, strict=True)])
    count = len(starts)
    order = array("q", range(count))
    for bases in (array("q", [-1]) * count, array("q", range(-1, count - 1))):
        said = []
        for kind in each("transfer", "Transfer"):
            columns = Columns(
                b"".join(pack.ids), array("q", [0]) * count, starts, bases, array("q", [-1]) * count, count
            )
            tool = outcome(kind, pack.data, starts, crcs, FIRST, end, HASH_SIZE)
            said.append((outcome(tool.copy, order, 0, 0, columns, FIRST, ROOM, False), columns.places))
        require_same("Transfer.copy", *said)


def incoming(data: bytes) -> None:
    """Packs that have no index yet: entries found, deltas resolved."""
    feed = Feed(data)
    room = (0, 300, ROOM)[feed.byte() % 3]
    pack = pack_from(feed)
    end = len(pack.data) - HASH_SIZE
    said = []
    for scan, resolve in zip(each("scan", "scan_entries"), each("resolve", "resolve_deltas"), strict=True):
        at, offsets, kinds, sizes, bases, crcs, hashes = scan(pack.data, FIRST, end, 99, HASH_SIZE, ROOM, FIRST)
        codes = array("B", [kind if kind < 5 else 0 for kind in kinds])
        ids = bytearray(hashes)
        failed = resolve(pack.data, FIRST, end, offsets, codes, ids, room, 2)
        said.append((at, offsets, kinds, sizes, bases, crcs, hashes, codes, bytes(ids), sorted(failed)))
    names = ("end", "offsets", "kinds", "sizes", "bases", "crcs", "hashes", "codes", "ids", "failed")
    for name, one, other in zip(names, *said, strict=True):
        require_same(f"scan and resolve, {name}", one, other)
