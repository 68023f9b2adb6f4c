"""A file for another program to look at: `<name>` in a directory of its own below that for temporary files.

    <place>/git-blob-XXXXXX/<name>      nobody else may look into it

It is taken away, with its directory, by `remove`.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from errno import EEXIST

from pygitobj.files.atomic import NewFile

PREFIX = "git-blob-"
LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
RANDOM_LETTERS = 6
ATTEMPTS = 100
PRIVATE_DIRECTORY, PRIVATE_FILE = 0o700, 0o600
# Where git makes them too.
USUAL_PLACE = os.path.join(os.sep, "tmp")


def place_of_temporary(environ: Mapping[str, str], base: str) -> str:
    """The directory for temporary files; what `environ` says of it is relative to `base`.

    It is the one that was asked for, there or not: Python would look for another one.
    """
    return os.path.join(base, environ.get("TMPDIR", USUAL_PLACE))


class TemporaryFile:
    """The file `name` below the directory `place`, with nothing in it until `fill`.

    Its `path` is decided before anything is made.
    """

    def __init__(self, place: str, name: str) -> None:
        self.place = place
        self.name = name
        self.maker = os.getpid()
        self.choose()

    def choose(self) -> None:
        """Take another name for the directory."""
        self.directory = f"{self.place}/{PREFIX}{random_letters()}"
        self.path = f"{self.directory}/{self.name}"

    def fill(self, data: bytes) -> None:
        """Make the file, with `data` in it. Raises OSError."""
        self.make_directory()
        file = NewFile(self.path, PRIVATE_FILE)
        try:
            file.write(data)
            file.close()
            file.keep()
        except BaseException:
            file.drop()
            raise

    def make_directory(self) -> None:
        """Make the directory, under a name that nothing has. Raises OSError."""
        for _ in range(ATTEMPTS):
            try:
                os.mkdir(self.directory, PRIVATE_DIRECTORY)
            except FileExistsError:
                self.choose()
            else:
                return
        raise FileExistsError(EEXIST, os.strerror(EEXIST), self.directory)

    def remove(self) -> None:
        """Take it away, unless this is a process that was forked meanwhile. Raises nothing."""
        if os.getpid() != self.maker:
            return
        for take_away, path in ((os.unlink, self.path), (os.rmdir, self.directory)):
            try:
                take_away(path)
            except OSError:
                pass  # it may never have been made, or the program has taken it away


def random_letters() -> str:
    """Some letters and digits that nobody can guess."""
    return "".join(LETTERS[byte % len(LETTERS)] for byte in os.urandom(RANDOM_LETTERS))
