"""Putting a pack with its index into a pack directory, so that no reader ever sees one without the other.

    .keep, .promisor    before the pack, so that no repack takes it away
    .pack, .rev
    .idx                last: with it the pack is part of the store

Follows git's Documentation/gitformat-pack; the order is that of `git index-pack`.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import NamedTuple

from pygitobj.files.atomic import TempFile, WritePolicy

PACK_WHAT = "pack"
INDEX_WHAT = "idx"
REVERSE_WHAT = "rev"


class PackIndexes(NamedTuple):
    """A pack's index and, where one is wanted, its reverse index, as bytes."""

    forward: bytes
    reverse: bytes | None


def install_pack(
    temp: TempFile, stem: str, indexes: PackIndexes, policy: WritePolicy, notes: Mapping[str, bytes]
) -> None:
    """Give the pack in `temp` and its indexes their names, `stem` with suffixes. Raises OSError.

    `notes` has the contents of further files, by suffix (".keep"). What has these names already is of the same
    objects, since names are hashes, and stays or is replaced by what is as good.
    """
    temp.finish(policy, sync=policy.sync_pack)
    for suffix, text in notes.items():
        write_note(stem + suffix, text)
    temp.publish(stem + ".pack", rename=policy.rename)
    install_indexes(stem + ".idx", indexes, policy)


def install_indexes(path: str, indexes: PackIndexes, policy: WritePolicy) -> None:
    """Write the index to the file `path`, and before it the reverse index to the one beside it. Raises OSError."""
    if indexes.reverse is not None:
        write_whole(path.removesuffix(".idx") + ".rev", REVERSE_WHAT, indexes.reverse, policy)
    write_whole(path, INDEX_WHAT, indexes.forward, policy)


def write_whole(path: str, what: str, data: bytes, policy: WritePolicy) -> None:
    """Write `data` to the file `path`, which then has all of it or what it had before. Raises OSError."""
    with TempFile(os.path.dirname(path) or ".", what) as temp:
        temp.write(data)
        temp.finish(policy, sync=policy.sync_metadata)
        temp.replace(path)


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
