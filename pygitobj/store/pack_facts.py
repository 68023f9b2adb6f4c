"""The packs of a store, with what stands beside each, and the objects of those that hold what nothing reaches.

Follows git's Documentation/gitformat-pack, and git-index-pack, "--keep" and "--promisor".
"""

from __future__ import annotations

import os
from collections.abc import Iterator

from pygitobj.files.directory import GONE, unreadable
from pygitobj.files.pack_family import KEEP_SUFFIX, MTIMES_SUFFIX, PROMISOR_SUFFIX
from pygitobj.files.small_file import read_small
from pygitobj.oid import ObjectId
from pygitobj.sources.values import CruftObject, PackFacts
from pygitobj.store.object_times import object_times

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.files.pack import PackFile
    from pygitobj.store.database import ObjectDatabase

# What a .keep says is for people, and what a .promisor says a list of references.
MOST_OF_A_NOTE = 1 << 24


def pack_facts(store: ObjectDatabase) -> Iterator[PackFacts]:
    """What is known of each pack of `store`, our own first, by name. Raises RepositoryError."""
    for number, source in enumerate(store.sources):
        packs = source.packed.all_packs()
        covered = source.packed.covered
        stems = frozenset[str]() if covered is None else covered.covers.stems
        for pack in packs:
            facts = facts_of(pack, is_borrowed=number > 0, is_covered=pack.path in stems)
            if facts is not None:
                yield facts


def facts_of(pack: PackFile, *, is_borrowed: bool, is_covered: bool) -> PackFacts | None:
    """What is known of `pack`; None where it went meanwhile."""
    try:
        size = os.stat(pack.pack_path).st_size
    except GONE:
        return None
    except OSError as error:
        raise unreadable(f"unable to access {pack.pack_path}", error) from error
    return PackFacts(
        path=pack.pack_path,
        objects=pack.index.count,
        size=size,
        is_borrowed=is_borrowed,
        is_covered=is_covered,
        is_cruft=note(pack.path + MTIMES_SUFFIX, 0) is not None,
        keep=note(pack.path + KEEP_SUFFIX),
        promisor=note(pack.path + PROMISOR_SUFFIX),
    )


def note(path: str, most: int = MOST_OF_A_NOTE) -> bytes | None:
    """Up to `most` bytes of the file `path`, None where it is not there. Raises RepositoryError."""
    try:
        return read_small(path, most)
    except GONE:
        return None
    except OSError as error:
        raise unreadable(f"unable to read {path}", error) from error


def cruft_objects(store: ObjectDatabase, newer_than: float | None) -> Iterator[CruftObject]:
    """The objects of cruft packs, pack by pack, by id; those alone that are `newer_than`, if that is given.

    Raises RepositoryError, CorruptError where not all can be told.
    """
    for source in store.sources:
        for pack in source.packed.all_packs():
            times = object_times(pack)
            if times is None:
                continue
            for oid, time in zip(pack.index.oids(), times, strict=True):
                if newer_than is None or time > newer_than:
                    yield CruftObject(ObjectId(oid), time, pack.pack_path)
