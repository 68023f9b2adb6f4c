"""What a store answers: plain tuples."""

from __future__ import annotations

from pygitobj.oid import ObjectId, ObjectType
from pygitobj.record import Record


class RawObject(Record):
    """An object as it was stored: its type and its body."""

    type: ObjectType
    data: bytes


class ObjectHeader(Record):
    """What an object is, without its body: its type and its size in bytes."""

    type: ObjectType
    size: int


class ObjectInfo(Record):
    """How an object is stored.

    `size` is the body's, `disk_size` what it takes in its file, both in bytes; `delta_base` is the id of the object
    that it is stored as a delta against, None where it is stored whole.
    """

    type: ObjectType
    size: int
    disk_size: int
    delta_base: ObjectId | None


class PackFacts(Record):
    """A pack: its file `path`, how many `objects` it has, its `size` in bytes, and what stands beside it.

    It `is_borrowed` from an alternate, `is_covered` by a multi-pack-index; one that `is_cruft` has objects that nothing
    reached (.mtimes). `keep` and `promisor` are what its .keep and .promisor hold, None where it has none.
    """

    path: str
    objects: int
    size: int
    is_borrowed: bool
    is_covered: bool
    is_cruft: bool
    keep: bytes | None
    promisor: bytes | None


class CruftObject(Record):
    """An object of a cruft pack: its id, when it changed last (seconds since 1970), and the pack's file."""

    id: ObjectId
    mtime: int
    pack: str


class LooseObject(Record):
    """A loose object: its id, when its file was written or made young (seconds since 1970), and the file's size."""

    id: ObjectId
    mtime: float
    disk_size: int
