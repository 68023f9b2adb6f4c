"""Which commits lead to which, on a small history: a fork, a merge, and a line of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import pytest

from pygitobj.errors import NotFoundError
from pygitobj.formats.links import Link
from pygitobj.id_list import IdList
from pygitobj.kernels import CommitTable
from pygitobj.walk.descent import Descendants, ahead_behind, reached_from
from pygitobj.walk.history import History

# Each commit with its parents; dates go by the alphabet.
PARENTS = {"a": "", "b": "a", "c": "b", "d": "b", "e": "cd", "f": "e", "x": "", "y": "x"}
SIZE = 20


def oid_of(name: str) -> bytes:
    """The raw id of the commit `name`."""
    return name.encode().rjust(SIZE)


class Some:
    """A provider of these commits."""

    hash_size = SIZE

    def links(self, name: str) -> tuple[list[str], int]:
        """The parents of the commit `name`, and its date."""
        if name not in PARENTS:
            raise NotFoundError(name)
        return list(PARENTS[name]), ord(name)

    def commits(self, table: CommitTable) -> Callable[[int], None]:
        def read(n: int) -> None:
            parents, date = self.links(table.oid(n).decode().strip())
            table.put(n, bytes(SIZE), [oid_of(parent) for parent in parents], date)

        return read

    def tag(self, oid: bytes) -> Link:
        raise NotFoundError(oid)

    def tree(self, oid: bytes) -> bytes:
        raise NotFoundError(oid)

    def trees(self, ids: IdList) -> Iterator[Sequence[bytes | None]]:
        raise NotFoundError(ids)


HISTORY = History(Some())


@pytest.mark.parametrize(
    ("wanted", "having"), [("b", "bcdef"), ("a", "abcdef"), ("c", "cef"), ("cd", "cdef"), ("x", "xy"), ("", "")]
)
@pytest.mark.parametrize("order", ["abcdefxy", "fedcbayx"])
def test_descendants(wanted: str, having: str, order: str) -> None:
    found = Descendants(HISTORY, [oid_of(name) for name in wanted])
    assert sorted(name for name in order if found.has(oid_of(name))) == sorted(having)


@pytest.mark.parametrize(
    ("tips", "reached"), [("f", "abcdef"), ("c", "abc"), ("d", "abd"), ("cd", "abcd"), ("y", "xy"), ("", "")]
)
def test_reached(tips: str, reached: str) -> None:
    sought = {oid_of(name) for name in PARENTS}
    found = reached_from(HISTORY, [oid_of(tip) for tip in tips], sought)
    assert found == {oid_of(name) for name in reached}


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [("f", "f", (0, 0)), ("f", "c", (3, 0)), ("c", "f", (0, 3)), ("c", "d", (1, 1)), ("f", "y", (6, 2))],
)
def test_distance(one: str, other: str, expected: tuple[int, int]) -> None:
    assert ahead_behind(HISTORY, oid_of(one), oid_of(other)) == expected


def test_a_long_history() -> None:
    class Line(Some):
        def links(self, name: str) -> tuple[list[str], int]:
            number = int(name)
            return [str(number - 1)] if number else [], number

    found = Descendants(History(Line()), [oid_of("0")])
    assert found.has(oid_of("20000"))
    assert not Descendants(History(Line()), [oid_of("30000")]).has(oid_of("20000"))
