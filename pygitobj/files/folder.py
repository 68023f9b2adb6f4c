"""A folder that is written into by descriptors of its directories: no link in it is ever followed.

    file        under a temporary name in its directory, then under its own: it is never there in part
    directory   made, and opened as what it is; a link in its place is an error

What has a name already is an error, unless it may be replaced: then a file or link takes the place of another, and
directories that are there are gone on with. Few descriptors are held, however deep directories lie.
"""

from __future__ import annotations

import os
from collections.abc import Iterable

from pygitobj.files.atomic import NO_LINKS, RANDOM_BYTES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Self

OPEN_DIRECTORY = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
NEW_FILE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
# Directories that are held open besides the folder itself, and what stands for one that was let go.
MOST_OPEN, LET_GO = 32, -1
PREFIX = b".pygitobj-"
PLAIN, EXECUTABLE = 0o666, 0o777


class Folder:
    """The directory `path`, which is there, to be written into. Paths are bytes, below it. All raise OSError."""

    def __init__(self, path: str, *, replaces: bool) -> None:
        self.replaces = replaces
        # The directory at hand, and the descriptors of the folder and of each directory on the way to it.
        self.names: list[bytes] = []
        self.opened = [os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)]

    def make_directory(self, path: bytes) -> None:
        """Make the directory `path`."""
        *parents, name = path.split(b"/")
        at = self.descend(parents)
        try:
            os.mkdir(name, dir_fd=at)
        except FileExistsError:
            if not self.replaces:
                raise
            os.close(os.open(name, OPEN_DIRECTORY, dir_fd=at))

    def write(self, path: bytes, pieces: Iterable[bytes], *, executable: bool) -> None:
        """Write the file `path`."""
        *parents, name = path.split(b"/")
        at = self.descend(parents)
        temporary = PREFIX + os.urandom(RANDOM_BYTES).hex().encode("ascii")
        descriptor = os.open(temporary, NEW_FILE, EXECUTABLE if executable else PLAIN, dir_fd=at)
        try:
            with open(descriptor, "wb", buffering=0) as file:
                for piece in pieces:
                    left = memoryview(piece)
                    while left:
                        left = left[file.write(left) :]
            self.give_name(at, temporary, name)
        except BaseException:
            drop(at, temporary)
            raise

    def link(self, path: bytes, target: bytes) -> None:
        """Make the symbolic link `path` to `target`."""
        *parents, name = path.split(b"/")
        at = self.descend(parents)
        if not self.replaces:
            os.symlink(target, name, dir_fd=at)
            return
        temporary = PREFIX + os.urandom(RANDOM_BYTES).hex().encode("ascii")
        os.symlink(target, temporary, dir_fd=at)
        try:
            self.give_name(at, temporary, name)
        except BaseException:
            drop(at, temporary)
            raise

    def give_name(self, at: int, temporary: bytes, name: bytes) -> None:
        """Give what has a temporary name in the directory `at` its own."""
        if not self.replaces:
            try:
                os.link(temporary, name, src_dir_fd=at, dst_dir_fd=at, follow_symlinks=False)
            except OSError as error:
                if error.errno not in NO_LINKS:
                    raise
                self.require_unused(at, name)
            else:
                os.unlink(temporary, dir_fd=at)
                return
        os.rename(temporary, name, src_dir_fd=at, dst_dir_fd=at)

    def require_unused(self, at: int, name: bytes) -> None:
        """Raises FileExistsError where something has this name in the directory `at`."""
        if name in map(os.fsencode, os.listdir(at)):
            raise FileExistsError(f"{os.fsdecode(name)} is there already")

    def descend(self, names: list[bytes]) -> int:
        """The descriptor of the directory to which `names` lead."""
        same = 0
        while same < min(len(names), len(self.names)) and names[same] == self.names[same]:
            same += 1
        while len(self.names) > same:
            self.names.pop()
            self.let_go(len(self.opened) - 1)
            self.opened.pop()
        for name in names[same:]:
            below = os.open(name, OPEN_DIRECTORY, dir_fd=self.at_hand())
            self.names.append(name)
            self.opened.append(below)
            self.let_go(len(self.opened) - 1 - MOST_OPEN)
        return self.at_hand()

    def at_hand(self) -> int:
        """The descriptor of the directory at hand, opened again where it was let go."""
        if self.opened[-1] == LET_GO:
            known = max(number for number, one in enumerate(self.opened) if one != LET_GO)
            found = os.dup(self.opened[known])
            for name in self.names[known:]:
                above = found
                try:
                    found = os.open(name, OPEN_DIRECTORY, dir_fd=above)
                finally:
                    os.close(above)
            self.opened[-1] = found
        return self.opened[-1]

    def let_go(self, number: int) -> None:
        """Close the descriptor of a directory; the folder itself stays open."""
        if number > 0 and self.opened[number] != LET_GO:
            os.close(self.opened[number])
            self.opened[number] = LET_GO

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        for number in range(1, len(self.opened)):
            self.let_go(number)
        os.close(self.opened.pop(0))


def drop(at: int, temporary: bytes) -> None:
    """Take away what has a temporary name in the directory `at`. Raises nothing."""
    try:
        os.unlink(temporary, dir_fd=at)
    except OSError:
        pass  # it has its own name, or the directory is not ours any more
