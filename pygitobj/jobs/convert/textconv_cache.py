"""What a textconv program showed, kept as notes of the blobs that it was shown: refs/notes/textconv/<driver>.

    refs/notes/textconv/<driver>    → a commit without parents, whose message is the program's command
                                    → a tree of notes (walk/notes.py): of each blob what was shown, as a blob

It counts as long as the command is the same. Follows git's Documentation/gitattributes, "Caching textconv".
"""

from __future__ import annotations

import os

from pygitobj.errors import MISSING_OR_BAD, GitObjectError, RefError
from pygitobj.formats.commit import Commit
from pygitobj.formats.numbers import WHITE_SPACE
from pygitobj.jobs.create.commit import NewCommit, commit_of, encoding_of
from pygitobj.oid import ObjectId, ObjectType
from pygitobj.refs.updates import Update
from pygitobj.repository.identity import load_ident
from pygitobj.repository.notes import joined
from pygitobj.repository.ref_changes import begin_transaction
from pygitobj.revisions.peel import peel
from pygitobj.walk.notes import Notes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.repository.repository import Repository

NAMESPACE = "refs/notes/textconv/"
MESSAGE = b"update notes cache"
BLANK = WHITE_SPACE.encode()


class TextconvCache:
    """What the program `command` of the driver `name` showed, as it is there now; `put` adds to it, `flush` writes it.

    A store or a reference that cannot be written is told of, and then nothing is kept.
    """

    def __init__(self, repository: Repository, name: str, command: str) -> None:
        self.repository = repository
        self.reference = NAMESPACE + name
        self.validity = os.fsencode(command)
        self.notes = Notes(self.valid_tree(), repository.format, self.read_tree, self.combined)
        self.has_changed = False

    def valid_tree(self) -> ObjectId | None:
        """The tree of notes that counts; None where there is none yet, or where another command made it."""
        repository = self.repository
        oid = repository.ref_store.get(self.reference)
        if oid is None:
            return None
        try:
            found = peel(repository.reader, oid, ObjectType.COMMIT)
            if found.type is not ObjectType.COMMIT:
                return None
            commit = Commit(repository.reader.read(found.id).data, found.id, repository.format)
            return commit.tree if subject(commit.message) == self.validity else None
        except MISSING_OR_BAD:
            return None

    def read_tree(self, oid: ObjectId) -> bytes:
        """The bytes of the tree `oid`."""
        return self.repository.reader.read(oid).data

    def combined(self, first: ObjectId, second: ObjectId) -> ObjectId:
        """The note that two of one object are together."""
        texts = [self.text(oid) or b"" for oid in (first, second)]
        if not all(texts):
            return second if texts[1] else first
        return self.repository.objects.write("blob", joined(texts[0], texts[1]))

    def text(self, note: ObjectId) -> bytes | None:
        """What the blob `note` has; None where it is missing or damaged."""
        try:
            return self.repository.reader.read(note).data
        except MISSING_OR_BAD:
            return None

    def get(self, blob: ObjectId) -> bytes | None:
        """What was shown for `blob`; None where nothing is kept."""
        note = self.notes.get(blob)
        return None if note is None else self.text(note)

    def put(self, blob: ObjectId, text: bytes) -> None:
        """Keep `text`, which was shown for `blob`."""
        try:
            self.notes[blob] = self.repository.objects.write("blob", text)
            self.has_changed = True
        except GitObjectError as error:
            self.repository.warn(f"error: {error}")

    def flush(self) -> None:
        """Write what was put. Raises RepositoryError where nobody says who writes commits here, as git does."""
        if not self.has_changed:
            return
        self.has_changed = False
        config, environ = self.repository.config, self.repository.environ
        author, committer = (load_ident(role, config, environ) for role in ("author", "committer"))
        objects = self.repository.objects
        try:
            tree = self.notes.write(lambda data: objects.write("tree", data))
            new = NewCommit(tree, (), author, committer, self.validity)
            made = objects.write(commit_of(new, encoding_of(config), self.repository.format, self.repository.warn))
            self.point_to(made)
        except RefError:
            pass  # git says nothing of it either: what was shown is shown, and is made again next time
        except GitObjectError as error:
            self.repository.warn(f"error: {error}")

    def point_to(self, commit: ObjectId) -> None:
        """Let the reference point to `commit`. Raises RefError."""
        change = begin_transaction(self.repository, hooks=True)
        change.queue(Update(self.reference, commit, message=MESSAGE))
        change.commit()


def subject(message: bytes) -> bytes:
    """The first paragraph of `message` on one line."""
    found: list[bytes] = []
    for line in message.partition(b"\0")[0].split(b"\n"):
        text = line.rstrip(BLANK)
        if text:
            found.append(text)
        elif found:
            break
    return b" ".join(found).strip(BLANK)
