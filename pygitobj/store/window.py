"""A window of requests: as many objects as may be held at once, found, described and built together.

A column is raw ids one after another in one bytes object: the currency of everything that handles many objects.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, repeat
from typing import TYPE_CHECKING

from pygitobj.errors import MISSING_OR_BAD, GitObjectError
from pygitobj.id_list import IdList
from pygitobj.kernels import IMPLEMENTATION
from pygitobj.oid import TYPE_BY_CODE
from pygitobj.sources.copies import Part, large_header_of_copy, read_copy
from pygitobj.sources.values import ObjectHeader, RawObject
from pygitobj.store.parts import parts_of
from pygitobj.store.recovery import first_good
from pygitobj.store.verify import matches

if TYPE_CHECKING:
    from pygitobj.files.asking import WatchedPlan
    from pygitobj.kernels.pure.plan import Plan
    from pygitobj.store.database import ObjectDatabase

# How much of what a bulk read may hold goes to bodies that wait for their turn; the rest is for the bases they rest on,
# of which the kernels in Python hold more.
BODIES_SHARE = 0.75 if IMPLEMENTATION == "compiled" else 0.375
# Requests in a window: the first, which says how large objects are here, and the least and most of the others.
FIRST_COUNT = 1 << 10
LEAST_COUNT = 1 << 6
MOST_COUNT = 1 << 15

Result = RawObject | ObjectHeader | None


def locate_column(store: ObjectDatabase, column: bytes) -> list[Part]:
    """Which of the objects in `column` each pack has: see `parts_of`."""
    return parts_of(store, IdList.of(column, store.hash_size))


class Window:
    """The objects in `column`: `codes` and `sizes` of those in packs, and their bodies when asked.

    A position's code is 0 where the object is loose, missing or damaged: `read_one` is the way to it then. `parts`
    says where the objects are; by default that is found out.
    """

    def __init__(self, store: ObjectDatabase, column: bytes, parts: list[Part] | None = None) -> None:
        self.store = store
        self.column = column
        self.count = len(column) // store.format.hash_size
        self.codes = array("B", bytes(self.count))
        self.sizes = array("Q", bytes(8 * self.count))
        self.plans: list[tuple[Plan | WatchedPlan, list[int] | None]] = []
        for pack, offsets, positions in locate_column(store, column) if parts is None else parts:
            try:
                plan = pack.plan(offsets, store.threads, store.verify)
            except (OSError, GitObjectError):
                continue  # they are asked for again one by one, on the long way
            self.take_in(plan, positions)

    def take_in(self, plan: Plan | WatchedPlan, positions: list[int] | None) -> None:
        """Note what `plan` says of the requests at `positions`."""
        self.plans.append((plan, positions))
        if positions is None:
            self.codes, self.sizes = plan.codes, plan.sizes
            return
        codes, sizes = self.codes, self.sizes
        for position, code, size in zip(positions, plan.codes, plan.sizes, strict=True):
            codes[position] = code
            sizes[position] = size

    def oid(self, position: int) -> bytes:
        """The raw id at `position`."""
        size = self.store.format.hash_size
        return self.column[position * size : (position + 1) * size]

    def fit(self, room: int, line: int = 0, large: int | None = None) -> int:
        """How many requests, from the first on, fit into `room` bytes with `line` bytes beside each body.

        Ends before the first object of more than `large` bytes.
        """
        count = self.count
        if large is not None and self.count and max(self.sizes) > large:
            count = next(at for at, size in enumerate(self.sizes) if size > large)
        if sum(self.sizes) + line * self.count <= room:
            return count
        totals = accumulate(self.sizes) if not line else accumulate(size + line for size in self.sizes)
        return min(count, bisect_right(list(totals), room))

    def fill(self, buffer: memoryview, places: array[int]) -> list[int]:
        """Build the first requests at their `places` in `buffer`, -1 for what is not wanted; gives what failed."""
        failed: list[int] = []
        for plan, positions in self.plans:
            if positions is None:
                return plan.fill(buffer, places)
            here = positions[: bisect_left(positions, len(places))]
            missed = plan.fill(buffer, array("q", [places[position] for position in here]))
            failed.extend(here[at] for at in missed)
        return failed

    def results(self, count: int, large: int | None) -> Iterator[Result]:
        """The first `count` objects, each let go of as it is given; those of more than `large` bytes as headers."""
        bodies, good = self.bodies(count, (1 << 62) if large is None else large)
        for position, body in enumerate(bodies):
            bodies[position] = None
            code = self.codes[position]
            if body is not None:
                if good[position]:
                    yield RawObject(TYPE_BY_CODE[code], body)
                    continue
                del body  # it is read again, and need not be held twice
            elif code and large is not None and self.sizes[position] > large:
                yield ObjectHeader(TYPE_BY_CODE[code], self.sizes[position])
                continue
            yield self.read_one(position, large)

    def bodies(self, count: int, most: int) -> tuple[list[bytes | None], Sequence[bool]]:
        """The bodies of the first `count` requests as far as packs have them, and whether each may be believed.

        None also for more than `most` bytes. With `verify`, what hashes to another id is not believed.
        """
        bodies: list[bytes | None] = [None] * count
        good = [True] * count
        for plan, positions in self.plans:
            here = range(count) if positions is None else positions[: bisect_left(positions, count)]
            same: Iterable[bool] = repeat(True, len(here))
            if not self.store.verify:
                found = plan.bodies(0, len(here), most)
            else:
                found, digests = plan.hashed_bodies(0, len(here), most)
                same = matches(self.store.format, self.column, here, plan.codes, found, digests)
            if positions is None:
                return found, list(same)
            for position, body, believed in zip(here, found, same, strict=True):
                bodies[position] = body
                good[position] = believed
        return bodies, good

    def read_one(self, position: int, large: int | None) -> Result:
        """The object at `position` on the long way, a `large` one's header; None where it is missing or damaged.

        Raises RepositoryError where that cannot be told.
        """
        oid = self.oid(position)
        try:
            if large is not None:
                header, whole = first_good(self.store, oid, large_header_of_copy)
                if whole and header.size > large:
                    return header
            return first_good(self.store, oid, read_copy)
        except MISSING_OR_BAD:
            return None


def next_count(done: int, held: int, room: int) -> int:
    """How many requests to look at next, when the last `done` held `held` bytes and there is `room` for so many."""
    average = max(1.0, held / max(1, done))
    return int(min(MOST_COUNT, max(LEAST_COUNT, room / average)))


def bodies_of(store: ObjectDatabase, column: bytes, window: int) -> Iterator[tuple[array[int], list[bytes | None]]]:
    """The objects in `column`, in its order, a window at a time, as columns of type codes and of bodies.

    A body is None where no pack has the object, or it is damaged; one by one they may be had all the same.
    """
    size, count = store.format.hash_size, FIRST_COUNT
    room = int(window * BODIES_SHARE)
    at = 0
    while at < len(column):
        current = Window(store, column[at : at + count * size])
        fits = max(1, current.fit(room))
        bodies, good = current.bodies(fits, 1 << 62)
        if not all(good):
            bodies = [body if believed else None for body, believed in zip(bodies, good, strict=True)]
        yield current.codes[:fits], bodies
        at += fits * size
        count = next_count(fits, sum(current.sizes[:fits]), room)


def results_of(
    store: ObjectDatabase, column: bytes, window: int, large: int | None, count: int = FIRST_COUNT
) -> Iterator[Result]:
    """The objects in `column`, in its order, a window at a time."""
    size = store.format.hash_size
    room = int(window * BODIES_SHARE)
    at = 0
    while at < len(column):
        current = Window(store, column[at : at + count * size])
        fits = max(1, current.fit(room))
        yield from current.results(fits, large)
        at += fits * size
        count = next_count(fits, sum(current.sizes[:fits]), room)
