"""Objects in the order of a walk, in columns: made of some, looked at one by one, and some of them chosen."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from itertools import accumulate, compress

from pygitobj.kernels.columns import Told


def in_columns(objects: Iterable[tuple[bytes, int, bytes]]) -> Told:
    """These objects, of each its raw id, its type code and its path."""
    rows = list(objects)
    ends = array("Q", accumulate(len(path) for _, _, path in rows))
    paths = b"".join(path for _, _, path in rows)
    return Told(b"".join(oid for oid, _, _ in rows), bytes(code for _, code, _ in rows), paths, ends)


def path_of(told: Told, place: int) -> bytes:
    """The path of one of the objects."""
    return told.paths[told.ends[place - 1] if place else 0 : told.ends[place]]


def chosen(told: Told, keeps: Sequence[bool], size: int) -> Told:
    """Those of the objects, whose ids have `size` bytes, that are kept."""
    if all(keeps):
        return told
    places = compress(range(len(keeps)), keeps)
    return in_columns((told.ids[at * size : (at + 1) * size], told.kinds[at], path_of(told, at)) for at in places)
