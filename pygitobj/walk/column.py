"""Many objects on their way through a job: raw ids one after another, and with each the name hash of its path."""

from __future__ import annotations

from array import array
from collections.abc import Iterable

from pygitobj.id_list import IdList
from pygitobj.kernels import Reach
from pygitobj.record import Record


class Column(Record):
    """Raw ids one after another, and the name hash of each one's path."""

    ids: bytearray
    hashes: array[int]

    def add(self, ids: bytes | bytearray, hashes: array[int]) -> None:
        """Add some more."""
        self.ids.extend(ids)
        self.hashes.extend(hashes)


def new_column() -> Column:
    """No ids."""
    return Column(bytearray(), array("I"))


def unnamed(ids: bytes, size: int) -> Column:
    """The raw `ids`, of `size` bytes each, whose paths nobody knows."""
    return Column(bytearray(ids), array("I", bytes(4 * (len(ids) // size))))


def joined(columns: Iterable[Column]) -> Column:
    """All of `columns`, one after another."""
    every = new_column()
    for column in columns:
        every.add(*column)
    return every


def ids_in(column: Column, size: int) -> IdList:
    """The ids of `column`, of `size` bytes each."""
    return IdList.of(bytes(column.ids), size)


def picked(column: Column, positions: Iterable[int], size: int) -> Column:
    """What is at the `positions` of `column`, whose ids have `size` bytes."""
    chosen = list(positions)
    ids = ids_in(column, size).at(chosen)
    return Column(bytearray(ids.raw), array("I", [column.hashes[at] for at in chosen]))


def fresh_of(column: Column, known: Reach, size: int) -> Column:
    """What of `column` is not in `known`, which has it then."""
    return picked(column, [at for at, oid in enumerate(ids_in(column, size).raws()) if known.add(oid)], size)
