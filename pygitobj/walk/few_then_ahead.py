"""Links from the objects themselves, for walks that most often are short: the first commits are read one by one.

What is around a commit in its pack is read with it only from then on: of a few commits that would be most of the work.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pygitobj.errors import CorruptObject
from pygitobj.formats.links import COMMIT, require_type
from pygitobj.id_list import IdList
from pygitobj.kernels import parse_commits
from pygitobj.kernels.columns import CommitLinks
from pygitobj.oid import ObjectId
from pygitobj.sources.copies import read_copy
from pygitobj.store.object_store import ObjectStore
from pygitobj.walk.history import History
from pygitobj.walk.read_ahead import ReadAhead

FEW = 512


class FewThenAhead:
    """What commits and trees of `store` name; commits are read ahead once many were asked for."""

    def __init__(self, store: ObjectStore) -> None:
        self.store = store
        self.left = FEW
        self.ahead = ReadAhead(store)
        self.history = History(self.ahead)

    def commit(self, oid: bytes) -> CommitLinks:
        """What the commit `oid` names, and its date. Raises NotFoundError, CorruptError."""
        if not self.left:
            return self.history.links(oid)
        self.left -= 1
        kind, body = self.store.first_good(oid, read_copy)
        require_type(kind.code, COMMIT, oid)
        (links,) = parse_commits([body], self.store.format.hash_size)
        if links is None:
            raise CorruptObject("a malformed commit", oid=ObjectId(oid), expected="a tree and parents")
        return links

    def tree(self, oid: bytes) -> bytes:
        """The body of the tree `oid`, read alone. Raises NotFoundError, CorruptError."""
        return self.ahead.tree(oid)

    def trees(self, ids: IdList) -> Iterator[Sequence[bytes | None]]:
        """The bodies of the trees `ids`, some at a time; None for one that cannot be read together with others."""
        return self.ahead.trees(ids)
