"""Where references are to be stored, as files or as tables, while it is not there that anybody looks for them.

A place that has something already is not touched: a migration that was killed may have left it, or it is the only
place where somebody's references are, whatever the configuration says.
"""

from __future__ import annotations

import os
from abc import ABC, abstractmethod

from pygitobj.errors import RefError
from pygitobj.files.atomic import make_directory
from pygitobj.files.directory import is_file, is_own_directory, is_there, names_in, sync_directory, unlink, unreadable
from pygitobj.files.small_file import read_small
from pygitobj.formats.refname import is_root_ref
from pygitobj.jobs.create.init import NO_FILES, write_new
from pygitobj.jobs.migrate.new_file import put_file

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.files.atomic import WritePolicy

HEAD, REFS, HEADS = "HEAD", "refs", "refs/heads"
TABLES = "reftable"


class Moves(ABC):
    """What was moved into the directory `git_dir`, so that it can be moved back. Methods raise OSError."""

    def __init__(self, git_dir: str, policy: WritePolicy) -> None:
        self.git_dir = git_dir
        self.policy = policy
        self.moved: list[str] = []

    def require_free(self) -> None:
        """Raises RefError where something is in the way, RepositoryError where that cannot be told."""
        try:
            for name in self.names_in_the_way():
                path = f"{self.git_dir}/{name}"
                if is_there(path) and not (is_own_directory(path) and not names_in(path)):
                    raise RefError(
                        f"'{path}' is in the way: references are not stored there now; look whether they once were"
                    )
        except OSError as error:
            raise unreadable(f"unable to read '{error.filename}'", error) from error

    @abstractmethod
    def names_in_the_way(self) -> list[str]:
        """The paths below the directory at which nothing may be."""

    def move(self, directory: str, path: str) -> None:
        """Move what is at `path` below `directory` to the same path below the git directory."""
        self.moved.append(path)
        os.rename(f"{directory}/{path}", f"{self.git_dir}/{path}")

    def take_back(self, directory: str) -> None:
        """Move all back into `directory`, as far as that can be done. Raises nothing."""
        while self.moved:
            path = self.moved.pop()
            try:
                if not is_there(f"{directory}/{path}"):
                    os.rename(f"{self.git_dir}/{path}", f"{directory}/{path}")
            except OSError:
                continue  # it stays where nobody looks for it


class PlacedTables(Moves):
    """The place of reftables in a repository whose references are in files."""

    def names_in_the_way(self) -> list[str]:
        """The directory of tables."""
        return [TABLES]

    def place(self, directory: str) -> None:
        """Put the tables that are in `directory` in their place, on the disk."""
        self.move(directory, TABLES)
        sync_directory(self.git_dir)


class PlacedFiles(Moves):
    """The places of references in files in a repository whose references are in tables."""

    def __init__(self, git_dir: str, policy: WritePolicy) -> None:
        super().__init__(git_dir, policy)
        # What HEAD said as long as it meant nothing.
        self.head: bytes | None = None

    def names_in_the_way(self) -> list[str]:
        """All that references in files are in, but for a HEAD and a file refs/heads that keep others away."""
        below = [f"{REFS}/{name}" for name in names_in(f"{self.git_dir}/{REFS}")]
        found = [path for path in below if path != HEADS or not is_file(f"{self.git_dir}/{HEADS}")]
        found += [name for name in names_in(self.git_dir) if is_root_ref(name) and name != HEAD]
        return [*found, "packed-refs", "logs"]

    def place(self, directory: str) -> None:
        """Put the files that are in `directory` in their places, on the disk."""
        head = read_small(f"{self.git_dir}/{HEAD}")
        make_directory(f"{self.git_dir}/{REFS}", self.policy)
        self.head = head
        if is_file(f"{self.git_dir}/{HEADS}"):
            unlink(f"{self.git_dir}/{HEADS}")
        for name in names_in(f"{directory}/{REFS}"):
            self.move(directory, f"{REFS}/{name}")
        for name in names_in(directory):
            if name not in (REFS, HEAD):
                self.move(directory, name)
        os.replace(f"{directory}/{HEAD}", f"{self.git_dir}/{HEAD}")
        sync_directory(f"{self.git_dir}/{REFS}")
        sync_directory(self.git_dir)

    def take_back(self, directory: str) -> None:
        """Move all back into `directory`, as far as that can be done, and put back what kept others away."""
        super().take_back(directory)
        if self.head is None:
            return
        try:
            path = f"{directory}/{HEAD}.stub"
            put_file(path, self.head, self.policy)
            os.replace(path, f"{self.git_dir}/{HEAD}")
            write_new(f"{self.git_dir}/{HEADS}", NO_FILES, self.policy)
        except OSError:
            pass  # they mean nothing where references are in tables
