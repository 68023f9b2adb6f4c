"""Whether a reference may be given a value: its object is there, and a branch's is a commit."""

from __future__ import annotations

from pygitobj.errors import CorruptError, NotFoundError, RefError
from pygitobj.oid import ObjectId, ObjectType
from pygitobj.refs.steps import BAD_NEW

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.refs.replace import Reader

HEAD = "HEAD"
BRANCHES = "refs/heads/"
MOST_KNOWN = 1024


class NewValues:
    """Checks what references are to be, against the objects that `reader` reads."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        # The types of objects that were read: many references of one transaction are often given the same.
        self.known: dict[ObjectId, ObjectType] = {}

    def checked(self, name: str, oid: ObjectId) -> ObjectId | None:
        """What `oid`, the new value of the reference `name`, is peeled to if it is a tag. Raises RefError."""
        kind = self.known.get(oid) or self.type_of(oid)
        if kind is None:
            raise RefError(f"trying to write ref '{name}' with nonexistent object {oid}", name, BAD_NEW)
        if kind != ObjectType.COMMIT and (name == HEAD or name.startswith(BRANCHES)):
            raise RefError(f"trying to write non-commit object {oid} to branch '{name}'", name, BAD_NEW)
        if len(self.known) < MOST_KNOWN:
            self.known[oid] = kind
        return self.peeled(oid) if kind == ObjectType.TAG else None

    def type_of(self, oid: ObjectId) -> ObjectType | None:
        """The type of the object `oid`, which is read whole unless it is a blob; None where it is missing or bad."""
        try:
            kind = self.reader.header(oid).type
            return kind if kind == ObjectType.BLOB else self.reader.read(oid).type
        except (NotFoundError, CorruptError):
            return None

    def peeled(self, oid: ObjectId) -> ObjectId | None:
        """What the tag `oid` comes to, None where one on the way is bad or missing, or not what its tag says it is."""
        from pygitobj.walk.tags import tags_from  # few references are given tags

        way = tags_from(self.reader.store, oid)
        return ObjectId(way[-1]) if way else None
