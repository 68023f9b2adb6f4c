"""packed-refs: many references in one file.

    # pack-refs with: peeled fully-peeled sorted
                            the traits; `sorted` allows a binary search
    <id> <name>             a line for each reference
    ^<id>                   after an annotated tag's, what it comes to when peeled

A line with those that are peeled below it is a record. Looking for a name compares whatever stands where names stand
in the records that the search comes upon, and looks at no other: a line that is wrong hides few names besides its own,
as long as the last one is whole. Going through the records finds every line that is wrong. A file that does not claim
to be sorted is read in order of names all the same. One name may stand in several records: each counts in a list, and
which one a search finds is the search's affair, so that it goes exactly as git's does.

Follows git's Documentation/git-pack-refs and gitrepository-layout.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from operator import itemgetter

from pygitobj.errors import CorruptError
from pygitobj.formats.searched import Searched
from pygitobj.formats.small_text import id_at_start, text_of
from pygitobj.oid import ObjectFormat, ObjectId
from pygitobj.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from re import Pattern

HEADER = b"#"
TRAITS_PREFIX = b"# pack-refs with: "
SORTED = b"sorted"
PEELED = b"^"
# As git writes the header; older ones look for a trait with blanks around it.
HEADER_LINE = TRAITS_PREFIX + b"peeled fully-peeled sorted \n"
# An id, any white space (after a line feed the name stands in the next line), a name; and what it is peeled to.
RECORD = rb"([0-9a-fA-F]{%d})[ \t\n\r]([^\n]*)\n(?:\^([0-9a-fA-F]{%d})\n)?"
AN_ID_AND_A_NAME = "an id and a name"


@cache
def record_pattern(hex_size: int) -> Pattern[bytes]:
    """Matches a record whose ids have so many digits."""
    import re  # who looks for one name does without

    return re.compile(RECORD % (hex_size, hex_size))


class PackedRef(Record):
    """A reference's name, its id, and what that peels to where the file says so."""

    name: bytes
    id: ObjectId
    peeled: ObjectId | None


