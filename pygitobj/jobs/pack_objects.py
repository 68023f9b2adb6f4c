"""Pack objects: those whose ids are given, as deltas of one another where that takes less room.

    leave out   what is not to be packed: see `LeftOut`
    list        where each is stored, and which deltas stay as they are (pack_list.py)
    choose      new deltas (choose_deltas.py)
    write       the entries (write_entries.py), then the index

Follows git's Documentation/git-pack-objects.
"""

from __future__ import annotations

import os
from array import array
from collections.abc import Callable, Mapping
from typing import BinaryIO, NamedTuple

from pygitobj.files.atomic import WritePolicy
from pygitobj.files.pack import PackFile
from pygitobj.files.pack_install import HowIndexed, install_pack
from pygitobj.files.pack_stream import PackStream
from pygitobj.files.pack_writer import PackBuilder
from pygitobj.jobs.choose_deltas import DeltaOptions, NewDelta, choose_deltas
from pygitobj.jobs.pack_entries import Report, silent
from pygitobj.jobs.pack_list import PackList, listed
from pygitobj.jobs.reachable import Column
from pygitobj.jobs.write_entries import EntryOptions, EntryWriter, Written
from pygitobj.kernels import cut_chains
from pygitobj.store.object_store import ObjectStore


class PackOptions(NamedTuple):
    """How objects are packed."""

    deltas: DeltaOptions = DeltaOptions()
    entries: EntryOptions = EntryOptions()
    indexed: HowIndexed = HowIndexed()
    report: Report = silent


class Prepared(NamedTuple):
    """Objects that are ready to be written."""

    objects: PackList
    found: dict[int, NewDelta]


def prepare(store: ObjectStore, wanted: Column, options: PackOptions, edge: Column | None = None) -> Prepared:
    """The objects `wanted`, each of them once, with their deltas, which may have bases in `edge` too.

    Raises GitObjectError where one is missing or damaged.
    """
    ids, hashes = bytes(wanted.ids), wanted.hashes
    if edge is not None:
        near = edge_bases(wanted, edge, store.format.hash_size)
        ids, hashes = ids + near.ids, hashes + near.hashes
    objects = listed(ids, hashes, store, len(wanted.hashes), reuse=options.deltas.reuse)
    options.report("Counting objects", objects.count, objects.count, None)
    heights = cut_chains(objects.bases, options.deltas.depth)
    objects.forget_cut()
    found = choose_deltas(objects, heights, store, options.deltas, options.report)
    for pack in objects.packs:
        # What was read of it need not stay in memory.
        pack.give_back()
    return Prepared(objects, found)


def edge_bases(wanted: Column, edge: Column, size: int) -> Column:
    """What of `edge` has the name of one of `wanted`, each once."""
    names = set(wanted.hashes)
    found: dict[bytes, int] = {}
    for at, hash_ in enumerate(edge.hashes):
        if hash_ in names:
            found.setdefault(bytes(edge.ids[at * size : (at + 1) * size]), hash_)
    return Column(bytearray(b"".join(found)), array("I", found.values()))


def write_packs(
    prepared: Prepared,
    store: ObjectStore,
    stem: str,
    options: PackOptions,
    policy: WritePolicy,
    notes: Mapping[str, bytes],
    tell: Callable[[str], None],
) -> Written:
    """Write packs `stem`-<trailer> with their indexes; `tell` is told each trailer in hex when its pack is there.

    `notes` as in `install_pack`. Raises GitObjectError, OSError.
    """
    writer = EntryWriter(*prepared, store, options.entries, options.report)
    first = True
    while first or writer:
        first = False
        builder = PackBuilder(os.path.dirname(stem) or ".", store.format)
        with builder.temp as temp:
            writer.write(builder)
            finished = builder.finish(options.indexed)
            install_pack(temp, f"{stem}-{finished.trailer.hex()}", finished.indexes, policy, notes)
        tell(finished.trailer.hex())
    return writer.written()


def stream_pack(prepared: Prepared, store: ObjectStore, file: BinaryIO, options: PackOptions) -> Written:
    """Write the pack to `file`. Raises GitObjectError, OSError."""
    stream = PackStream(file, store.format, len(prepared.objects))
    writer = EntryWriter(*prepared, store, options.entries._replace(limit=0), options.report)
    writer.write(stream)
    stream.finish()
    return writer.written()


class LeftOut(NamedTuple):
    """Which objects are not packed.

    With `local` those that an alternate has, with `incremental` those in any pack, with `honor_keep` those in packs
    with a .keep file, and those in packs of the names `keep`.
    """

    local: bool = False
    incremental: bool = False
    honor_keep: bool = False
    keep: frozenset[str] = frozenset()

    def drop(self, store: ObjectStore, wanted: Column) -> Column:
        """`wanted` without them."""
        column = bytes(wanted.ids)
        out = bytearray(len(wanted.hashes))
        for pack in self.packs(store):
            try:
                offsets = pack.find_offsets(column)
            except FileNotFoundError:
                continue  # it went meanwhile, and leaves nothing out
            for at, offset in enumerate(offsets):
                out[at] |= offset >= 0
        size = store.format.hash_size
        if self.local:
            borrowed = {oid for source in store.sources[1:] for oid in source.loose.ids()}
            for at in range(len(out) if borrowed else 0):
                out[at] |= column[at * size : (at + 1) * size] in borrowed
        if not any(out):
            return wanted
        kept = [at for at, gone in enumerate(out) if not gone]
        ids = bytearray(b"".join([column[at * size : (at + 1) * size] for at in kept]))
        return Column(ids, array("I", [wanted.hashes[at] for at in kept]))

    def packs(self, store: ObjectStore) -> list[PackFile]:
        """The packs of `store` whose objects are left out."""
        found = []
        for number, source in enumerate(store.sources):
            for pack in source.packed.all_packs():
                ours = self.keeps(pack.path) if not number else self.local
                if self.incremental or ours:
                    found.append(pack)
        return found

    def keeps(self, path: str) -> bool:
        """Whether the pack at `path`, without suffix, is kept as it is."""
        named = os.path.basename(path) + ".pack" in self.keep
        return named or (self.honor_keep and os.path.exists(path + ".keep"))
