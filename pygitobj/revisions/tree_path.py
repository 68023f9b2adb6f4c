"""Walking a path through trees, also through the symbolic links in them.

Follows git's Documentation/gitrevisions, "<rev>:<path>", and git-cat-file, "--follow-symlinks".
"""

from __future__ import annotations

import os

from pygitobj.errors import MISSING_OR_BAD
from pygitobj.formats.tree import DIRECTORY, REGULAR, SYMLINK, TYPE_MASK
from pygitobj.kernels import parse_tree
from pygitobj.oid import ObjectId, ObjectType
from pygitobj.record import Record
from pygitobj.refs.replace import Reader
from pygitobj.revisions.context import Context, RefusedRevisionError, Status
from pygitobj.revisions.peel import peel_if_there

MAX_LINKS = 40


class PathResult(Record):
    """How a walk ended: the id and mode of what was found (a mode only for an entry), or the path outside."""

    status: Status
    id: ObjectId | None = None
    mode: int | None = None
    outside: bytes = b""


MISSING = PathResult(Status.MISSING)

Entries = list[tuple[int, bytes, bytes]]


class Level(Record):
    """One tree on the way."""

    id: ObjectId
    entries: Entries


def open_level(reader: Reader, oid: bytes) -> Level | None:
    """The tree that `oid` comes to."""
    found = peel_if_there(reader, ObjectId(oid), ObjectType.TREE)
    if found is None or found.type is not ObjectType.TREE:
        return None
    try:
        return Level(found.id, parse_tree(found.data, reader.format.hash_size))
    except MISSING_OR_BAD:
        return None


def whole_path(context: Context, path: str) -> str:
    """`path` from the top of the tree: `./` and `../` start where the user is."""
    if not path.startswith(("./", "../")):
        return path
    if context.prefix is None or context.work_tree is None:
        raise RefusedRevisionError("relative path syntax can't be used outside working tree")
    whole = os.path.normpath(os.path.join("/", context.prefix, path))[1:]
    if os.path.normpath(os.path.join(context.prefix, path)).startswith(".."):
        raise RefusedRevisionError(f"'{path}' is outside repository at '{context.work_tree}'")
    return whole + "/" if path.endswith("/") and whole else whole


def find_path(reader: Reader, tree: bytes, path: bytes) -> PathResult:
    """What lies at `path` in the tree-ish `tree`; links are not followed. The empty path is the tree itself."""
    level = open_level(reader, tree)
    if level is None:
        return MISSING
    if not path:
        return PathResult(Status.FOUND, level.id)
    while True:
        name, slash, path = path.partition(b"/")
        entry = find_entry(level.entries, name)
        if entry is None:
            return MISSING
        mode, oid = entry
        if not slash:
            return PathResult(Status.FOUND, oid, mode)
        if mode & TYPE_MASK != DIRECTORY:
            return MISSING
        if not path:
            return PathResult(Status.FOUND, oid, mode)
        level = open_level(reader, oid)
        if level is None:
            return MISSING


def find_entry(entries: Entries, name: bytes) -> tuple[int, ObjectId] | None:
    """The mode and id of the entry called `name`."""
    for mode, found, oid in entries:
        if found == name:
            return mode, ObjectId(oid)
    return None


def follow_path(reader: Reader, tree: bytes, path: bytes) -> PathResult:
    """What lies at `path` in the tree-ish `tree` with symbolic links followed, at most 40 of them.

    A link that leads out of the tree ends the walk with the path outside, relative to the tree's root or absolute.
    """
    level = open_level(reader, tree)
    if level is None:
        return MISSING
    if not path:
        return PathResult(Status.FOUND, level.id)
    walk = Walk(reader, level, path)
    while True:
        result = walk.step()
        if result is not None:
            return result


class Walk:
    """A walk that follows links: the trees that it is in, and what is left of the path."""

    def __init__(self, reader: Reader, level: Level, path: bytes) -> None:
        self.reader = reader
        self.levels = [level]
        self.path = path
        self.links = 0
        self.mode: int | None = None

    @property
    def failure(self) -> PathResult:
        """What it is called when something is not there: after a link, that dangles."""
        return PathResult(Status.DANGLING) if self.links else MISSING

    def step(self) -> PathResult | None:
        """Take the next name of the path; the result where the walk ends."""
        self.path = self.path.lstrip(b"/")
        name, slash, rest = self.path.partition(b"/")
        if name == b"..":
            if len(self.levels) == 1:
                return PathResult(Status.OUTSIDE, outside=self.path)
            self.levels.pop()
            self.path = rest
            return None
        if not name:
            return PathResult(Status.FOUND, self.levels[-1].id, self.mode)
        entry = find_entry(self.levels[-1].entries, name)
        if entry is None:
            return self.failure
        self.mode, oid = entry
        kind = self.mode & TYPE_MASK
        if kind == SYMLINK:
            return self.follow(oid, slash + rest)
        if kind == DIRECTORY and slash:
            return self.descend(oid, rest)
        if kind == REGULAR and slash:
            return PathResult(Status.NOT_DIRECTORY)
        if kind in (DIRECTORY, REGULAR):
            return PathResult(Status.FOUND, oid, self.mode)
        return self.failure

    def descend(self, oid: ObjectId, rest: bytes) -> PathResult | None:
        """Go into the tree `oid` with `rest` of the path before us."""
        level = open_level(self.reader, oid)
        if level is None:
            return self.failure
        self.levels.append(level)
        self.path = rest
        return None if rest else PathResult(Status.FOUND, level.id, self.mode)

    def follow(self, oid: ObjectId, rest: bytes) -> PathResult | None:
        """Put the target of the link `oid` in its place, before `rest` of the path."""
        if self.links == MAX_LINKS:
            return PathResult(Status.LOOP)
        self.links += 1
        try:
            target = self.reader.read(oid).data
        except MISSING_OR_BAD:
            return self.failure
        if target.startswith(b"/"):
            return PathResult(Status.OUTSIDE, outside=target)
        self.path = target + rest
        return None
