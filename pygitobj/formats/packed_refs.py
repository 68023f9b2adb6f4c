"""packed-refs: many references in one file.

    # pack-refs with: peeled fully-peeled sorted
                            the traits; `sorted` allows a binary search
    <id> <name>             a line for each reference
    ^<id>                   after an annotated tag's, what it comes to when peeled

Follows git's Documentation/git-pack-refs and gitrepository-layout.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from pygitobj.errors import CorruptError
from pygitobj.oid import ObjectFormat, ObjectId

TRAITS_PREFIX = b"# pack-refs with:"


class PackedRef(NamedTuple):
    """A reference's name, its id, and what that peels to where the file says so."""

    name: bytes
    id: ObjectId
    peeled: ObjectId | None


class PackedRefs:
    """The references in `data`. Lines are parsed, and found wrong with CorruptError, when they are looked at."""

    def __init__(self, data: bytes, object_format: ObjectFormat) -> None:
        self.data = data
        self.hex_size = object_format.hex_size
        self.traits: frozenset[bytes] = frozenset()
        self.start = 0
        if data.startswith(TRAITS_PREFIX):
            end = data.find(b"\n")
            self.start = len(data) if end < 0 else end + 1
            self.traits = frozenset(data[len(TRAITS_PREFIX) : self.start].split())

    def find(self, name: bytes) -> PackedRef | None:
        """The reference called `name`."""
        if b"sorted" not in self.traits:
            return next((ref for ref in self if ref.name == name), None)
        at = self.lower_bound(name)
        found = next(self.refs_from(at), None)
        return found if found is not None and found.name == name else None

    def __iter__(self) -> Iterator[PackedRef]:
        return self.refs_from(self.start)

    def starting_with(self, prefix: bytes) -> Iterator[PackedRef]:
        """The references whose names start with `prefix`, in order of the file."""
        if b"sorted" not in self.traits:
            yield from (ref for ref in self if ref.name.startswith(prefix))
            return
        for ref in self.refs_from(self.lower_bound(prefix)):
            if not ref.name.startswith(prefix):
                return
            yield ref

    def lower_bound(self, name: bytes) -> int:
        """Where the first line starts whose name is not below `name`, in a sorted file."""
        low, high = self.start, len(self.data)
        while low < high:
            line = self.line_start((low + high) // 2, low)
            ref, after = self.parse(line)
            if ref.name < name:
                low = after
            else:
                high = line
        return low

    def line_start(self, at: int, low: int) -> int:
        """Where the reference's line around `at` starts, not before `low`; a peeled line belongs to the one above."""
        start = self.data.rfind(b"\n", low, at) + 1 or low
        while start > low and self.data[start : start + 1] == b"^":
            start = self.data.rfind(b"\n", low, start - 1) + 1 or low
        return start

    def refs_from(self, at: int) -> Iterator[PackedRef]:
        """The references from the line at `at` on."""
        while at < len(self.data):
            ref, at = self.parse(at)
            yield ref

    def parse(self, at: int) -> tuple[PackedRef, int]:
        """The reference whose line starts at `at`, and where the next one's does."""
        line, after = self.line_at(at)
        digits, space, name = line[: self.hex_size], line[self.hex_size : self.hex_size + 1], line[self.hex_size + 1 :]
        oid = self.id_of(digits)
        if oid is None or space != b" " or not name:
            raise self.unexpected(line, at)
        peeled = None
        if self.data[after : after + 1] == b"^":
            line, next_after = self.line_at(after)
            peeled = self.id_of(line[1:])
            if peeled is None:
                raise self.unexpected(line, after)
            after = next_after
        return PackedRef(name, oid, peeled), after

    def line_at(self, at: int) -> tuple[bytes, int]:
        """The line at `at` and where the next starts."""
        end = self.data.find(b"\n", at)
        if end < 0:
            raise CorruptError("unterminated line in packed-refs", offset=at, actual=self.data[at : at + 80])
        return self.data[at:end], end + 1

    def id_of(self, digits: bytes) -> ObjectId | None:
        """The id that `digits` are, None if they are none."""
        if len(digits) != self.hex_size:
            return None
        try:
            return ObjectId(digits)
        except ValueError:
            return None

    def unexpected(self, line: bytes, at: int) -> CorruptError:
        """The error for a malformed line."""
        return CorruptError("unexpected line in packed-refs", offset=at, expected="an id and a name", actual=line[:80])
