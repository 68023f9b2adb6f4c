"""Notes: what a tree says of objects, in a blob for each, found by the object's id.

    <40 digits>                     the note of that object; 64 digits where ids are SHA-256
    <2 digits>/<38 digits>          the same where there are many, and so on: `fanout` is how many directories deep
    anything else                   is no note, and stays

Directories are read when an id leads into them, and written where they were read. A directory is put between where
each of the 16 next digits has several notes. Follows git's Documentation/git-notes and git-notes' "NOTES FORMAT".
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from pygitobj.errors import CorruptObject
from pygitobj.formats.tree import DIRECTORY, REGULAR, TYPE_MASK, TreeEntry, build_tree
from pygitobj.kernels import parse_tree
from pygitobj.oid import HEX_DIGITS, ObjectFormat, ObjectId
from pygitobj.record import Record

FILE = 0o100644
# Each digit of an id has a branch for each of its values.
WAYS = 16
# What the digits of a directory's name come to.
DIGITS = 2


class Note(Record):
    """The note of the object whose raw id is `key`."""

    key: bytes
    id: ObjectId


class Folder(Record):
    """A directory that was not read yet: the tree with all notes of ids that start with `key`."""

    key: bytes
    id: ObjectId


class Branch(list["Branch | Note | Folder | None"]):
    """What stands below each of the 16 next digits."""


class Directory(dict[bytes, "tuple[int, ObjectId] | Directory"]):
    """What is to be written as a tree: mode and id of each entry, or the directory."""


class Notes:
    """The notes in the tree `root`, of none with None. `read_tree` gives the bytes of a tree.

    `combine` gives the note where a tree has two for one object, as no tree should; the first counts without it.
    Raises what `read_tree` raises, and CorruptObject.
    """

    def __init__(
        self,
        root: ObjectId | None,
        object_format: ObjectFormat,
        read_tree: Callable[[ObjectId], bytes],
        combine: Callable[[ObjectId, ObjectId], ObjectId] = lambda first, _: first,
    ) -> None:
        self.format = object_format
        self.read_tree = read_tree
        self.combine = combine
        self.root = Branch([None] * WAYS)
        # What is no note, by its path.
        self.others: dict[bytes, tuple[int, ObjectId]] = {}
        if root is not None:
            self.read(Folder(b"", root), self.root, 0)

    def get(self, oid: bytes) -> ObjectId | None:
        """The id of the note of `oid`, None where it has none."""
        branch, level = self.root, 0
        while True:
            at = digit(oid, level)
            found = branch[at]
            if isinstance(found, Branch):
                branch, level = found, level + 1
            elif isinstance(found, Folder) and oid.startswith(found.key):
                self.open(branch, at, found, level)
            else:
                return found.id if isinstance(found, Note) and found.key == oid else None

    def __setitem__(self, oid: bytes, note: ObjectId) -> None:
        """Let `note` be the note of `oid`, in the place of the one that it has."""
        self.insert(self.root, 0, Note(bytes(oid), note), lambda _, new: new)

    def __iter__(self) -> Iterator[tuple[ObjectId, ObjectId]]:
        """All notes by the ids of their objects, each as that id and its own; all directories are read."""
        return self.notes_below(self.root, 0)

    def notes_below(self, branch: Branch, level: int) -> Iterator[tuple[ObjectId, ObjectId]]:
        """The notes in `branch`."""
        for at in range(WAYS):
            closed = branch[at]
            if isinstance(closed, Folder):
                self.open(branch, at, closed, level)
            found = branch[at]
            if isinstance(found, Branch):
                yield from self.notes_below(found, level + 1)
            elif isinstance(found, Note):
                yield ObjectId(found.key), found.id

    # Reading

    def open(self, branch: Branch, at: int, folder: Folder, level: int) -> None:
        """Put what is in `folder`, which stands at `at` in `branch`, into its place."""
        branch[at] = None
        self.read(folder, branch, level)

    def read(self, folder: Folder, branch: Branch, level: int) -> None:
        """Put what is in `folder` into `branch`."""
        left = 2 * (self.format.hash_size - len(folder.key))
        for mode, name, raw in parse_tree(self.read_tree(folder.id), self.format.hash_size):
            oid, kind = ObjectId(raw), mode & TYPE_MASK
            is_hex = HEX_DIGITS.issuperset(name.decode("latin-1"))
            if is_hex and len(name) == left and kind == REGULAR:
                self.insert(branch, level, Note(folder.key + unhex(name), oid), self.combine)
            elif is_hex and len(name) == DIGITS < left and kind == DIRECTORY:
                self.insert(branch, level, Folder(folder.key + unhex(name), oid), self.combine)
            else:
                self.others[path_of(folder.key, len(folder.key)) + name] = (mode, oid)

    def insert(
        self, branch: Branch, level: int, new: Note | Folder, combine: Callable[[ObjectId, ObjectId], ObjectId]
    ) -> None:
        """Put `new` where it belongs in `branch`; what stands in its way gets a branch with it, or is read."""
        while not (isinstance(new, Folder) and level == DIGITS * len(new.key)):
            at = digit(new.key, level)
            found = branch[at]
            if found is None:
                branch[at] = new
                return
            if isinstance(found, Folder) and new.key.startswith(found.key):
                self.open(branch, at, found, level)
                continue
            if isinstance(found, Note) and found.key == new.key:
                if found.id != new.id:
                    branch[at] = Note(found.key, combine(found.id, new.id))
                return
            if not isinstance(found, Branch):
                below = Branch([None] * WAYS)
                below[digit(found.key, level + 1)] = found
                branch[at] = found = below
            branch, level = found, level + 1
        # Notes stand there already whose ids start so.
        self.read(new, branch, level)

    # Writing

    def write(self, write_tree: Callable[[bytes], ObjectId]) -> ObjectId:
        """Write the trees that have changed; gives the id of the whole. `write_tree` writes the bytes of one."""
        top = Directory()
        for path, mode, oid in self.entries(self.root, 0, 0):
            place(top, path)[path.rpartition(b"/")[2]] = (mode, oid)
        for path, (mode, oid) in self.others.items():
            place(top, path).setdefault(path.rpartition(b"/")[2], (mode, oid))
        return written(top, self.format, write_tree)

    def entries(self, branch: Branch, level: int, fanout: int) -> Iterator[tuple[bytes, int, ObjectId]]:
        """The files in `branch`, and directories that stay as they are: path, mode, id."""
        if level == DIGITS * fanout and all(isinstance(found, Branch | Folder) for found in branch):
            fanout += 1
        for at in range(WAYS):
            closed = branch[at]
            if isinstance(closed, Folder) and level >= DIGITS * fanout:
                self.open(branch, at, closed, level)
            found = branch[at]
            if isinstance(found, Branch):
                yield from self.entries(found, level + 1, fanout)
            elif isinstance(found, Folder):
                yield path_of(found.key, fanout).rstrip(b"/"), DIRECTORY, found.id
            elif found is not None:
                yield path_of(found.key, fanout), FILE, found.id


def digit(key: bytes, level: int) -> int:
    """The digit number `level` of the id that starts with `key`."""
    byte = key[level // DIGITS]
    return byte & 0xF if level % DIGITS else byte >> 4


def unhex(name: bytes) -> bytes:
    """The bytes that `name`, of digits alone, stands for."""
    return bytes.fromhex(name.decode("ascii"))


def path_of(key: bytes, fanout: int) -> bytes:
    """The path of the note whose id starts with `key`, where so many directories are between."""
    return b"".join(b"%b/" % key[at : at + 1].hex().encode() for at in range(fanout)) + key[fanout:].hex().encode()


def place(top: Directory, path: bytes) -> Directory:
    """The directory in `top` that `path` is in, made where it is not there."""
    at = top
    for name in path.split(b"/")[:-1]:
        below = at.setdefault(name, Directory())
        if not isinstance(below, Directory):
            raise CorruptObject(f"a note in a directory of notes that stays as it is: {path!r}")
        at = below
    return at


def written(tree: Directory, object_format: ObjectFormat, write_tree: Callable[[bytes], ObjectId]) -> ObjectId:
    """Write `tree` with all below it; gives its id."""
    entries = []
    for name, found in tree.items():
        mode, oid = (DIRECTORY, written(found, object_format, write_tree)) if isinstance(found, Directory) else found
        entries.append(TreeEntry(name, mode, oid))
    return write_tree(build_tree(entries, object_format).data)
