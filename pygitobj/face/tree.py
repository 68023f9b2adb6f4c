"""A tree that a repository gives: it can be walked."""

from __future__ import annotations

from pygitobj.formats.tree import Tree as PlainTree

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import Self

    from pygitobj.formats.pathspec import Pathspec
    from pygitobj.formats.stored import StoredObject
    from pygitobj.formats.tree import TreeEntry
    from pygitobj.repository.repository import Repository
    from pygitobj.walk.problems import Problem


class Tree(PlainTree):
    """A tree, parsed when first asked for its entries; `data` stays the bytes that were read.

    Iterating gives TreeEntry in the tree's order; a malformed tree raises CorruptObject then. Names are bytes, or str
    that stand for them as file names do in Python; TypeError is raised for what is no name. An empty tree is true.
    """

    # What a repository gave can be walked; the value alone, such as comes out of a pickle, cannot.
    _repository: Repository | None = None

    def walk(
        self,
        *,
        paths: Iterable[str | bytes | Pathspec] = (),
        max_depth: int | None = None,
        problem: Callable[[Problem], object] | None = None,
    ) -> Iterator[tuple[bytes, TreeEntry]]:
        """All entries below this tree as (path, entry), in tree order, a directory before what is in it.

        With `paths` only these, what is below them, and the directories that they are in; a path is literal, from this
        tree. No more than `max_depth` levels of directories are opened: with 0 only this tree's own entries come.
        Without `problem` a tree that cannot be read ends it with the error; else it is told, and the walk goes on
        without what is below.

        Trees are read ahead where all is asked for, some thousand at a time; breaking off frees them. However deep
        trees lie in trees, they are walked. Raises TypeError; ValueError for a tree that no repository gave, which
        `repo.tree(tree)` makes one that can be walked; NotFoundError, CorruptError, RepositoryError. Follows git's
        Documentation/git-ls-tree, "-r -t".
        """
        from pygitobj.face.trees import walk_below

        if self._repository is None:
            raise ValueError("what is below this tree cannot be read without a repository: repo.tree(tree).walk()")
        return walk_below(self._repository, self, paths, max_depth, problem)

    @classmethod
    def given(cls, plain: StoredObject, repository: Repository) -> Self:
        """The tree `plain` as `repository` gives it."""
        made = cls.of(plain.data, plain.id, plain.format)
        made._repository = repository
        return made
