"""Take packs away whose objects are in other packs by now, or loose, or not wanted any more.

    flush       what stays, with its names: a power cut must not leave neither
    out         the multi-pack-index that tells of them, then the index of each: nobody finds anything in them any more
    look again  a pack that a writer counts on, or that is kept, is put back; what was made loose and taken away
                meanwhile, since it was in the pack too, is made loose again from the files, which are still open
    away        the packs

Whatever goes wrong before a pack is away, it is put back. Why this loses nothing beside a prune-packed and a writer is
told in docs/decisions/0009-order-of-removal.md.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Sequence
from functools import partial

from pygitobj.errors import GitObjectError, NotFoundError
from pygitobj.files.directory import GONE, Seen, seen, sync_directory
from pygitobj.files.held import HeldPack
from pygitobj.files.leaving import Leaving
from pygitobj.files.pack import PackFile
from pygitobj.files.pack_family import packs_in, remove_multi, sync_pack_files
from pygitobj.jobs.unreachable.loosened import Left, Loosened
from pygitobj.oid import TYPE_BY_CODE
from pygitobj.record import Record
from pygitobj.sources.values import RawObject
from pygitobj.store.object_store import ObjectStore
from pygitobj.store.verify import read_verified

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.kernels.buffers import ByteSource


# Packs that are held open to be read when they are gone; of more, only those that are open anyhow are.
MOST_HELD = 64


class Existing(Record):
    """A pack that was there at first, and its file as it was seen then."""

    pack: PackFile
    seen: Seen


class PackRemoval:
    """Packs of the first object directory of a store that go, and what is to be loose then."""

    def __init__(self, loosened: Loosened, going: Sequence[Existing]) -> None:
        self.loosened = loosened
        self.store = loosened.store
        self.policy = loosened.policy
        self.directories = [source.packed.path for source in self.store.sources]
        self.leaving = [Leaving(pack.path, known, index_of(pack), self.policy) for pack, known in going]
        self.held = held(loosened.left)
        # The packs that are on the disk with their names.
        self.flushed: set[str] = set()

    def run(self) -> list[str]:
        """Take them away; gives the names of those that are gone. Raises GitObjectError, OSError: the rest is there."""
        if not self.leaving:
            return []
        if self.policy.sync_before_removal:
            going = {one.stem for one in self.leaving}
            for directory in self.directories:
                self.flushed.update(flush_packs(directory, going))
        try:
            self.take_out()
            for one in self.leaving:
                one.stays()
            self.look_again()
            return [os.path.basename(one.stem) for one in self.leaving if one.go()]
        except BaseException:
            self.put_back()
            raise

    def take_out(self) -> None:
        """Take them out of the store, all of them before any is looked at again: an object may be in several."""
        names = [os.path.basename(one.stem) for one in self.leaving]
        if remove_multi(self.directories[0], names) and self.policy.sync_before_removal:
            sync_directory(self.directories[0])
        for one in self.leaving:
            one.take_out()

    def put_back(self) -> None:
        """Put back what is not gone yet, as far as that can be done."""
        for one in self.leaving:
            try:
                one.put_back()
            except OSError as error:
                self.store.warn(f"error: unable to put the index of {one.stem} back: {error.strerror}")

    def look_again(self, elsewhere: Callable[[bytes], bool] | None = None) -> None:
        """Make loose again what is not loose any more, unless it is `elsewhere`. Raises GitObjectError, OSError."""
        ours = {one.stem for one in self.leaving if one.is_out}
        for left, oid in self.loosened.ids():
            if elsewhere is not None and seen(self.loosened.loose.path(oid)) is None and elsewhere(oid):
                continue
            try:
                self.loosened.ensure(oid, partial(self.read, left, oid))
            except NotFoundError:
                if left.pack.path in ours:
                    raise
                self.store.warn(f"error: {oid.hex()} was made loose and has gone, with its pack, by another's hand")
        self.loosened.flush()

    def look_once_more(self) -> None:
        """Look again when all is done: git's prune-packed does not see that a pack has gone while it runs."""
        if self.loosened.left:
            store = self.store
            with ObjectStore(
                store.path, store.format, alternates=store.alternates, warn=store.warn, log=False
            ) as fresh:
                self.look_again(partial(can_read, fresh))

    def read(self, left: Left, oid: bytes) -> RawObject:
        """The object `oid` from its pack, wherever that is now, or from another copy. Raises GitObjectError."""
        pack = self.held.get(left.pack.path)
        if pack is not None:
            try:
                found = pack.read(oid)
            except (OSError, GitObjectError):
                found = None  # damaged there
            if found is not None:
                raw = RawObject(TYPE_BY_CODE[found[0]], found[1])
                if self.store.format.digest(raw.type, raw.data) == oid:
                    return raw
        return read_verified(self.store, oid)


def flush_packs(directory: str, going: Collection[str]) -> list[str]:
    """Flush the packs in `directory` but for those `going` to the disk, with their names; gives them.

    Raises OSError.
    """
    flushed = []
    for stem in packs_in(directory):
        try:
            if stem not in going:
                sync_pack_files(stem)
                flushed.append(stem)
        except GONE:
            continue  # another repack took it away, and has seen to what was in it
    if flushed:
        sync_directory(directory)
    return flushed


def index_of(pack: PackFile) -> ByteSource | None:
    """What the index of `pack` holds if it is open."""
    return None if pack.opened_index is None else pack.opened_index.data


def held(left: Sequence[Left]) -> dict[str, HeldPack]:
    """The packs of what is `left`, by their paths, open, as far as they are there."""
    found: dict[str, HeldPack] = {}
    for pack, ids, _ in left:
        is_open = pack.opened_index is not None and pack.opened_decoder is not None
        if ids and (len(found) < MOST_HELD or is_open):
            try:
                found[pack.path] = HeldPack(pack)
            except (OSError, GitObjectError):
                continue
    return found


def can_read(store: ObjectStore, oid: bytes) -> bool:
    """Whether some copy in `store` is the object `oid`."""
    try:
        read_verified(store, oid)
    except GitObjectError:
        return False
    return True
