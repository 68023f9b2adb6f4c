"""Hashing many objects: bodies that are at hand, or entries of a pack as they are built and then forgotten.

hashlib lets go of the GIL for all but small bodies, so threads share the work.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from hashlib import sha1, sha256

TYPE_CHECKING = False
if TYPE_CHECKING:
    from hashlib import _Hash as HASH
    from typing import Protocol

    class Planned(Protocol):
        """What is hashed of a plan, of either implementation."""

        @property
        def codes(self) -> array[int]:
            """The objects' type codes."""

        @property
        def sizes(self) -> array[int]:
            """Their sizes."""

        def bodies(self, first: int, end: int, most: int) -> list[bytes | None]:
            """The objects from `first` up to `end`."""


# Fewer bytes are hashed sooner than threads have started.
LEAST_FOR_THREADS = 1 << 20
# Bytes of bodies that are held at once while a whole pack is hashed.
WINDOW = 32 << 20
KINDS = (b"", b"commit", b"tree", b"blob", b"tag")
CONSTRUCTORS = {20: sha1, 32: sha256}


def constructor_of(hash_size: int) -> Callable[..., HASH]:
    """What makes hashes of so many bytes. Raises ValueError."""
    if hash_size not in CONSTRUCTORS:
        raise ValueError("no size of a hash")
    return CONSTRUCTORS[hash_size]


def digest_bodies(hash_size: int, codes: Sequence[int], bodies: Sequence[bytes | None], threads: int = 1) -> bytes:
    """The raw ids, of `hash_size` bytes, of the objects of types `codes` in `bodies`; zeros for None."""
    constructor = constructor_of(hash_size)
    digests = [bytes(hash_size)] * len(bodies)
    if len(codes) < len(bodies):
        raise ValueError("columns that do not fit together")
    if not all(body is None or 1 <= code < len(KINDS) for code, body in zip(codes, bodies, strict=False)):
        raise TypeError("a body that is no object's")

    def hash_every(first: int, step: int) -> None:
        for position in range(first, len(bodies), step):
            body = bodies[position]
            if body is not None:
                running = constructor(b"%b %d\0" % (KINDS[codes[position]], len(body)), usedforsecurity=False)
                running.update(body)
                digests[position] = running.digest()

    if threads < 2 or sum(len(body) for body in bodies if body is not None) < LEAST_FOR_THREADS:
        hash_every(0, 1)
    else:
        from concurrent.futures import ThreadPoolExecutor  # most that is hashed is too little for it

        with ThreadPoolExecutor(threads - 1) as executor:
            helpers = [executor.submit(hash_every, first, threads) for first in range(1, threads)]
            hash_every(0, threads)
            for helper in helpers:
                helper.result()
    return b"".join(digests)


def digests_of(plan: Planned, hash_size: int, threads: int = 1) -> bytes:
    """The raw hashes of all that `plan` was made for; zeros for what could not be built, whose code becomes 0."""
    column = []
    first = 0
    while first < len(plan.sizes):
        last = first
        held = 0
        while last < len(plan.sizes) and (last == first or held + plan.sizes[last] <= WINDOW):
            held += plan.sizes[last]
            last += 1
        bodies = plan.bodies(first, last, 1 << 62)
        codes: array[int] = plan.codes[first:last]
        column.append(digest_bodies(hash_size, codes, bodies, threads))
        for at, body in enumerate(bodies, first):
            if body is None:
                plan.codes[at] = 0
        first = last
    return b"".join(column)
