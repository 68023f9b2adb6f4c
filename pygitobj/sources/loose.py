"""The loose objects of one object directory: `xx/yyyy…`, a file for each, by the first byte of its id and the rest."""

from __future__ import annotations

import os
from collections.abc import Iterator

from pygitobj.files.directory import GONE, names_in, unreadable
from pygitobj.oid import ObjectFormat

SHARD_DIGITS = 2
HEX = set("0123456789abcdef")


class LooseSource:
    """Names and finds loose objects; how one is read is the loose file's own matter.

    Methods raise RepositoryError where the system does not let us see what is there.
    """

    def __init__(self, directory: str, object_format: ObjectFormat) -> None:
        self.directory = directory
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
            raise unreadable(f"unable to access {self.path(oid)}", error) from error
        return True

    def file_of(self, oid: bytes) -> str | None:
        """The file of `oid`, None where it is not here."""
        return self.path(oid) if self.has(oid) else None

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

    def with_prefix(self, digits: str) -> list[bytes]:
        """The ids that begin with the lower-case hex `digits`, two or more of them, ascending."""
        return [oid for oid in self.shard(digits[:SHARD_DIGITS]) if oid.hex().startswith(digits)]


def listed(directory: str) -> list[str]:
    """The sorted names in `directory`, none where it is not there. Raises RepositoryError."""
    try:
        return names_in(directory)
    except OSError as error:
        raise unreadable(f"unable to open {directory}", error) from error
