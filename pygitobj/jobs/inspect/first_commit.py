"""The commit that brought a blob: of those that a commit reaches, from the oldest to the newest, the first that has it.

Follows git's Documentation/git-describe, "describe <blob>".
"""

from __future__ import annotations

from array import array

from pygitobj.id_list import IdList
from pygitobj.kernels import Reach
from pygitobj.oid import ObjectId
from pygitobj.walk.commits import walk
from pygitobj.walk.history import History
from pygitobj.walk.links import Links
from pygitobj.walk.tree_entries import entries_below


def first_with_blob(history: History, start: ObjectId, blob: ObjectId) -> tuple[ObjectId, bytes] | None:
    """The first commit that `start` reaches with `blob` in its tree, and the first path there; None for none.

    Raises NotFoundError, CorruptError.
    """
    links = history.provider
    known = Reach(len(start))
    for commit in reversed(walk(history, [bytes(start)]).commits):
        tree = history.links(commit).tree
        take_below(links, known, known.add(tree))
        if bytes(blob) in known:
            path = first_path(links, tree, blob)
            return None if path is None else (ObjectId(commit), path)
    return None


def take_below(links: Links, known: Reach, trees: bytes) -> None:
    """Know what the `trees`, a column of ids, and all trees below them name."""
    while trees:
        ids = IdList.of(trees, known.hash_size)
        found: list[bytes] = []
        for bodies in links.trees(ids):
            some = ids[len(found) : len(found) + len(bodies)].raws()
            found.extend(links.tree(oid) if body is None else body for oid, body in zip(some, bodies, strict=True))
        trees = known.take(found, array("I", bytes(4 * len(found)))).trees


def first_path(links: Links, tree: bytes, blob: bytes) -> bytes | None:
    """The first path in `tree`, in tree order, at which `blob` is."""
    below = entries_below(links.tree, links.tree(tree), len(tree), recurse=True)
    return next((entry.path for entry in below if entry.id == blob), None)
