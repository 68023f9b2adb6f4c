"""The notes that are shown of commits, as options, formats and a command's own way have it."""

from __future__ import annotations

from pygitobj.cli.pretty.commit_format import CommitFormat
from pygitobj.cli.pretty.commit_notes import NotesAsked, ShownNotes, notes_ref
from pygitobj.cli.walking.given import Given
from pygitobj.repository.repository import Repository


def notes_for(
    repository: Repository, given: Given, shown: CommitFormat, encoding: str, *, usual: bool
) -> ShownNotes | None:
    """The notes for the format `shown`, None for none; without an option as is `usual`, or as the format asks."""
    asked = given.notes
    if not asked.shown and (asked.is_said or not (usual or shown.needs.notes)):
        return None
    return notes_named(repository, given, encoding)


def notes_named(repository: Repository, given: Given, encoding: str) -> ShownNotes:
    """The notes of the references that options name. Raises GitObjectError where configuration of notes cannot be."""
    asked = given.notes
    return ShownNotes(repository, NotesAsked(asked.usual, list(map(notes_ref, asked.others))), encoding)
