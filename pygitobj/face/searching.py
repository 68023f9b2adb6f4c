"""`repo.search`: what the blobs of a repository have, each looked at once, and where each of them was.

All blobs are read in bulk, in the order in which they are stored, and of those in which something was found the ids are
kept. History is walked once then, until each has its place, and these alone are read again: nothing is held of what a
caller does not see, and the walk is spared where nothing was found.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice

from pygitobj.changes.search.lines import candidates
from pygitobj.errors import GitObjectError
from pygitobj.face.arguments import several
from pygitobj.face.reached import placed, reached_from
from pygitobj.face.starts import pending_of
from pygitobj.face.walking import telling
from pygitobj.formats.binary import looks_binary
from pygitobj.formats.commit import Commit
from pygitobj.oid import TYPE_CODES, ObjectId, ObjectType, shown
from pygitobj.record import Record
from pygitobj.repository.repository import Repository
from pygitobj.revisions.pending import Pending
from pygitobj.revisions.ref_sets import ALL
from pygitobj.sources.values import RawObject
from pygitobj.store.object_store import ObjectStore
from pygitobj.store.windows import Result
from pygitobj.walk.problems import Allows, Problem

BLOB = TYPE_CODES[ObjectType.BLOB]
# Blobs that are read together once it is known where they are, and how many bytes of them are held.
GROUP = 256
WINDOW = 8 << 20
# Where what is looked for is in a blob, from a place on: its start and end.
Matches = Callable[[bytes, int], tuple[int, int] | None]
Problems = Callable[[Problem], None]


class SearchHit(Record):
    """A line in which something was found, or, of a binary blob, what was found.

    id          of the blob
    path        where it was, and `commit` the first commit that has it there; both None where no start leads to it
    number      of the line, from 1 on; None in a binary blob, which has a NUL in its first 8000 bytes
    offset      where what was found begins in the blob: the first of the line
    line        the line without its end; of a binary blob what was found
    """

    id: ObjectId
    path: bytes | None
    commit: Commit | None
    number: int | None
    offset: int
    line: bytes


def search(
    repository: Repository,
    pattern: bytes | re.Pattern[bytes],
    starts: Iterable[object],
    hide: Iterable[object],
    problem: Problems | None,
) -> Iterator[SearchHit]:
    """What is found of `pattern`. Checks its arguments at once."""
    matches = matches_of(pattern)
    if problem is not None and not callable(problem):
        raise TypeError(f"problem is a function that takes a Problem, not {shown(problem)}")
    store = repository.objects
    _ = store.sources  # raises where it was closed
    starts, hide = list(starts), several("hide", hide)
    if hide and not starts:
        raise ValueError("hide needs starts")
    allows = telling(problem)
    pending = pending_of(repository, starts or [ALL], hide, allows)
    if not starts:
        return Searching(repository, matches, allows, as_stored).run(every_blob(repository.objects), pending)
    searching = Searching(repository, matches, allows, repository.reader.target)
    return searching.run(searching.read_reached(pending), pending)


def matches_of(pattern: bytes | re.Pattern[bytes]) -> Matches:
    """What finds `pattern`: bytes as they stand, or an expression. Raises TypeError."""
    given: object = pattern
    if isinstance(given, re.Pattern) and isinstance(given.pattern, bytes):
        return expression_matches(given)
    if not isinstance(given, bytes):
        raise TypeError(f"a pattern is bytes, or re.compile of bytes, not {shown(given)}")
    return literal_matches(given)


def expression_matches(expression: re.Pattern[bytes]) -> Matches:
    """What finds an expression."""

    def find(data: bytes, at: int) -> tuple[int, int] | None:
        found = expression.search(data, at)
        return None if found is None else found.span()

    return find


def literal_matches(text: bytes) -> Matches:
    """What finds `text`."""

    def find(data: bytes, at: int) -> tuple[int, int] | None:
        start = data.find(text, at)
        return None if start < 0 else (start, start + len(text))

    return find


def as_stored(oid: bytes) -> bytes:
    """The object that is read for `oid` where replace refs do not count: itself."""
    return oid


def every_blob(store: ObjectStore) -> Iterator[tuple[ObjectId, Result]]:
    """All blobs of `store` in the order of its packs, or what says that one is damaged."""
    for window in store.windows(window=WINDOW):
        others = {at for at, code in enumerate(window.codes) if code not in (0, BLOB)}
        window.leave_out(others)
        bodies, good = window.bodies(window.taken, 1 << 62)
        for at, body in enumerate(bodies):
            if at in others:
                continue
            bodies[at] = None
            whole = body is not None and good[at]
            result: Result = RawObject(ObjectType.BLOB, body) if whole and body is not None else window.read_one(at)
            if isinstance(result, GitObjectError) or result.type is ObjectType.BLOB:
                yield window.ids[at], result


class Searching:
    """A search of the blobs of `repository`; `problem` is asked whether to go on without what cannot be read.

    For each blob that is reached its `target` is read.
    """

    def __init__(
        self, repository: Repository, matches: Matches, problem: Allows, target: Callable[[bytes], bytes]
    ) -> None:
        self.repository, self.matches, self.problem, self.target = repository, matches, problem, target

    def read_reached(self, pending: Sequence[Pending]) -> Iterator[tuple[ObjectId, Result]]:
        """The blobs that `pending` reaches, or what says that one is missing or damaged."""
        yield from self.read(reached_from(self.repository, pending, self.problem).blobs)

    def read(self, ids: Sequence[ObjectId]) -> Iterator[tuple[ObjectId, Result]]:
        """The objects `ids`, or what says that one is missing or damaged."""
        results = self.repository.objects.read_many(map(self.target, ids), window=WINDOW)
        return ((oid, result) for oid, (_, result) in zip(ids, results, strict=True))

    def run(self, blobs: Iterator[tuple[ObjectId, Result]], pending: Sequence[Pending]) -> Iterator[SearchHit]:
        """What is found in `blobs`: first of those that `pending` leads to, from the oldest commit on."""
        having = {oid for oid, data in self.sound(blobs) if next(self.hits(oid, None, None, data), None) is not None}
        if not having:
            return
        places = self.places(having, pending)
        while some := list(islice(places, GROUP)):
            where = {place[0]: place for place in some}
            for oid, data in self.sound(self.read(list(where))):
                yield from self.hits(*where[oid], data)

    def places(
        self, having: set[ObjectId], pending: Sequence[Pending]
    ) -> Iterator[tuple[ObjectId, bytes | None, Commit | None]]:
        """Where those of `having` are; those that no commit leads to come last."""
        left = set(having)
        for oid, path, commit in placed(self.repository, having, pending, self.problem):
            yield oid, path, commit
            left.discard(oid)
            if not left:
                return
        for oid in sorted(left):
            yield oid, None, None

    def sound(self, results: Iterable[tuple[ObjectId, Result]]) -> Iterator[tuple[ObjectId, bytes]]:
        """The contents of those of `results` that could be read. Raises what is wrong with the others, if it is to."""
        for oid, result in results:
            if isinstance(result, GitObjectError):
                if not self.problem(oid, BLOB, result):
                    raise result
            elif isinstance(result, RawObject):
                yield oid, result.data

    def hits(self, oid: ObjectId, path: bytes | None, commit: Commit | None, data: bytes) -> Iterator[SearchHit]:
        """What is found in a blob that has `data`."""
        if looks_binary(data):
            for start, end in self.found_in_binary(data):
                yield SearchHit(oid, path, commit, None, start, data[start:end])
            return

        def find(at: int) -> int:
            found = self.matches(data, at)
            return -1 if found is None else found[0]

        for number, start, end in candidates(data, find):
            yield SearchHit(oid, path, commit, number, max(find(start), start), data[start:end])

    def found_in_binary(self, data: bytes) -> Iterator[tuple[int, int]]:
        """Where in `data` something is found, one after the other."""
        at = 0
        while at < len(data):
            found = self.matches(data, at)
            if found is None:
                return
            yield found
            at = max(found[1], found[0] + 1)
