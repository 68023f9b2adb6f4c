"""Which objects have their only sound copy in packs that are about to go.

Most of what goes was just written into a new pack. What was left out of that, since a kept pack, a larger one or an
alternate has it too, is read there first: an index says that it is there, not that it is whole.
"""

from __future__ import annotations

from array import array
from collections.abc import Collection, Iterable

from pygitobj.errors import MISSING_OR_BAD
from pygitobj.files.directory import GONE
from pygitobj.files.loose import read_loose
from pygitobj.files.pack import PackFile
from pygitobj.files.pack_family import is_passing
from pygitobj.id_list import IdList
from pygitobj.kernels import Reach
from pygitobj.store.object_store import ObjectStore


def relied_on(going: Iterable[PackFile], packed: bytes, wanted: bytes | None, size: int) -> bytes:
    """The raw ids of what the packs `going` have of `wanted` (None: of all) and is not among `packed`, each once.

    Raises OSError where a pack is gone, CorruptError.
    """
    known = Reach(size)
    known.add(packed)
    if wanted is not None:
        # What is not wanted counts as if it was packed.
        asked = Reach(size)
        asked.add(wanted)
    found = []
    for pack in going:
        fresh = known.add(pack.index.oid_column(0, pack.index.count))
        if wanted is not None:
            fresh = b"".join(oid for oid in IdList.of(fresh, size).raws() if oid in asked)
        found.append(fresh)
    return b"".join(found)


def without_sound_copy(store: ObjectStore, ids: bytes, going: Collection[str]) -> bytes:
    """Which of the raw `ids` nobody has soundly but packs of the paths `going`, and loose files that may go with them.

    Raises RepositoryError where not everything can be looked at.
    """
    size = store.format.hash_size
    for source in store.sources:
        for pack in source.packed.all_packs():
            if ids and pack.path not in going and not is_passing(pack.path):
                sound = sound_in(pack, ids, size, store.threads)
                ids = b"".join(oid for oid in split(ids, size) if oid not in sound)
    others = range(1, len(store.sources))
    return b"".join(oid for oid in split(ids, size) if not any(is_loose_in(store, at, oid) for at in others))


def sound_in(pack: PackFile, ids: bytes, size: int, threads: int) -> set[bytes]:
    """Which of the raw `ids` come out of `pack` and hash to themselves."""
    try:
        offsets = pack.find_offsets(ids)
        _, _, digests = pack.digests(array("q", [at for at in offsets if at >= 0]), threads)
    except (*GONE, *MISSING_OR_BAD):
        return set()  # so that what relies on it stays
    return set(split(digests, size))


def is_loose_in(store: ObjectStore, number: int, oid: bytes) -> bool:
    """Whether the alternate of this number has `oid` loose, and soundly. Raises OSError where that cannot be told."""
    try:
        kind, body = read_loose(store.sources[number].loose.path(oid))
    except (*GONE, *MISSING_OR_BAD):
        return False
    return store.format.digest(kind, body) == oid


def split(column: bytes, size: int) -> list[bytes]:
    """The raw ids in `column`."""
    return list(IdList.of(column, size).raws())
