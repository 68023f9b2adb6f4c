"""Whether a store can give many objects, each with the bytes that its id says: built and hashed, and not kept.

in packs        a pack's objects together, each delta base built once, families on threads
the others      one by one, copy after copy: loose ones, large ones as streams, and whatever was wrong above
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator
from itertools import chain, compress

from pygitobj.errors import GitObjectError
from pygitobj.id_list import IdList
from pygitobj.oid import ObjectId
from pygitobj.sources.copies import Part
from pygitobj.store.bulk import lists, unplanned, unseen_entries
from pygitobj.store.ids import vanished
from pygitobj.store.parts import parts_of
from pygitobj.store.streaming import PIECE, open_object
from pygitobj.store.windows import MOST_COUNT, Stretch

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.store.database import ObjectDatabase

# A larger object is not built with others: its body passes in pieces, where it is stored whole.
AT_ONCE = 16 << 20


def verify_many(
    store: ObjectDatabase, oids: Iterable[bytes] | None
) -> Iterator[tuple[ObjectId, GitObjectError | None]]:
    """Each of `oids`, in their order, or every object of `store` in that of the packs, and what is wrong with it.

    Raises RepositoryError where not all can be listed.
    """
    if oids is not None:
        yield from verify_stretches(store, map(Stretch, lists(oids, store.format)))
        return
    try:
        rest = map(Stretch, lists(unplanned(store), store.format))
        yield from verify_stretches(store, chain(unseen_entries(store), rest))
    except OSError as error:
        raise vanished(error) from error


def verify_stretches(
    store: ObjectDatabase, stretches: Iterable[Stretch]
) -> Iterator[tuple[ObjectId, GitObjectError | None]]:
    """As `verify_many`, of the objects in `stretches`."""
    for stretch in stretches:
        for start in range(0, len(stretch.ids), MOST_COUNT):
            ids = stretch.ids[start : start + MOST_COUNT]
            parts = stretch.parts(start, len(ids))
            good = built_soundly(store, ids, parts_of(store, ids) if parts is None else parts)
            for oid, is_good in zip(ids, good, strict=True):
                yield oid, None if is_good else reason_of(store, oid)


def built_soundly(store: ObjectDatabase, ids: IdList, parts: list[Part]) -> bytearray:
    """Which of `ids` were built as `parts` have them, and hash to their ids."""
    good = bytearray(len(ids))
    if store.format.constructor is not None:
        return good  # the kernels know no hash but their own
    size = store.hash_size
    for part in parts:
        try:
            _, sizes, _ = part.pack.info_many(part.offsets, store.threads)
            small = [length <= AT_ONCE for length in sizes]
            offsets, places = array("q", compress(part.offsets, small)), list(compress(part.places, small))
            codes, _, digests = part.pack.digests(offsets, store.threads)
        except (OSError, GitObjectError):
            continue  # they are asked for again one by one
        for at, (position, code) in enumerate(zip(places, codes, strict=True)):
            good[position] = code and ids.raw.startswith(digests[at * size : (at + 1) * size], position * size)
    return good


def reason_of(store: ObjectDatabase, oid: bytes) -> GitObjectError | None:
    """Why `store` cannot give the object `oid`, all copies tried; None where it can."""
    try:
        with open_object(store, oid, verify=True).body as body:
            while body.read(PIECE):
                pass
    except GitObjectError as error:
        # Without where it came from: a value that is kept shall hold nothing else.
        return error.with_traceback(None)
    return None
