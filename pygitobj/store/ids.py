"""Which ids a store has: all of them, and those that begin with some digits."""

from __future__ import annotations

from collections.abc import Iterator
from heapq import merge
from typing import TYPE_CHECKING

from pygitobj.oid import HEX_DIGITS, ObjectId

if TYPE_CHECKING:
    from pygitobj.store.object_store import ObjectStore

MIN_PREFIX_DIGITS = 4


def all_ids(store: ObjectStore) -> Iterator[ObjectId]:
    """Every id once, ascending, from all sources."""
    store.refresh()
    last = None
    for oid in merge(*id_streams(store)):
        if oid != last:
            yield ObjectId(oid)
            last = oid


def id_streams(store: ObjectStore) -> list[Iterator[bytes]]:
    """The ids of every pack and every loose directory, each ascending."""
    streams: list[Iterator[bytes]] = []
    for source in store.sources:
        streams.extend(pack.index.oids() for pack in source.packed.all_packs())
        streams.append(source.loose.ids())
    return streams


def ids_with_prefix(store: ObjectStore, digits: str) -> list[ObjectId]:
    """The ids that begin with the hex `digits`, ascending, each once. Raises ValueError where these are none."""
    hex_size = store.format.hex_size
    if not MIN_PREFIX_DIGITS <= len(digits) <= hex_size or not HEX_DIGITS.issuperset(digits):
        raise ValueError(f"not an abbreviated object id: {digits!r}")
    digits = digits.lower()
    store.refresh()
    found: set[bytes] = set()
    low = bytes.fromhex(digits.ljust(hex_size, "0"))
    high = bytes.fromhex(digits.ljust(hex_size, "f"))
    for source in store.sources:
        for pack in source.packed.all_packs():
            found.update(pack.index.oid(row) for row in pack.index.rows_between(low, high))
        found.update(source.loose.with_prefix(digits))
    return [ObjectId(oid) for oid in sorted(found)]
