"""Take away loose objects that a pack has too.

A loose file goes only where the object came out of a pack, built and hashed: what an index says alone is not enough.

Follows git's Documentation/git-prune-packed.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

from pygitobj.errors import GitObjectError
from pygitobj.store.object_store import ObjectStore
from pygitobj.store.window import locate_column

# Ids that are looked up at once.
COLUMN = 1 << 14


def packed_loose(store: ObjectStore) -> Iterator[str]:
    """The paths of the loose objects in the first object directory of `store` that some pack has, and soundly."""
    store.refresh()
    loose = store.sources[0].loose
    ids = list(loose.ids())
    for start in range(0, len(ids), COLUMN):
        here = ids[start : start + COLUMN]
        sound = packed_soundly(store, here)
        yield from map(loose.path, filter(sound.__contains__, here))


def packed_soundly(store: ObjectStore, ids: list[bytes]) -> set[bytes]:
    """Those of `ids` that come out of a pack and hash to their id."""
    size = store.format.hash_size
    found: set[bytes] = set()
    for pack, offsets, _ in locate_column(store, b"".join(ids)):
        try:
            _, _, digests = pack.decoder.digests(offsets, store.threads)
        except (OSError, GitObjectError):
            continue
        found.update(digests[at : at + size] for at in range(0, len(digests), size))
    return found


def prune_packed(store: ObjectStore) -> int:
    """Take away the loose objects that a pack has too, and directories that are empty then; gives how many.

    Raises OSError.
    """
    taken = 0
    for path in packed_loose(store):
        try:
            os.unlink(path)
        except FileNotFoundError:
            continue  # another one took it
        taken += 1
    for number in range(256):
        try:
            os.rmdir(f"{store.sources[0].path}/{number:02x}")
        except OSError:
            continue  # not there, or not empty
    return taken