class PackedRefs:
    """The references in `data`. Raises CorruptError for a header, a last line or, unsorted, any line that is too short.

    Other lines are parsed, and found wrong with CorruptError, when they are looked at. What is only `Searched` is for
    looking for names; lists are for the `whole`.
    """

    def __init__(self, data: bytes | Searched, object_format: ObjectFormat) -> None:
        self.data = data
        self.format = object_format
        # How far into a line its name starts.
        self.name_at = object_format.hex_size + 1
        # Whether an offset is one of the file: not once the lines were put in order.
        self.is_in_place = True
        self.traits: frozenset[bytes] = frozenset()
        self.start = 0
        if data.startswith(HEADER):
            self.read_header()
        if self.start < len(data):
            self.require_whole_end()
            if SORTED not in self.traits:
                self.put_in_order()

    # What the file is as a whole

    def whole(self) -> PackedRefs:
        """The same, all in memory."""
        return PackedRefs(self.data[:], self.format) if isinstance(self.data, Searched) else self

    @property
    def text(self) -> bytes:
        """All of it, in memory."""
        return self.data[:]

    def read_header(self) -> None:
        """Take in the first line, which tells the traits."""
        line, self.start = self.line_at(0)
        line = text_of(line)
        if not line.startswith(TRAITS_PREFIX):
            raise self.unexpected(line, 0, "the traits")
        self.traits = frozenset(line[len(TRAITS_PREFIX) :].split(b" "))

    def require_whole_end(self) -> None:
        """Raises CorruptError unless the last record is whole: no search looks past the end then."""
        last = self.record_start(len(self.data) - 1, self.start)
        if not self.data.endswith(b"\n"):
            raise self.unterminated(self.data.rfind(b"\n") + 1)
        if len(self.data) - last <= self.name_at:
            raise self.unexpected(self.data[last:-1], last)

    def put_in_order(self) -> None:
        """Put the records in order of their names, those of one name as they are."""
        self.data = self.text
        records: list[tuple[bytes, int, int]] = []
        at = self.start
        while at < len(self.data):
            line, after = self.line_at(at)
            if len(line) <= self.name_at:
                raise self.unexpected(line, at)
            if self.data.startswith(PEELED, after):
                after = self.line_at(after)[1]
            records.append((line[self.name_at :], at, after))
            at = after
        in_order = sorted(records, key=itemgetter(0))
        if in_order != records:
            self.data = b"".join([self.data[at:after] for _, at, after in in_order])
            self.start = 0
            self.is_in_place = False

    # Looking for names

    def find(self, name: bytes) -> PackedRef | None:
        """The reference called `name`. Raises CorruptError where its line has no id."""
        at, is_found = self.search(name)
        if not is_found:
            return None
        oid = self.id_at(at)
        if oid is None:
            raise self.unexpected(self.line_at(at)[0], at)
        after = self.line_at(at)[1]
        peeled = self.id_at(after + 1) if self.data.startswith(PEELED, after) else None
        return PackedRef(name, oid, peeled)

    def search(self, name: bytes) -> tuple[int, bool]:
        """Where a record of `name` starts, and True; or where the first starts that is above it, and False."""
        data, name_at = self.data, self.name_at
        low, high = self.start, len(data)
        while low < high:
            middle = low + (high - low) // 2
            record = data.rfind(b"\n", low, middle) + 1 or low
            if data.startswith(PEELED, record):
                record = self.record_start(middle, low)
            here = data[record + name_at : data.find(b"\n", record + name_at)]
            if here == name:
                return record, True
            if here < name:
                low = self.record_end(middle, high)
            else:
                high = record
        return low, False

    def record_start(self, at: int, low: int) -> int:
        """Where the record around `at` starts, not before `low`."""
        start = self.data.rfind(b"\n", low, at) + 1 or low
        while start > low and self.data.startswith(PEELED, start):
            start = self.data.rfind(b"\n", low, start - 1) + 1 or low
        return start

    def record_end(self, at: int, high: int) -> int:
        """Where the record after the one around `at` starts, `high` where there is none before it."""
        end = self.data.find(b"\n", at, high) + 1 or high
        while end < high and self.data.startswith(PEELED, end):
            end = self.data.find(b"\n", end, high) + 1 or high
        return end

    # Going through them

    def __iter__(self) -> Iterator[PackedRef]:
        """All references, in order of the file if it claims to be sorted, else of their names. Raises CorruptError."""
        return self.refs_from(self.start)

    def starting_with(self, prefix: bytes) -> Iterator[PackedRef]:
        """The references whose names start with `prefix`, up to the first above them. Raises CorruptError."""
        for ref in self.refs_from(self.search(prefix)[0]):
            if ref.name.startswith(prefix):
                yield ref
            elif ref.name > prefix:
                return

    def with_lines(self, prefix: bytes, lines: Sequence[tuple[bytes, bytes]]) -> bytes | None:
        """The lines of the references whose names start with `prefix`, as they are, with `lines` between them.

        These are pairs of a name and what stands in its place, in order of names; None where the file is not.
        """
        data = self.text
        at, end = self.start, len(data)
        if prefix.endswith(b"\xff"):
            return None  # nothing comes right above it
        if prefix:
            at = self.search(prefix)[0]
            end = self.search(prefix[:-1] + bytes((prefix[-1] + 1,)))[0]
        pieces: list[bytes] = []
        for name, line in lines:
            place, is_found = self.search(name)
            if not at <= place <= end:
                return None
            pieces += (data[at:place], line)
            at = self.record_end(place, end) if is_found else place
        if at > end:
            return None
        pieces.append(data[at:end])
        return b"".join(pieces)

    def with_records(self, records: Sequence[tuple[bytes, bytes]]) -> list[bytes | memoryview] | None:
        """All records, in pieces, with `records` over them: pairs of a name and its record, in order of names.

        A name whose record is empty is left out. None where what there is must be looked at record by record: each is
        held against what is usual, but none becomes a value.
        """
        from pygitobj.kernels import are_plain  # who only looks for names does without kernels

        text = self.text
        if not are_plain(text, self.start, self.format.hash_size):
            return None
        data = memoryview(text)
        at = self.start
        pieces: list[bytes | memoryview] = []
        for name, record in records:
            place, is_found = self.search(name)
            pieces += (data[at:place], record)
            at = self.record_end(place, len(data)) if is_found else place
        return [*pieces, data[at:]]

    def refs_from(self, at: int) -> Iterator[PackedRef]:
        """The references from the record at `at` on."""
        whole = self.whole()
        while at < len(whole.data):
            ref, at = whole.parse(at)
            yield ref

    def parse(self, at: int) -> tuple[PackedRef, int]:
        """The reference whose record starts at `at`, and where the next one's does."""
        found = record_pattern(self.format.hex_size).match(self.text, at)
        if found is None:
            raise self.unexpected(self.line_at(at)[0], at)
        after = found.end()
        name, peeled = found[2], found[3]
        if b"\0" in name:
            raise self.unexpected(name, at + self.name_at, "a name without NUL")
        if peeled is None and self.data.startswith(PEELED, after):
            raise self.unexpected(self.line_at(after)[0], after)
        return PackedRef(name, ObjectId(found[1]), None if peeled is None else ObjectId(peeled)), after

    def id_at(self, at: int) -> ObjectId | None:
        """The id whose digits are at `at`, None if they are none."""
        return id_at_start(self.data[at : at + self.format.hex_size], self.format)

    def line_at(self, at: int) -> tuple[bytes, int]:
        """The line at `at` and where the next starts."""
        end = self.data.find(b"\n", at)
        if end < 0:
            raise self.unterminated(at)
        return self.data[at:end], end + 1

    # Errors

    def unterminated(self, at: int) -> CorruptError:
        """The error for a last line that does not end."""
        return CorruptError("unterminated line in packed-refs", offset=at, actual=self.data[at : at + 80])

    def unexpected(self, line: bytes, at: int, expected: str = AN_ID_AND_A_NAME) -> CorruptError:
        """The error for a malformed line."""
        offset = at if self.is_in_place else None
        return CorruptError("unexpected line in packed-refs", offset=offset, expected=expected, actual=line[:80])


def record_of(ref: PackedRef) -> bytes:
    """The record of `ref` as it stands in the file."""
    line = b"%b %b\n" % (ref.id.hex().encode(), ref.name)
    return line if ref.peeled is None else b"%b^%b\n" % (line, ref.peeled.hex().encode())
