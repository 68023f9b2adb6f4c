"""What the index says of single paths: for who asks what stands at one, and not what there is.

Follows git's Documentation/gitformat-index.
"""

from __future__ import annotations

from functools import cached_property

from pygitobj.formats.git_index import IndexEntry
from pygitobj.oid import ObjectId

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.repository.repository import Repository

OURS = 2


class IndexEntries:
    """The index of this worktree, or what GIT_INDEX_FILE names, as it is when it is first asked."""

    def __init__(self, repository: Repository) -> None:
        self.repository = repository
        self.loaded: dict[bytes, IndexEntry] | None = None

    @property
    def by_path(self) -> dict[bytes, IndexEntry]:
        """The entries that are in no conflict, and of others our side. Raises RepositoryError, CorruptIndex."""
        if self.loaded is None:
            self.loaded = load_entries(self.repository)
        return self.loaded

    def find(self, path: bytes) -> IndexEntry | None:
        """The entry at `path`, None without one and in a conflict."""
        entry = self.by_path.get(path)
        return entry if entry is not None and entry.stage == 0 else None

    def blob(self, path: bytes) -> ObjectId | None:
        """What stands at `path`, in a conflict our side's."""
        entry = self.by_path.get(path)
        return None if entry is None else entry.id

    def tree_above(self, path: bytes) -> tuple[ObjectId, bytes] | None:
        """The tree that stands in a sparse index for a directory that `path` is in, and the path from there."""
        directory = path
        while self.is_sparse and directory:
            directory = directory.rpartition(b"/")[0]
            entry = self.by_path.get(directory + b"/")
            if entry is not None:
                return entry.id, path[len(directory) + 1 :]
        return None

    @cached_property
    def is_sparse(self) -> bool:
        """Whether trees stand for some directories."""
        return any(entry.is_directory for entry in self.by_path.values())


def load_entries(repository: Repository) -> dict[bytes, IndexEntry]:
    """The entries of the index by path, none where there is no index."""
    return {entry.path: entry for entry in repository.revisions.staged() if entry.stage in (0, OURS)}
