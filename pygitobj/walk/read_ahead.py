"""Links from the objects themselves, read ahead in the order of the packs.

commit      one that is not known yet is read together with those around it in its pack: parents are among them,
since packs are written in the order of history
trees       many at a time, in windows
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from pygitobj.errors import CorruptObject, GitObjectError
from pygitobj.files.pack import PackFile
from pygitobj.formats.links import COMMIT, TAG, TREE, Link, require_type
from pygitobj.id_list import IdList
from pygitobj.kernels import parse_commits
from pygitobj.kernels.columns import CommitLinks
from pygitobj.oid import ObjectId, ObjectType
from pygitobj.sources.copies import read_copy
from pygitobj.store.object_store import ObjectStore
from pygitobj.store.windows import bodies_of
from pygitobj.walk.tags import link_of_tag

# Entries of a pack that are looked at together.
AHEAD = 4096
WINDOW = 8 << 20


class ReadAhead:
    """What the objects of `store` name. Replace refs do not count."""

    def __init__(self, store: ObjectStore) -> None:
        self.store = store
        self.size = store.format.hash_size
        self.known: dict[bytes, CommitLinks] = {}
        self.looked_at: set[tuple[str, int]] = set()

    def commit(self, oid: bytes) -> CommitLinks:
        """What the commit `oid` names, and its date. Raises NotFoundError, CorruptError."""
        found = self.known.get(oid)
        if found is None:
            self.look_ahead(oid)
            found = self.known.get(oid)
            if found is None:
                found = self.known[oid] = self.commit_alone(oid)
        return found

    def commit_alone(self, oid: bytes) -> CommitLinks:
        """As `commit`, of one that was not read together with others."""
        kind, body = self.store.first_good(oid, read_copy)
        if kind is not ObjectType.COMMIT:
            raise CorruptObject(f"object {ObjectId(oid)} is a {kind}, not a commit")
        (links,) = parse_commits([body], self.size)
        if links is None:
            raise CorruptObject("a malformed commit", oid=ObjectId(oid), expected="a tree and parents")
        return links

    def look_ahead(self, oid: bytes) -> None:
        """Know `oid`, and the commits among the entries around it in its pack."""
        found = self.store.entry(oid)
        if found is None:
            return
        pack, offset = found
        try:
            block = bisect_left(pack.order.offsets, offset) // AHEAD
            if (pack.path, block) in self.looked_at:
                return
            self.looked_at.add((pack.path, block))
            commits = self.commits_in(pack, block * AHEAD)
        except (OSError, GitObjectError):
            return  # the commit itself is asked for all the same
        at = 0
        for codes, bodies in bodies_of(self.store, b"".join(commits), WINDOW):
            good = [body if code == COMMIT else None for body, code in zip(bodies, codes, strict=True)]
            for one, links in zip(commits[at:], parse_commits(good, self.size), strict=False):
                # What is malformed is told when it is asked for.
                if links is not None:
                    self.known[one] = links
            at += len(bodies)

    def commits_in(self, pack: PackFile, start: int) -> list[bytes]:
        """The commits among some entries of `pack`, from the number `start` on, that are not known yet."""
        codes, _, _ = pack.info_many(pack.order.offsets[start : start + AHEAD], self.store.threads)
        ids = IdList.of(pack.ids_of(pack.order.rows[start : start + AHEAD]), self.size)
        commits = ids.select(code == COMMIT for code in codes)
        return [oid for oid in commits.raws() if oid not in self.known]

    def tag(self, oid: bytes) -> Link:
        """What the tag `oid` names, and the type that it says this has. Raises NotFoundError, CorruptError."""
        kind, body = self.store.first_good(oid, read_copy)
        require_type(kind.code, TAG, oid.hex())
        return link_of_tag(body, oid, self.store.format)

    def tree(self, oid: bytes) -> bytes:
        """The body of the tree `oid`, read alone. Raises NotFoundError, CorruptError."""
        kind, body = self.store.first_good(oid, read_copy)
        require_type(kind.code, TREE, oid.hex())
        return body

    def trees(self, ids: IdList) -> Iterator[Sequence[bytes | None]]:
        """The bodies of the trees `ids`, some at a time; None for one that cannot be read together with others."""
        for codes, bodies in bodies_of(self.store, ids.raw, WINDOW):
            if codes.count(TREE) == len(bodies):
                yield bodies
            else:
                yield [body if code == TREE else None for body, code in zip(bodies, codes, strict=True)]
