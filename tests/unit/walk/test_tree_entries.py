"""Entries of trees below trees: which paths lead to which, each once, and how deep."""

from __future__ import annotations

import pytest

from pygitobj.errors import NotFoundError
from pygitobj.formats.tree import TreeEntry, build_tree
from pygitobj.oid import ObjectId
from pygitobj.walk.tree_entries import TreeTooDeepError, entries_below

BLOB = ObjectId("1" * 40)
BODIES: dict[bytes, bytes] = {}


def tree(*entries: tuple[str, int, ObjectId]) -> ObjectId:
    """The id of a tree with these entries, whose body can be read."""
    made = build_tree([TreeEntry(name.encode(), mode, oid) for name, mode, oid in entries])
    BODIES[made.id] = made.data
    return made.id


E = tree(("f", 0o100644, BLOB))
D = tree(("a", 0o100664, BLOB), ("e", 0o40000, E))
TOP = tree(("c", 0o100644, BLOB), ("d", 0o40000, D), ("d-", 0o40000, E), ("s", 0o160000, BLOB))


def paths(*asked: str, recurse: bool = False, max_depth: int = 9) -> str:
    """The paths that come, with a plus after those that are opened."""
    found = entries_below(
        BODIES.__getitem__, BODIES[TOP], 20, [path.encode() for path in asked], recurse=recurse, max_depth=max_depth
    )
    return " ".join(entry.path.decode() + ("+" if entry.is_opened else "") for entry in found)


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("", "c d- d s"),
        ("c", "c"),
        ("c/", ""),
        ("d", "d"),
        ("d/", "d+ d/a d/e"),
        ("d d/", "d+ d/a d/e"),
        ("d/a d", "d+ d/a d/e"),
        ("d/a", "d+ d/a"),
        ("d/e", "d+ d/e"),
        ("d/e/", "d+ d/e+ d/e/f"),
        ("d/e/f c", "c d+ d/e+ d/e/f"),
        ("d/x", "d+"),
        ("d- s", "d- s"),
        ("s/", "s"),
        ("s/x", ""),
        ("x", ""),
        ("d*", ""),
    ],
)
def test_paths(asked: str, expected: str) -> None:
    assert paths(*asked.split()) == expected


def test_all_of_them() -> None:
    assert paths(recurse=True) == "c d-+ d-/f d+ d/a d/e+ d/e/f s"
    assert paths("d", recurse=True) == "d+ d/a d/e+ d/e/f"


def test_modes_are_those_that_git_shows() -> None:
    found = entries_below(BODIES.__getitem__, BODIES[D], 20)
    assert [entry.mode for entry in found] == [0o100644, 0o40000]


def test_depth() -> None:
    assert paths(recurse=True, max_depth=2) == paths(recurse=True)
    with pytest.raises(TreeTooDeepError):
        paths(recurse=True, max_depth=1)
    with pytest.raises(TreeTooDeepError):
        paths("d/a", max_depth=0)
    assert paths(max_depth=0) == "c d- d s"


def test_what_is_missing_is_told_when_it_is_reached() -> None:
    def read(oid: bytes) -> bytes:
        raise NotFoundError(ObjectId(oid))

    found = entries_below(read, BODIES[TOP], 20, recurse=True)
    assert [next(found).path, next(found).path] == [b"c", b"d-"]
    with pytest.raises(NotFoundError):
        next(found)


def test_trees_nested_deeper_than_python_calls_go() -> None:
    at = E
    for _ in range(2000):
        at = tree(("t", 0o40000, at))
    found = list(entries_below(BODIES.__getitem__, BODIES[at], 20, recurse=True))
    assert len(found) == 2001
