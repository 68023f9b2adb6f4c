"""Where files of attributes are, and reading them: in the work tree, the index, a tree, and outside of all three.

Follows git's Documentation/gitattributes.
"""

from __future__ import annotations

import os
from collections.abc import Mapping

from pygitobj.errors import NotFoundError
from pygitobj.files.directory import GONE
from pygitobj.files.small_file import read_small
from pygitobj.formats.attributes import FILE_END, Rule, Text, Warn, rules_in_blob, rules_in_file
from pygitobj.formats.tree import DIRECTORY, TYPE_MASK
from pygitobj.kernels import parse_tree
from pygitobj.oid import ObjectId, ObjectType
from pygitobj.refs.replace import Reader
from pygitobj.repository.config import Config, environment_bool
from pygitobj.repository.index_entries import IndexEntries
from pygitobj.revisions.peel import peel_if_there

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Protocol

    class Source(Protocol):
        """Where the .gitattributes of directories are."""

        def rules(self, path: bytes, macros: bool) -> list[Rule] | None:
            """The rules of the file at `path`, from the top of the work tree; None where there is none.

            With `macros` these are allowed there.
            """
            ...


SYSTEM_FILE = "/etc/gitattributes"
INFO_FILE = "info/attributes"


class Nowhere:
    """There are none: a bare repository, unless it is told of a tree."""

    def rules(self, path: bytes, macros: bool) -> list[Rule] | None:  # noqa: ARG002 - the protocol's signature
        """None."""
        return None


class InWorkTree:
    """Files of the work tree at `top`. A symbolic link is none, and what cannot be read is told and passed over."""

    def __init__(self, top: str, warn: Warn) -> None:
        self.top = os.path.join(os.fsencode(top), b"")
        self.warn = warn

    def rules(self, path: bytes, macros: bool) -> list[Rule] | None:
        """The rules of the file at `path`."""
        shown = os.fsdecode(path)
        return rules_at(os.fsdecode(self.top + path), Text(shown, macros, self.warn), os.O_NOFOLLOW)


class InIndex:
    """Blobs that the index has, read by `reader`; one that is missing says nothing."""

    def __init__(self, index: IndexEntries, reader: Reader, warn: Warn) -> None:
        self.index = index
        self.reader = reader
        self.warn = warn
        self.trees: dict[ObjectId, InTree] = {}

    def rules(self, path: bytes, macros: bool) -> list[Rule] | None:
        """The rules of the blob at `path`, also where a tree stands for the directory that it is in."""
        oid = self.index.blob(path)
        above = self.index.tree_above(path) if oid is None else None
        if above is not None:
            tree, below = above
            if tree not in self.trees:
                self.trees[tree] = InTree(tree, self.reader, self.warn)
            return self.trees[tree].rules(below, macros)
        return None if oid is None else rules_of_blob(self.reader, oid, Text(os.fsdecode(path), macros, self.warn))


class InTree:
    """Blobs that the tree-ish `tree` has; each tree below it is read once."""

    def __init__(self, tree: ObjectId, reader: Reader, warn: Warn) -> None:
        self.reader = reader
        self.warn = warn
        self.trees: dict[bytes, dict[bytes, tuple[int, bytes]]] = {b"": self.entries_of(tree)}

    def rules(self, path: bytes, macros: bool) -> list[Rule] | None:
        """The rules of the blob at `path`."""
        directory, _, name = path.rpartition(b"/")
        found = self.tree_at(directory).get(name)
        if found is None:
            return None
        return rules_of_blob(self.reader, ObjectId(found[1]), Text(os.fsdecode(path), macros, self.warn))

    def tree_at(self, path: bytes) -> dict[bytes, tuple[int, bytes]]:
        """The entries of the directory `path`, by name; none where there is none."""
        known = self.trees.get(path)
        if known is None:
            above, _, name = path.rpartition(b"/")
            mode, oid = self.tree_at(above).get(name, (0, b""))
            is_tree = mode & TYPE_MASK == DIRECTORY
            known = self.trees[path] = self.entries_of(ObjectId(oid)) if is_tree else {}
        return known

    def entries_of(self, tree: ObjectId) -> dict[bytes, tuple[int, bytes]]:
        """The entries of what `tree` comes to, by name; none where that is missing or no tree."""
        found = peel_if_there(self.reader, tree, ObjectType.TREE)
        if found is None or found.type is not ObjectType.TREE:
            return {}
        entries: dict[bytes, tuple[int, bytes]] = {}
        for mode, name, oid in parse_tree(found.data, self.reader.format.hash_size):
            entries.setdefault(name, (mode, oid))
        return entries


class FirstOf:
    """The first of `sources` that has the file."""

    def __init__(self, *sources: Source) -> None:
        self.sources = sources

    def rules(self, path: bytes, macros: bool) -> list[Rule] | None:
        """The rules of the file at `path`."""
        for source in self.sources:
            found = source.rules(path, macros)
            if found is not None:
                return found
        return None


def rules_at(path: str, text: Text, flags: int = 0) -> list[Rule] | None:
    """The rules of the file `path`, opened with `flags`; None where there is none that can be read.

    A directory of that name is an empty file, as for git. What cannot be read is told and passed over.
    """
    try:
        data = read_small(path, FILE_END, flags=flags)
    except GONE:
        return None
    except IsADirectoryError:
        return []
    except OSError as error:
        text.warn(f"warning: unable to access '{text.shown}': {error.strerror}")
        return None
    if len(data) >= FILE_END:
        text.warn(f"warning: ignoring overly large gitattributes file '{text.shown}'")
        return None
    return rules_in_file(data, text)


def rules_of_blob(reader: Reader, oid: ObjectId, text: Text) -> list[Rule] | None:
    """The rules of the blob `oid`; None where it is missing or no blob. Raises CorruptError."""
    try:
        kind, data = reader.read(oid)
    except NotFoundError:
        return None
    if kind is not ObjectType.BLOB:
        return None
    if len(data) >= FILE_END:
        text.warn(f"warning: ignoring overly large gitattributes blob '{text.shown}'")
        return None
    return rules_in_blob(data, text)


def system_file(environ: Mapping[str, str]) -> str | None:
    """The file for everybody; None where that is switched off. Raises RepositoryError."""
    return None if environment_bool(environ, "GIT_ATTR_NOSYSTEM", False) else SYSTEM_FILE


def global_file(config: Config, environ: Mapping[str, str]) -> str | None:
    """The user's own file, whether it is there or not; None where nothing says where it would be."""
    named = config.get_path("core.attributesFile", environ)
    if named is not None:
        return named
    place = own_directory(environ)
    return None if place is None else f"{place}/attributes"


def own_directory(environ: Mapping[str, str]) -> str | None:
    """The directory of the user's files for git."""
    base = environ.get("XDG_CONFIG_HOME")
    home = environ.get("HOME")
    return f"{base}/git" if base else None if home is None else f"{home}/.config/git"


def shared_rules(base: str, config: Config, environ: Mapping[str, str], warn: Warn) -> list[list[Rule]]:
    """The rules for everybody, then those of the user; a path that is relative is one from `base`."""
    named = (system_file(environ), global_file(config, environ))
    found = [rules_at(os.path.join(base, path), Text(path, True, warn)) for path in named if path is not None]
    return [rules for rules in found if rules is not None]
