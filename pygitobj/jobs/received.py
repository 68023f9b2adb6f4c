"""What is asked of the objects of a pack before it becomes part of a store.

bytes       an object that the store has already must be the same there, unless its copy is damaged
form        with `--fsck-objects`: commits, trees and tags are well-formed, as `git fsck` sees it
links       with `--strict`: what they name is in the pack or in the store, and of the type they say
"""

from __future__ import annotations

import os
from array import array
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from pygitobj.errors import CorruptObject, GitObjectError
from pygitobj.formats.fsck import check_object
from pygitobj.formats.links import BLOB, Link, links_of, require_type
from pygitobj.jobs.pack_entries import PackEntries
from pygitobj.kernels import BaseCache
from pygitobj.oid import TYPE_BY_CODE, ObjectId
from pygitobj.store.bulk import read_targets
from pygitobj.store.existing import New, refuse_collision
from pygitobj.store.object_store import ObjectStore
from pygitobj.store.values import RawObject
from pygitobj.store.window import locate_column

WINDOW = 32 << 20
# Entries that are planned at once.
MOST = 1 << 14
# What git tells of, but does not refuse.
HARMLESS = frozenset({
    "badFilemode", "badTagName", "gitmodulesParse", "gitmodulesSymlink", "gitattributesSymlink", "gitignoreSymlink",
    "mailmapSymlink", "missingTaggerEntry",
})  # fmt: skip
IGNORED = frozenset({"extraHeaderEntry"})
SEVERITIES = ("error", "warn", "ignore")


class Received(NamedTuple):
    """One object of a pack: its position among the entries, type code and body."""

    position: int
    code: int
    body: bytes


def received(entries: PackEntries, positions: list[int], room: int, threads: int) -> Iterator[Received]:
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
                yield Received(
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
        received(entries, positions, room, store.threads), read_targets(store, ids, WINDOW, None), strict=True
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


class Checks(NamedTuple):
    """What is asked of a pack's objects: their form, their links, and how severe which finding is, where told."""

    form: bool = False
    links: bool = False
    severities: Mapping[str, str] = {}


def parse_severities(text: str) -> dict[str, str]:
    """The severities in `id=severity,…`. Raises GitObjectError for one that is none."""
    severities = {}
    for word in text.replace("|", ",").replace(" ", ",").split(","):
        name, equals, severity = word.partition("=")
        if not word:
            continue
        if not equals:
            raise GitObjectError(f"Missing '=': '{word}'")
        if severity not in SEVERITIES:
            raise GitObjectError(f"Unknown fsck message type: '{severity}'")
        severities[name.lower()] = severity
    return severities


def check_received(
    entries: PackEntries, store: ObjectStore | None, checks: Checks, room: int, warn: Callable[[str], None]
) -> None:
    """Raises CorruptObject where an object is malformed or names one that is not there; `warn` is told each finding."""
    positions = [at for at, code in enumerate(entries.codes) if code != BLOB]
    known = entries.positions() if checks.links else {}
    outside: dict[bytes, Link] = {}
    for new in received(entries, positions, room, 1 if store is None else store.threads):
        refuse_malformed(entries, new, checks, warn)
        if not checks.links:
            continue
        for link in links_of(new.code, new.body, entries.format):
            at = known.get(link.oid)
            if at is None:
                outside[link.oid] = link
            else:
                require_type(entries.codes[at], link.code, link.oid.hex())
    headers = store.header_many(outside) if store is not None else (None for _ in outside)
    for link, header in zip(outside.values(), headers, strict=True):
        if header is None:
            raise CorruptObject(f"did not receive expected object {link.oid.hex()}")
        require_type(header.type.code, link.code, link.oid.hex())


def refuse_malformed(entries: PackEntries, new: Received, checks: Checks, warn: Callable[[str], None]) -> None:
    """Raises CorruptObject where an object is malformed; `warn` is told each finding."""
    failed = False
    kind = str(TYPE_BY_CODE[new.code])
    for finding in check_object(kind, new.body, entries.format):
        severity = checks.severities.get(finding.id.lower())
        if severity == "ignore" or (severity is None and finding.id in IGNORED):
            continue
        harmless = severity is None and finding.id in HARMLESS
        warn(
            f"{'warning' if harmless else 'error'}: object {entries.oid(new.position).hex()}: "
            f"{finding.id}: {finding.message}"
        )
        failed = failed or not harmless
    if failed:
        raise CorruptObject("fsck error in packed object")
