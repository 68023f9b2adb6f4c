"""A blob: bytes, with nothing to parse."""

from __future__ import annotations

from pygitobj.oid import SHA1, ObjectFormat, ObjectId, ObjectType


class Blob:
    """A file's content."""

    type = ObjectType.BLOB

    def __init__(self, data: bytes, id: ObjectId | None = None, object_format: ObjectFormat = SHA1) -> None:  # noqa: A002
        self.data = data
        self.format = object_format
        self.id = object_format.hash_object("blob", data) if id is None else id

    def __repr__(self) -> str:
        return f"<Blob {self.id}>"

    def __bytes__(self) -> bytes:
        """The body."""
        return self.data

    def __len__(self) -> int:
        return len(self.data)
