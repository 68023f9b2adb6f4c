"""A blob: bytes, with nothing to parse."""

from __future__ import annotations

from pygitobj.formats.stored import StoredObject
from pygitobj.oid import ObjectType


class Blob(StoredObject):
    """A file's content."""

    type = ObjectType.BLOB

    def __len__(self) -> int:
        return len(self.data)
