"""Commits and their parents: read ahead in the order of the packs, walked from the newest to the oldest.

    links       a commit that is not known yet is read together with those around it in its pack: parents are among
                them, since packs are written in the order of history
    walk        by date; what hidden commits reach is left out. It ends when only hidden commits are left, and so many
                more of them were looked at (SLOP), since dates may be wrong. If they are wrong even so, some
                commits are told that a hidden one reaches: too many, never too few

Follows git's Documentation/rev-list-options, "Commit Limiting".
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping
from heapq import heappop, heappush
from itertools import count

from pygitobj.errors import CorruptObject, GitObjectError, NotFoundError
from pygitobj.files.pack import PackFile
from pygitobj.formats.links import COMMIT
from pygitobj.kernels import parse_commits
from pygitobj.kernels.columns import CommitLinks
from pygitobj.oid import ObjectId, ObjectType
from pygitobj.record import Record
from pygitobj.sources.copies import read_copy
from pygitobj.store.object_store import ObjectStore
from pygitobj.store.windows import bodies_of

# Entries of a pack that are looked at together.
AHEAD = 4096
WINDOW = 8 << 20
SLOP = 5


def nothing(_oid: bytes) -> bool:
    """False: no object may be missing."""
    return False


class Grafted(Record):
    """Parents that a commit has instead of those that it names, or, if these are `kept`, besides."""

    parents: tuple[bytes, ...]
    kept: bool = True


NO_GRAFTS: Mapping[bytes, Grafted] = {}


class History:
    """The commits of `store`; those in `shallow` are taken to have no parents. Replace refs do not count.

    Of the commits that are not there, those may be missing of which `excused` says so. Those that are `apart` are not
    met on walks, and the parents of those that are `closed` neither. `grafts` give parents to commits.
    """

    def __init__(
        self,
        store: ObjectStore,
        shallow: frozenset[bytes] = frozenset(),
        excused: Callable[[bytes], bool] = nothing,
        apart: Callable[[bytes], bool] = nothing,
        closed: Callable[[bytes], bool] = nothing,
        grafts: Mapping[bytes, Grafted] = NO_GRAFTS,
    ) -> None:
        self.store = store
        self.shallow = shallow
        self.excused = excused
        self.apart = apart
        self.closed = closed
        self.grafts = grafts
        self.known: dict[bytes, CommitLinks] = {}
        self.looked_at: set[tuple[str, int]] = set()

    def links(self, oid: bytes) -> CommitLinks:
        """The links of the commit `oid`. Raises NotFoundError, CorruptError."""
        found = self.known.get(oid)
        if found is None:
            self.look_ahead(oid)
            found = self.known.get(oid)
            if found is None:
                kind, body = self.store.first_good(oid, read_copy)
                if kind is not ObjectType.COMMIT:
                    raise CorruptObject(f"object {ObjectId(oid)} is a {kind}, not a commit")
                (links,) = parse_commits([body], self.store.format.hash_size)
                if links is None:
                    raise CorruptObject("a malformed commit", oid=ObjectId(oid), expected="a tree and parents")
                found = self.know(oid, links)
        return found

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
        size = self.store.format.hash_size
        at = 0
        for codes, bodies in bodies_of(self.store, b"".join(commits), WINDOW):
            good = [body if code == COMMIT else None for body, code in zip(bodies, codes, strict=True)]
            for one, links in zip(commits[at:], parse_commits(good, size), strict=False):
                # What is malformed is told when it is asked for.
                if links is not None:
                    self.know(one, links)
            at += len(bodies)

    def commits_in(self, pack: PackFile, start: int) -> list[bytes]:
        """The commits among some entries of `pack`, from the number `start` on, that are not known yet."""
        size = self.store.format.hash_size
        codes, _, _ = pack.info_many(pack.order.offsets[start : start + AHEAD], self.store.threads)
        column = pack.ids_of(pack.order.rows[start : start + AHEAD])
        ids = [column[at * size : (at + 1) * size] for at, code in enumerate(codes) if code == COMMIT]
        return [oid for oid in ids if oid not in self.known]

    def know(self, oid: bytes, links: CommitLinks) -> CommitLinks:
        """Know the links of the commit `oid`; gives them, without parents where history was cut off."""
        if oid in self.shallow or self.closed(oid):
            links = links._replace(parents=())
        elif oid in self.grafts:
            grafted = self.grafts[oid]
            links = links._replace(parents=(*(links.parents if grafted.kept else ()), *grafted.parents))
        self.known[oid] = links
        return links

    def find(self, oid: bytes, *, needed: bool) -> CommitLinks | None:
        """As `links`, but None for a commit that is apart, missing and excused, or missing and not `needed`."""
        if self.apart(oid):
            return None
        try:
            return self.links(oid)
        except NotFoundError:
            if not needed or self.excused(oid):
                return None
            raise


class Walked(Record):
    """Commits, the newest first, and the hidden ones that are parents of these."""

    commits: list[bytes]
    edges: list[bytes]


class Walk:
    """A walk from some commits on, which leaves out what others reach."""

    def __init__(self, history: History, tips: Iterable[bytes], hidden: Iterable[bytes]) -> None:
        self.history = history
        self.is_hidden: dict[bytes, bool] = {}
        self.waiting: list[tuple[int, int, bytes]] = []
        # Those among them that are not hidden.
        self.shown: set[bytes] = set()
        self.numbers = count()
        for oid in hidden:
            self.meet(oid, hidden=True)
        for oid in tips:
            self.meet(oid, hidden=False)

    def meet(self, oid: bytes, *, hidden: bool) -> None:
        """Take in a commit that may have been met before."""
        before = self.is_hidden.get(oid)
        if before is None:
            links = self.history.find(oid, needed=not hidden)
            if links is None:
                return
            self.is_hidden[oid] = hidden
            heappush(self.waiting, (-links.date, next(self.numbers), oid))
            if not hidden:
                self.shown.add(oid)
        elif hidden and not before:
            self.hide(oid)

    def hide(self, oid: bytes) -> None:
        """Hide a commit that was met, and what was met through it."""
        left = [oid]
        while left:
            at = left.pop()
            self.is_hidden[at] = True
            if at in self.shown:
                # Still waiting: its parents are met when it is its turn.
                self.shown.remove(at)
                continue
            left.extend(parent for parent in self.history.links(at).parents if self.is_hidden.get(parent) is False)

    def run(self) -> Walked:
        """What is reached. Raises NotFoundError, CorruptError."""
        taken: list[bytes] = []
        slop, oldest = SLOP, None
        while self.waiting:
            if not self.shown:
                newest_left = -self.waiting[0][0]
                slop = SLOP if oldest is not None and oldest <= newest_left else slop - 1
                if oldest is None or slop < 0:
                    break
            date, _, oid = heappop(self.waiting)
            hidden = self.is_hidden[oid]
            if not hidden:
                self.shown.discard(oid)
                taken.append(oid)
                oldest = -date
            for parent in self.history.links(oid).parents:
                self.meet(parent, hidden=hidden)
        commits = [oid for oid in taken if not self.is_hidden[oid]]
        parents = (parent for oid in commits for parent in self.history.links(oid).parents)
        return Walked(commits, [parent for parent in dict.fromkeys(parents) if self.is_hidden.get(parent)])


def walk(history: History, tips: Iterable[bytes], hidden: Iterable[bytes] = ()) -> Walked:
    """The commits that `tips` reach and `hidden` do not. Raises NotFoundError, CorruptError."""
    return Walk(history, tips, hidden).run()
