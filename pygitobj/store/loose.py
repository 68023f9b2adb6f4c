"""The loose objects of one object directory: `xx/yyyy…`, a file for each, by the first byte of its id and the rest."""

from __future__ import annotations

import os
from collections.abc import Iterator

from pygitobj.oid import ObjectFormat

SHARD_DIGITS = 2
HEX = set("0123456789abcdef")


class LooseSource:
    """Names and finds loose objects; how one is read is the loose file's own matter."""

    def __init__(self, directory: str, object_format: ObjectFormat) -> None:
        self.directory = directory
        self.rest_digits = object_format.hex_size - SHARD_DIGITS

    def path(self, oid: bytes) -> str:
        """Where `oid` is, if it is here."""
        digits = oid.hex()
        return f"{self.directory}/{digits[:SHARD_DIGITS]}/{digits[SHARD_DIGITS:]}"

    def has(self, oid: bytes) -> bool:
        """Whether a file of that name is here."""
        return os.access(self.path(oid), os.F_OK)

    def shard(self, first: str) -> list[bytes]:
        """The ids that begin with the two digits `first`, ascending; other files are passed over."""
        try:
            names = os.listdir(f"{self.directory}/{first}")
        except OSError:
            return []
        digits = self.rest_digits
        return sorted(bytes.fromhex(first + name) for name in names if len(name) == digits and HEX.issuperset(name))

    def ids(self) -> Iterator[bytes]:
        """All ids, ascending."""
        try:
            names = os.listdir(self.directory)
        except OSError:
            return
        for name in sorted(name for name in names if len(name) == SHARD_DIGITS and HEX.issuperset(name)):
            yield from self.shard(name)

    def with_prefix(self, digits: str) -> list[bytes]:
        """The ids that begin with the lower-case hex `digits`, two or more of them, ascending."""
        return [oid for oid in self.shard(digits[:SHARD_DIGITS]) if oid.hex().startswith(digits)]
