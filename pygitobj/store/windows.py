"""A window of requests: as many objects as may be held at once, found, described and built together.

Whatever reads many objects goes through the one loop over windows here.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, repeat

from pygitobj.errors import MISSING_OR_BAD, GitObjectError
from pygitobj.id_list import IdList
from pygitobj.kernels import IMPLEMENTATION
from pygitobj.oid import TYPE_BY_CODE
from pygitobj.record import Record
from pygitobj.sources.copies import Part, large_header_of_copy, read_copy
from pygitobj.sources.values import ObjectHeader, RawObject
from pygitobj.store.parts import parts_of
from pygitobj.store.recovery import first_good
from pygitobj.store.verify import matches

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.files.asking import WatchedPlan
    from pygitobj.files.pack import PackFile
    from pygitobj.kernels import Plan
    from pygitobj.store.database import ObjectDatabase

# How much of what a bulk read may hold goes to bodies that wait for their turn; the rest is for the bases they rest on,
# of which the kernels in Python hold more.
BODIES_SHARE = 0.75 if IMPLEMENTATION == "compiled" else 0.375
# How much of a window's room goes to what its plan keeps for the windows after it.
KEPT_SHARE = 0.5
# Requests in a window: the first, which says how large objects are here, and the least and most of the others.
FIRST_COUNT = 1 << 10
LEAST_COUNT = 1 << 6
MOST_COUNT = 1 << 15

Result = RawObject | ObjectHeader | GitObjectError


def locate_column(store: ObjectDatabase, column: bytes, *, by_index: bool = False) -> list[Part]:
    """Which of the objects in `column` each pack has: see `parts_of`."""
    return parts_of(store, IdList.of(column, store.hash_size), by_index=by_index)


class Stretch(Record):
    """Objects that are to be read: their ids, and where one pack has all of them, where that is known."""

    ids: IdList
    pack: PackFile | None = None
    offsets: array[int] | None = None

    def parts(self, start: int, count: int) -> list[Part] | None:
        """Where `count` of them are from the one at `start` on; None where that is not known."""
        if self.pack is None or self.offsets is None:
            return None
        return [Part(self.pack, self.offsets[start : start + count], None)]


class PlanPart(Record):
    """The requests of a plan from `first` up to `end`."""

    plan: Plan | WatchedPlan
    first: int
    end: int


class Planned:
    """One plan for all of a `stretch`, built window after window of `room` bytes.

    No entry is looked at twice then, and what the next windows rest on stays from one to the next.
    """

    def __init__(self, store: ObjectDatabase, stretch: Stretch, room: int, line: int) -> None:
        self.store, self.stretch, self.room, self.line = store, stretch, room, line
        self.plan: Plan | WatchedPlan | None = None
        self.called: int | None = None
        self.start = 0
        self.totals: list[int] = []

    def part(self, at: int) -> PlanPart | None:
        """The requests from the one at `at` on that fit into the room, at least one; None where no plan can be made."""
        pack, offsets = self.stretch.pack, self.stretch.offsets
        # Of Python's kernels a plan takes far more memory, and what they keep is in their cache.
        if pack is None or offsets is None or IMPLEMENTATION != "compiled":
            return None
        if self.plan is None or self.called != pack.called:
            try:
                self.make(pack, offsets, at)
            except (OSError, GitObjectError):
                return None  # they are asked for again one by one, on the long way
        assert self.plan is not None
        first = at - self.start
        end = bisect_right(self.totals, self.totals[first] + self.room) - 1
        return PlanPart(self.plan, first, max(first + 1, end))

    def make(self, pack: PackFile, offsets: array[int], at: int) -> None:
        """Plan the requests from the one at `at` on: the first time, or since what was read before was bad."""
        self.plan, self.start = None, at
        self.called = pack.called
        keep = int(self.room * KEPT_SHARE)
        self.plan = pack.plan(offsets[at:], self.store.threads, self.store.verifies, keep)
        self.totals = list(accumulate((size + self.line for size in self.plan.sizes), initial=0))


class Window:
    """Some objects that are read together: their `ids`, the `codes` of their types, and their `sizes`.

    Only the first `fits` of them fit into the bytes that may be held; it is 0 where the first alone is too large. Of
    these `fill` puts the bodies where they are wanted. A position whose code is 0 is in no pack, or damaged there:
    `read_one` is the way to it. Who deals with fewer than `taken` objects says so there before going on to the next
    window, which begins behind them.
    """

    def __init__(
        self,
        store: ObjectDatabase,
        ids: IdList,
        room: int,
        line: int = 0,
        large: int | None = None,
        parts: list[Part] | None = None,
        part: PlanPart | None = None,
    ) -> None:
        self.store = store
        self.ids = ids
        self.room, self.line, self.large = room, line, large
        self.codes = array("B", bytes(len(ids)))
        self.sizes = array("Q", bytes(8 * len(ids)))
        self.plans: list[tuple[Plan | WatchedPlan, list[int] | None]] = []
        # Which request of a plan for all of them is the first here.
        self.first = 0
        if part is not None:
            self.take_part(part)
        else:
            self.plan(parts_of(store, ids) if parts is None else parts)
        self.fits = self.fit()
        self.taken = max(1, self.fits)

    def plan(self, parts: list[Part]) -> None:
        """Make plans for `parts`, the packs that have the objects."""
        for pack, offsets, positions in parts:
            try:
                plan = pack.plan(offsets, self.store.threads, self.store.verifies)
            except (OSError, GitObjectError):
                continue  # they are asked for again one by one, on the long way
            self.take_in(plan, positions)

    def take_part(self, part: PlanPart) -> None:
        """The objects are these requests of a plan."""
        plan, self.first, end = part
        self.plans.append((plan, None))
        self.codes, self.sizes = plan.codes[self.first : end], plan.sizes[self.first : end]

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

    def fit(self) -> int:
        """How many objects, from the first on, fit into the room with their lines.

        Ends before the first object of more than `large` bytes.
        """
        count, sizes, line, large = len(self.ids), self.sizes, self.line, self.large
        if large is not None and count and max(sizes) > large:
            count = next(at for at, size in enumerate(sizes) if size > large)
        if sum(sizes) + line * len(sizes) <= self.room:
            return count
        totals = accumulate(sizes) if not line else accumulate(size + line for size in sizes)
        return min(count, bisect_right(list(totals), self.room))

    def leave_out(self, positions: Iterable[int]) -> None:
        """Build nothing at `positions`, where the code is 0 from now on; more of the others may fit then."""
        for position in positions:
            self.codes[position] = self.sizes[position] = 0
        self.fits = self.fit()
        self.taken = max(1, self.fits)

    def unknown(self, count: int) -> Iterator[int]:
        """Which of the first `count` objects have the code 0."""
        return positions_of_zero(self.codes[:count])

    def held(self) -> int:
        """How many bytes those that are `taken` take with their lines."""
        return sum(self.sizes[: self.taken]) + self.line * self.taken

    def fill(self, buffer: memoryview, places: array[int]) -> list[int]:
        """Build the first requests at their `places` in `buffer`, -1 for what is not wanted; gives what failed."""
        failed: list[int] = []
        for plan, positions in self.plans:
            if positions is None:
                return [at - self.first for at in plan.fill(buffer, places, self.first)]
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
            if not self.store.verifies:
                found = plan.bodies(self.first, self.first + len(here), most)
            else:
                found, digests = plan.hashed_bodies(self.first, self.first + len(here), most)
                codes = plan.codes if positions is not None else self.codes
                same = matches(self.store.format, self.ids.raw, here, codes, found, digests)
            if positions is None:
                return found, list(same)
            for position, body, believed in zip(here, found, same, strict=True):
                bodies[position] = body
                good[position] = believed
        return bodies, good

    def read_one(self, position: int, large: int | None = None) -> Result:
        """The object at `position` on the long way, a `large` one's header; or what says that it is missing or damaged.

        Raises RepositoryError where that cannot be told.
        """
        oid = self.ids[position]
        try:
            if large is not None:
                header, whole = first_good(self.store, oid, large_header_of_copy)
                if whole and header.size > large:
                    return header
            return first_good(self.store, oid, read_copy)
        except MISSING_OR_BAD as error:
            # Without where it came from: a value that is kept shall hold nothing else.
            return error.with_traceback(None)


def next_count(done: int, held: int, room: int) -> int:
    """How many requests to look at next, when the last `done` held `held` bytes and there is `room` for so many."""
    average = max(1.0, held / max(1, done))
    return int(min(MOST_COUNT, max(LEAST_COUNT, room / average)))


def windows(
    store: ObjectDatabase, stretches: Iterable[Stretch], room: int, line: int = 0, large: int | None = None
) -> Iterator[Window]:
    """The objects in `stretches`, in windows that fit into `room` bytes with `line` bytes beside each body.

    A window that starts with an object of more than `large` bytes, or of more than the room, is for it alone.
    """
    count = FIRST_COUNT
    for stretch in stretches:
        at, most = 0, len(stretch.ids)
        planned = Planned(store, stretch, room, line)
        while at < most:
            part = planned.part(at)
            if part is not None:
                count = part.end - part.first
            parts = None if part is not None else stretch.parts(at, count)
            current = Window(store, stretch.ids[at : at + count], room, line, large, parts, part)
            yield current
            at += current.taken
            count = next_count(current.taken, current.held(), room)


def positions_of_zero(codes: array[int]) -> Iterator[int]:
    """Where in `codes` a zero stands."""
    data = codes.tobytes()
    at = data.find(0)
    while at >= 0:
        yield at
        at = data.find(0, at + 1)


def bodies_of(store: ObjectDatabase, column: bytes, window: int) -> Iterator[tuple[array[int], list[bytes | None]]]:
    """The objects in `column`, in its order, a window at a time, as columns of type codes and of bodies.

    A body is None where no pack has the object, or it is damaged; one by one they may be had all the same.
    """
    yield from bodies_in(store, located(store, IdList.of(column, store.hash_size)), window)


def bodies_in(
    store: ObjectDatabase, stretches: Iterable[Stretch], window: int
) -> Iterator[tuple[array[int], list[bytes | None]]]:
    """As `bodies_of`, of stretches, of which it may be known where they are."""
    for current in windows(store, stretches, int(window * BODIES_SHARE)):
        bodies, good = current.bodies(current.taken, 1 << 62)
        if not all(good):
            bodies = [body if believed else None for body, believed in zip(bodies, good, strict=True)]
        yield current.codes[: current.taken], bodies


def located(store: ObjectDatabase, ids: IdList) -> Iterator[Stretch]:
    """`ids`, with where they are as far as one pack has all of them: what one plan is made for is looked at once."""
    for some in ids.pieces(MOST_COUNT):
        parts = parts_of(store, some)
        if len(parts) == 1 and parts[0].positions is None:
            yield Stretch(some, parts[0].pack, parts[0].offsets)
        else:
            yield Stretch(some)


def results_of(store: ObjectDatabase, ids: IdList, window: int, large: int | None) -> Iterator[Result]:
    """The objects `ids`, in their order, a window at a time; those of more than `large` bytes as headers."""
    for current in windows(store, [Stretch(ids)], int(window * BODIES_SHARE)):
        yield from current.results(current.taken, large)
