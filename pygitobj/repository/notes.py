"""The notes of a repository: which reference has them where none is named, and what they say of an object.

Follows git's Documentation/git-notes, "CONFIGURATION" and "ENVIRONMENT".
"""

from __future__ import annotations

from pygitobj.errors import MISSING_OR_BAD
from pygitobj.oid import ObjectId, ObjectType
from pygitobj.repository.repository import Repository
from pygitobj.revisions.peel import peel_if_there
from pygitobj.sources.values import RawObject
from pygitobj.walk.notes import Notes

REFS, FOLDER = "refs/", "refs/notes/"
USUAL = "refs/notes/commits"


def notes_ref(name: str) -> str:
    """The reference that `name` means where one of notes is named."""
    if name.startswith(FOLDER):
        return name
    return REFS + name if name.startswith("notes/") else FOLDER + name


def usual_notes_ref(repository: Repository) -> str:
    """The reference that has the notes where none is named: GIT_NOTES_REF, or core.notesRef, or refs/notes/commits.

    It is "" where one of these is set to that: then there are none.
    """
    named = repository.environ.get("GIT_NOTES_REF")
    named = repository.config.get("core.notesRef") if named is None else named
    return USUAL if named is None else named


def notes_of(repository: Repository, name: str) -> NotesRead | None:
    """The notes of the reference `name`, None where there is none. Raises NotFoundError, CorruptError."""
    oid = repository.ref_store.get(name) if name else None
    found = None if oid is None else peel_if_there(repository.reader, oid, ObjectType.TREE)
    if found is None or found.type is not ObjectType.TREE:
        return None
    return NotesRead(repository, found.id)


class NotesRead:
    """The notes in the tree `root`. Of two for one object what both say: git stores that, here it is held."""

    def __init__(self, repository: Repository, root: ObjectId) -> None:
        self.repository = repository
        self.together: dict[ObjectId, bytes] = {}
        reader = repository.reader
        self.notes = Notes(root, repository.format, lambda tree: reader.read(tree).data, self.combined)

    def get(self, oid: bytes) -> ObjectId | None:
        """The id of the note of `oid`, None where it has none."""
        return self.notes.get(oid)

    def read(self, note: ObjectId) -> RawObject:
        """The note, as replace refs show it. Raises NotFoundError, CorruptError, RepositoryError."""
        held = self.together.get(note)
        return self.repository.reader.read(note) if held is None else RawObject(ObjectType.BLOB, held)

    def combined(self, first: ObjectId, second: ObjectId) -> ObjectId:
        """The note that two of one object are together."""
        one, other = self.text(first), self.text(second)
        if not one or not other:
            return second if other else first
        both = joined(one, other)
        oid = self.repository.format.hash_object(ObjectType.BLOB, both)
        self.together[oid] = both
        return oid

    def text(self, note: ObjectId) -> bytes:
        """What a note says, nothing where it cannot be read or is no blob."""
        try:
            kind, body = self.read(note)
        except MISSING_OR_BAD:
            return b""
        return body if kind is ObjectType.BLOB else b""


def joined(first: bytes, second: bytes) -> bytes:
    """What two notes of one object say together: one after the other, an empty line between."""
    return first.removesuffix(b"\n") + b"\n\n" + second
