"""The entries of a tree and of those below it, in tree order, at certain paths or at all.

A path is a prefix: all that lies below it counts too, and with a slash at its end only what lies below it. Follows
git's Documentation/git-ls-tree.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from pygitobj.errors import RepositoryError
from pygitobj.formats.tree import DIRECTORY, GITLINK, TYPE_MASK, canonical_mode
from pygitobj.kernels import parse_tree
from pygitobj.record import Record

# What core.maxTreeDepth is where nothing is said.
MAX_DEPTH = 2048


class TreeTooDeepError(RepositoryError):
    """Trees in trees, more than may be followed."""


class Below(Record):
    """An entry at the path `parent + name`: its mode as git shows it, and whether what lies below it comes next."""

    parent: bytes
    name: bytes
    mode: int
    id: bytes
    is_opened: bool

    @property
    def path(self) -> bytes:
        """The path from the top."""
        return self.parent + self.name


def entries_below(
    read: Callable[[bytes], bytes],
    body: bytes,
    hash_size: int,
    paths: Sequence[bytes] = (),
    *,
    recurse: bool = False,
    max_depth: int = MAX_DEPTH,
) -> Iterator[Below]:
    """The entries of the tree with this `body` at `paths`, or all of them without any; each once.

    A directory is opened, right after it was given, where one of `paths` leads below it, and with `recurse` always;
    `read` gives the body of a tree. Raises what that raises, CorruptObject, TreeTooDeepError.
    """
    opened = [(b"", iter(parse_tree(body, hash_size)), is_covered(b"", paths))]
    while opened:
        parent, rows, whole = opened[-1]
        for raw_mode, name, oid in rows:
            mode = canonical_mode(raw_mode)
            if not whole and not any(leads_to(path, parent, name, mode) for path in paths):
                continue
            is_opened = mode == DIRECTORY and (recurse or any(leads_below(path, parent, name) for path in paths))
            yield Below(parent, name, mode, oid, is_opened)
            if is_opened:
                if len(opened) > max_depth:
                    raise TreeTooDeepError("exceeded maximum allowed tree depth")
                below = parent + name + b"/"
                opened.append((below, iter(parse_tree(read(oid), hash_size)), whole or is_covered(below, paths)))
                break
        else:
            opened.pop()


def is_covered(parent: bytes, paths: Sequence[bytes]) -> bool:
    """Whether all that lies in the directory `parent`, which ends with a slash, is asked for."""
    return not paths or any(
        parent.startswith(path) and (path.endswith(b"/") or parent[len(path) : len(path) + 1] == b"/" or not path)
        for path in paths
    )


def leads_to(path: bytes, parent: bytes, name: bytes, mode: int) -> bool:
    """Whether `path` asks for the entry `name` of the directory `parent`, or for something below it."""
    if not path.startswith(parent):
        return False
    rest = path[len(parent) :]
    if not rest.startswith(name):
        return False
    below = rest[len(name) :]
    if not below or not below.startswith(b"/"):
        return not below
    return mode & TYPE_MASK == DIRECTORY or (mode == GITLINK and below == b"/")


def leads_below(path: bytes, parent: bytes, name: bytes) -> bool:
    """Whether `path` asks for something below the entry `name` of the directory `parent`."""
    whole = parent + name
    return path.startswith(whole) and path[len(whole) : len(whole) + 1] == b"/"
