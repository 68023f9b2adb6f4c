"""Promise what came from nowhere else: what a pack of a promising remote names, and is here by ourselves, is packed so.

A remote that sends an object has promised what it names. Where that is here too, made here and pushed before, nothing
else would say that it was promised; and who packs only what is not promised would lose sight of it.

Follows git's Documentation/git-index-pack, "--promisor".
"""

from __future__ import annotations

from collections.abc import Iterator

from pygitobj.errors import CorruptObject
from pygitobj.files.pack import PackFile
from pygitobj.files.pack_family import PROMISOR_SUFFIX
from pygitobj.formats.links import BLOB, COMMIT, links_of
from pygitobj.id_list import IdList
from pygitobj.jobs.packing.object_list import ids_of_packs
from pygitobj.jobs.packing.pack_objects import PackOptions, prepare, write_packs
from pygitobj.jobs.receive.entry_bodies import entry_bodies
from pygitobj.jobs.receive.index_pack import ROOM, tell_nobody
from pygitobj.jobs.receive.pack_entries import PackEntries
from pygitobj.kernels import Reach
from pygitobj.repository.repository import Repository
from pygitobj.store.bulk import header_many
from pygitobj.store.object_store import ObjectStore
from pygitobj.walk.problems import ANY_MISSING
from pygitobj.walk.promised import promisor_packs
from pygitobj.walk.reachable import Root, Scope, reachable


def pack_local_links(repository: Repository, entries: PackEntries) -> None:
    """Pack what `entries`, which are in a promisor pack of `repository` now, name and no promisor pack has.

    Blobs count only below a tree. What is not here at all is promised. Raises GitObjectError, OSError.
    """
    store = repository.objects
    size = store.format.hash_size
    packs = promisor_packs(store)
    if not has_others(store, packs):
        return
    promised = ids_of_packs(packs, (), size)
    known = Reach(size)
    known.add(promised)
    named = bytes(known.add(b"".join(named_by(entries, repository.shallow, store.threads))))
    ids = list(IdList.of(named, size).raws())
    here = [oid for oid, header in zip(ids, header_many(store, ids), strict=True) if header is not None]
    if not here:
        return
    # What is missing is promised.
    scope = Scope(repository.shallow, ANY_MISSING, ignored=promised)
    listed = reachable(store, [Root(oid) for oid in here], (), scope)
    options = PackOptions()
    prepared = prepare(store, listed.all(), options)
    notes = {PROMISOR_SUFFIX: b""}
    write_packs(prepared, store, f"{store.path}/pack/pack", options, repository.write_policy(), notes, tell_nobody)


def has_others(store: ObjectStore, packs: list[PackFile]) -> bool:
    """Whether `store` has objects outside of `packs`."""
    count = sum(len(source.packed.all_packs()) for source in store.sources)
    return count > len(packs) or any(True for source in store.sources for _ in source.loose.ids())


def named_by(entries: PackEntries, shallow: frozenset[bytes], threads: int) -> Iterator[bytes]:
    """The raw ids of the commits, trees and tagged objects that `entries` name. What is malformed names nothing."""
    positions = [at for at, code in enumerate(entries.codes) if code and code != BLOB]
    for new in entry_bodies(entries, positions, ROOM, threads):
        try:
            links = links_of(new.code, new.body, entries.format)
        except CorruptObject:
            continue
        cut_off = new.code == COMMIT and entries.oid(new.position) in shallow
        for link in links:
            is_entry = bool(link.name)
            if not (is_entry and link.code == BLOB) and not (cut_off and link.code == COMMIT):
                yield link.oid
