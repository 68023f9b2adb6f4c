"""What a filter leaves of all that can be reached, for a pack: what was named itself stays in any case.

    by itself       filters that need not know where an object is are asked when all is known, of many at once
    by its path     others are asked on the way down, of each path, in the order of a walk (filtered_listing.py)

Follows git's Documentation/rev-list-options, "--filter".
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Collection, Container, Iterable, Iterator, Mapping, Sequence

from pygitobj.formats.links import BLOB, COMMIT
from pygitobj.kernels import name_hash
from pygitobj.kernels.columns import Told
from pygitobj.record import Record
from pygitobj.walk.column import Column, ids_in, new_column, picked
from pygitobj.walk.filtered_listing import FilteredListing
from pygitobj.walk.object_filter import SEEN, SHOW, ObjectFilter
from pygitobj.walk.told import path_of


def look_at_nothing(_ids: Iterable[bytes]) -> None:
    """Look at nothing."""


class Filtering(Record):
    """A filter, whether it has to see paths, and whether trees have to be looked into for it.

    `look_ahead` is told which blobs it will be asked of.
    """

    filter: ObjectFilter
    sees_paths: bool = False
    enters: bool = True
    look_ahead: Callable[[Iterable[bytes]], None] = look_at_nothing

    def commits(self, oids: Sequence[bytes], named: Container[bytes]) -> list[bytes]:
        """Those of the commits that are left."""
        return [oid for oid in oids if oid in named or self.filter.other(oid, COMMIT) & SHOW]

    def trees(self, trees: Column, size: int) -> Column:
        """Those of the `trees`, whose ids have `size` bytes, that are left, wherever they are."""
        return left_of(trees, self.filter.begin_tree, size)

    def blobs(self, blobs: Column, size: int) -> Column:
        """Those of the `blobs`, whose ids have `size` bytes, that are left, wherever they are."""
        self.look_ahead(ids_in(blobs, size).raws())
        return left_of(blobs, self.filter.blob, size)


def left_of(column: Column, answer: Callable[[bytes, bytes], int], size: int) -> Column:
    """What of `column` is told, by the `answer` for each."""
    places = (at for at, oid in enumerate(ids_in(column, size).raws()) if answer(oid, b"") & SHOW)
    return picked(column, places, size)


# Nothing is left out.
EVERYTHING = Filtering(ObjectFilter())


class Named(Record):
    """A tree or a blob that was named, and its path."""

    oid: bytes
    path: bytes
    is_tree: bool


def list_below(
    listing: FilteredListing, named: Iterable[Named], tops: Collection[bytes], names: int
) -> tuple[Column, Column]:
    """The trees and the blobs, each once, that `listing` tells of what was `named`, and below the `tops` of commits.

    What is the tree of a commit too was not only named, as in git, nor what is below another that was named before it.
    `names` is the version of the name hashes.
    """
    hashes: tuple[dict[bytes, int], dict[bytes, int]] = ({}, {})
    for told in told_below(listing, named, tops):
        size = len(told.ids) // len(told.kinds)
        for at, code in enumerate(told.kinds):
            oid = bytes(told.ids[at * size : (at + 1) * size])
            hashes[code == BLOB].setdefault(oid, name_hash(path_of(told, at), names))
    return column_of(hashes[0]), column_of(hashes[1])


def told_below(listing: FilteredListing, named: Iterable[Named], tops: Collection[bytes]) -> Iterator[Told]:
    """What `listing` tells, in the order of a walk."""
    also = frozenset(tops)
    met = listing.met = set()
    for oid, path, is_tree in named:
        if is_tree:
            yield from listing.list(oid, path, are_named=not (oid in also or oid in met))
        elif not (listing.is_hidden(oid) or oid in listing.known):
            listing.take(listing.filter.blob(oid, path) if oid in met else SHOW | SEEN, oid, BLOB, path)
    listing.met = None
    yield from listing.list(b"".join(tops))


def column_of(hashes: Mapping[bytes, int]) -> Column:
    """These ids with their name hashes, as a column."""
    return Column(bytearray(b"".join(hashes)), array("I", hashes.values())) if hashes else new_column()
