"""Many objects on their way through a job: raw ids one after another, and with each the name hash of its path."""

from __future__ import annotations

from array import array
from collections.abc import Iterable

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


def picked(column: Column, positions: Iterable[int], size: int) -> Column:
    """What is at the `positions` of `column`, whose ids have `size` bytes."""
    ids = bytes(column.ids)
    chosen = list(positions)
    return Column(
        bytearray(b"".join([ids[at * size : (at + 1) * size] for at in chosen])),
        array("I", [column.hashes[at] for at in chosen]),
    )


def fresh_of(column: Column, known: Reach, size: int) -> Column:
    """What of `column` is not in `known`, which has it then."""
    ids = bytes(column.ids)
    return picked(column, (at for at in range(len(column.hashes)) if known.add(ids[at * size : (at + 1) * size])), size)
