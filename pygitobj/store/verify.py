"""Hashing many objects at once: hashlib lets go of the GIL for all but small ones, so threads share the work."""

from __future__ import annotations

import threading
from collections.abc import Sequence

from pygitobj.oid import TYPE_BY_CODE, ObjectFormat

# Fewer bytes are hashed sooner than threads have started.
LEAST_FOR_THREADS = 1 << 20


def matches(
    object_format: ObjectFormat, column: bytes, codes: Sequence[int], bodies: Sequence[bytes | None], threads: int
) -> list[bool]:
    """Whether each of `bodies`, of types `codes`, hashes to its raw id in `column`; False for None."""
    size = object_format.hash_size
    good = [False] * len(bodies)

    def hash_every(first: int, step: int) -> None:
        for position in range(first, len(bodies), step):
            body = bodies[position]
            if body is not None:
                digest = object_format.digest(TYPE_BY_CODE[codes[position]], body)
                good[position] = column.startswith(digest, position * size)

    if sum(len(body) for body in bodies if body is not None) < LEAST_FOR_THREADS:
        threads = 1
    helpers = [threading.Thread(target=hash_every, args=(first, threads)) for first in range(1, threads)]
    for helper in helpers:
        helper.start()
    hash_every(0, threads)
    for helper in helpers:
        helper.join()
    return good
