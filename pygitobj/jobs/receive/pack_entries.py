"""The entries of a pack that has no index: found one after another, then all of them given their ids.

Columns, one value an entry in the order of the pack, rather than objects: a pack may have millions.
"""

from __future__ import annotations

import zlib
from array import array
from bisect import bisect_left
from collections.abc import Iterator
from contextlib import contextmanager

from pygitobj.errors import CorruptError, CorruptPack, GitObjectError
from pygitobj.files.mapped import give_back, is_mapped
from pygitobj.formats.loose import build_loose_header
from pygitobj.formats.pack import HEADER_SIZE, parse_pack_header
from pygitobj.kernels import BaseCache, PackDecoder, parse_entry_header, resolve_deltas, scan_entries
from pygitobj.kernels.entry_writer import OFS_DELTA, REF_DELTA
from pygitobj.oid import TYPE_BY_CODE, ObjectFormat

TYPE_CHECKING = False
if TYPE_CHECKING:
    from hashlib import _Hash
    from typing import Protocol

    from pygitobj.jobs.report import Report
    from pygitobj.kernels.buffers import ByteSource

    class PackSource(Protocol):
        """Where a pack comes from: see files/incoming.py."""

        path: str
        data: ByteSource
        end: int

        def more(self) -> bool:
            """Read on: whether there was more."""

        def require_readable(self) -> None:
            """Raises CorruptPack where a part of what was read may be zeros, since it could not be had."""

        def require_within(self, end: int) -> None:
            """Raises GitObjectError where a pack that goes on up to `end` is larger than it may be."""


# Larger ones are inflated piece by piece.
AT_ONCE = 16 << 20
PIECE = 1 << 16
# Bytes that are copied out of the pack at once, to be hashed.
COPIED = 1 << 18
# Bytes of the pack after which its pages are given back.
GIVEN_BACK = 1 << 20
# Entries that are looked for before progress is told and the pack's pages are given back.
STEP = 512
# No entry header is longer.
MAX_HEADER = 10 + 32


@contextmanager
def readable(source: PackSource) -> Iterator[None]:
    """What is made of the bytes of `source` counts only where they could be had; where not, that is the error."""
    try:
        yield
    except GitObjectError:
        source.require_readable()
        raise
    source.require_readable()


