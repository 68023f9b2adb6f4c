"""Notes of commits, as `--notes` and `%N` show them: from the usual reference, and from others that are asked for.

    Notes:                  those of refs/notes/commits
        <note>
    Notes (<name>):         those of others

Follows git's Documentation/pretty-options, "--notes", and git-notes, "CONFIGURATION".
"""

from __future__ import annotations

from collections.abc import Sequence

from pygitobj.errors import MISSING_OR_BAD, GitObjectError
from pygitobj.formats.encoding import UTF_8, converted, is_utf_8
from pygitobj.formats.small_text import ended_lines, text_of
from pygitobj.formats.wildmatch import wildmatch
from pygitobj.oid import ObjectId, ObjectType
from pygitobj.record import Record
from pygitobj.repository.notes import REFS, USUAL, NotesRead, notes_of, usual_notes_ref
from pygitobj.repository.notes import notes_ref as notes_ref
from pygitobj.repository.repository import Repository

WILD = frozenset("*?[")


class NotesAsked(Record):
    """Which notes are asked for: those of the usual references, None where it depends, and of `others`, or patterns."""

    usual: bool | None = None
    others: Sequence[str] = ()


class ShownNotes:
    """The notes of commits of `repository` that are `asked` for, in the encoding `output`."""

    def __init__(self, repository: Repository, asked: NotesAsked, output: str) -> None:
        self.repository = repository
        self.output = output
        self.trees = [
            (name, tree) for name in names_of(repository, asked) if (tree := notes_at(repository, name)) is not None
        ]

    def raw(self, oid: bytes) -> bytes:
        """The notes of the commit `oid` one after another, as `%N` has them."""
        return b"".join(ended(note) for _, note in self.found(oid))

    def shown(self, oid: bytes) -> bytes:
        """The notes of the commit `oid` below their headings, as they come after a message."""
        parts: list[bytes] = []
        for name, note in self.found(oid):
            short = name.removeprefix(REFS).removeprefix("notes/").encode("utf-8", "surrogateescape")
            parts.append(b"\nNotes:\n" if name == USUAL else b"\nNotes (" + short + b"):\n")
            parts += (b"    " + line for line in ended_lines(ended(note)))
        return b"".join(parts)

    def found(self, oid: bytes) -> list[tuple[str, bytes]]:
        """The notes of the commit `oid`, and the references that they are of; one that cannot be read is left out."""
        found: list[tuple[str, bytes]] = []
        for name, tree in self.trees:
            note = tree.get(oid)
            body = None if note is None else self.body(tree, note)
            if body is not None:
                found.append((name, body))
        return found

    def body(self, tree: NotesRead, note: ObjectId) -> bytes | None:
        """What a note says; None where it is no blob, or cannot be read."""
        try:
            kind, body = tree.read(note)
        except MISSING_OR_BAD:
            return None
        if kind is not ObjectType.BLOB:
            return None
        if self.output and not is_utf_8(self.output):
            body = converted(text_of(body), UTF_8, self.output) or body
        return body


def notes_at(repository: Repository, name: str) -> NotesRead | None:
    """The notes of the reference `name`, None where there is none. Raises GitObjectError for one that has no tree."""
    found = notes_of(repository, name)
    oid = repository.ref_store.get(name) if name and found is None else None
    if oid is not None:
        raise GitObjectError(f"Failed to read notes tree referenced by {name} ({oid})")
    return found


def ended(note: bytes) -> bytes:
    """The lines of `note`, which a NUL ends too, each with its end; nothing for nothing."""
    note = note.removesuffix(b"\n").replace(b"\0", b"\n")
    return note if not note or note.endswith(b"\n") else note + b"\n"


def names_of(repository: Repository, asked: NotesAsked) -> list[str]:
    """The references whose notes are `asked` for, in their order."""
    config, environ = repository.config, repository.environ
    names: list[str] = []
    patterns: list[str] = []
    if asked.usual or (asked.usual is None and not asked.others):
        names.append(usual_notes_ref(repository))
        listed = environ.get("GIT_NOTES_DISPLAY_REF")
        patterns += config.get_all("notes.displayRef") if listed is None else filter(None, listed.split(":"))
    for pattern in [*patterns, *asked.others]:
        for name in matching(repository, pattern):
            if name not in names:
                names.append(name)
    return names


def matching(repository: Repository, pattern: str) -> list[str]:
    """The references that `pattern` names; one that is none is told."""
    if not WILD.intersection(pattern):
        if repository.lookup(pattern).id is not None:
            return [pattern]
        repository.warn(f"warning: notes ref {pattern} is invalid")
        return []
    wanted = (pattern if pattern.startswith(REFS) else REFS + pattern).encode("utf-8", "surrogateescape")
    names = [ref.name for ref in repository.ref_store.listed(REFS)]
    return [name for name in names if wildmatch(wanted, name.encode("utf-8", "surrogateescape"), across=True)]
