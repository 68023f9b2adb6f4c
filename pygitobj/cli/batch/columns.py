"""A batch's answers for a column of ids, built in the buffer that is then written: no object is handled on its own.

Only what a pack does not have, what is too large to hold and what a filter leaves out is answered one by one.
"""

from __future__ import annotations

import mmap
from array import array
from collections.abc import Callable, Iterator

from pygitobj.cli.batch.formats import BatchFormat
from pygitobj.cli.objects_filter import ObjectsFilter
from pygitobj.cli.output import Output
from pygitobj.errors import GitObjectError
from pygitobj.id_list import IdList
from pygitobj.kernels import lay_out_answers
from pygitobj.oid import TYPE_BY_CODE
from pygitobj.record import Record
from pygitobj.sources.values import ObjectHeader
from pygitobj.store.bulk import Descriptions
from pygitobj.store.object_store import ObjectStore
from pygitobj.store.windows import Result, Window

# Lines that are laid out at a time.
LINES_COUNT = 1 << 16
# A buffer is at least as large, so that few are made.
LEAST_BUFFER = 1 << 20
# How a system that knows of these makes a buffer of few, large pages of its own.
PRIVATE = {"flags": mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS} if hasattr(mmap, "MAP_PRIVATE") else {}
LARGE_PAGES: int | None = getattr(mmap, "MADV_HUGEPAGE", None)
# The longest that an atom's text can be: an id of 64 digits.
LONGEST_ATOM = 64
# The kernel's numbers for the atoms.
NAME, TYPE, SIZE = range(3)
PLACEHOLDERS = {"objectname": NAME, "objecttype": TYPE, "objectsize": SIZE}


