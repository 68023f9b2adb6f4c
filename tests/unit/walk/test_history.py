"""What changes history, and walks by date over it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pygitobj import NotFoundError, ObjectStore
from pygitobj.walk.commits import walk
from pygitobj.walk.history import Grafted, History
from pygitobj.walk.problems import missing
from pygitobj.walk.read_ahead import ReadAhead
from tests.support.stores import write_loose

ABSENT = bytes([7]) * 20


class Chain:
    """Five commits, one after another, the first of them first; and one that nothing leads to."""

    def __init__(self, store: ObjectStore, objects: Path) -> None:
        self.provider = ReadAhead(store)
        self.objects = objects
        self.tree = write_loose(objects, "tree", b"")
        self.ids: list[bytes] = []
        for date in range(5):
            self.ids.append(self.commit(date, *self.ids[-1:]))
        self.alone = self.commit(9)

    def commit(self, date: int, *parents: bytes) -> bytes:
        lines = b"".join(b"parent %s\n" % parent.hex().encode() for parent in parents)
        who = b"A <a@b> %d +0000" % (1000 + date)
        body = b"tree %s\n%sauthor %s\ncommitter %s\n\n" % (self.tree.hex().encode(), lines, who, who)
        return write_loose(self.objects, "commit", body)


@pytest.fixture
def chain(tmp_path: Path) -> Iterator[Chain]:
    (tmp_path / "objects").mkdir()
    with ObjectStore(tmp_path / "objects") as store:
        yield Chain(store, tmp_path / "objects")


def test_nothing_changed(chain: Chain) -> None:
    history = History(chain.provider)
    assert walk(history, [chain.ids[4]]).commits == chain.ids[::-1]
    assert walk(history, [chain.ids[4]], [chain.ids[1]]) == (chain.ids[:1:-1], [chain.ids[1]])
    assert walk(history, [chain.ids[1]], [chain.ids[4]]) == ([], [])


@pytest.mark.parametrize("cut", [0, 2, 4])
def test_shallow_and_closed(chain: Chain, cut: int) -> None:
    oid = chain.ids[cut]
    for history in (
        History(chain.provider, shallow=frozenset([oid])),
        History(chain.provider, closed=lambda one: one == oid),
    ):
        assert walk(history, [chain.ids[4]]).commits == chain.ids[: cut - 1 if cut else None : -1]
        assert history.links(oid).parents == ()
    assert History(chain.provider).links(chain.ids[2]).parents == (chain.ids[1],)


def test_grafts(chain: Chain) -> None:
    for grafted, parents in (
        (Grafted((chain.alone,)), (chain.ids[2], chain.alone)),
        (Grafted((chain.alone,), kept=False), (chain.alone,)),
        (Grafted((), kept=False), ()),
    ):
        history = History(chain.provider, grafts={chain.ids[3]: grafted})
        assert history.links(chain.ids[3]).parents == parents
        assert history.links(chain.ids[2]).parents == (chain.ids[1],)
    cut = History(chain.provider, frozenset([chain.ids[3]]), grafts={chain.ids[3]: Grafted((chain.alone,))})
    assert cut.links(chain.ids[3]).parents == ()


def test_apart(chain: Chain) -> None:
    history = History(chain.provider, ignored=lambda oid: oid == chain.ids[2])
    assert walk(history, [chain.ids[4]]).commits == [chain.ids[4], chain.ids[3]]
    assert history.find(chain.ids[2], needed=True) is None


def test_missing_commits(chain: Chain) -> None:
    tip = chain.commit(20, ABSENT, chain.ids[4])
    with pytest.raises(NotFoundError, match=ABSENT.hex()):
        walk(History(chain.provider), [tip])
    allowed = History(chain.provider, problem=missing(lambda oid: oid == ABSENT))
    assert walk(allowed, [tip]).commits == [tip, *chain.ids[::-1]]
    with pytest.raises(NotFoundError):
        walk(History(chain.provider, problem=missing(lambda oid: oid != ABSENT)), [tip])
    # What only hidden commits name need not be there.
    hidden = walk(History(chain.provider), [chain.ids[4]], [tip])
    assert hidden.commits == []