class PackEntries:
    """The entries of the pack in `source`. `codes` are object types, 0 and `ids` zeros where not known yet.

    `kinds` are entry types and `sizes` what their streams hold; a base is an offset (ofs-delta), where an id stands in
    the pack (ref-delta), or -1. `end` is where the last entry ends, and `count` how many came in: what completes a
    thin pack stands behind them.
    """

    def __init__(self, source: PackSource, object_format: ObjectFormat) -> None:
        self.source = source
        self.format = object_format
        self.offsets, self.sizes = array("Q"), array("Q")
        self.kinds, self.codes = array("B"), array("B")
        self.bases = array("q")
        self.crcs = array("I")
        self.ids = bytearray()
        self.end = HEADER_SIZE
        self.count = 0

    def __len__(self) -> int:
        return len(self.offsets)

    def oid(self, at: int) -> bytes:
        """The raw id of the entry at the position `at`."""
        size = self.format.hash_size
        return bytes(self.ids[at * size : (at + 1) * size])

    # Finding them

    def scan(self, title: str, report: Report, *, streamed: bool) -> None:
        """Find all entries. Raises CorruptPack, UnsupportedError, OSError, and what the source raises."""
        with readable(self.source):
            self.scan_all(title, report, streamed)

    def scan_all(self, title: str, report: Report, streamed: bool) -> None:
        """As `scan`."""
        source, size = self.source, self.format.hash_size
        while source.end < HEADER_SIZE + size and source.more():
            pass
        try:
            count = parse_pack_header(bytes(source.data[0:HEADER_SIZE]), source.end, size)
        except CorruptPack as error:
            raise error.located(source.path) from None
        self.count = count
        report(title, 0, count, source.end if streamed else None)
        while len(self) < count:
            before = len(self)
            last = source.end if streamed else source.end - size
            wanted = min(STEP, count - before)
            found = scan_entries(source.data, self.end, last, wanted, size, AT_ONCE, HEADER_SIZE)
            self.take(*found)
            if len(self) - before < wanted:
                self.take_one(last)
            source.require_within(self.end)
            give_back(source.data)
            report(title, len(self), count, source.end if streamed else None)

    def take(
        self,
        end: int,
        offsets: array[int],
        kinds: array[int],
        sizes: array[int],
        bases: array[int],
        crcs: array[int],
        ids: bytes,
    ) -> None:
        """Add the entries in columns as `scan_entries` gives them."""
        self.end = end
        self.offsets.extend(offsets)
        self.kinds.extend(kinds)
        self.codes.frombytes(kinds.tobytes().translate(CODE_OF_KIND))
        self.sizes.extend(sizes)
        self.bases.extend(bases)
        self.crcs.extend(crcs)
        self.ids += ids

    def take_one(self, last: int) -> None:
        """Add the next entry, piece by piece, reading on where the source has no more of it before `last`."""
        source, size = self.source, self.format.hash_size
        streamed = last == source.end
        while True:
            try:
                header = parse_entry_header(source.data, self.end, HEADER_SIZE, last, size)
                break
            except CorruptPack as error:
                if last - self.end >= MAX_HEADER or not source.more():
                    raise error.located(source.path) from None
                last = source.end
        kind, length, base, start = header
        running = None if kind >= OFS_DELTA else self.format.new_hash(build_loose_header(TYPE_BY_CODE[kind], length))
        after = self.walk_stream(start, length, last, streamed, running)
        crc = 0
        for at in range(self.end, after, COPIED):
            crc = zlib.crc32(source.data[at : min(after, at + COPIED)], crc)
        place = -1 if base is None else base if isinstance(base, int) else start - size
        oid = bytes(size) if running is None else running.digest()
        columns = (array("Q", [self.end]), array("B", [kind]), array("Q", [length]), array("q", [place]))
        self.take(after, *columns, array("I", [crc]), oid)

    def walk_stream(self, at: int, size: int, last: int, streamed: bool, running: _Hash | None) -> int:
        """Where the zlib stream at `at` ends, which holds `size` bytes; these are added to the hash `running`."""
        source = self.source
        stream = zlib.decompressobj()
        total = 0
        while not stream.eof:
            if at >= last:
                if not streamed or not source.more():
                    raise self.bad("a pack that is cut short", f"{size} bytes from the entry", f"{total} bytes")
                last = source.end
            piece = source.data[at : min(last, at + PIECE)]
            at += len(piece)
            while piece and not stream.eof:
                try:
                    body = stream.decompress(piece, PIECE)
                except zlib.error as error:
                    raise self.bad("a damaged zlib stream", f"{size} bytes", str(error)) from None
                total += len(body)
                if total > size:
                    break
                if running is not None:
                    running.update(body)
                piece = stream.unconsumed_tail
            if total > size:
                break
        if total != size:
            raise self.bad("a zlib stream of the wrong size", f"{size} bytes", f"{total} or more")
        return at - len(stream.unused_data)

    def bad(self, what: str, expected: str, actual: str | None = None) -> CorruptPack:
        """What is wrong with the entry that comes next."""
        return CorruptPack(what, path=self.source.path, offset=self.end, expected=expected, actual=actual)

    def check_trailer(self) -> bytes:
        """The pack's trailer, which is the hash of all before it. Raises CorruptPack."""
        source, size = self.source, self.format.hash_size
        source.require_within(self.end + size)
        while source.end < self.end + size and source.more():
            pass
        trailer = bytes(source.data[self.end : min(source.end, self.end + size)])
        if len(trailer) < size:
            raise CorruptPack("a pack that is cut short", path=source.path, offset=self.end, expected="its trailer")
        found = self.hash()
        if found != trailer:
            raise CorruptPack(
                "a pack whose bytes changed", path=source.path, offset=self.end,
                expected=f"the hash {found.hex()}", actual=trailer.hex(),
            )  # fmt: skip
        return trailer

    def hash(self) -> bytes:
        """The hash of the pack up to where its last entry ends."""
        running = self.format.new_hash()
        for at in range(0, self.end, COPIED):
            running.update(self.source.data[at : min(self.end, at + COPIED)])
            if at % GIVEN_BACK == 0:
                give_back(self.source.data)
        return running.digest()

    # Giving them ids

    def resolve(self, room: int, threads: int) -> None:
        """Find the ids of all deltas whose bases are there, `room` bytes of bases held. Raises CorruptError."""
        data = self.source.data
        with readable(self.source):
            failed = resolve_deltas(
                data, HEADER_SIZE, self.end, self.offsets, self.codes, self.ids, room, threads, is_mapped(data)
            )
            self.refuse(failed, room)

    def resolve_on(self, base: int, room: int, threads: int) -> None:
        """As `resolve`, for what rests on the entry at the position `base`, which is new."""
        size = self.format.hash_size
        positions = [*self.unresolved(), base]
        offsets = array("Q", [self.offsets[at] for at in positions])
        codes = array("B", [self.codes[at] for at in positions])
        ids = bytearray().join(self.oid(at) for at in positions)
        with readable(self.source):
            failed = resolve_deltas(self.source.data, HEADER_SIZE, self.end, offsets, codes, ids, room, threads)
            self.refuse([positions[at] for at in failed], room)
        for at, position in enumerate(positions):
            self.codes[position] = codes[at]
            self.ids[position * size : (position + 1) * size] = ids[at * size : (at + 1) * size]

    def refuse(self, failed: list[int], room: int) -> None:
        """Raises CorruptError for the entries at the positions `failed`, in the words of the decoder."""
        for at in failed:
            try:
                self.decoder(BaseCache(room)).read(self.offsets[at])
            except CorruptError as error:
                raise error.located(self.source.path) from None
        if failed:
            raise CorruptPack(
                "an entry that cannot be built", path=self.source.path, offset=self.offsets[failed[0]],
                expected="a sound delta on a sound base",
            )  # fmt: skip

    def unresolved(self) -> list[int]:
        """The positions of the entries that have no id yet."""
        return [at for at, code in enumerate(self.codes) if not code] if 0 in self.codes else []

    def position(self, offset: int) -> int:
        """The position of the entry that starts at `offset`."""
        return bisect_left(self.offsets, offset)

    def base_id(self, at: int) -> bytes | None:
        """The raw id of the base that the entry at the position `at` names; None unless it is a ref-delta."""
        if self.kinds[at] != REF_DELTA:
            return None
        return bytes(self.source.data[self.bases[at] : self.bases[at] + self.format.hash_size])

    def positions(self) -> dict[bytes, int]:
        """The position of each raw id: where it stands more than once, of the first that is whole, else of the first.

        A delta may rest, in a circle, on an object that is in the pack whole as well.
        """
        by_id = {self.oid(at): at for at in reversed(range(len(self)))}
        if len(by_id) < len(self):
            by_id.update((self.oid(at), at) for at in reversed(range(len(self))) if self.kinds[at] < OFS_DELTA)
        return by_id

    def decoder(self, cache: BaseCache) -> PackDecoder:
        """What reads the entries."""
        known = self.positions() if REF_DELTA in self.kinds else {}

        def find_offset(oid: bytes) -> int | None:
            return self.offsets[known[oid]] if oid in known else None

        return PackDecoder(self.source.data, HEADER_SIZE, self.end, self.format.hash_size, find_offset, cache, 0)

    def base_positions(self) -> array[int]:
        """The position of each entry's base, -1 for none."""
        known = self.positions() if REF_DELTA in self.kinds else {}
        bases = array("q", bytes(8 * len(self)))
        for at, kind in enumerate(self.kinds):
            if kind == OFS_DELTA:
                bases[at] = self.position(self.bases[at])
            elif kind == REF_DELTA:
                oid = self.base_id(at)
                bases[at] = -1 if oid is None else known.get(oid, -1)
            else:
                bases[at] = -1
        return bases


CODE_OF_KIND = bytes(code if code < OFS_DELTA else 0 for code in range(256))
