"""A batch's answers for a column of ids, built in the buffer that is then written: no object is handled on its own.

Only what a pack does not have, what is too large to hold and what a filter leaves out is answered one by one.
"""

from __future__ import annotations

import mmap
from array import array
from collections.abc import Callable
from typing import NamedTuple

from pygitobj.cli.batch_format import BatchFormat
from pygitobj.cli.objects_filter import ObjectsFilter
from pygitobj.cli.output import Output
from pygitobj.errors import GitObjectError
from pygitobj.kernels import lay_out_answers
from pygitobj.oid import TYPE_BY_CODE
from pygitobj.sources.values import ObjectHeader, RawObject
from pygitobj.store.bulk import (
    SCAN_SHARE,
    columns,
    describe_column,
    id_columns,
    pack_windows,
    positions_of_zero,
    unplanned,
)
from pygitobj.store.object_store import WINDOW, ObjectStore
from pygitobj.store.window import BODIES_SHARE, FIRST_COUNT, Window, next_count

# Lines that are laid out at a time.
LINES_COUNT = 1 << 16
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
        self.window = int(WINDOW * BODIES_SHARE)
        self.count = FIRST_COUNT
        self.buffer: memoryview | None = None

    def write_contents(self, column: bytes, given: Given) -> None:
        """Answer for the ids in `column` with their contents; `given` says what is answered otherwise."""
        size = self.store.format.hash_size
        at = 0
        while at < len(column):
            current = Window(self.store, column[at : at + self.count * size])
            done = self.write_window(current, given.after(at // size))
            at += done * size
            self.count = next_count(done, sum(current.sizes[:done]) + self.line * done, self.window)

    def write_all(self, given: Given) -> None:
        """Answer for all objects with their contents, by id."""
        for column in id_columns(self.store):
            self.write_contents(column, given.of(column))

    def write_all_lines(self, given: Given) -> None:
        """Answer for all objects with a line each, by id."""
        describe = any(piece in (TYPE, SIZE) for piece in self.pieces)
        for column in id_columns(self.store):
            self.write_lines(column, given.of(column), describe=describe)

    def write_unordered(self, given: Given) -> None:
        """Answer for all objects with their contents, in the order of the packs."""
        for current in pack_windows(self.store, int(WINDOW * SCAN_SHARE), self.large, self.line):
            whole = current.column
            size = self.store.format.hash_size
            done = self.write_window(current, given.of(whole))
            if done < current.count:
                self.write_contents(whole[done * size :], given.of(whole[done * size :]))
        for column in columns(unplanned(self.store), self.store.format):
            self.write_contents(column, given.of(column))

    def write_window(self, current: Window, given: Given) -> int:
        """Answer for as many of the first requests as fit, at least one; gives how many that were."""
        buffer = self.room_for(self.window)
        self.filter_out(current.codes, current.sizes, given)
        gaps, fits = self.gaps_of(current, current.fit(len(buffer), self.line, self.large), given)
        if not fits:
            return self.write_one(current, given)
        while True:
            total, places = lay_out_answers(
                buffer,
                self.pieces,
                current.column,
                self.store.format.hash_size,
                current.codes[:fits],
                current.sizes[:fits],
                gaps,
                self.end,
                True,
            )
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

    def gaps_of(self, current: Window, fits: int, given: Given) -> tuple[dict[int, bytes], int]:
        """The answers for those of the first `fits` requests that no pack has, and how many requests then fit."""
        gaps: dict[int, bytes] = {}
        room = len(self.room_for(self.window)) - sum(current.sizes[:fits]) - self.line * fits
        for position in positions_of_zero(current.codes[:fits]):
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

    def filter_out(self, codes: array[int], sizes: array[int], given: Given) -> None:
        """Take out what the filter excludes."""
        if self.filter is None:
            return
        for position, (code, size) in enumerate(zip(codes, sizes, strict=True)):
            if code and self.filter.excludes(TYPE_BY_CODE[code], size):
                codes[position] = sizes[position] = 0
                given.exclude(position)

    def write_one(self, current: Window, given: Given) -> int:
        """Answer for the first request on its own: it is too large for the buffer, or alone in being damaged."""
        text = given.known(0)
        if text is None:
            text = given.alone(0, current.read_one(0, self.large))
        self.output.write(text)
        return 1

    def write_lines(self, column: bytes, given: Given, *, describe: bool = True) -> None:
        """Answer for the ids in `column` with a line each; without `describe` they are known to be there."""
        size = self.store.format.hash_size
        for start in range(0, len(column), LINES_COUNT * size):
            part = column[start : start + LINES_COUNT * size]
            self.write_some_lines(part, given.after(start // size), describe)

    def write_some_lines(self, column: bytes, given: Given, describe: bool) -> None:
        """Answer for the ids in `column`, all at once, with a line each, first for those before one that ends it."""
        count = len(column) // self.store.format.hash_size
        if describe or self.filter is not None:
            try:
                codes, sizes = describe_column(self.store, column)
            except GitObjectError:
                if count == 1:
                    raise
                half = count // 2
                self.write_some_lines(column[: half * self.store.format.hash_size], given, describe)
                self.write_some_lines(column[half * self.store.format.hash_size :], given.after(half), describe)
                return
        else:
            codes, sizes = array("B", b"\1" * count), array("Q", bytes(8 * count))
        self.filter_out(codes, sizes, given)
        gaps = {}
        for position in positions_of_zero(codes):
            text = given.known(position)
            gaps[position] = given.alone(position, None) if text is None else text
        buffer = self.room_for(sum(map(len, gaps.values())) + self.line * len(codes))
        hash_size = self.store.format.hash_size
        total, _ = lay_out_answers(buffer, self.pieces, column, hash_size, codes, sizes, gaps, self.end, False)
        self.output.write_through(buffer[:total])

    def room_for(self, size: int) -> memoryview:
        """The buffer, of at least `size` bytes: fresh pages take memory only once they are written to."""
        if self.buffer is None or len(self.buffer) < size:
            memory = mmap.mmap(-1, max(size, self.window))
            self.buffer = memoryview(memory)
        return self.buffer


class Given(NamedTuple):
    """How requests are answered that are not simply found in a pack; positions count from `start` in the column."""

    texts: dict[int, bytes]
    answer_alone: Callable[[int, bytes, RawObject | ObjectHeader | None], bytes]
    excluded: Callable[[int, bytes], bytes]
    column: bytes
    hash_size: int
    start: int = 0

    def after(self, start: int) -> Given:
        """The same, of the requests from `start` on."""
        return self._replace(start=self.start + start)

    def of(self, column: bytes) -> Given:
        """The same for another column of which nothing is known beforehand."""
        return self._replace(column=column, start=0, texts={})

    def oid(self, position: int) -> bytes:
        """The raw id of a request."""
        at = (self.start + position) * self.hash_size
        return self.column[at : at + self.hash_size]

    def known(self, position: int) -> bytes | None:
        """The whole answer, where it is known."""
        return self.texts.get(self.start + position)

    def exclude(self, position: int) -> None:
        """Note that a filter leaves the object out."""
        self.texts[self.start + position] = self.excluded(self.start + position, self.oid(position))

    def alone(self, position: int, found: RawObject | ObjectHeader | None) -> bytes:
        """The whole answer for what was `found` on its own; b"" where it was written already, as a stream."""
        return self.answer_alone(self.start + position, self.oid(position), found)
