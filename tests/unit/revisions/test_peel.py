"""Peeling goes as far as it is asked to, reads no more than it must, and ends."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pygitobj import CorruptError, NotFoundError, ObjectId, ObjectStore
from pygitobj.oid import FORMATS, ObjectType
from pygitobj.refs.replace import Reader
from pygitobj.revisions.peel import peel, peel_if_there
from pygitobj.walk.peel import MAX_PEELS, Peeled

WHO = b"A <a@b> 1 +0000"


class Chain:
    """A store with a blob, a tree, a commit, and a tag of a tag of each."""

    def __init__(self, path: Path, object_format: str) -> None:
        self.store = ObjectStore(path, FORMATS[object_format])
        self.ids: dict[str, ObjectId] = {}
        self.ids["blob"] = self.store.write("blob", b"x")
        self.ids["tree"] = self.store.write("tree", b"100644 x\0" + self.ids["blob"])
        body = b"tree %s\nauthor %s\ncommitter %s\n\nm\n" % (self.ids["tree"].hex().encode(), WHO, WHO)
        self.ids["commit"] = self.store.write("commit", body)
        for kind in ("blob", "tree", "commit"):
            self.ids[f"on-{kind}"] = self.tag(self.ids[kind], kind)
            self.ids[f"twice-{kind}"] = self.tag(self.ids[f"on-{kind}"], "tag")
        self.reader = Reader(self.store)

    def tag(self, oid: ObjectId, kind: str) -> ObjectId:
        body = b"object %s\ntype %s\ntag t\ntagger %s\n\nm\n" % (oid.hex().encode(), kind.encode(), WHO)
        return self.store.write("tag", body)


@pytest.fixture(params=["sha1", "sha256"])
def chain(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Chain]:
    (tmp_path / "objects").mkdir()
    made = Chain(tmp_path / "objects", request.param)
    yield made
    made.store.close()


@pytest.mark.parametrize("kind", ["blob", "tree", "commit"])
@pytest.mark.parametrize("start", ["", "on-", "twice-"])
def test_through_tags(chain: Chain, start: str, kind: str) -> None:
    found = peel(chain.reader, chain.ids[start + kind])
    assert found == (kind, chain.ids[kind], chain.store.read(chain.ids[kind]).data)
    first = peel(chain.reader, chain.ids[start + kind], ObjectType.TAG)
    # A commit leads to its tree, unless it is what was asked for or the caller says no.
    assert first.id == (chain.ids[start + kind] if start else chain.ids["tree" if kind == "commit" else kind])
    assert peel(chain.reader, chain.ids[start + kind], ObjectType.BLOB, commits=False).type == kind


def test_from_a_commit_to_its_tree(chain: Chain) -> None:
    for start in ("commit", "on-commit", "twice-commit", "on-tree", "tree"):
        assert peel(chain.reader, chain.ids[start], ObjectType.TREE).id == chain.ids["tree"]
    assert peel(chain.reader, chain.ids["on-commit"], ObjectType.COMMIT).id == chain.ids["commit"]
    assert peel(chain.reader, chain.ids["on-commit"], ObjectType.TREE, commits=False).id == chain.ids["commit"]


def test_only_types_are_asked_for(chain: Chain) -> None:
    """No body is read but of what leads on: the last one can be larger than memory."""
    asked: list[ObjectId] = []

    def type_of(oid: ObjectId) -> ObjectType:
        asked.append(oid)
        return chain.reader.header(oid).type

    found = peel(chain.reader, chain.ids["twice-blob"], ObjectType.BLOB, type_of=type_of)
    assert found == Peeled(ObjectType.BLOB, chain.ids["blob"], b"")
    assert asked == [chain.ids["twice-blob"], chain.ids["on-blob"], chain.ids["blob"]]


def test_what_is_at_hand_is_not_read_again(chain: Chain) -> None:
    lost = chain.tag(ObjectId("1" * chain.store.format.hex_size), "commit")
    body = chain.store.read(chain.ids["on-commit"]).data
    found = peel(chain.reader, lost, at_hand=Peeled(ObjectType.TAG, lost, body))
    assert found.id == chain.ids["commit"]


def test_what_is_missing_or_damaged(chain: Chain) -> None:
    absent = ObjectId("1" * chain.store.format.hex_size)
    for start in (absent, chain.tag(absent, "commit")):
        with pytest.raises(NotFoundError):
            peel(chain.reader, start)
        assert peel_if_there(chain.reader, start) is None
    malformed = chain.store.write("tag", b"object nothing\n\n")
    with pytest.raises(CorruptError):
        peel(chain.reader, malformed)
    assert peel_if_there(chain.reader, malformed) is None
    assert peel_if_there(chain.reader, chain.ids["on-tree"], ObjectType.TREE) is not None


def test_a_circle_of_tags_ends(chain: Chain) -> None:
    """Replace refs can make one: what `outer` leads to is read from `outer` again."""
    inner, outer = chain.ids["on-commit"], chain.ids["twice-commit"]
    reader = Reader(chain.store, lambda: {bytes(inner): outer})
    with pytest.raises(CorruptError, match=f"more than {MAX_PEELS} tags lead to each other"):
        peel(reader, inner)
    assert peel_if_there(reader, inner, ObjectType.COMMIT) is None
