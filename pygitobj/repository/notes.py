"""The notes of a repository: which reference has them where none is named, and what they say of an object.

Follows git's Documentation/git-notes, "CONFIGURATION" and "ENVIRONMENT".
"""

from __future__ import annotations

from pygitobj.oid import ObjectType
from pygitobj.repository.repository import Repository
from pygitobj.revisions.peel import peel_if_there
from pygitobj.walk.notes import Notes

REFS, FOLDER = "refs/", "refs/notes/"
USUAL = "refs/notes/commits"


def notes_ref(name: str) -> str:
    """The reference that `name` means where one of notes is named."""
    if name.startswith(FOLDER):
        return name
    return REFS + name if name.startswith("notes/") else FOLDER + name


def usual_notes_ref(repository: Repository) -> str:
    """The reference that has the notes where none is named: GIT_NOTES_REF, or core.notesRef, or refs/notes/commits."""
    return repository.environ.get("GIT_NOTES_REF") or repository.config.get("core.notesRef") or USUAL


def notes_of(repository: Repository, name: str) -> Notes | None:
    """The notes of the reference `name`, None where there is none. Raises NotFoundError, CorruptError."""
    oid = repository.ref_store.get(name)
    reader = repository.reader
    found = None if oid is None else peel_if_there(reader, oid, ObjectType.TREE)
    if found is None or found.type is not ObjectType.TREE:
        return None
    return Notes(found.id, repository.format, lambda tree: reader.read(tree).data)
