"""Packing references that have files of their own, and taking these files away: what pack-refs does.

packed-refs is whole and has its name, on the disk too, before the first file goes; and a file goes only under its lock,
if it still says what was packed.
"""

from __future__ import annotations

import os

from pygitobj.errors import RefError
from pygitobj.files.directory import status, unlink
from pygitobj.formats.packed_refs import PackedRef
from pygitobj.formats.refname import is_valid_refname
from pygitobj.oid import ObjectId
from pygitobj.refs.files_held import FilesHeld
from pygitobj.refs.files_packed import PackedLock
from pygitobj.refs.files_places import tidy
from pygitobj.refs.names import RefName, name_to_write
from pygitobj.refs.updates import Optimizing, RefPolicy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.refs.files_store import FilesStore

# Fewer loose references than this are no reason to pack; with more packed ones it takes more.
LEAST_LOOSE = 16
RECORD_SIZE = 100
PER_DOUBLING = 5


def optimize(store: FilesStore, options: Optimizing, policy: RefPolicy) -> None:
    """Pack the references of `store` that `options` want, as git would now. Raises RefError, RepositoryError."""
    if options.auto and not is_worth_it(store, options):
        return
    lock = PackedLock(store, policy)
    try:
        values: dict[bytes, PackedRef | None] = {}
        for name, oid in loose_ones(store, options):
            raw = os.fsencode(name)
            try:
                values[raw] = PackedRef(raw, oid, options.peeled(name, oid))
            except RefError as error:
                raise RefError(f"failure preparing to create packed reference {name}: {error}", name) from error
        lock.prepare(values)
        try:
            lock.commit()
        except OSError as error:
            raise RefError(f"unable to write new packed-refs: {error.strerror}") from error
    finally:
        lock.release()
    if options.prune:
        for raw, packed in reversed(values.items()):
            assert packed is not None
            prune(store, os.fsdecode(raw), packed.id, options, policy)


def is_worth_it(store: FilesStore, options: Optimizing) -> bool:
    """Whether there are so many loose references, beside those that are packed, that packing them pays."""
    found = status(store.packed_path)
    packed = 0 if found is None else found.st_size // RECORD_SIZE
    limit = max(LEAST_LOOSE, PER_DOUBLING * (packed.bit_length() - 1))
    return any(number >= limit for number, _ in enumerate(loose_ones(store, options), 1))


def loose_ones(store: FilesStore, options: Optimizing) -> list[tuple[RefName, ObjectId]]:
    """The references with files that are to be packed, and their ids; symbolic and broken ones are not."""
    found = []
    for raw in store.loose_names("refs/", strict=False):
        name = os.fsdecode(raw)
        if is_valid_refname(name):
            value = store.read(name)
            if isinstance(value, ObjectId) and options.wants(name, value):
                found.append((name_to_write(name), value))
    return found


def prune(store: FilesStore, name: str, oid: ObjectId, options: Optimizing, policy: RefPolicy) -> None:
    """Take the file of the reference `name` away, which was packed as `oid`, if it says so still."""
    held = FilesHeld(store, policy)
    checked = name_to_write(name)
    try:
        held.lock(checked)
        now = store.read(name)
        if now is None:
            raise RefError(f"unable to resolve reference '{name}'", name)
        if now != oid:
            raise RefError(f"is at {now} but expected {oid}", name)
        unlink(store.path(name))
    except RefError as error:
        options.warn(f"error: cannot lock ref '{name}': {error}")
    except OSError as error:
        options.warn(f"error: unable to unlink '{store.path(name)}': {error.strerror}")
    finally:
        held.release()
    tidy(*store.place(name))
