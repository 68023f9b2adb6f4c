"""A blob: bytes, with nothing to parse."""

from __future__ import annotations

from pygitobj.formats.stored import StoredObject
from pygitobj.oid import ObjectType

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal


class Blob(StoredObject):
    """A file's content. An empty one is true all the same."""

    type = ObjectType.BLOB

    def __len__(self) -> int:
        return len(self.data)

    def __bool__(self) -> Literal[True]:
        return True
