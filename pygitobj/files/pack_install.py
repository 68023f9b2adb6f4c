"""Putting a pack with its index into a pack directory, so that no reader ever sees one without the other.

    .keep, .promisor    before the pack, so that no repack takes it away
    .pack, .rev
    .idx                last: with it the pack is part of the store

Follows git's Documentation/gitformat-pack; the order is that of `git index-pack`.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence

from pygitobj.files.atomic import READ_ONLY, TempFile, WritePolicy
from pygitobj.files.pack_family import INDEX_SUFFIX, PACK_SUFFIX, REVERSE_SUFFIX
from pygitobj.formats.idx_writer import FIRST_LARGE, build_index, order_by_id
from pygitobj.formats.rev import build_reverse_index
from pygitobj.oid import ObjectFormat
from pygitobj.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Self

PACK_WHAT = "pack"
INDEX_WHAT = "idx"
REVERSE_WHAT = "rev"
NOTE_WHAT = "note"
NOTE_MODE = 0o600


class HowIndexed(Record):
    """The version of an index, from which offset on it uses its 64-bit table, and whether there is a reverse one."""

    version: int = 2
    first_large: int = FIRST_LARGE
    reverse: bool = True


class PackIndexes(Record):
    """A pack's index and, where one is wanted, its reverse index, as bytes."""

    forward: bytes
    reverse: bytes | None


def install_pack(
    temp: TempFile,
    stem: str,
    indexes: PackIndexes,
    policy: WritePolicy,
    notes: Mapping[str, bytes],
    *,
    named_by_hash: bool = True,
    note_mode: int = NOTE_MODE,
) -> frozenset[str]:
    """Give the pack in `temp` and its indexes their names, `stem` with suffixes. Raises OSError.

    `notes` has the contents of further files, by suffix (".keep"); one that is there already stays as it is, and the
    suffixes of the others are given. What has the other names already was made of the same bytes, since names are
    hashes, but it may be damaged: it is replaced, unread. Where the pack is not `named_by_hash` it may be anything:
    FileExistsError. `note_mode` is that of the further files, less the umask, as each job of git's has its own. All
    is written before anything gets its name, so that a full disk leaves nothing behind.
    """
    temp.finish(policy, sync=policy.sync_pack)
    with PendingFiles(policy) as marks, PendingFiles(policy) as pending:
        for suffix, text in notes.items():
            marks.add(NOTE_WHAT, stem + suffix, text, note_mode)
        add_indexes(pending, stem + INDEX_SUFFIX, indexes)
        new = marks.publish_new()
        if named_by_hash:
            temp.replace(stem + PACK_SUFFIX)
        else:
            temp.link(stem + PACK_SUFFIX)
        pending.publish()
    return frozenset(path.removeprefix(stem) for path in new)


def install_indexes(path: str, indexes: PackIndexes, policy: WritePolicy) -> None:
    """Write the index to the file `path`, and before it the reverse index to the one beside it. Raises OSError.

    Each then has all of it or what it had before.
    """
    with PendingFiles(policy) as pending:
        add_indexes(pending, path, indexes)
        pending.publish()


def write_note(path: str, text: bytes, policy: WritePolicy) -> bool:
    """Write the short file `path`; whether it was not there. What is there already stays. Raises OSError."""
    with PendingFiles(policy) as pending:
        pending.add(NOTE_WHAT, path, text, NOTE_MODE)
        return bool(pending.publish_new())


class PendingFiles:
    """Files that are whole and wait for their names, which they get in this order. Methods raise OSError."""

    def __init__(self, policy: WritePolicy) -> None:
        self.policy = policy
        self.files: list[tuple[TempFile, str]] = []

    def add(self, what: str, path: str, data: bytes, note_mode: int | None = None) -> None:
        """Write the file that will be `path`; a note has `note_mode`, whatever core.sharedRepository says."""
        temp = TempFile(os.path.dirname(path) or ".", what, mode=READ_ONLY if note_mode is None else note_mode)
        self.files.append((temp, path))
        temp.write(data)
        temp.finish(self.policy if note_mode is None else WritePolicy(), sync=self.policy.sync_metadata)

    def publish(self) -> None:
        """Give them their names, whatever has them."""
        for temp, path in self.files:
            temp.replace(path)

    def publish_new(self) -> list[str]:
        """Give those their names whose names nothing has; gives these. No file waits any more."""
        new = []
        for temp, path in self.files:
            try:
                temp.link(path)
            except FileExistsError:
                temp.drop()
            else:
                new.append(path)
        self.files = []
        return new

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        """Take away those that have none."""
        for temp, _ in self.files:
            temp.drop()


def add_indexes(pending: PendingFiles, path: str, indexes: PackIndexes) -> None:
    """Write the reverse index, where one is wanted, and then the index for the file `path`. Raises OSError."""
    if indexes.reverse is not None:
        pending.add(REVERSE_WHAT, path.removesuffix(INDEX_SUFFIX) + REVERSE_SUFFIX, indexes.reverse)
    pending.add(INDEX_WHAT, path, indexes.forward)


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
