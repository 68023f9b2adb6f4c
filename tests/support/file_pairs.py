"""Pairs of files for tests, from trees that are given as dicts, and as `diff-tree --name-status` tells them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from pygitobj.changes.pairs import FilePair, Side, paired
from pygitobj.oid import SHA1, ObjectType
from pygitobj.store.object_store import ObjectStore
from tests.support.command import git

# A file: what it has, or its mode and what it has; of a submodule the raw id.
File = bytes | tuple[int, bytes]
Tree = Mapping[str, File]
SUBMODULE = 0o160000


class Trees:
    """A repository without commits, into which files of trees are written."""

    def __init__(self, path: Path) -> None:
        git(path.parent, "init", "--quiet", "--bare", str(path))
        self.path = path
        self.store = ObjectStore(path / "objects", object_format=SHA1)

    def sides(self, tree: Tree) -> list[Side]:
        """The files of a tree, in its order."""
        return [self.side(path, tree[path]) for path in sorted(tree)]

    def side(self, path: str, file: File) -> Side:
        """A file of a tree, which is written."""
        mode, data = file if isinstance(file, tuple) else (0o100644, file)
        oid = data if mode == SUBMODULE else bytes(self.store.write(ObjectType.BLOB, data))
        return Side(path.encode(), mode, oid)

    def pairs(self, old: Tree, new: Tree) -> list[FilePair]:
        """What differs between two trees."""
        olds, news = ({side.path: side for side in self.sides(tree)} for tree in (old, new))
        paths = sorted({*olds, *news})
        return [paired(olds.get(path), news.get(path)) for path in paths if olds.get(path) != news.get(path)]

    def told_by_git(self, old: Tree, new: Tree, *options: str) -> list[str]:
        """What git's diff-tree tells of two trees."""
        stream = b""
        for name, tree in (("old", old), ("new", new)):
            stream += b"reset refs/heads/%b\ncommit refs/heads/%b\ncommitter a <a> 1 +0000\ndata 0\n" % (
                name.encode(),
                name.encode(),
            )
            for side in self.sides(tree):
                stream += b"M %06o %b %b\n" % (side.mode, side.id.hex().encode(), side.path)
        git(self.path, "fast-import", "--quiet", "--force", stdin=stream)
        answer = git(self.path, "diff-tree", "-r", "--name-status", *options, "old", "new")
        return answer.decode().splitlines()


def told(pairs: Iterable[FilePair]) -> list[str]:
    """Pairs as `diff-tree --name-status` tells them."""
    lines = []
    for pair in pairs:
        number = f"{pair.percent:03}" if pair.score or pair.status in "RC" else ""
        sides = [pair.old, pair.new] if pair.status in "RC" else [pair.new or pair.old]
        lines.append("\t".join([pair.status + number, *(side.path.decode() for side in sides if side is not None)]))
    return lines
