"""What rev-list does about objects that are missing: it ends, goes on, or tells of them at the end.

Follows git's Documentation/rev-list-options, "--missing" and "--exclude-promisor-objects".
"""

from __future__ import annotations

from pygitobj.cli.rev_list_wanted import ALLOW_PROMISOR, ERROR, PRINT, PRINT_INFO, Wanted
from pygitobj.errors import CorruptError, GitObjectError, NotFoundError, RepositoryError
from pygitobj.formats.links import TREE
from pygitobj.formats.quote import quote_c
from pygitobj.jobs.packing.wanted import promised_ids
from pygitobj.oid import TYPE_BY_CODE, ObjectId
from pygitobj.record import Record
from pygitobj.repository.repository import Repository


class Lost(Record):
    """An object that is missing: its type code, 0 where that is not known, and the path where it was met."""

    code: int
    path: bytes


class Missing:
    """The objects that were missing on a walk of `repository`, and what `wanted` says of such."""

    def __init__(self, repository: Repository, wanted: Wanted) -> None:
        self.repository = repository
        self.action = wanted.missing
        self.with_nul = wanted.with_nul
        self.excludes = wanted.excludes_promised
        self.found: dict[bytes, Lost] = {}

    @property
    def ignored(self) -> bytes:
        """A column of the ids that are left alone, since a remote has promised what they name."""
        return promised_ids(self.repository.objects) if self.excludes else b""

    def allows(self, oid: bytes, _code: int, error: GitObjectError | None) -> bool:
        """Whether a walk goes on without an object that is missing."""
        if isinstance(error, CorruptError):
            return False
        if self.excludes:
            return self.repository.promised_now()(oid)
        return self.action != ERROR

    def note_tree(self, oid: bytes, path: bytes) -> None:
        """Take note of a tree that is missing. Raises RepositoryError where it may not be."""
        if not self.excludes:
            self.note(oid, TREE, path)

    def note(self, oid: bytes, code: int, path: bytes) -> None:
        """Take note of an object that is missing. Raises RepositoryError in git's words where it may not be."""
        if self.excludes and self.repository.promised_now()(oid):
            return
        if self.action == ERROR:
            raise RepositoryError(f"missing {TYPE_BY_CODE[code]} object '{oid.hex()}'")
        if self.action == ALLOW_PROMISOR and not self.repository.promised_now()(oid):
            raise RepositoryError(f"unexpected missing {TYPE_BY_CODE[code]} object '{oid.hex()}'")
        if self.action in (PRINT, PRINT_INFO):
            self.found.setdefault(oid, Lost(code, path))

    def code_of(self, oid: bytes) -> int:
        """The type code of what a tag names, 0 where it is missing and may be. Raises GitObjectError."""
        try:
            return self.repository.reader.header(ObjectId(oid)).type.code
        except NotFoundError as error:
            if not self.allows(oid, 0, error):
                raise GitObjectError(f"bad object {oid.hex()}") from error
            self.note_unknown(oid)
            return 0

    def note_unknown(self, oid: bytes) -> None:
        """Take note of an object of whatever type that is missing and may be."""
        if self.action in (PRINT, PRINT_INFO):
            self.found.setdefault(oid, Lost(0, b""))

    def lines(self) -> bytes:
        """What is told of them at the end."""
        quotes = self.repository.config.get_bool("core.quotePath", True)
        return b"".join(self.line(oid, lost, quotes=quotes) for oid, lost in self.found.items())

    def line(self, oid: bytes, lost: Lost, *, quotes: bool) -> bytes:
        """What is told of one."""
        part = b"\0" if self.with_nul else b" "
        digits = oid.hex().encode("ascii")
        text = digits + b"\0missing=yes" if self.with_nul else b"?" + digits
        if self.action == PRINT_INFO:
            if lost.path:
                path = lost.path if self.with_nul else quoted(lost.path, fully=quotes)
                text += part + b"path=" + path
            if lost.code:
                text += part + b"type=" + str(TYPE_BY_CODE[lost.code]).encode()
        return text + (b"\0" if self.with_nul else b"\n")


def quoted(path: bytes, *, fully: bool) -> bytes:
    """`path`, within quotes also where it has a blank."""
    text = quote_c(path, fully=fully)
    return b'"' + text + b'"' if text == path and b" " in path else text
