"""A tree written as files: what a checkout would have of it, in a folder.

Everything is looked through first, and nothing is written where anything is refused (safety.py). Then directories,
files and links are made through descriptors (files/folder.py). A submodule is an empty directory. Follows git's
Documentation/gitattributes, "EFFECTS", for what a file has.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from errno import ENOTDIR, ENOTEMPTY

from pygitobj.files.directory import status, unreadable
from pygitobj.files.folder import Folder
from pygitobj.formats.links import BLOB, require_type
from pygitobj.formats.pathspec import PathspecList
from pygitobj.formats.tree import EXECUTABLE_BIT, SYMLINK, TYPE_MASK, Tree, is_regular
from pygitobj.jobs.archive.safety import blob_of, refused, require_safe, target_of
from pygitobj.jobs.convert.conversions import Conversions
from pygitobj.jobs.convert.driver import NOTHING
from pygitobj.oid import ObjectId
from pygitobj.record import Record
from pygitobj.repository.big_files import big_file_size
from pygitobj.repository.repository import Repository
from pygitobj.repository.tree_walk import Asked, TreeWalk
from pygitobj.walk.tree_entries import TreeTooDeepError

# From this size on a file that nothing converts is written piece by piece.
LARGE, PIECE = 1 << 20, 1 << 18


class Extraction(Record):
    """What is written where.

    tree, treeish   whose entries, and what filters are told of it: the commit that it is of, else the tree itself
    folder          the directory, which is made unless it is there
    pathspecs       which entries, all without
    replaces        whether something may be in the folder, and files take the place of others
    outside_links   whether links may lead anywhere
    """

    tree: Tree
    treeish: ObjectId
    folder: str
    pathspecs: PathspecList | None
    replaces: bool
    outside_links: bool


def extract(repository: Repository, wanted: Extraction, conversions: Conversions) -> None:
    """Write the tree into the folder.

    Raises UnsafePathError, and as git TreeTooDeepError, before anything is written; RepositoryError where the system
    does not let us; NotFoundError, CorruptError, ConversionError, UnsupportedError for what a file has.
    """
    require_safe(repository.reader, entries(repository, wanted), outside_links=wanted.outside_links)
    try:
        make_folder(wanted)
        folder = Folder(wanted.folder, replaces=wanted.replaces)
    except OSError as error:
        raise unreadable(f"cannot write to '{wanted.folder}'", error) from error
    with folder:
        for path, mode, oid in entries(repository, wanted):
            try:
                put(repository, wanted, conversions, folder, path, mode, oid)
            except OSError as error:
                shown = os.path.join(wanted.folder, os.fsdecode(path))
                raise unreadable(f"cannot write '{shown}'", error) from error


def entries(repository: Repository, wanted: Extraction) -> Iterator[tuple[bytes, int, bytes]]:
    """The path, mode and id of each entry that is to be written, in tree order."""
    walk = TreeWalk(repository.reader, Asked(wanted.pathspecs))
    for path, entry in walk.entries(wanted.tree):
        if b"/" in entry.name:
            raise refused(path, "leaves its directory")
        if path.count(b"/") > repository.max_tree_depth:
            raise TreeTooDeepError("exceeded maximum allowed tree depth")
        yield path, entry.mode, entry.id


def make_folder(wanted: Extraction) -> None:
    """Make the folder, or see to it that it may be written to as it is there. Raises OSError."""
    found = status(wanted.folder)
    if found is None:
        os.mkdir(wanted.folder)
    elif not stat.S_ISDIR(found.st_mode):
        raise NotADirectoryError(ENOTDIR, os.strerror(ENOTDIR))
    elif not wanted.replaces and os.listdir(wanted.folder):
        raise OSError(ENOTEMPTY, os.strerror(ENOTEMPTY))


def put(
    repository: Repository,
    wanted: Extraction,
    conversions: Conversions,
    folder: Folder,
    path: bytes,
    mode: int,
    oid: bytes,
) -> None:
    """Write one entry. Raises OSError besides."""
    kind = mode & TYPE_MASK
    if kind == SYMLINK:
        folder.link(path, target_of(repository.reader, path, oid))
    elif is_regular(mode):
        pieces = content(repository, wanted, conversions, path, oid)
        folder.write(path, pieces, executable=bool(mode & EXECUTABLE_BIT))
    else:
        folder.make_directory(path)


def content(
    repository: Repository, wanted: Extraction, conversions: Conversions, path: bytes, oid: bytes
) -> Iterator[bytes]:
    """What the file at `path` has, some at a time where it is large; what is too large to be held is not converted."""
    reader = repository.reader
    kind, size = reader.header(ObjectId(oid))
    require_type(kind.code, BLOB, oid)
    is_plain = size > LARGE and conversions.plan(path) == NOTHING
    if is_plain or size > big_file_size(repository.config):
        with reader.open(ObjectId(oid)) as file:
            while piece := file.read(PIECE):
                yield piece
        return
    data = blob_of(reader, oid)
    yield conversions.to_worktree(path, data, blob=ObjectId(oid), treeish=wanted.treeish)
