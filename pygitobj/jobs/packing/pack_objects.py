"""Pack objects: those whose ids are given, as deltas of one another where that takes less room.

    leave out   what is not to be packed (left_out.py)
    list        where each is stored, and which deltas stay as they are (pack_list.py)
    choose      new deltas (choose_deltas.py)
    write       the entries (write_entries.py), then the index

Follows git's Documentation/git-pack-objects.
"""

from __future__ import annotations

import os
from array import array
from collections.abc import Callable, Mapping

from pygitobj.files.atomic import WritePolicy
from pygitobj.files.pack_install import NOTE_MODE, HowIndexed, install_pack
from pygitobj.files.pack_stream import PackStream
from pygitobj.files.pack_writer import PackBuilder
from pygitobj.jobs.packing.choose_deltas import DeltaOptions, choose_deltas
from pygitobj.jobs.report import silent
from pygitobj.kernels import Reach, cut_chains
from pygitobj.record import Record
from pygitobj.store.bulk import header_many
from pygitobj.store.object_store import ObjectStore
from pygitobj.store.pack_list import NewDelta, PackList, listed
from pygitobj.store.write_entries import EntryOptions, EntryWriter, Written
from pygitobj.walk.column import Column

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import BinaryIO

    from pygitobj.jobs.report import Report


class PackOptions(Record):
    """How objects are packed."""

    deltas: DeltaOptions = DeltaOptions()
    entries: EntryOptions = EntryOptions()
    indexed: HowIndexed = HowIndexed()
    report: Report = silent


class Prepared(Record):
    """Objects that are ready to be written."""

    objects: PackList
    found: dict[int, NewDelta]


def prepare(store: ObjectStore, wanted: Column, options: PackOptions, edge: Column | None = None) -> Prepared:
    """The objects `wanted`, each of them once, with their deltas, which may have bases in `edge` too.

    Raises GitObjectError where one is missing or damaged.
    """
    ids, hashes = bytes(wanted.ids), wanted.hashes
    if edge is not None:
        near = edge_bases(wanted, edge, store)
        ids, hashes = ids + near.ids, hashes + near.hashes
    objects = listed(ids, hashes, store, len(wanted.hashes), reuse=options.deltas.reuse)
    options.report("Counting objects", objects.count, objects.count, None)
    heights = cut_chains(objects.bases, options.deltas.depth)
    found = choose_deltas(objects, heights, store, options.deltas, options.report)
    for pack in objects.packs:
        # What was read of it need not stay in memory.
        pack.give_back()
    return Prepared(objects, found)


def edge_bases(wanted: Column, edge: Column, store: ObjectStore) -> Column:
    """What of `edge` has the name of one of `wanted`, each once, but is none of them; as far as it is there."""
    size = store.format.hash_size
    names = set(wanted.hashes)
    known = Reach(size)
    known.add(bytes(wanted.ids))
    found: dict[bytes, int] = {}
    for at, hash_ in enumerate(edge.hashes):
        oid = bytes(edge.ids[at * size : (at + 1) * size])
        if hash_ in names and oid not in known:
            found.setdefault(oid, hash_)
    for oid, header in zip(list(found), header_many(store, list(found)), strict=True):
        if header is None:
            # The other side has it all the same, but here nothing can rest on it.
            del found[oid]
    return Column(bytearray(b"".join(found)), array("I", found.values()))


def write_packs(
    prepared: Prepared,
    store: ObjectStore,
    stem: str,
    options: PackOptions,
    policy: WritePolicy,
    notes: Mapping[str, bytes],
    tell: Callable[[str], None],
    note_mode: int = NOTE_MODE,
) -> Written:
    """Write packs `stem`-<trailer> with their indexes; `tell` is told each trailer in hex when its pack is there.

    `notes` and `note_mode` as in `install_pack`. Raises GitObjectError, OSError.
    """
    writer = EntryWriter(*prepared, store, options.entries, options.report)
    first = True
    while first or writer:
        first = False
        builder = PackBuilder(os.path.dirname(stem) or ".", store.format)
        with builder.temp as temp:
            writer.write(builder)
            finished = builder.finish(options.indexed)
            install_pack(temp, f"{stem}-{finished.trailer.hex()}", finished.indexes, policy, notes, note_mode=note_mode)
        tell(finished.trailer.hex())
    return writer.written()


def stream_pack(prepared: Prepared, store: ObjectStore, file: BinaryIO, options: PackOptions) -> Written:
    """Write the pack to `file`. Raises GitObjectError, OSError."""
    stream = PackStream(file, store.format, prepared.objects.count)
    writer = EntryWriter(*prepared, store, options.entries._replace(limit=0), options.report)
    writer.write(stream)
    stream.finish()
    return writer.written()
