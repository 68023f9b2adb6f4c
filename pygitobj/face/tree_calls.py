"""What a repository does with trees: `pygitobj.Repository` has these calls.

What a call needs is imported when it is made.
"""

from __future__ import annotations

from pygitobj.oid import ObjectType
from pygitobj.repository.repository import Repository as PlainRepository

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.face.tree import Tree
    from pygitobj.formats.commit import Commit
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
