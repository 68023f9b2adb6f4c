"""What is kept beside a reference to a tag: what it comes to, if each tag on the way says truly what it is of."""

from __future__ import annotations

from pathlib import Path

import pytest

from pygitobj import ObjectId, Repository
from pygitobj.refs.new_values import NewValues
from pygitobj.refs.updates import Update
from pygitobj.repository.ref_changes import begin_transaction
from tests.support.command import pygitobj

TAG = b"object %s\ntype %s\ntag t\ntagger A <a@x> 1 +0000\n\nm\n"


def tag(repository: Repository, oid: ObjectId, kind: bytes) -> ObjectId:
    return repository.objects.write("tag", TAG % (str(oid).encode(), kind))


@pytest.fixture(params=["sha1", "sha256"])
def made(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    path = tmp_path / "r.git"
    Repository.init(path, bare=True, object_format=request.param, ref_format="reftable").close()
    return path


def set_and_show(path: Path, name: str, oid: ObjectId) -> tuple[ObjectId | None, bytes, bytes]:
    """What is kept beside `name` once it is `oid`; and what for-each-ref says of it."""
    with Repository.open(path) as repository:
        transaction = begin_transaction(repository)
        transaction.queue(Update(name, oid))
        transaction.commit()
        (stored,) = repository.ref_store.backend.stored(name, strict=True)
    shown = pygitobj(path, "for-each-ref", "--format=%(*objectname)", name)
    assert (shown.code == 0) == (not shown.err)
    return stored.peeled, shown.out.strip(), shown.err


def test_what_tags_come_to(made: Path) -> None:
    with Repository.open(made) as repository:
        blob = repository.objects.write("blob", b"x")
        once = tag(repository, blob, b"blob")
        twice = tag(repository, once, b"tag")
    for name, oid in (("refs/tags/a", once), ("refs/tags/b", twice)):
        assert set_and_show(made, name, oid) == (blob, str(blob).encode(), b"")


@pytest.mark.parametrize("depth", [0, 1, 2])
def test_a_tag_that_says_another_type(made: Path, depth: int) -> None:
    """Nothing is kept, so that whoever lists it looks at the tags themselves."""
    with Repository.open(made) as repository:
        blob = repository.objects.write("blob", b"x")
        lying = oid = tag(repository, blob, b"commit")
        for _ in range(depth):
            oid = tag(repository, oid, b"tag")
        values = NewValues(repository.reader)
        assert values.peeled(oid) is None
        assert values.checked("refs/tags/a", oid) is None
    said = f"fatal: bad tag pointer to {blob} in {lying}\n".encode()
    assert set_and_show(made, "refs/tags/a", oid) == (None, b"", said)


def test_a_tag_that_says_a_tag_is_none(made: Path) -> None:
    with Repository.open(made) as repository:
        blob = repository.objects.write("blob", b"x")
        inner = tag(repository, blob, b"blob")
        outer = tag(repository, inner, b"blob")
    said = f"fatal: bad tag pointer to {inner} in {outer}\n".encode()
    assert set_and_show(made, "refs/tags/a", outer) == (None, b"", said)
