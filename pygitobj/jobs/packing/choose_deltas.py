"""Choosing which objects become deltas, and of what.

    sort        by type, then by name hash, then the largest first: what is alike comes near one another
    leave out   what has none but objects of its own pack around it: an earlier search tried these in vain
    share out   runs of equal hashes stay together; each thread takes a run of objects at a time
    search      in a window that moves over them: see pygitobj/kernels/pure/search.py

Follows git's Documentation/git-pack-objects and technical/pack-heuristics.
"""

from __future__ import annotations

import threading
from array import array
from collections.abc import Iterator
from itertools import groupby

from pygitobj.errors import MISSING_OR_BAD
from pygitobj.jobs.report import silent
from pygitobj.kernels import DeltaSearch, deflate
from pygitobj.record import Record
from pygitobj.store.bulk import read_targets
from pygitobj.store.object_store import ObjectStore
from pygitobj.store.pack_list import NOWHERE, WHOLE, NewDelta, PackList
from pygitobj.store.verify import verified

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.jobs.report import Report


# A delta of fewer bytes would save nothing.
LEAST = 50
# Shares of the work for each thread.
SHARES = 4
# Bytes of objects that are worth a thread: at each cut objects are kept from bases before it.
LEAST_SHARE = 1 << 20
# Bytes of objects that wait for one search.
ROOM = 32 << 20
# Objects between two tellings of progress.
STEP = 64
TITLE = "Compressing objects"


class DeltaOptions(Record):
    """How bases are looked for.

    The last `window` objects, of `memory` bytes in all (0: any); chains of at most `depth` deltas; objects of up to
    `largest` bytes; `cache` bytes of deltas are held, each of fewer than `cached` bytes or of objects that are long to
    search, others made again when they are written. `level` is zlib's.
    `threads` search at once; with `reuse` deltas that are there may stay.
    """

    window: int = 10
    depth: int = 50
    memory: int = 0
    largest: int = 512 << 20
    cache: int = 256 << 20
    cached: int = 1 << 62
    level: int = -1
    threads: int = 1
    reuse: bool = True


def choose_deltas(
    objects: PackList, heights: array[int], store: ObjectStore, options: DeltaOptions, report: Report = silent
) -> dict[int, NewDelta]:
    """New deltas by position; `objects` then has their bases. `heights` are those of the chains that stay.

    Raises CorruptError, NotFoundError where an object cannot be read.
    """
    if options.window < 1 or options.depth < 1:
        return {}
    groups = groups_of(objects, options)
    candidates = with_partners(sorted_candidates(objects, options), groups, options.window)
    if len(candidates) < 2:
        return {}
    search = Search(objects, heights, groups, store, options, len(candidates), report)
    shares = list(share_out(objects, candidates, options))
    if len(shares) == 1:
        search.run(shares[0])
    else:
        # It takes long to load, and most repacks keep the deltas that there are.
        from concurrent.futures import ThreadPoolExecutor

        with ThreadPoolExecutor(options.threads) as pool:
            for _ in pool.map(search.run, shares):
                pass
    for at, base in search.bases.items():
        objects.bases[at] = base
    return search.found


def groups_of(objects: PackList, options: DeltaOptions) -> array[int]:
    """The group of each object: what stands whole in one pack is one group, what is in none has none (NOWHERE)."""
    if not options.reuse:
        return array("q", [NOWHERE]) * len(objects.hashes)
    pairs = zip(objects.sources, objects.as_itself, strict=True)
    return array("q", [source if itself else NOWHERE for source, itself in pairs])


def sorted_candidates(objects: PackList, options: DeltaOptions) -> list[int]:
    """The positions of the objects that may become deltas, or bases only, in the order in which they are tried."""
    sizes, hashes, codes, count = objects.sizes, objects.hashes, objects.codes, objects.count
    candidates = [
        at
        for at, base in enumerate(objects.bases)
        if (base == WHOLE or at >= count) and LEAST <= sizes[at] <= options.largest
    ]
    candidates.sort(key=lambda at: (-codes[at], -hashes[at], at < count, -sizes[at], at))
    return candidates


