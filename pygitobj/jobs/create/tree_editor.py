"""A tree that is changed by paths: only the trees on the way to what changes are read, and only they are written.

    <root> ── docs ── guide.md      put "docs/guide.md" reads <root> and docs, and writes both anew
           └─ src                   is neither read nor written: its entry stays as it is

Names are such as git's fsck lets pass. Follows git's Documentation/git-update-index and fsck-msgids.
"""

from __future__ import annotations

from pygitobj.buffers import bytes_of
from pygitobj.errors import CorruptObject
from pygitobj.formats.fsck_tree import GITMODULES, MAX_NAME, is_dotgit, may_be_mistaken, specials_called
from pygitobj.formats.tree import (
    DIRECTORY,
    GITLINK,
    SYMLINK,
    Tree,
    TreeEntry,
    build_tree,
    canonical_mode,
    name_bytes,
    type_of_mode,
)
from pygitobj.oid import ObjectId, ObjectType, shown
from pygitobj.store.arguments import is_buffer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn

    from _typeshed import ReadableBuffer

    from pygitobj.refs.replace import Reader

    Path = str | bytes

FILE, EXECUTABLE = 0o100644, 0o100755
MODES = (FILE, EXECUTABLE, SYMLINK, DIRECTORY, GITLINK)
# What fsck calls an error of its own: git acts on what this file says.
NO_LINK = GITMODULES.removeprefix(".")
# Git reads no trees that are deeper, unless core.maxTreeDepth says so.
MAX_DEPTH = 2048


class Folder:
    """A tree that was read, at `path`: its entries by name, and those of them that were read too."""

    def __init__(self, path: bytes, tree: Tree | None) -> None:
        self.path = path
        self.entries = {} if tree is None else {entry.name: entry for entry in tree}
        if tree is not None and len(self.entries) != len(tree):
            raise CorruptObject("a tree with one name twice cannot be edited", oid=tree.id)
        # As it was read or written last; None is that there is no such tree yet.
        self.written = None if tree is None else tree.id
        self.folders: dict[bytes, Folder] = {}
        self.is_changed = tree is None


