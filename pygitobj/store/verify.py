"""Whether many objects are what their ids say."""

from __future__ import annotations

from array import array
from collections.abc import Iterator

from pygitobj import kernels
from pygitobj.oid import TYPE_BY_CODE, ObjectFormat


def matches(
    object_format: ObjectFormat, column: bytes, codes: array[int], bodies: list[bytes | None], threads: int
) -> list[bool]:
    """Whether each of `bodies`, of types `codes`, hashes to its raw id in `column`; False for None."""
    size = object_format.hash_size
    if object_format.constructor is not None:
        digests = b"".join(one_by_one(object_format, codes, bodies))
    else:
        digests = kernels.digest_bodies(size, codes, bodies, threads)
    places = range(0, len(bodies) * size, size)
    same = (column.startswith(digests[at : at + size], at) for at in places)
    return [body is not None and found for body, found in zip(bodies, same, strict=True)]


def one_by_one(object_format: ObjectFormat, codes: array[int], bodies: list[bytes | None]) -> Iterator[bytes]:
    """The raw ids of `bodies` by a hash of the caller's; zeros for None."""
    for code, body in zip(codes, bodies, strict=False):
        yield object_format.null_id if body is None else object_format.digest(TYPE_BY_CODE[code], body)
