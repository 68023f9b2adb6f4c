"""The objects that indexes have, as tips of a walk: entries but for submodules, trees they make, stages before a merge.

Follows git's Documentation/rev-list-options, "--indexed-objects".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pygitobj.formats.git_index import REGULAR, GitIndex, IndexEntry
from pygitobj.formats.links import BLOB, TREE
from pygitobj.formats.tree import DIRECTORY, GITLINK, TYPE_MASK
from pygitobj.repository.repository import Repository
from pygitobj.repository.roots import Worktree
from pygitobj.repository.staged import entries_of, index_if_there, index_path
from pygitobj.revisions.pending import Staged
from pygitobj.walk.tree_entries import entries_below


def staged_tips(repository: Repository, worktrees: Iterable[Worktree]) -> Iterator[Staged]:
    """What the indexes of `worktrees` have. Raises CorruptError, RepositoryError, OSError."""
    for worktree in worktrees:
        path = f"{worktree.git_dir}/index"
        if worktree.prefix == "":
            path = index_path(worktree.git_dir, repository.base, repository.environ)
        index = index_if_there(path, repository.format)
        if index is not None:
            yield from staged_in(repository, index, path, worktree.git_dir)


def staged_in(repository: Repository, index: GitIndex, path: str, git_dir: str) -> Iterator[Staged]:
    """What `index`, the file `path` of the worktree with that `git_dir`, has."""
    for entry in entries_of(index, path, git_dir, repository.format):
        if entry.is_directory:
            yield from below(repository, entry)
        elif not entry.is_gitlink:
            yield Staged(bytes(entry.id), BLOB, entry.path, entry.mode)
    for tree in index.trees:
        yield Staged(bytes(tree.id), TREE, tree.path, DIRECTORY)
    for stage in index.undo:
        if stage.mode & TYPE_MASK == REGULAR:
            yield Staged(bytes(stage.id), BLOB, stage.path, stage.mode)


def below(repository: Repository, entry: IndexEntry) -> Iterator[Staged]:
    """What is below the directory that `entry` of a sparse index stands for."""
    reader = repository.reader

    def read(oid: bytes) -> bytes:
        return reader.read(oid).data

    for found in entries_below(read, read(entry.id), repository.format.hash_size, recurse=True):
        if found.mode & TYPE_MASK not in (DIRECTORY, GITLINK):
            yield Staged(found.id, BLOB, entry.path + found.path, found.mode)
