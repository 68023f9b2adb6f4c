"""Take away loose objects that a pack has too.

A loose file goes only where the object came out of a pack, built and hashed: what an index says alone is not enough.

Follows git's Documentation/git-prune-packed.
"""

from __future__ import annotations

from collections.abc import Iterator

from pygitobj.errors import GitObjectError, RepositoryError
from pygitobj.files.directory import remove_if_empty, unlink
from pygitobj.store.object_store import ObjectStore
from pygitobj.store.window import locate_column

# Ids that are looked up at once.
COLUMN = 1 << 14


def packed_loose(store: ObjectStore) -> Iterator[str]:
    """The paths of the loose objects in the first object directory of `store` that some pack has, and soundly.

    Raises RepositoryError where the system does not let us look at all packs.
    """
    before = store.trouble.count
    store.refresh()
    loose = store.sources[0].loose
    ids = list(loose.ids())
    for start in range(0, len(ids), COLUMN):
        here = ids[start : start + COLUMN]
        sound = packed_soundly(store, here)
        store.trouble.require_none(before, "unable to look for objects that are packed")
        yield from map(loose.path, filter(sound.__contains__, here))


def packed_soundly(store: ObjectStore, ids: list[bytes]) -> set[bytes]:
    """Those of `ids` that come out of a pack and hash to their id."""
    size = store.format.hash_size
    found: set[bytes] = set()
    for pack, offsets, _ in locate_column(store, b"".join(ids)):
        try:
            _, _, digests = pack.digests(offsets, store.threads)
        except RepositoryError:
            raise
        except (OSError, GitObjectError):
            continue  # gone or damaged, so that the loose ones stay
        found.update(digests[at : at + size] for at in range(0, len(digests), size))
    return found


def prune_packed(store: ObjectStore) -> int:
    """Take away the loose objects that a pack has too, and directories that are empty then; gives how many.

    Raises OSError.
    """
    taken = 0
    for path in packed_loose(store):
        taken += unlink(path)
    for number in range(256):
        remove_if_empty(f"{store.sources[0].path}/{number:02x}")
    return taken
