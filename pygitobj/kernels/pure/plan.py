"""Many objects of one pack, built together: each delta inflated once, each base built once.

1  follow every chain to a whole entry or a cached base: a forest, bases above what rests on them
2  inflate the deltas asked for, which tells the objects' sizes, so that the caller can make room
3  build family by family, bases first
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence

from pygitobj.errors import CorruptError, GitObjectError
from pygitobj.kernels.pure.cache import Built
from pygitobj.kernels.pure.delta import MAX_RESULT, apply_delta, delta_sizes
from pygitobj.kernels.pure.entries import Entry, EntryReader

# Bytes of inflated deltas that are kept from sizing to building; beyond this they are inflated again.
KEPT_DELTAS = 4 << 20


class Plan:
    """The objects at `offsets` of a pack: their types and sizes at once, their bodies when asked.

    `codes[i]` is the type code of request i, 0 where it cannot be built here (whoever asks for it alone is told why);
    `sizes[i]` is its size in bytes. Bodies are built on one thread, and hashed on `threads`.
    """

    def __init__(self, decoder: EntryReader, offsets: Sequence[int], threads: int = 1) -> None:
        self.decoder = decoder
        self.threads = threads
        self.offsets = offsets
        self.built: dict[int, Built] = {}
        self.headers: dict[int, Entry | None] = {}
        self.deltas: dict[int, bytes] = {}
        self.kept = 0
        self.known_codes: dict[int, int] = {}
        for offset in offsets:
            self.follow(offset)
        self.codes = array("B", map(self.code_of, offsets))
        sizes = array("q", map(self.size_of, offsets, self.codes))
        for position, size in enumerate(sizes):
            if size < 0:
                self.codes[position] = sizes[position] = 0
        self.sizes = array("Q", sizes)

    def follow(self, offset: int) -> None:
        """Take in the chain from `offset` on, as far as it is not known."""
        decoder = self.decoder
        get = decoder.cache.get
        number = decoder.number
        at: int | None = offset
        while at is not None and at not in self.headers:
            built = get((number, at)) or decoder.substitutes.get(at)
            header = None
            if built is not None:
                self.built[at] = built
            else:
                header = decoder.entry_or_none(at)
            self.headers[at] = header
            at = None if header is None else header[2]

    def code_of(self, offset: int) -> int:
        """The type of an object, which is its last base's; 0 for what is damaged or rests in a circle."""
        codes = self.known_codes
        path: dict[int, None] = {}
        at = offset
        while True:
            code = codes.get(at)
            if code is not None:
                break
            if at in path:
                code = 0
                break
            path[at] = None
            if at in self.built:
                code = self.built[at][0]
                break
            header = self.headers[at]
            if header is None:
                code = 0
                break
            if header[2] is None:
                code = header[0]
                break
            at = header[2]
        for passed in path:
            codes[passed] = code
        return code

    def size_of(self, offset: int, code: int) -> int:
        """The size of an object of the type `code`, -1 where its delta does not tell it or tells of too much."""
        built = self.built.get(offset)
        if built is not None:
            return len(built[1])
        header = self.headers[offset]
        if not code or header is None:
            return 0
        if header[2] is None:
            return header[1]
        try:
            size = delta_sizes(self.start_of_delta(offset, header))[1]
        except CorruptError:
            return -1
        return size if size <= MAX_RESULT else -1

    def start_of_delta(self, offset: int, header: Entry) -> bytes:
        """The first bytes of the delta at `offset`, which may be good although the rest is damaged."""
        try:
            return self.delta(offset, header)
        except CorruptError:
            return self.decoder.start_of_stream(header[3])

    def delta(self, offset: int, header: Entry) -> bytes:
        """The delta at `offset`, kept while there is room."""
        delta = self.deltas.get(offset)
        if delta is None:
            delta = self.decoder.inflate(offset, header[3], header[1])
            self.kept += len(delta)
            if self.kept <= KEPT_DELTAS:
                self.deltas[offset] = delta
        return delta

    def bodies(self, first: int, end: int, most: int) -> list[bytes | None]:
        """The bodies of the requests from `first` up to `end`; None for what fails or is larger than `most`."""
        asked = self.offsets[first:end]
        wanted = {offset for offset, code, size in self.described(first, end) if code and size <= most}
        found = dict(self.build(wanted))
        return list(map(found.get, asked))

    def hashed_bodies(self, first: int, end: int, most: int) -> tuple[list[bytes | None], bytes]:
        """As `bodies`, and the raw hashes of these requests in a column; zeros for those without a body."""
        from pygitobj.kernels.pure.digest import digest_bodies  # reading without checking needs no hash

        bodies = self.bodies(first, end, most)
        return bodies, digest_bodies(self.decoder.hash_size, self.codes[first:end], bodies, self.threads)

    def digests(self) -> bytes:
        """The raw hashes in the order of the requests; zeros for what could not be built."""
        from pygitobj.kernels.pure.digest import digests_of

        return digests_of(self, self.decoder.hash_size, self.threads)

    def described(self, first: int, last: int) -> Iterator[tuple[int, int, int]]:
        """The (offset, type code, size) of the requests from `first` up to `last`."""
        return zip(self.offsets[first:last], self.codes[first:last], self.sizes[first:last], strict=True)

    def fill(self, buffer: memoryview, places: Sequence[int], first: int = 0) -> list[int]:
        """Build each request from `first` on at its place in `buffer`; gives those that could not be built, in a list.

        `places` has a place for each of them, -1 for what is not wanted.
        """
        positions: dict[int, list[int]] = {}
        for position, place in enumerate(places):
            if place >= 0:
                positions.setdefault(self.offsets[first + position], []).append(position)
        failed: list[int] = []
        for offset, body in self.build(set(positions)):
            for position in positions.pop(offset):
                place = places[position]
                if len(body) == self.sizes[first + position]:
                    buffer[place : place + len(body)] = body
                else:
                    failed.append(first + position)
        failed.extend(first + position for missed in positions.values() for position in missed)
        return failed

    def build(self, wanted: set[int]) -> Iterator[tuple[int, bytes]]:
        """The (offset, body) of each of `wanted` that can be built, family by family, bases first."""
        number = self.decoder.number
        get = self.decoder.cache.get
        put = self.decoder.cache.put
        for offset, shared in self.family_order(wanted):
            built = self.built.get(offset)
            if built is None:
                header = self.headers[offset]
                if header is None:
                    continue
                code, size, base, start = header
                try:
                    if base is None:
                        built = get((number, offset)) or (code, self.decoder.inflate(offset, start, size))
                    else:
                        code, body = self.built.get(base) or get((number, base)) or self.decoder.read(base)
                        built = code, apply_delta(body, self.delta(offset, header))
                except (GitObjectError, OSError):
                    continue  # whoever asked for it reads it alone then
                if shared:
                    put((number, offset), built)
            if offset in wanted:
                yield offset, built[1]

    def family_order(self, wanted: set[int]) -> list[tuple[int, bool]]:
        """The entries to build for `wanted`, bases first, as (offset, do others rest on it)."""
        children: dict[int, list[int]] = {}
        roots: list[int] = []
        seen: set[int] = set()
        for offset in sorted(wanted):
            at = offset
            while at not in seen:
                seen.add(at)
                header = self.headers[at]
                if header is None or header[2] is None:
                    roots.append(at)
                    break
                children.setdefault(header[2], []).append(at)
                at = header[2]
        order: list[tuple[int, bool]] = []
        stack = roots[::-1]
        while stack:
            at = stack.pop()
            rest = children.get(at)
            order.append((at, rest is not None))
            if rest is not None:
                stack.extend(reversed(rest))
        return order
