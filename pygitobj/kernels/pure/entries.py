"""Entries of one mapped pack, one at a time: follow an entry's bases to one that is whole, apply the deltas back up.

Chains may be thousands long and, through REF_DELTA, circular, so they are walked with a list and a set, never by
recursion.
"""

from __future__ import annotations

from collections.abc import Callable

from pygitobj.errors import CorruptDelta, CorruptError, CorruptPack, GitObjectError
from pygitobj.kernels.inflate import MAX_EXPANSION, inflate_exact, inflate_start
from pygitobj.kernels.pure.cache import BaseCache, Built
from pygitobj.kernels.pure.delta import apply_delta, delta_sizes
from pygitobj.kernels.pure.entry import OFS_DELTA, parse_entry_header

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.kernels.buffers import ByteSource


# Two sizes of at most ten bytes start a delta.
DELTA_SIZES = 20

Info = tuple[int, int, "int | None"]
# An entry header whose base is an offset: type code, size, base, where the stream starts.
Entry = tuple[int, int, "int | None", int]


class EntryReader:
    """Reads the entries of the pack `data`, which lie from `first` up to `end`.

    `find_offset` gives the offset of a REF_DELTA's base, or None; `cache` keeps built bases under (`number`, offset).
    Errors are CorruptPack or CorruptDelta whose `offset` is that of the entry that failed, which may be a base of
    the one asked for: `substitute` then puts a good copy in its place.
    """

    def __init__(
        self,
        data: ByteSource,
        first: int,
        end: int,
        hash_size: int,
        find_offset: Callable[[bytes], int | None],
        cache: BaseCache,
        number: int,
    ) -> None:
        if end > len(data):
            raise ValueError("entries that do not lie in the pack")
        self.data = data
        self.first = first
        self.end = end
        self.hash_size = hash_size
        self.find_offset = find_offset
        self.cache = cache
        self.number = number
        self.substitutes: dict[int, Built] = {}

    def substitute(self, offset: int, code: int, body: bytes) -> None:
        """From now on the entry at `offset` is the object (`code`, `body`), whatever the pack says."""
        self.substitutes[offset] = (code, body)

    def entry(self, offset: int) -> Entry:
        """The entry header at `offset` as (code, size, offset of the base, where the stream starts)."""
        code, size, base, start = parse_entry_header(self.data, offset, self.first, self.end, self.hash_size)
        if isinstance(base, bytes):
            found = self.find_offset(base)
            if found is None:
                raise CorruptPack("a delta's base is not in its pack", offset=offset, expected=f"object {base.hex()}")
            return code, size, found, start
        return code, size, base, start

    def read(self, offset: int) -> Built:
        """The object at `offset` as (type code, body)."""
        deltas: list[tuple[int, int, int]] = []
        seen: set[int] = set()
        at = offset
        number = self.number
        get = self.cache.get
        while True:
            built = get((number, at))
            if built is not None or (self.substitutes and (built := self.substitutes.get(at)) is not None):
                break
            code, size, base, start = self.entry(at)
            if base is None:
                built = code, self.inflate(at, start, size)
                if deltas:
                    self.cache.put((number, at), built)
                break
            if code != OFS_DELTA:
                self.refuse_cycle(seen, at)
            deltas.append((at, start, size))
            at = base
        code, body = built
        while deltas:
            at, start, size = deltas.pop()
            body = self.apply(at, start, size, body)
            if deltas:
                self.cache.put((number, at), (code, body))
        return code, body

    @staticmethod
    def refuse_cycle(seen: set[int], at: int) -> None:
        """Raises if the REF_DELTA at `at` was seen on the way; only these can lead in a circle."""
        if at in seen:
            raise CorruptPack("delta cycle", offset=at, expected="a base that is no delta")
        seen.add(at)

    def inflate(self, offset: int, start: int, size: int) -> bytes:
        """The body of the entry at `offset`, whose stream of `size` bytes lies at `start`."""
        try:
            return inflate_exact(self.data, start, self.end, size)
        except CorruptError as error:
            raise error.located(offset=offset) from None

    def apply(self, offset: int, start: int, size: int, base: bytes) -> bytes:
        """What the delta entry at `offset` makes of `base`."""
        delta = self.inflate(offset, start, size)
        try:
            return apply_delta(base, delta)
        except CorruptDelta as error:
            error.offset = offset
            raise

    def start_of_stream(self, start: int) -> bytes:
        """The first bytes of the stream at `start`: as many as tell a delta's sizes."""
        return inflate_start(self.data, start, self.end, DELTA_SIZES)

    def info(self, offset: int) -> Info:
        """The object at `offset` as (type code, size, offset of its base), nothing built."""
        return self.info_with(offset, {})

    def info_with(self, offset: int, codes: dict[int, int]) -> Info:
        """As `info`, with the type codes of the entries that were met before, to which it adds."""
        substitute = self.substitutes.get(offset)
        if substitute is not None:
            return substitute[0], len(substitute[1]), None
        code, size, base, start = self.entry(offset)
        if base is None:
            codes[offset] = code
            return code, size, None
        try:
            size = delta_sizes(self.start_of_stream(start))[1]
        except CorruptError as error:
            error.offset = offset
            raise
        return self.type_code(offset, base, codes), size, base

    def type_code(self, offset: int, base: int | None, codes: dict[int, int]) -> int:
        """The type of the delta at `offset`, which is its last base's."""
        path = [offset]
        seen = {offset}
        at = base
        while at is not None:
            known = codes.get(at)
            if known is None and at in self.substitutes:
                known = self.substitutes[at][0]
            if known is not None:
                break
            self.refuse_cycle(seen, at)
            path.append(at)
            known, _, at, _ = self.entry(at)
        assert known is not None
        for passed in path:
            codes[passed] = known
        return known

    def most_from(self, start: int) -> int:
        """The largest size that a stream at `start` could have."""
        return MAX_EXPANSION * (self.end - start)

    def entry_or_none(self, offset: int) -> Entry | None:
        """The entry header at `offset`; None where it is damaged, claims too much, or its base cannot be looked up."""
        try:
            header = self.entry(offset)
        except (GitObjectError, OSError):
            return None
        return header if header[1] <= self.most_from(header[3]) else None
