"""`tree.walk()`: what is below a tree that a repository gave.

Follows git's Documentation/git-ls-tree.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from pygitobj.face.arguments import require_numbers, several
from pygitobj.formats.pathspec import Pathspec, PathspecList
from pygitobj.formats.tree import Tree, TreeEntry
from pygitobj.oid import ObjectId, shown
from pygitobj.repository.attributes import Attributes
from pygitobj.repository.repository import Repository
from pygitobj.repository.tree_walk import Asked, TreeWalk


def walk_below(
    repository: Repository,
    tree: Tree,
    paths: Iterable[object],
    max_depth: int | None,
    problem: Callable[..., object] | None,
) -> Iterator[tuple[bytes, TreeEntry]]:
    """The entries below `tree`. Checks its arguments at once."""
    require_numbers(max_depth=max_depth)
    if problem is not None and not callable(problem):
        raise TypeError(f"problem is a function that takes a Problem, not {shown(problem)}")
    specs = specs_in(repository, tree.id, paths)
    _ = repository.objects.sources  # raises where it was closed
    return TreeWalk(repository.reader, Asked(specs, max_depth, problem)).entries(tree)


def specs_in(
    repository: Repository, tree: ObjectId, paths: Iterable[object], attributes: Attributes | None = None
) -> PathspecList | None:
    """What `paths` mean in `tree`, None without any; attributes are those of its files, if no others are given.

    Raises TypeError; ValueError for a path that is empty, has a NUL, or leads out.
    """
    specs = [one if isinstance(one, Pathspec) else Pathspec.literal(one) for one in several("paths", paths)]
    if not specs:
        return None
    if attributes is None:
        attributes = Attributes(repository, source=tree, looks_in_index=False)
    return PathspecList(specs, attributes.attributes_of)
