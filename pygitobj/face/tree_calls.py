"""What a repository does with trees: `pygitobj.Repository` has these calls.

What a call needs is imported when it is made.
"""

from __future__ import annotations

from pygitobj.oid import ObjectType
from pygitobj.repository.repository import Repository as PlainRepository

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime
    from typing import Literal

    from _typeshed import StrOrBytesPath

    from pygitobj.face.submodules import Submodule
    from pygitobj.face.tree import Tree
    from pygitobj.formats.commit import Commit
    from pygitobj.formats.pathspec import Pathspec
    from pygitobj.formats.tag import Tag
    from pygitobj.formats.tree import Tree as PlainTree
    from pygitobj.oid import ObjectId
    from pygitobj.repository.typed import GitObject


class TreeCalls(PlainRepository):
    """A repository whose trees can be walked, and written as files."""

    def __getitem__(self, name: str | ObjectId) -> GitObject:
        """The object that `name`, a revision or an id, names: a Commit, Tree, Tag or Blob.

        Where a replace ref says so it is read from another object, and has the id of the one that was named.
        """
        found = super().__getitem__(name)
        if found.type is not ObjectType.TREE:
            return found
        from pygitobj.face.tree import Tree

        return Tree.given(found, self)

    def tree(self, name: str | ObjectId | PlainTree | Commit | Tag = "HEAD") -> Tree:
        """The tree that `name` comes to, through tags, or of the commit. Raises RevisionError for what is none.

        `tree.walk()` gives all that is below it.
        """
        from pygitobj.face.tree import Tree

        return Tree.given(super().tree(name), self)

    def archive(
        self,
        source: str | ObjectId | PlainTree | Commit | Tag = "HEAD",
        *,
        kind: Literal["tar", "tar.gz", "zip"] = "tar",
        prefix: str | bytes = b"",
        paths: Iterable[str | bytes | Pathspec] = (),
        when: datetime | None = None,
        outside_links: bool = False,
        programs: bool = False,
    ) -> Iterator[bytes]:
        """The tree that `source` comes to with all that is in it, as one file, piece by piece.

        Files are as a checkout has them, by the attributes of the tree; what has `export-ignore` is left out, and
        `export-subst` changes nothing. All paths begin with `prefix`, and with `paths` only these go in. The time is
        that of the commit, else now; or `when`, a moment with its offset, from 1970 on. A file with a filter is an
        UnsupportedError without `programs`. No configuration but that of conversions and of diff drivers counts.

        Before the first piece comes all is looked through: where a path would leave the folder that it is unpacked in,
        is `.git` to some file system or comes twice, it is an UnsafePathError, and also where a link leads out, unless
        `outside_links`; so it is for a `prefix` that does. Raises ConversionError besides. Follows git's
        Documentation/git-archive.
        """
        from pygitobj.face.archives import ArchiveCall, archive

        return archive(self, source, ArchiveCall(kind, prefix, paths, when, outside_links, programs))

    def extract(
        self,
        source: str | ObjectId | PlainTree | Commit | Tag,
        directory: StrOrBytesPath,
        *,
        paths: Iterable[str | bytes | Pathspec] = (),
        replace: bool = False,
        outside_links: bool = False,
        programs: bool = False,
    ) -> None:
        """Write the tree that `source` comes to, with all that is in it, or `paths` alone, as files in `directory`.

        Files are as a checkout has them, by the attributes of the tree; a submodule is an empty directory. `directory`
        is made; if it is there and has something in it that is an error, unless `replace` lets files take the place of
        others. Nothing else of it changes, and no link in it is followed. A file with a filter is an UnsupportedError
        without `programs`.

        All is looked through before anything is written: where a path would leave the directory, is `.git` to some
        file system or comes twice, it is an UnsafePathError, and also where a link leads out, unless `outside_links`.
        What ends it later leaves files that are whole. Raises RepositoryError where the system does not let us write,
        NotFoundError, CorruptError, ConversionError. Follows git's Documentation/gitattributes.
        """
        from pygitobj.face.archives import ExtractCall, extract

        extract(self, source, directory, ExtractCall(paths, replace, outside_links, programs))

    def submodules(self, source: str | ObjectId | PlainTree | Commit | Tag = "HEAD") -> Sequence[Submodule]:
        """The submodules that .gitmodules tells of in the tree that `source` comes to, in its order.

        Each with its name, path, URL and branch, and the commit that the tree has at that path. What git takes for an
        attack, or refuses to take in, is left out, and `warn` is told: a name or path that leads elsewhere, a path or
        URL that could be an option. A .gitmodules that is a link is an UnsafePathError; one that is malformed a
        RepositoryError. `tree.walk()` finds submodules of which nothing is said. Follows git's
        Documentation/gitmodules.
        """
        from pygitobj.face.submodules import submodules

        return submodules(self, source)
