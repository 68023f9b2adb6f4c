"""`repo.note`: what the note of an object says.

Follows git's Documentation/git-notes.
"""

from __future__ import annotations

from pygitobj.formats.blob import Blob
from pygitobj.formats.commit import Commit
from pygitobj.formats.tag import Tag
from pygitobj.formats.tree import Tree
from pygitobj.oid import ObjectId, shown
from pygitobj.repository.notes import notes_of, notes_ref, usual_notes_ref
from pygitobj.repository.repository import Repository


def note(repository: Repository, named: object, ref: str | None) -> bytes | None:
    """The bytes of the note of what was `named`, None where it has none. Raises TypeError, RevisionError."""
    if ref is not None and not isinstance(ref, str):
        raise TypeError(f'ref is the name of a reference, such as "refs/notes/review", not {shown(ref)}')
    if isinstance(named, Commit | Tag | Tree | Blob):
        named = named.id
    if isinstance(named, ObjectId):
        repository.format.require_id(named)
    elif isinstance(named, str):
        named = repository.resolve(named)
    else:
        raise TypeError(f"a revision, an id or an object is expected, not {shown(named)}")
    notes = notes_of(repository, usual_notes_ref(repository) if ref is None else notes_ref(ref))
    found = None if notes is None else notes.get(named)
    return None if found is None or notes is None else notes.read(found).data
