"""The loose objects of one object directory: `xx/yyyy…`, a file for each, by the first byte of its id and the rest."""

from __future__ import annotations

import os
from collections.abc import Iterator

from pygitobj.files.directory import GONE, listed, status, unreadable
from pygitobj.oid import ObjectFormat
from pygitobj.sources.copies import Single, open_first
from pygitobj.sources.trouble import Trouble

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import BinaryIO

    from pygitobj.id_list import IdList
    from pygitobj.sources.loose_copy import LooseCopy

SHARD_DIGITS = 2
HEX = set("0123456789abcdef")


class LooseSource:
    """Names and finds the loose objects in `directory`; how one is read is the loose file's own matter.

    `has` and `locate` note in `trouble` what the system does not let us look at; other methods raise RepositoryError.
    """

    def __init__(self, directory: str, object_format: ObjectFormat, trouble: Trouble) -> None:
        self.directory = directory
        self.trouble = trouble
        self.rest_digits = object_format.hex_size - SHARD_DIGITS
        self.rest_bytes = object_format.hash_size - 1

    def path(self, oid: bytes) -> str:
        """Where `oid` is, if it is here."""
        return f"{self.directory}/{oid.hex('/', self.rest_bytes)}"

    def has(self, oid: bytes) -> bool:
        """Whether a file of that name is here."""
        try:
            # As `path`, at less cost: this is asked for each id that is nowhere.
            os.stat(f"{self.directory}/{oid.hex('/', self.rest_bytes)}")
        except GONE:
            return False
        except OSError as error:
            path = self.path(oid)
            self.trouble.note(path, unreadable(f"unable to access {path}", error))
            return False
        return True

    def file_of(self, oid: bytes) -> str | None:
        """The file of `oid`, None where it is not here."""
        path = self.path(oid)
        try:
            return None if status(path) is None else path
        except OSError as error:
            raise unreadable(f"unable to access {path}", error) from error

    def locate(self, oid: bytes) -> Iterator[LooseCopy]:
        """Its copy, if it is here."""
        if self.has(oid):
            # Most objects are packed: a command that reads one of those starts two modules sooner.
            from pygitobj.sources.loose_copy import LooseCopy

            yield LooseCopy(self.path(oid))

    def locate_many(self, ids: IdList) -> Iterator[Single]:
        """The copies of those of `ids` that are here."""
        for position, oid in enumerate(ids.raws()):
            for copy in self.locate(oid):
                yield Single(position, copy)

    def shard(self, first: str) -> list[bytes]:
        """The ids that begin with the two digits `first`, ascending; other files are passed over."""
        names = listed(f"{self.directory}/{first}")
        digits = self.rest_digits
        return [bytes.fromhex(first + name) for name in names if len(name) == digits and HEX.issuperset(name)]

    def ids(self) -> Iterator[bytes]:
        """All ids, ascending."""
        for name in listed(self.directory):
            if len(name) == SHARD_DIGITS and HEX.issuperset(name):
                yield from self.shard(name)

    def find_prefix(self, digits: str) -> list[bytes]:
        """The ids that begin with the lower-case hex `digits`, two or more of them, ascending."""
        return [oid for oid in self.shard(digits[:SHARD_DIGITS]) if oid.hex().startswith(digits)]

    def open(self, oid: bytes) -> BinaryIO:
        """The body of `oid` as a file. Raises NotFoundError, CorruptLoose."""
        return open_first(self.locate(oid), oid)

    def refresh(self) -> None:
        """Each file is looked for when it is asked for."""

    def close(self) -> None:
        """Nothing is open."""
