"""Which objects are not packed, by where they are already.

Follows git's Documentation/git-pack-objects, "--local", "--incremental", "--honor-pack-keep" and "--keep-pack".
"""

from __future__ import annotations

import os

from pygitobj.files.directory import GONE
from pygitobj.files.pack import PackFile
from pygitobj.files.pack_family import KEEP_SUFFIX, PACK_SUFFIX, has, is_passing
from pygitobj.record import Record
from pygitobj.store.object_store import ObjectStore
from pygitobj.walk.column import Column, picked


class LeftOut(Record):
    """Which objects are not packed. A pack that may pass leaves nothing out.

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
            except GONE:
                continue  # it went meanwhile, and leaves nothing out
            for at, offset in enumerate(offsets):
                out[at] |= offset >= 0
        size = store.format.hash_size
        borrowed = {oid for source in store.sources[1:] for oid in source.loose.ids()} if self.local else set()
        if borrowed:
            for at in range(len(out)):
                out[at] |= column[at * size : (at + 1) * size] in borrowed
        return picked(wanted, (at for at, gone in enumerate(out) if not gone), size) if any(out) else wanted

    def packs(self, store: ObjectStore) -> list[PackFile]:
        """The packs of `store` whose objects are left out."""
        found: list[PackFile] = []
        for number, source in enumerate(store.sources):
            found.extend(
                pack
                for pack in source.packed.all_packs()
                if not is_passing(pack.path) and (self.incremental or (self.local if number else self.keeps(pack.path)))
            )
        return found

    def keeps(self, path: str) -> bool:
        """Whether the pack at `path`, without suffix, is kept as it is."""
        named = os.path.basename(path) + PACK_SUFFIX in self.keep
        return named or (self.honor_keep and has(path, KEEP_SUFFIX))