class ColumnAnswers:
    """Answers for columns of ids in one format.

    What a pack has is laid out and built in one buffer; how the rest is answered is said with each column (Given).
    """

    def __init__(
        self,
        store: ObjectStore,
        layout: BatchFormat,
        output: Output,
        *,
        objects_filter: ObjectsFilter | None,
        end: bytes,
        large: int,
    ) -> None:
        self.store = store
        self.output = output
        self.filter = objects_filter
        self.end = end
        self.large = large
        self.pieces = tuple(PLACEHOLDERS[piece] if isinstance(piece, str) else piece for piece in layout.pieces)
        text = sum(len(piece) for piece in layout.pieces if isinstance(piece, bytes))
        self.line = text + LONGEST_ATOM * sum(isinstance(piece, str) for piece in layout.pieces) + 2
        self.buffer: memoryview | None = None

    def write_contents(self, ids: IdList, given: Given) -> None:
        """Answer for `ids` with their contents; `given` says what is answered otherwise."""
        at = 0
        for current in self.store.windows(ids, line=self.line, large=self.large):
            current.taken = self.write_window(current, given.after(at))
            at += current.taken

    def write_all(self, given: Given, *, ordered: bool) -> None:
        """Answer for all objects with their contents, by id or in the order of the packs."""
        for current in self.store.windows(ordered=ordered, line=self.line, large=self.large):
            current.taken = self.write_window(current, given.of(current.ids))

    def write_all_lines(self, given: Given) -> None:
        """Answer for all objects with a line each, by id."""
        describe = any(piece in (TYPE, SIZE) for piece in self.pieces)
        for ids in self.store.id_lists():
            self.write_lines(ids, given.of(ids), describe=describe)

    def write_window(self, current: Window, given: Given) -> int:
        """Answer for as many of the first requests as fit, at least one; gives how many that were."""
        if self.filter is not None:
            current.leave_out(self.excluded(current.codes, current.sizes, given))
        buffer = self.room_for(current.room)
        gaps, fits = self.gaps_of(current, len(buffer), given)
        if not fits:
            return self.write_one(current, given)
        while True:
            codes, sizes = current.codes[:fits], current.sizes[:fits]
            total, places = self.lay_out(buffer, current.ids, codes, sizes, gaps, bodies=True)
            failed = current.fill(buffer, places)
            if not failed:
                break
            # Damage that showed only now: those are answered on the long way, one by one.
            for position in failed:
                current.codes[position] = 0
            fits = min(failed)
            gaps = {at: text for at, text in gaps.items() if at < fits}
            if not fits:
                return self.write_one(current, given)
        self.output.write_through(buffer[:total])
        return fits

    def lay_out(
        self,
        buffer: memoryview,
        ids: IdList,
        codes: array[int],
        sizes: array[int],
        gaps: dict[int, bytes],
        *,
        bodies: bool,
    ) -> tuple[int, array[int]]:
        """Write the lines of the first of `ids`, and `gaps`; gives how much that is, and where the `bodies` belong."""
        return lay_out_answers(buffer, self.pieces, ids.raw, ids.size, codes, sizes, gaps, self.end, bodies)

    def gaps_of(self, current: Window, room: int, given: Given) -> tuple[dict[int, bytes], int]:
        """The answers for those that fit and that no pack has, and how many requests then fit into `room` bytes."""
        gaps: dict[int, bytes] = {}
        fits = current.fits
        room -= sum(current.sizes[:fits]) + self.line * fits
        for position in current.unknown(fits):
            text = given.known(position)
            if text is None:
                try:
                    found = current.read_one(position, self.large)
                except GitObjectError:
                    return gaps, position  # met again once those before it are answered
                if isinstance(found, ObjectHeader):
                    return gaps, position
                text = given.alone(position, found)
            room -= len(text)
            if room < 0:
                return gaps, position
            gaps[position] = text
        return gaps, fits

    def excluded(self, codes: array[int], sizes: array[int], given: Given) -> Iterator[int]:
        """What the filter excludes, as is then noted in `given`."""
        if self.filter is None:
            return
        for position, (code, size) in enumerate(zip(codes, sizes, strict=True)):
            if code and self.filter.excludes(TYPE_BY_CODE[code], size):
                given.exclude(position)
                yield position

    def write_one(self, current: Window, given: Given) -> int:
        """Answer for the first request on its own: it is too large for the buffer, or alone in being damaged."""
        text = given.known(0)
        if text is None:
            text = given.alone(0, current.read_one(0, self.large))
        self.output.write(text)
        return 1

    def write_lines(self, ids: IdList, given: Given, *, describe: bool = True) -> None:
        """Answer for `ids` with a line each; without `describe` they are known to be there."""
        at = 0
        if describe or self.filter is not None:
            for codes, sizes in self.store.describe(ids):
                self.write_some_lines(ids[at : at + len(codes)], codes, sizes, given.after(at))
                at += len(codes)
            return
        for some in ids.pieces(LINES_COUNT):
            codes, sizes = array("B", b"\1" * len(some)), array("Q", bytes(8 * len(some)))
            self.write_some_lines(some, codes, sizes, given.after(at))
            at += len(some)

    def write_some_lines(self, ids: IdList, codes: array[int], sizes: array[int], given: Given) -> None:
        """Answer for `ids`, of these types and sizes, with a line each, all at once."""
        for position in self.excluded(codes, sizes, given):
            codes[position] = sizes[position] = 0
        gaps = {}
        for position in Descriptions(codes, sizes).unknown():
            text = given.known(position)
            gaps[position] = given.alone(position, None) if text is None else text
        buffer = self.room_for(sum(map(len, gaps.values())) + self.line * len(codes))
        total, _ = self.lay_out(buffer, ids, codes, sizes, gaps, bodies=False)
        self.output.write_through(buffer[:total])

    def room_for(self, size: int) -> memoryview:
        """The buffer, of at least `size` bytes: fresh pages take memory only once they are written to."""
        if self.buffer is None or len(self.buffer) < size:
            # Private to the process: pages that could be shared cost the system far more each.
            memory = mmap.mmap(-1, max(size, LEAST_BUFFER), **PRIVATE)
            if LARGE_PAGES is not None:
                memory.madvise(LARGE_PAGES)
            self.buffer = memoryview(memory)
        return self.buffer


class Given(Record):
    """How requests are answered that are not simply found in a pack; positions count from `start` in the list."""

    texts: dict[int, bytes]
    answer_alone: Callable[[int, bytes, Result | None], bytes]
    excluded: Callable[[int, bytes], bytes]
    ids: IdList
    start: int = 0

    def after(self, start: int) -> Given:
        """The same, of the requests from `start` on."""
        return self._replace(start=self.start + start)

    def of(self, ids: IdList) -> Given:
        """The same for other ids of which nothing is known beforehand."""
        return self._replace(ids=ids, start=0, texts={})

    def oid(self, position: int) -> bytes:
        """The raw id of a request."""
        return self.ids[self.start + position]

    def known(self, position: int) -> bytes | None:
        """The whole answer, where it is known."""
        return self.texts.get(self.start + position)

    def exclude(self, position: int) -> None:
        """Note that a filter leaves the object out."""
        self.texts[self.start + position] = self.excluded(self.start + position, self.oid(position))

    def alone(self, position: int, found: Result | None) -> bytes:
        """The whole answer for what was `found` on its own; b"" where it was written already, as a stream."""
        return self.answer_alone(self.start + position, self.oid(position), found)
