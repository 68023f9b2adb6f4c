"""Putting a pack with its index into a pack directory, so that no reader ever sees one without the other.

    .keep, .promisor    before the pack, so that no repack takes it away
    .pack, .rev
    .idx                last: with it the pack is part of the store

Follows git's Documentation/gitformat-pack; the order is that of `git index-pack`.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import NamedTuple, Self

from pygitobj.files.atomic import TempFile, WritePolicy
from pygitobj.formats.idx import FIRST_LARGE, build_index, order_by_id
from pygitobj.formats.rev import build_reverse_index
from pygitobj.oid import ObjectFormat

PACK_WHAT = "pack"
INDEX_WHAT = "idx"
REVERSE_WHAT = "rev"


class HowIndexed(NamedTuple):
    """The version of an index, from which offset on it uses its 64-bit table, and whether there is a reverse one."""

    version: int = 2
    first_large: int = FIRST_LARGE
    reverse: bool = True


class PackIndexes(NamedTuple):
    """A pack's index and, where one is wanted, its reverse index, as bytes."""

    forward: bytes
    reverse: bytes | None


def install_pack(
    temp: TempFile, stem: str, indexes: PackIndexes, policy: WritePolicy, notes: Mapping[str, bytes]
) -> None:
    """Give the pack in `temp` and its indexes their names, `stem` with suffixes. Raises OSError.

    `notes` has the contents of further files, by suffix (".keep"). What has these names already is of the same
    objects, since names are hashes, and stays or is replaced by what is as good. All is written before anything gets
    its name, so that a full disk leaves nothing behind.
    """
    temp.finish(policy, sync=policy.sync_pack)
    with written(stem + ".idx", indexes, policy) as waiting:
        for suffix, text in notes.items():
            write_note(stem + suffix, text)
        temp.publish(stem + ".pack", rename=policy.rename)
        waiting.publish()


def install_indexes(path: str, indexes: PackIndexes, policy: WritePolicy) -> None:
    """Write the index to the file `path`, and before it the reverse index to the one beside it. Raises OSError.

    Each then has all of it or what it had before.
    """
    with written(path, indexes, policy) as waiting:
        waiting.publish()


class Waiting:
    """Files that are whole and wait for their names, in the order in which they will get them."""

    def __init__(self) -> None:
        self.files: list[tuple[TempFile, str]] = []

    def publish(self) -> None:
        """Give them their names. Raises OSError."""
        while self.files:
            temp, path = self.files[0]
            temp.replace(path)
            del self.files[0]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        """Take away those that have none."""
        for temp, _ in self.files:
            temp.drop()


def written(path: str, indexes: PackIndexes, policy: WritePolicy) -> Waiting:
    """The index for the file `path` and the reverse index for the one beside it, written. Raises OSError."""
    waiting = Waiting()
    files = [(INDEX_WHAT, path, indexes.forward)]
    if indexes.reverse is not None:
        files.insert(0, (REVERSE_WHAT, path.removesuffix(".idx") + ".rev", indexes.reverse))
    try:
        for what, place, data in files:
            temp = TempFile(os.path.dirname(place) or ".", what)
            waiting.files.append((temp, place))
            temp.write(data)
            temp.finish(policy, sync=policy.sync_metadata)
    except OSError:
        waiting.__exit__()
        raise
    return waiting


def build_indexes(
    object_format: ObjectFormat,
    ids: bytes | bytearray,
    offsets: Sequence[int],
    crcs: Sequence[int],
    trailer: bytes,
    how: HowIndexed,
) -> PackIndexes:
    """The indexes of the pack that ends with `trailer`, from columns of its entries: see `build_index`."""
    order = order_by_id(ids, object_format.hash_size)
    forward = build_index(
        object_format, ids, offsets, crcs, order, trailer, version=how.version, first_large=how.first_large
    )
    return PackIndexes(forward, build_reverse_index(object_format, order, trailer) if how.reverse else None)


def write_note(path: str, text: bytes) -> None:
    """Write the short file `path`, unless it is there. Raises OSError."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    except FileExistsError:
        return
    try:
        os.write(descriptor, text)
    finally:
        os.close(descriptor)