def with_partners(candidates: list[int], groups: array[int], window: int) -> list[int]:
    """`candidates` without those that have only objects of their own group within a window on both sides."""
    kept: list[int] = []
    runs = [list(run) for _, run in groupby(candidates, key=groups.__getitem__)]
    for number, run in enumerate(runs):
        if groups[run[0]] == NOWHERE:
            kept.extend(run)
            continue
        first = window if number else 0
        last = window if number + 1 < len(runs) else 0
        kept.extend(run if first + last >= len(run) else run[:first] + run[len(run) - last :])
    return kept


def share_out(objects: PackList, candidates: list[int], options: DeltaOptions) -> Iterator[list[int]]:
    """`candidates` in pieces of about the same weight, but of two windows at least, cut where a name ends."""
    threads = options.threads
    if threads == 1:
        yield candidates
        return
    enough = max(LEAST_SHARE, sum(objects.sizes[at] for at in candidates) // (threads * SHARES))
    start = weight = 0
    for number, at in enumerate(candidates):
        before = candidates[number - 1]
        if (
            number - start >= 2 * options.window
            and weight >= enough
            and (objects.hashes[at] != objects.hashes[before] or weight >= 2 * enough)
        ):
            yield candidates[start:number]
            start, weight = number, 0
        weight += objects.sizes[at]
    yield candidates[start:]


class Search:
    """What the threads share: what they found, and how far they are."""

    def __init__(
        self,
        objects: PackList,
        heights: array[int],
        groups: array[int],
        store: ObjectStore,
        options: DeltaOptions,
        count: int,
        report: Report,
    ) -> None:
        self.objects = objects
        self.heights = heights
        self.groups = groups
        self.store = store
        self.options = options
        self.count = count
        self.report = report
        self.lock = threading.Lock()
        self.done = self.held = 0
        self.found: dict[int, NewDelta] = {}
        self.bases: dict[int, int] = {}

    def run(self, share: list[int]) -> None:
        """Look for the bases of the objects in `share`."""
        objects, options = self.objects, self.options
        tool = DeltaSearch(options.window, options.depth, options.memory)
        bodies = read_targets(self.store, map(objects.oid, share), ROOM, None)
        for number, (at, raw) in enumerate(zip(share, bodies, strict=True)):
            # The type is that of the object, not what an entry says that may be damaged.
            try:
                kind, body = verified(self.store, objects.oid(at), raw)
            except MISSING_OR_BAD:
                if at >= objects.count:
                    continue  # it is not packed, and nothing will rest on it
                raise
            code = kind.code
            if at >= objects.count:
                tool.hold(at, code, body)
            else:
                chosen = tool.offer(at, code, body, self.groups[at], self.heights[at])
                if chosen is not None:
                    self.take(at, *chosen)
            if number % STEP == STEP - 1:
                self.tell(STEP)
        self.tell(len(share) % STEP)

    def take(self, at: int, base: int, delta: bytes) -> None:
        """Note that the object at the position `at` becomes `delta`, of `base`."""
        stream = deflate(delta, self.options.level)
        with self.lock:
            keeps = self.held + len(stream) <= self.options.cache and self.is_worth_keeping(at, base, len(delta))
            self.held += len(stream) if keeps else 0
            self.found[at] = NewDelta(len(delta), stream if keeps else None)
            self.bases[at] = base

    def is_worth_keeping(self, at: int, base: int, size: int) -> bool:
        """Whether a delta of `size` bytes is to be held: it is small, or both objects are so large that it is dear."""
        sizes = self.objects.sizes
        return size < self.options.cached or (sizes[base] >> 20) + (sizes[at] >> 21) > size >> 10

    def tell(self, more: int) -> None:
        """Tell of progress: so many `more` objects are done."""
        with self.lock:
            self.done += more
            if more:
                self.report(TITLE, self.done, self.count, None)