class TreeEditor:
    """A tree in the making: put files, take them away, then `write` it.

    Paths are str or bytes, with slashes between names. What is put is in the store at once; the trees are written by
    `write`, as often as one likes. A call that raises changes nothing. It is for one thread at a time.
    """

    def __init__(self, reader: Reader, base: Tree | None) -> None:
        self._reader = reader
        self._root = Folder(b"", base)

    def __setitem__(self, path: Path, data: ReadableBuffer | TreeEntry | ObjectId) -> None:
        """Put the file `data` at `path`: its bytes, the id of a blob, or an entry of a tree with mode and id.

        The mode of the file that is there stays, else it is 100644; with the id of a tree it is a directory. Raises
        TypeError; ValueError as `put`; NotFoundError for an id of which there is no object.
        """
        if isinstance(data, TreeEntry):
            self.put(path, data.id, mode=canonical_mode(data.mode))
            return
        names = names_given(path)
        if isinstance(data, ObjectId):
            self._reader.format.require_id(data)
            kind = self._reader.header(data).type
            if kind is ObjectType.TREE:
                self.put(path, data, mode=DIRECTORY)
                return
            if kind is not ObjectType.BLOB:
                raise ValueError(f"{data} is a {kind}, which no file holds")
        there = self._find(names)
        keeps = there is not None and there.type is ObjectType.BLOB
        self._put(names, data, there.mode if there is not None and keeps else FILE)

    def put(self, path: Path, data: ReadableBuffer | ObjectId, *, mode: int = FILE) -> None:
        """Put `data` at `path`, its bytes or the id of an object that is there, with this mode.

        The mode is 0o100644, 0o100755 or 0o120000 (a symbolic link, to what the bytes say); 0o40000 for the id of a
        tree; 0o160000 for the id of a commit of another repository, which may not be here. Directories on the way are
        made. Raises TypeError; ValueError for a path that git lets no tree have, for another mode, where a file is in
        the way of a directory or a directory in that of a file, and for an object of another type than the mode says;
        NotFoundError.
        """
        if mode not in MODES:
            raise ValueError(
                f"not a mode that a tree is given: {mode:o} (expected 100644, 100755, 120000, 40000, 160000)"
            )
        names = names_given(path)
        if mode == SYMLINK and any(special.name == NO_LINK for special in specials_called(names[-1])):
            raise ValueError(f"{shown(names[-1])} cannot be a symbolic link")
        if isinstance(data, ObjectId):
            self._reader.format.require_id(data)
            if mode != GITLINK:
                kind = self._reader.header(data).type
                if kind is not type_of_mode(mode):
                    raise ValueError(f"{data} is a {kind}, and the mode {mode:o} is that of a {type_of_mode(mode)}")
        elif mode in (DIRECTORY, GITLINK):
            raise TypeError(f"with the mode {mode:o} an ObjectId is put, not {shown(data)}")
        if data == self._reader.format.empty_tree:
            raise ValueError("an empty directory is in no tree")
        self._put(names, data, mode)

    def __delitem__(self, path: Path) -> None:
        """Take the file, or the directory with all that is in it, away; directories left empty go too.

        Raises KeyError, and TypeError and ValueError as `put`.
        """
        names = names_given(path)
        if self._find(names) is None:
            raise KeyError(path)
        way = self._way(names)
        for folder, name in zip(reversed(way), reversed(names), strict=True):
            del folder.entries[name]
            folder.folders.pop(name, None)
            folder.is_changed = True
            if folder.entries:
                break
        for folder in way:
            folder.is_changed = True

    def write(self) -> ObjectId:
        """Write the trees that have changed; gives the id of the whole. The editor can go on from there."""
        return self._written(self._root)

    def __reduce__(self) -> NoReturn:
        raise TypeError("a TreeEditor cannot be pickled: write the tree, and edit that elsewhere")

    # Within

    def _put(self, names: list[bytes], data: ReadableBuffer | ObjectId, mode: int) -> None:
        """Put `data` where `names` say, with this mode, once it is sure that this can be."""
        if not isinstance(data, ObjectId) and not is_buffer(data):
            raise TypeError(f"what is put is bytes, an ObjectId or a TreeEntry, not {shown(data)}")
        there = self._find(names)
        if there is not None and there.type is ObjectType.TREE and mode != DIRECTORY:
            raise ValueError(f"a directory is at {shown(b'/'.join(names))}: delete it first")
        oid = data if isinstance(data, ObjectId) else self._reader.store.write("blob", bytes_of(data))
        way = self._way(names)
        way[-1].folders.pop(names[-1], None)
        way[-1].entries[names[-1]] = TreeEntry(names[-1], mode, oid)
        for folder in way:
            folder.is_changed = True

    def _find(self, names: list[bytes]) -> TreeEntry | None:
        """The entry that `names` lead to, None where there is none. Raises ValueError where a file is on the way."""
        folder: Folder | None = self._root
        for name in names[:-1]:
            assert folder is not None
            folder = self._folder_in(folder, name)
            if folder is None:
                return None
        assert folder is not None
        return folder.entries.get(names[-1])

    def _folder_in(self, folder: Folder, name: bytes) -> Folder | None:
        """The folder `name` in another, read if it was not yet; None where there is none. Raises ValueError."""
        known = folder.folders.get(name)
        entry = folder.entries.get(name)
        if known is not None or entry is None:
            return known
        path = folder.path + name
        if entry.type is not ObjectType.TREE:
            raise ValueError(f"a file is at {shown(path)}, where a directory would be: delete it first")
        kind, data = self._reader.read(entry.id)
        if kind is not ObjectType.TREE:
            raise CorruptObject(f"at {shown(path)}", oid=entry.id, expected="a tree", actual=f"a {kind}")
        read = Folder(path + b"/", Tree(data, entry.id, self._reader.format))
        folder.folders[name] = read
        return read

    def _way(self, names: list[bytes]) -> list[Folder]:
        """The folders on the way that `names` are, the root first; those that are not there are made."""
        way = [self._root]
        for name in names[:-1]:
            below = self._folder_in(way[-1], name)
            if below is None:
                below = Folder(way[-1].path + name + b"/", None)
                # Its id comes when it is written.
                way[-1].entries[name] = TreeEntry(name, DIRECTORY, self._reader.format.empty_tree)
                way[-1].folders[name] = below
            way.append(below)
        return way

    def _written(self, root: Folder) -> ObjectId:
        """The id of the tree of `root`, once it and what is below it are written: the deepest first, in a list."""
        order = [root]
        for folder in order:
            order += [below for below in folder.folders.values() if below.is_changed]
        for folder in reversed(order):
            for name, below in folder.folders.items():
                if below.written is not None:
                    folder.entries[name] = folder.entries[name]._replace(id=below.written)
            if folder.is_changed:
                tree = build_tree(folder.entries.values(), self._reader.format)
                folder.written = self._reader.store.write("tree", tree.data)
                folder.is_changed = False
        assert root.written is not None
        return root.written


def names_given(path: object) -> list[bytes]:
    """The names that the `path` of a caller is made of. Raises TypeError, ValueError for what git lets no tree have."""
    if not isinstance(path, str | bytes):
        raise TypeError(f"a path is a str or bytes, with slashes between names, not {shown(path)}")
    encoded = name_bytes(path)
    if encoded is None:
        raise ValueError(f"not a path in a tree: {shown(path)}")
    names = encoded.split(b"/")
    if len(names) > MAX_DEPTH:
        raise ValueError(f"not a path in a tree: {len(names)} names (expected {MAX_DEPTH} at most)")
    for name in names:
        if name in (b"", b".", b"..") or b"\0" in name or (may_be_mistaken(name) and is_dotgit(name)):
            raise ValueError(f"not a path in a tree: {shown(path)} (its part {shown(name)})")
        if len(name) > MAX_NAME:
            raise ValueError(f"not a path in a tree: a name of {len(name)} bytes (expected {MAX_NAME} at most)")
    return names
