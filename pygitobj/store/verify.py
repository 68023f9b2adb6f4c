"""Whether many objects are what their ids say."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence

from pygitobj.errors import CorruptObject
from pygitobj.oid import TYPE_BY_CODE, ObjectFormat, ObjectId
from pygitobj.sources.copies import read_copy
from pygitobj.sources.values import RawObject
from pygitobj.store.recovery import first_good

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.sources.copy import Copy
    from pygitobj.store.database import ObjectDatabase


def matches(
    object_format: ObjectFormat,
    column: bytes,
    positions: Sequence[int],
    codes: array[int],
    bodies: list[bytes | None],
    digests: bytes,
) -> Iterable[bool]:
    """Whether each of `bodies`, of types `codes` and with these `digests`, is the object of its id in `column`."""
    size = object_format.hash_size
    if object_format.constructor is not None:
        one_by_one = zip(codes, bodies, strict=False)
        digests = b"".join(
            object_format.null_id if body is None else object_format.digest(TYPE_BY_CODE[code], body)
            for code, body in one_by_one
        )
    if isinstance(positions, range) and column.startswith(digests):
        return [True] * len(bodies)
    return [
        column.startswith(digests[at * size : (at + 1) * size], position * size)
        for at, position in enumerate(positions)
    ]


def require_id(object_format: ObjectFormat, oid: bytes, code: int, body: bytes) -> None:
    """Raises CorruptObject unless the object of type `code` with this `body` has the raw id `oid`."""
    found = object_format.digest(TYPE_BY_CODE[code], body)
    if found != oid:
        raise CorruptObject(f"hash mismatch for {ObjectId(oid)}", expected=oid.hex(), actual=found.hex())


def read_verified(store: ObjectDatabase, oid: bytes) -> RawObject:
    """The object `oid`, as a copy has it that hashes to this id, also without `verify`.

    Raises NotFoundError, CorruptError.
    """

    def ask(copy: Copy) -> RawObject:
        raw = read_copy(copy)
        require_id(store.format, oid, raw.type.code, raw.data)
        return raw

    return first_good(store, oid, ask)


def verified(store: ObjectDatabase, oid: bytes, raw: object) -> RawObject:
    """`raw`, which was read as the object `oid`, where it is that, else another copy. Raises as `read_verified`."""
    if isinstance(raw, RawObject) and store.format.digest(raw.type, raw.data) == oid:
        return raw
    return read_verified(store, oid)
