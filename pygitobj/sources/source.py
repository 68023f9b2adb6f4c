"""What every source of objects answers: packs, loose objects, an object directory, memory, and a whole store.

tests/store/test_source.py holds each of them to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import BinaryIO, Protocol

from pygitobj.id_list import IdList
from pygitobj.sources.copies import Part, Single
from pygitobj.sources.copy import Copy


class Source(Protocol):
    """Something that has objects, and tells where each is: at an offset of a pack, or elsewhere as one of its own.

    What it finds are candidates: a copy that is damaged, or gone by the time it is asked, is followed by the next one.
    `has`, `locate` and `locate_many` note what the system does not let them look at, and go on; whatever lists raises
    RepositoryError then, since part of a list is not the whole.
    """

    def has(self, oid: bytes) -> bool:
        """Whether `oid` is here; its bytes are not looked at."""

    def locate(self, oid: bytes) -> Iterator[Copy]:
        """The copies of `oid`, in the order in which they are to be tried."""

    def locate_many(self, ids: IdList) -> Iterable[Part | Single]:
        """A copy of each of `ids` that is here: what one pack has together, anything else by itself."""

    def ids(self) -> Iterable[bytes]:
        """The raw ids of all objects, ascending, each once."""

    def find_prefix(self, digits: str) -> Iterable[bytes]:
        """The raw ids that begin with the lower-case hex `digits`, four or more of them, ascending, each once."""

    def open(self, oid: bytes) -> BinaryIO:
        """The body of `oid` as a file. Raises NotFoundError, CorruptError."""

    def refresh(self) -> None:
        """See what came and went since it was looked at."""

    def close(self) -> None:
        """Let go of what is open."""
