"""Links from the objects themselves, read ahead in the order of the packs.

commit      one that is not known yet is read together with those around it in its pack: parents are among them,
since packs are written in the order of history
trees       many at a time, in windows
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Callable, Container, Iterator, Sequence
from itertools import compress

from pygitobj.errors import CorruptObject, GitObjectError
from pygitobj.files.pack import PackFile
from pygitobj.formats.links import COMMIT, TAG, TREE, Link, require_type
from pygitobj.id_list import IdList
from pygitobj.kernels import CommitTable, parse_commits
from pygitobj.oid import ObjectId, ObjectType
from pygitobj.sources.copies import read_copy
from pygitobj.store.object_store import ObjectStore
from pygitobj.store.windows import Stretch, bodies_in, bodies_of
from pygitobj.walk.kept_bodies import KeptBodies
from pygitobj.walk.tags import link_of_tag
from pygitobj.walk.tree_entries import MAX_DEPTH

# Entries of a pack that are looked at together.
AHEAD = 4096
# Commits that are read alone at first.
ALONE = 8
WINDOW = 8 << 20


class CommitsAhead:
    """Makes rows of `table` known: that of the commit which is asked for, and those around it in its pack.

    The first that are asked for, as many as `alone` says, are read alone: many questions need no more. Commits that
    are `apart` come only when they are asked for. What is read with others is `kept`.
    """

    def __init__(
        self,
        store: ObjectStore,
        table: CommitTable,
        apart: Container[bytes] = (),
        alone: int = ALONE,
        kept: KeptBodies | None = None,
    ) -> None:
        self.store = store
        self.table = table
        self.apart = apart
        self.alone = alone
        self.kept = kept
        self.looked_at: set[tuple[str, int]] = set()

    def read(self, n: int) -> None:
        """Make the row `n` known. Raises NotFoundError, CorruptError."""
        oid = self.table.oid(n)
        if self.alone:
            self.alone -= 1
        else:
            self.look_ahead(oid)
        if not self.table.is_known(n):
            self.read_alone(n, oid)

    def read_alone(self, n: int, oid: bytes) -> None:
        """Make the row `n` known from the commit `oid`. Raises NotFoundError, CorruptError."""
        kind, body = self.store.first_good(oid, read_copy)
        if kind is not ObjectType.COMMIT:
            raise CorruptObject(f"object {ObjectId(oid)} is a {kind}, not a commit")
        (links,) = parse_commits([body], self.table.hash_size)
        if links is None:
            raise CorruptObject("a malformed commit", oid=ObjectId(oid), expected="a tree and parents")
        self.table.put(n, *links)

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
        at, size, column = 0, self.table.hash_size, commits.ids.raw
        for codes, bodies in bodies_in(self.store, [commits], WINDOW):
            end = at + len(bodies) * size
            # What is malformed is told when it is asked for.
            good = [body if code == COMMIT else None for body, code in zip(bodies, codes, strict=True)]
            self.table.take(column[at:end], good)
            if self.kept is not None:
                self.kept.keep(IdList.of(column[at:end], size).raws(), good)
            at = end

    def commits_in(self, pack: PackFile, start: int) -> Stretch:
        """The commits among some entries of `pack`, from the number `start` on, that are not known yet."""
        offsets = pack.order.offsets[start : start + AHEAD]
        codes, _, _ = pack.info_many(offsets, self.store.threads)
        ids = IdList.of(pack.ids_of(pack.order.rows[start : start + AHEAD]), self.table.hash_size)
        are_commits = [code == COMMIT for code in codes]
        commits, offsets = ids.select(are_commits), array("q", compress(offsets, are_commits))
        unknown = IdList.of(self.table.unknown(commits.raw), self.table.hash_size)
        null = bytes(self.store.null_id)
        if len(unknown) == len(commits) and not self.apart and null not in commits.raw:
            return Stretch(commits, pack, offsets)
        # No object has the null id, whatever an index says.
        wanted = {oid for oid in unknown.raws() if oid not in self.apart and oid != null}
        are_wanted = [oid in wanted for oid in commits.raws()]
        return Stretch(commits.select(are_wanted), pack, array("q", compress(offsets, are_wanted)))


class ReadAhead:
    """What the objects of `store` name. Replace refs do not count. Bodies of commits are `kept` for somebody else.

    As many commits as `alone` says are read one by one at first.
    """

    def __init__(self, store: ObjectStore, kept: KeptBodies | None = None, alone: int = ALONE) -> None:
        self.store = store
        self.kept = kept
        self.alone = alone
        self.hash_size = store.format.hash_size
        self.max_depth = MAX_DEPTH

    def commits(self, table: CommitTable) -> Callable[[int], None]:
        """What makes the row of a commit in `table` known, and those around it in its pack."""
        return CommitsAhead(self.store, table, alone=self.alone, kept=self.kept).read

    def tag(self, oid: bytes) -> Link:
        """What the tag `oid` names, and the type that it says this has. Raises NotFoundError, CorruptError."""
        kind, body = self.store.first_good(oid, read_copy)
        require_type(kind.code, TAG, oid)
        return link_of_tag(body, oid, self.store.format)

    def tree(self, oid: bytes) -> bytes:
        """The body of the tree `oid`, read alone. Raises NotFoundError, CorruptError."""
        kind, body = self.store.first_good(oid, read_copy)
        require_type(kind.code, TREE, oid)
        return body

    def trees(self, ids: IdList) -> Iterator[Sequence[bytes | None]]:
        """The bodies of the trees `ids`, some at a time; None for one that cannot be read together with others."""
        for codes, bodies in bodies_of(self.store, ids.raw, WINDOW):
            if codes.count(TREE) == len(bodies):
                yield bodies
            else:
                yield [body if code == TREE else None for body, code in zip(bodies, codes, strict=True)]
