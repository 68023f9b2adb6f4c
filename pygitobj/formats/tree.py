"""A tree: a directory's entries, each a mode, a name and an id (their layout: the tree kernel).

Entries are sorted by name as bytes, a directory as if its name ended in "/". Follows git's
Documentation/user-manual, "Tree Object".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property

from pygitobj.errors import CorruptObject
from pygitobj.formats.stored import StoredObject
from pygitobj.kernels import parse_tree
from pygitobj.oid import SHA1, ObjectFormat, ObjectId, ObjectType, shown
from pygitobj.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal

TYPE_MASK = 0o170000
DIRECTORY = 0o040000
REGULAR = 0o100000
SYMLINK = 0o120000
GITLINK = 0o160000
# What stands for the content of a submodule where contents are shown or compared, of the id in hex.
SUBMODULE_TEXT = b"Subproject commit %b\n"
EXECUTABLE_BIT = 0o100
# A mode that is read has 11 digits at most.
MODE_END = 8**11
FORBIDDEN = frozenset(b"/\0")


class TreeEntry(Record):
    """One entry: the name's bytes, the mode as it is written, the id."""

    name: bytes
    mode: int
    id: ObjectId

    @property
    def type(self) -> ObjectType:
        """What the mode says the id names: a tree, a commit of another repository, or a blob."""
        return type_of_mode(self.mode)


class Tree(StoredObject):
    """A tree, parsed when first asked for its entries; `data` stays the bytes that were read.

    Iterating gives TreeEntry in the tree's order; a malformed tree raises CorruptObject then. Names are bytes, or str
    that stand for them as file names do in Python; TypeError is raised for what is no name. An empty tree is true.
    """

    type = ObjectType.TREE

    @cached_property
    def entries(self) -> tuple[TreeEntry, ...]:
        """The entries in the tree's order."""
        try:
            rows = parse_tree(self.data, self.format.hash_size)
        except CorruptObject as error:
            raise error.located(oid=self.id) from None
        return tuple(TreeEntry(name, mode, ObjectId(oid)) for mode, name, oid in rows)

    def __iter__(self) -> Iterator[TreeEntry]:
        return iter(self.entries)

    def __len__(self) -> int:
        return len(self.entries)

    def __bool__(self) -> Literal[True]:
        return True

    def __getitem__(self, name: bytes | str) -> TreeEntry:
        """The entry called `name`. Raises KeyError."""
        found = self.entry(name)
        if found is None:
            raise KeyError(name)
        return found

    def __contains__(self, name: object) -> bool:
        """Whether there is an entry called `name`, or this TreeEntry."""
        return name in self.entries if isinstance(name, TreeEntry) else self.entry(name) is not None

    def entry(self, name: object) -> TreeEntry | None:
        """The first entry called `name`, None where there is none. Raises TypeError for what is no name."""
        wanted = name_bytes(name)
        return next((entry for entry in self.entries if entry.name == wanted), None)


def name_bytes(name: object) -> bytes | None:
    """The bytes of a name, None for a str that stands for none. Raises TypeError for anything else."""
    if isinstance(name, bytes):
        return name
    if not isinstance(name, str):
        raise TypeError(f"the name of an entry is expected, as bytes or str, not {shown(name)}")
    try:
        return name.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return None


def type_of_mode(mode: int) -> ObjectType:
    """What the mode of an entry says its id names."""
    kind = mode & TYPE_MASK
    if kind == DIRECTORY:
        return ObjectType.TREE
    return ObjectType.COMMIT if kind == GITLINK else ObjectType.BLOB


def canonical_mode(mode: int) -> int:
    """The mode as git shows it, which keeps of the permissions only whether a file can be executed."""
    kind = mode & TYPE_MASK
    if kind == REGULAR:
        return REGULAR | (0o755 if mode & EXECUTABLE_BIT else 0o644)
    if kind in (SYMLINK, DIRECTORY):
        return kind
    return GITLINK


def is_regular(mode: int) -> bool:
    """Whether an entry with this mode is a file, and no link."""
    return mode & TYPE_MASK == REGULAR


def sort_key(entry: TreeEntry) -> bytes:
    """What git sorts a tree's entries by."""
    return entry.name + b"/" if entry.mode & TYPE_MASK == DIRECTORY else entry.name


def build_tree(entries: Iterable[TreeEntry], object_format: ObjectFormat = SHA1) -> Tree:
    """The tree with these entries, sorted as git sorts them.

    Raises ValueError for what would be read as another tree, or as none: a name that is empty or has a `/` or NUL, an
    id of the other format, a mode of more than 11 octal digits. As with `git mktree`, `.git` and names that come twice
    are not looked at: git fsck is for them.
    """
    rows = sorted(entries, key=sort_key)
    for entry in rows:
        require_entry(entry, object_format)
    return Tree(b"".join([b"%o %s\0%s" % (entry.mode, entry.name, entry.id) for entry in rows]), None, object_format)


def require_entry(entry: TreeEntry, object_format: ObjectFormat) -> None:
    """Raises ValueError unless `entry` can stand in a tree."""
    name, mode, oid = entry
    if not name or not FORBIDDEN.isdisjoint(name):
        raise ValueError(f"not the name of a tree's entry: {shown(name)} (expected bytes without / and NUL)")
    if not 0 <= mode < MODE_END:
        raise ValueError(f"not the mode of a tree's entry: {mode} ({shown(name)})")
    object_format.require_id(oid)
