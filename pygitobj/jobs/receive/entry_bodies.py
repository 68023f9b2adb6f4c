"""The objects of a pack that is coming in: their bodies, and that the store has no others under the same ids.

What else is asked of them: check/incoming.py.
"""

from __future__ import annotations

import os
from array import array
from collections.abc import Iterator

from pygitobj.jobs.receive.pack_entries import PackEntries
from pygitobj.kernels import BaseCache
from pygitobj.oid import TYPE_BY_CODE, ObjectId
from pygitobj.record import Record
from pygitobj.sources.values import RawObject
from pygitobj.store.bulk import read_targets
from pygitobj.store.existing import New, refuse_collision
from pygitobj.store.object_store import ObjectStore
from pygitobj.store.windows import locate_column

WINDOW = 32 << 20
# Entries that are planned at once.
MOST = 1 << 14


class EntryBody(Record):
    """One object of a pack: its position among the entries, type code and body."""

    position: int
    code: int
    body: bytes


def entry_bodies(entries: PackEntries, positions: list[int], room: int, threads: int) -> Iterator[EntryBody]:
    """The objects at `positions`, in that order. Raises CorruptPack, CorruptDelta for one that cannot be built."""
    decoder = entries.decoder(BaseCache(room))
    for start in range(0, len(positions), MOST):
        here = positions[start : start + MOST]
        plan = decoder.plan(array("q", [entries.offsets[at] for at in here]), threads)
        first = 0
        while first < len(here):
            last, held = first, 0
            while last < len(here) and (last == first or held + plan.sizes[last] <= WINDOW):
                held += plan.sizes[last]
                last += 1
            bodies = plan.bodies(first, last, 1 << 62)
            entries.source.require_readable()
            for at, body in zip(here[first:last], bodies, strict=True):
                yield EntryBody(
                    at, entries.codes[at], body if body is not None else decoder.read(entries.offsets[at])[1]
                )
            first = last


def refuse_collisions(entries: PackEntries, store: ObjectStore, room: int) -> None:
    """Raises CorruptObject where the store has another, sound object under the id of one of the pack.

    A copy that cannot be read, or hashes to another id, is damaged: the store's user is told, the pack's copy counts.
    """
    positions = positions_in_store(entries, store)
    ids = (entries.oid(at) for at in positions)
    for new, old in zip(
        entry_bodies(entries, positions, room, store.threads), read_targets(store, ids, WINDOW, None), strict=True
    ):
        kind = TYPE_BY_CODE[new.code]
        if not isinstance(old, RawObject) or kind != old.type or new.body != old.data:
            refuse_collision(store, New(ObjectId(entries.oid(new.position)), kind, len(new.body), new.body))


def positions_in_store(entries: PackEntries, store: ObjectStore) -> list[int]:
    """The positions of the objects that the store has in another place than this pack."""
    column = bytes(entries.ids)
    found: set[int] = set()
    own = os.path.realpath(entries.source.path)
    before = store.trouble.count
    store.refresh()
    for pack, _, positions in locate_column(store, column):
        if os.path.realpath(pack.pack_path) != own:
            found.update(range(len(entries)) if positions is None else positions)
    store.trouble.require_none(before, "unable to look for the objects that are there already")
    loose = {oid for source in store.sources for oid in source.loose.ids()}
    if loose:
        found.update(at for at in range(len(entries)) if entries.oid(at) in loose)
    return sorted(found)
