"""What the indexes of all worktrees hold, where reachability starts as well.

    index                the entries, the trees that they make, the stages of conflicts that were resolved
    sharedindex.<id>     the entries of which an index that is split tells the changes

Each worktree has its own in its git directory; for the one at hand GIT_INDEX_FILE may name another.

Follows git's Documentation/git-prune, git-rev-list, "--indexed-objects", and gitrepository-layout.
"""

from __future__ import annotations

from collections.abc import Iterator

from pygitobj.formats.git_index import REGULAR, IndexEntry
from pygitobj.formats.tree import DIRECTORY, GITLINK, TYPE_MASK
from pygitobj.record import Record
from pygitobj.repository.roots import Worktree, worktrees
from pygitobj.repository.staged import index_if_there, index_path, read_shared_index

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.repository.repository import Repository


class IndexRoot(Record):
    """An object of an index with its path and mode; a mode of a directory stands for a tree, any other for a blob.

    The path is empty for the top, and where it is not known. `required` is as in RefRoot.
    """

    id: bytes
    path: bytes
    mode: int
    required: bool


def index_roots(repository: Repository) -> Iterator[IndexRoot]:
    """What the indexes of all worktrees hold: entries but for submodules, the trees they make, stages before a merge.

    All entries of a shared index are taken, without asking which of them still count; those are not required. Nor are
    symbolic links of stages, which git does not keep, and what the index in the git directory has while
    GIT_INDEX_FILE names another: git does not look at it, and loses what is staged there. Raises RepositoryError,
    CorruptIndex with the path, UnsupportedError.
    """
    for worktree in worktrees(repository):
        usual = f"{worktree.git_dir}/index"
        is_this = worktree.prefix == ""
        named = index_path(worktree.git_dir, repository.base, repository.environ) if is_this else usual
        yield from roots_of_index(repository, worktree, named)
        if named != usual:
            yield from (root._replace(required=False) for root in roots_of_index(repository, worktree, usual))


def roots_of_index(repository: Repository, worktree: Worktree, path: str) -> Iterator[IndexRoot]:
    """What the index at `path` of `worktree` holds, nothing where there is none."""
    index = index_if_there(path, repository.format)
    if index is None:
        return
    yield from entry_roots(index.entries, required=True)
    for tree in index.trees:
        yield IndexRoot(tree.id, tree.path, DIRECTORY, required=True)
    for stage in index.undo:
        kind = stage.mode & TYPE_MASK
        if kind != GITLINK:
            yield IndexRoot(stage.id, stage.path, stage.mode, required=kind == REGULAR)
    if index.base is not None:
        shared = read_shared_index(path, worktree.git_dir, index.base, repository.format)
        yield from entry_roots(shared.entries, required=False)


def entry_roots(entries: list[IndexEntry], *, required: bool) -> Iterator[IndexRoot]:
    """The objects that `entries` hold here."""
    for entry in entries:
        if not entry.is_gitlink:
            yield IndexRoot(entry.id, entry.path.rstrip(b"/"), entry.mode, required)
