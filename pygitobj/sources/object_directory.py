"""One object directory: its packs, which are asked first, and its loose objects."""

from __future__ import annotations

from collections.abc import Iterator

from pygitobj.oid import ObjectFormat
from pygitobj.sources.copies import Part, Single, open_first
from pygitobj.sources.loose import LooseSource
from pygitobj.sources.packed import PackedSource
from pygitobj.sources.trouble import Trouble

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import BinaryIO

    from pygitobj.id_list import IdList
    from pygitobj.sources.copy import Copy


class ObjectDirectory:
    """The objects in the directory `path`, of which `packed` has those in packs."""

    def __init__(self, path: str, object_format: ObjectFormat, packed: PackedSource, trouble: Trouble) -> None:
        self.path = path
        self.packed = packed
        self.loose = LooseSource(path, object_format, trouble)

    def has(self, oid: bytes) -> bool:
        """Whether `oid` is here."""
        return self.packed.has(oid) or self.loose.has(oid)

    def locate(self, oid: bytes) -> Iterator[Copy]:
        """The copies of `oid` in the packs that are known, and the loose one."""
        yield from self.packed.locate(oid)
        yield from self.loose.locate(oid)

    def locate_many(self, ids: IdList) -> Iterator[Part | Single]:
        """Which of `ids` each pack has, and the loose copies of the others."""
        left = [True] * len(ids)
        for part in self.packed.locate_many(ids):
            yield part
            for position in part.places:
                left[position] = False
        places = [position for position, is_left in enumerate(left) if is_left]
        for position, copy in self.loose.locate_many(ids.at(places)):
            yield Single(places[position], copy)

    def ids(self) -> Iterator[bytes]:
        """All ids, ascending, each once. Raises RepositoryError where not all can be listed."""
        from pygitobj.id_list import once_each  # only who lists ids wants it

        return once_each([self.packed.ids(), self.loose.ids()])

    def find_prefix(self, digits: str) -> list[bytes]:
        """The ids that begin with the hex `digits`, ascending, each once. Raises as `ids`."""
        return sorted({*self.packed.find_prefix(digits), *self.loose.find_prefix(digits)})

    def open(self, oid: bytes) -> BinaryIO:
        """The body of `oid` as a file. Raises NotFoundError, CorruptError."""
        return open_first(self.locate(oid), oid)

    def refresh(self) -> None:
        """Look for packs again."""
        self.packed.refresh()

    def close(self) -> None:
        """Let go of what is open."""
        self.packed.close()
