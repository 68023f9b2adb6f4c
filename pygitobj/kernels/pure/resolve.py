"""The ids of a pack's deltas before it has an index: build what rests on each whole entry, and hash it."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from itertools import pairwise

from pygitobj.errors import CorruptError, CorruptPack, UnsupportedError
from pygitobj.kernels.inflate import inflate_exact
from pygitobj.kernels.pure.delta import apply_delta
from pygitobj.kernels.pure.digest import CONSTRUCTORS, KINDS
from pygitobj.kernels.pure.entry import OFS_DELTA, parse_entry_header

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.kernels.buffers import ByteSource


class Frame:
    """An entry on the way from a whole one to the one that is being built."""

    __slots__ = ("body", "children", "entry")

    def __init__(self, entry: int, body: bytes | None, children: list[int]) -> None:
        self.entry = entry
        self.body = body
        self.children = children


class Resolver:
    """One run of `resolve_deltas`."""

    def __init__(
        self, data: ByteSource, first: int, end: int, offsets: array[int], codes: array[int], ids: bytearray, room: int
    ) -> None:
        self.data = data
        self.first = first
        self.end = end
        self.offsets = offsets
        self.codes = codes
        self.ids = ids
        self.hash_size = len(ids) // len(offsets)
        self.room = room
        self.held = 0
        self.failed: list[int] = []
        self.on_offset: dict[int, list[int]] = {}
        self.on_id: dict[bytes, list[int]] = {}
        self.starts: dict[int, tuple[int, int]] = {}
        self.link_deltas()

    def link_deltas(self) -> None:
        """Note what rests on what, for the entries that are not known."""
        known = set(self.offsets)
        for at, offset in enumerate(self.offsets):
            if self.codes[at]:
                continue
            try:
                _, size, base, start = parse_entry_header(self.data, offset, self.first, self.end, self.hash_size)
            except CorruptError:
                self.failed.append(at)
                continue
            self.starts[at] = start, size
            if isinstance(base, bytes):
                self.on_id.setdefault(base, []).append(at)
            elif isinstance(base, int) and base in known:
                self.on_offset.setdefault(base, []).append(at)
            else:
                self.failed.append(at)

    def children(self, entry: int) -> list[int]:
        """The deltas on `entry`, the last first; each is given once."""
        found = self.on_offset.pop(self.offsets[entry], [])
        if self.on_id:
            oid = bytes(self.ids[entry * self.hash_size : (entry + 1) * self.hash_size])
            found = found + self.on_id.pop(oid, [])
        found.reverse()
        return found

    def resolve_family(self, root: int) -> None:
        """Resolve all that rests on the whole entry `root`."""
        children = self.children(root)
        path = [Frame(root, None, children)] if children else []
        while path:
            frame = path[-1]
            if not frame.children:
                self.let_go(frame)
                path.pop()
                continue
            child = frame.children.pop()
            try:
                body = self.delta_body(child, self.body_of(path))
            except (CorruptError, UnsupportedError):
                self.failed.append(child)
                continue
            self.note(child, self.codes[root], body)
            if not frame.children:
                self.let_go(frame)
            children = self.children(child)
            if children:
                path.append(Frame(child, body, children))
                self.held += len(body)
                self.make_room(path)

    def note(self, entry: int, code: int, body: bytes) -> None:
        """The object of `entry` is (`code`, `body`)."""
        running = CONSTRUCTORS[self.hash_size](b"%b %d\0" % (KINDS[code], len(body)), usedforsecurity=False)
        running.update(body)
        self.ids[entry * self.hash_size : (entry + 1) * self.hash_size] = running.digest()
        self.codes[entry] = code

    def body_of(self, path: list[Frame]) -> bytes:
        """The body of the last frame, built again from where there is one. Raises CorruptError."""
        at = len(path) - 1
        while at > 0 and path[at].body is None:
            at -= 1
        body = path[at].body
        if body is None:
            body = self.whole_body(path[at].entry)
        for frame in path[at + 1 :]:
            body = self.delta_body(frame.entry, body)
        if path[-1].body is None:
            path[-1].body = body
            self.held += len(body)
        return body

    def whole_body(self, entry: int) -> bytes:
        """The object of `entry`, which is stored whole. Raises CorruptError."""
        offset = self.offsets[entry]
        kind, size, _, start = parse_entry_header(self.data, offset, self.first, self.end, self.hash_size)
        if kind >= OFS_DELTA:
            raise CorruptPack("an entry that changed", offset=offset, expected="a whole object", actual="a delta")
        return inflate_exact(self.data, start, self.end, size)

    def delta_body(self, entry: int, base: bytes) -> bytes:
        """What the delta of `entry` makes of `base`. Raises CorruptError."""
        start, size = self.starts[entry]
        return apply_delta(base, inflate_exact(self.data, start, self.end, size))

    def let_go(self, frame: Frame) -> None:
        """Give back the body of `frame`."""
        if frame.body is not None:
            self.held -= len(frame.body)
            frame.body = None

    def make_room(self, path: list[Frame]) -> None:
        """Give back bodies, those nearest to the whole entry first, until the others fit."""
        for frame in path[:-1]:
            if self.held <= self.room:
                break
            self.let_go(frame)

    def roots(self) -> Iterator[int]:
        """The entries that are stored whole and known."""
        for at, offset in enumerate(self.offsets):
            if self.codes[at] and self.data[offset] >> 4 & 7 < OFS_DELTA:
                yield at


def resolve_deltas(
    data: ByteSource,
    first: int,
    end: int,
    offsets: array[int],
    codes: array[int],
    ids: bytearray,
    room: int,
    threads: int,  # noqa: ARG001 - the compiled kernel's
    mapped: bool = False,  # noqa: ARG001
) -> list[int]:
    """Fill in `codes` and `ids` of the deltas of the pack `data` that rest on entries which are known.

    `offsets` (Q) has where all entries start, ascending; `codes` (B) has their objects' types, 0 where that is not
    known, and `ids` their raw ids one after another. Gives the entries, as positions in these columns, that are
    damaged. What is still of type 0 then rests on those, or on an object that the pack has not.

    About `room` bytes of bases are held at once. `data` is `mapped` where it is a file's map that is only read: the
    compiled kernel then gives back its pages as it goes on, which in Python would save little of what it takes.
    Raises ValueError for columns that do not fit.
    """
    if not offsets:
        return []
    if offsets.typecode != "Q" or codes.typecode != "B" or len(codes) != len(offsets):
        raise ValueError("columns that do not fit together")
    if len(ids) // len(offsets) not in CONSTRUCTORS:
        raise ValueError("columns that do not fit together")
    if offsets[-1] >= end or any(after <= before for before, after in pairwise(offsets)):
        raise ValueError("offsets that do not ascend")
    if end > len(data):
        raise ValueError("entries that do not lie in the pack")
    resolver = Resolver(data, first, end, offsets, codes, ids, room)
    for root in list(resolver.roots()):
        resolver.resolve_family(root)
    return sorted(resolver.failed)
