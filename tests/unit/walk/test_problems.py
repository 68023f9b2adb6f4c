"""What a walk asks of an object that it cannot read, and what becomes of the answer."""

from __future__ import annotations

from pathlib import Path

import pytest

from pygitobj import GitObjectError, NotFoundError, ObjectStore
from pygitobj.errors import CorruptError
from pygitobj.formats.links import BLOB, COMMIT, TAG, TREE
from pygitobj.walk.problems import Allows, either, missing, none_allowed, nothing
from pygitobj.walk.reachable import Root, Scope, reachable
from tests.support.stores import write_loose
from tests.unit.walk.test_reachable import Broken, all_of

ABSENT = "12" * 20
Asked = list[tuple[str, int, type[GitObjectError] | None]]


def all_problems(broken: Broken, root: str) -> tuple[set[str], Asked]:
    """What can be reached without whatever cannot be read, and what was asked."""
    asked: Asked = []

    def problem(oid: bytes, code: int, error: GitObjectError | None) -> bool:
        asked.append((oid.hex(), code, None if error is None else type(error)))
        return True

    return broken.reach(root, Scope(problem=problem)), asked


def damaged(broken: Broken, kind: str) -> str:
    """An object that cannot be read."""
    return write_loose(broken.objects, kind, f"some {kind}".encode(), raw=b"damaged").hex()


@pytest.fixture
def broken(tmp_path: Path) -> Broken:
    return Broken(tmp_path)


def test_missing(broken: Broken) -> None:
    blob = broken.add("blob", "a")
    empty = broken.tree()
    for root, code, reached in (
        (broken.commit(empty, ABSENT), COMMIT, {empty}),
        (broken.commit(ABSENT), TREE, set()),
        (broken.tree(("40000", "d", ABSENT), ("100644", "e", blob)), TREE, {blob}),
        (broken.tree(("100644", "d", ABSENT), ("100644", "e", blob)), BLOB, {blob}),
        (broken.tag(ABSENT, "commit"), 0, set()),
    ):
        found, asked = all_problems(broken, root)
        assert found == {root, *reached}
        assert [(oid, kind) for oid, kind, _ in asked] == [(ABSENT, code)]
    assert all_problems(broken, ABSENT)[0] == set()


def test_damaged(broken: Broken) -> None:
    blob = broken.add("blob", "a")
    empty = broken.tree()
    commit, tree, body = (damaged(broken, kind) for kind in ("commit", "tree", "blob"))
    for root, bad, code, reached in (
        (broken.commit(empty, commit), commit, COMMIT, {empty}),
        (broken.commit(tree), tree, TREE, set()),
        (broken.tree(("40000", "d", tree), ("100644", "e", blob)), tree, TREE, {blob}),
        (broken.tree(("100644", "d", body), ("100644", "e", blob)), body, BLOB, {blob}),
    ):
        found, asked = all_problems(broken, root)
        assert found == {root, *reached}
        assert [(oid, kind) for oid, kind, _ in asked] == [(bad, code)]
        if code != BLOB:  # which a walk does not read
            with pytest.raises(CorruptError, match=bad):
                broken.reach(root)
            with pytest.raises(CorruptError, match=bad):
                broken.reach(root, Scope(problem=missing(lambda _: True)))


def test_a_malformed_tag(broken: Broken) -> None:
    tag = broken.add("tag", "no tag")
    found, asked = all_problems(broken, tag)
    assert (found, [one[:2] for one in asked]) == ({tag}, [(tag, TAG)])


def test_several_in_one_walk(broken: Broken) -> None:
    other = ABSENT[::-1]
    below = broken.tree(("100644", "a", other), ("40000", "b", damaged(broken, "tree")))
    root = broken.commit(below, ABSENT, damaged(broken, "commit"))
    found, asked = all_problems(broken, root)
    assert found == {root, below}
    assert sorted(code for _, code, _ in asked) == sorted([COMMIT, COMMIT, TREE, BLOB])


def test_one_that_raises(broken: Broken) -> None:
    def problem(_oid: bytes, _code: int, _error: GitObjectError | None) -> bool:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        broken.reach(broken.commit(ABSENT), Scope(problem=problem))


def test_what_hidden_objects_name_is_not_asked_for(broken: Broken) -> None:
    tree = broken.tree(("100644", "a", broken.add("blob", "a")))
    commit = broken.commit(tree)
    hidden = broken.commit(broken.tree(("40000", "d", ABSENT)), commit)
    with ObjectStore(broken.objects) as store:
        roots, out = ([Root(bytes.fromhex(oid))] for oid in (commit, hidden))
        assert all_of(reachable(store, roots, out)) == set()
        tip = broken.commit(tree, hidden)
        assert tip in all_of(reachable(store, [Root(bytes.fromhex(tip))], out))


def test_what_may_be_missing() -> None:
    lost = NotFoundError(ABSENT)
    bad = CorruptError("bad")
    oid = bytes.fromhex(ABSENT)
    everything, blobs = missing(lambda one: one == oid), missing(lambda one: one == oid, BLOB)
    cases: list[tuple[Allows, list[bool]]] = [
        (none_allowed, [False, False, False, False]),
        (everything, [True, True, False, False]),
        (blobs, [False, True, False, False]),
        (either(blobs, everything), [True, True, False, False]),
    ]
    for allows, expected in cases:
        problems = [(oid, TREE, lost), (oid, BLOB, None), (oid, BLOB, bad), (bytes(20), BLOB, None)]
        assert [allows(*problem) for problem in problems] == expected
    # What allows nothing is known by what it is: then nothing is looked up to ask it.
    assert missing(nothing) is missing(nothing, BLOB) is either(none_allowed, none_allowed) is none_allowed
    assert either(none_allowed, blobs) is either(blobs, none_allowed) is blobs
