"""Which commits lead to which, on a small history: a fork, a merge, and a line of its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest

from pygitobj.errors import NotFoundError
from pygitobj.formats.links import Link
from pygitobj.id_list import IdList
from pygitobj.kernels.columns import CommitLinks
from pygitobj.walk.descent import Descendants, ahead_behind, reached_from
from pygitobj.walk.history import History

# Each commit with its parents; dates go by the alphabet.
PARENTS = {"a": "", "b": "a", "c": "b", "d": "b", "e": "cd", "f": "e", "x": "", "y": "x"}


class Some:
    """A provider of these commits."""

    def commit(self, oid: bytes) -> CommitLinks:
        name = oid.decode()
        if name not in PARENTS:
            raise NotFoundError(name)
        return CommitLinks(b"", tuple(parent.encode() for parent in PARENTS[name]), ord(name))

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
    found = Descendants(HISTORY, [name.encode() for name in wanted])
    assert sorted(name for name in order if found.has(name.encode())) == sorted(having)


@pytest.mark.parametrize(
    ("tips", "reached"), [("f", "abcdef"), ("c", "abc"), ("d", "abd"), ("cd", "abcd"), ("y", "xy"), ("", "")]
)
def test_reached(tips: str, reached: str) -> None:
    sought = {name.encode() for name in PARENTS}
    found = reached_from(HISTORY, [tip.encode() for tip in tips], sought)
    assert found == {name.encode() for name in reached}


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [("f", "f", (0, 0)), ("f", "c", (3, 0)), ("c", "f", (0, 3)), ("c", "d", (1, 1)), ("f", "y", (6, 2))],
)
def test_distance(one: str, other: str, expected: tuple[int, int]) -> None:
    assert ahead_behind(HISTORY, one.encode(), other.encode()) == expected


def test_a_long_history() -> None:
    class Line(Some):
        def commit(self, oid: bytes) -> CommitLinks:
            number = int(oid)
            return CommitLinks(b"", (b"%d" % (number - 1),) if number else (), number)

    found = Descendants(History(Line()), [b"0"])
    assert found.has(b"20000")
    assert not Descendants(History(Line()), [b"30000"]).has(b"20000")
