"""Asking what rests on a mapped file, so that no answer is made of a map that failed.

A map fails for all who read it when one of them touches a page that cannot be had (files/mapped.py). The answers of the
others may be made of zeros too, or of what was built from them: so they are dropped, and the question is put once more
to a map of its own. Where that fails as well, it is what this very question needs that cannot be had.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable

from pygitobj.errors import CorruptError, GitObjectError
from pygitobj.files.mapped import failure_of, has_failed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Protocol, TypeVar

    from pygitobj.kernels import Plan
    from pygitobj.kernels.buffers import ByteSource

    class Readable(Protocol):
        """Something that reads `data`, which may be mapped."""

        @property
        def data(self) -> ByteSource:
            """The file."""

    Part = TypeVar("Part", bound="Readable")
    Answer = TypeVar("Answer")


def ask_soundly(part: Part, renew: Callable[[Part], Part], question: Callable[[Part], Answer], path: str) -> Answer:
    """What `question` gives for `part`, or where that fails meanwhile for what `renew` makes of the file `path` anew.

    Raises what `question` raises, with the path, and the error of the file where its map fails again.
    """
    try:
        answer = question(part)
    except GitObjectError as error:
        if not has_failed(part.data):
            raise located(error, path) from None
    else:
        if not has_failed(part.data):
            return answer
    try:
        part = renew(part)
    except GitObjectError as problem:
        raise failure_of(part.data) from problem
    try:
        answer = question(part)
    except GitObjectError as error:
        raise (failure_of(part.data) if has_failed(part.data) else located(error, path)) from None
    if has_failed(part.data):
        raise failure_of(part.data)
    return answer


def located(error: GitObjectError, path: str) -> GitObjectError:
    """`error` with the file `path`, if it names none."""
    return error.located(path) if isinstance(error, CorruptError) else error


class WatchedPlan:
    """A plan whose pack is mapped: where the map fails while something is built, nothing of that was built.

    See kernels/pure/plan.py. `failed` is told of it.
    """

    def __init__(self, plan: Plan, data: ByteSource, failed: Callable[[], None]) -> None:
        self.plan = plan
        self.data = data
        self.failed = failed
        self.codes, self.sizes = plan.codes, plan.sizes

    def is_lost(self) -> bool:
        """Whether what was just built is to be dropped."""
        if not has_failed(self.data):
            return False
        self.failed()
        return True

    def bodies(self, first: int, last: int, most: int) -> list[bytes | None]:
        """As a plan's."""
        found = self.plan.bodies(first, last, most)
        return [None] * len(found) if self.is_lost() else found

    def hashed_bodies(self, first: int, last: int, most: int) -> tuple[list[bytes | None], bytes]:
        """As a plan's."""
        found, digests = self.plan.hashed_bodies(first, last, most)
        return ([None] * len(found), bytes(len(digests))) if self.is_lost() else (found, digests)

    def digests(self) -> bytes:
        """As a plan's."""
        found = self.plan.digests()
        return bytes(len(found)) if self.is_lost() else found

    def fill(self, buffer: memoryview, places: array[int], first: int = 0) -> list[int]:
        """As a plan's."""
        missed = self.plan.fill(buffer, places, first)
        if self.is_lost():
            return [first + at for at, place in enumerate(places) if place >= 0]
        return missed
