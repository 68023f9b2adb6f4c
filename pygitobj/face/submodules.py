"""`repo.submodules`: what .gitmodules says of a tree's submodules, and which commits of theirs the tree has.

Follows git's Documentation/gitmodules and gitsubmodules.
"""

from __future__ import annotations

from collections.abc import Sequence

from pygitobj.errors import CorruptObject, RepositoryError, UnsafePathError
from pygitobj.formats.commit import Commit
from pygitobj.formats.gitmodules import parse_gitmodules
from pygitobj.formats.links import BLOB, TREE, require_type
from pygitobj.formats.tag import Tag
from pygitobj.formats.tree import DIRECTORY, GITLINK, SYMLINK, TYPE_MASK, Tree, canonical_mode, is_regular
from pygitobj.kernels import parse_tree
from pygitobj.oid import ObjectId
from pygitobj.record import Record
from pygitobj.repository.big_files import big_file_size
from pygitobj.repository.repository import Repository

GITMODULES = b".gitmodules"


class Submodule(Record):
    """A submodule as .gitmodules has it: None where that does not say, or says what could be misused.

    `id` is the commit of its repository that the tree has at its path, None where there is none. A `url` may be
    relative to that of the repository around it, a `branch` of "." is the one that is checked out there.
    """

    name: str
    path: bytes | None
    url: str | None
    branch: str | None
    id: ObjectId | None


class Entries:
    """The entries of a tree and those below it, by path; each tree on the way is read once."""

    def __init__(self, repository: Repository, tree: ObjectId) -> None:
        self.reader = repository.reader
        self.known: dict[bytes, dict[bytes, tuple[int, ObjectId]]] = {b"": self.read(tree)}

    def read(self, oid: ObjectId) -> dict[bytes, tuple[int, ObjectId]]:
        """The entries of one tree, by name. Raises NotFoundError, CorruptError."""
        kind, body = self.reader.read(oid)
        require_type(kind.code, TREE, oid)
        try:
            rows = parse_tree(body, self.reader.format.hash_size)
        except CorruptObject as error:
            raise error.located(oid=oid) from None
        return {name: (mode, ObjectId(raw)) for mode, name, raw in rows}

    def get(self, path: bytes) -> tuple[int, ObjectId] | None:
        """The mode and id of what is at `path`, None where nothing is. Raises NotFoundError, CorruptError."""
        at, entries = b"", self.known[b""]
        *parents, name = path.split(b"/")
        for part in parents:
            at = at + b"/" + part
            if at not in self.known:
                mode, oid = entries.get(part, (0, None))
                if oid is None or mode & TYPE_MASK != DIRECTORY:
                    return None
                self.known[at] = self.read(oid)
            entries = self.known[at]
        return entries.get(name)


def submodules(repository: Repository, source: str | ObjectId | Tree | Commit | Tag) -> Sequence[Submodule]:
    """What .gitmodules of the tree that `source` comes to says. Raises RepositoryError where it cannot be read."""
    tree = repository.tree(source)
    entries = Entries(repository, tree.id)
    found = []
    for name, path, url, branch in parse_gitmodules(text_of(repository, entries.get(GITMODULES)), repository.warn):
        entry = None if path is None else entries.get(path)
        mode, oid = (DIRECTORY, None) if entry is None else entry
        found.append(Submodule(name, path, url, branch, oid if canonical_mode(mode) == GITLINK else None))
    return found


def text_of(repository: Repository, entry: tuple[int, ObjectId] | None) -> bytes:
    """What .gitmodules has, nothing where there is none. Raises UnsafePathError, RepositoryError."""
    if entry is None:
        return b""
    mode, oid = entry
    if mode & TYPE_MASK == SYMLINK:
        raise UnsafePathError("'.gitmodules' is a link", GITMODULES)
    if not is_regular(mode):
        return b""
    if repository.reader.header(oid).size > big_file_size(repository.config):
        raise RepositoryError(".gitmodules too large to parse")
    kind, data = repository.reader.read(oid)
    require_type(kind.code, BLOB, oid)
    return data
