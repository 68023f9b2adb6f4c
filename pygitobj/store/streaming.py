"""The body of an object as a stream, from a copy that is good.

    small, or a delta       built whole, on the long way: what is damaged is passed over before the first byte is given
    large, one copy         inflated as it is read: nothing could take its place, so damage shows when it is met
    large, several copies   each is read through, and only then given: what went out could not be taken back

What a damaged zlib stream gives before its damage is noticed may be other bytes already, so nobody is sent on to
another copy half-way.
"""

from __future__ import annotations

import io
from itertools import islice

from pygitobj.files.stream import HashingReader
from pygitobj.formats.loose import build_loose_header
from pygitobj.oid import ObjectId
from pygitobj.record import Record
from pygitobj.sources.copies import buffered, require_hash
from pygitobj.sources.values import ObjectHeader, RawObject
from pygitobj.store.recovery import first_good

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import BinaryIO

    from pygitobj.sources.copy import Copy
    from pygitobj.store.database import ObjectDatabase

# Bodies up to this size are built whole.
AT_ONCE = 1 << 20
PIECE = 1 << 20


class Opened(Record):
    """What an object is, the file that it is read from, and its body as a stream."""

    header: ObjectHeader
    place: str
    body: BinaryIO


def open_object(store: ObjectDatabase, oid: bytes, *, verify: bool) -> Opened:
    """The object `oid`, opened. With `verify` a copy that hashes to another id is passed over if there are others.

    It is an error at the end of the stream if there are none. Raises NotFoundError, CorruptError, UnsupportedError.
    """
    several: list[bool] = []

    def ask(copy: Copy) -> RawObject | Opened:
        header = copy.header()
        if header.size <= AT_ONCE or not copy.is_whole():
            raw = copy.read()
            if verify and not store.verifies:  # else the long way does
                require_hash(copy, oid, store.format.digest(raw.type, raw.data))
            return raw
        if not several:
            several.append(len(list(islice(store.locate(oid), 2))) > 1)
        if several[0]:
            read_through(store, oid, copy, header, verify=verify)
        return Opened(header, copy.place, copy.open())

    found = first_good(store, oid, ask)
    if isinstance(found, RawObject):
        return Opened(ObjectHeader(found.type, len(found.data)), "", io.BytesIO(found.data))
    if not verify:
        return found
    running = store.format.new_hash(build_loose_header(found.header.type, found.header.size))
    return found._replace(body=buffered(HashingReader(found.body, running, ObjectId(oid), found.place)))


def read_through(store: ObjectDatabase, oid: bytes, copy: Copy, header: ObjectHeader, *, verify: bool) -> None:
    """Raises CorruptError unless the body of `copy` can be read to its end, and with `verify` hashes to `oid`."""
    running = store.format.new_hash(build_loose_header(header.type, header.size)) if verify else None
    with copy.open() as body:
        while piece := body.read(PIECE):
            if running is not None:
                running.update(piece)
    if running is not None:
        require_hash(copy, oid, running.digest())
