"""Blobs as their diff driver's program shows them: `diff.<driver>.textconv`.

The program has the name of a file on its command line, which has what the work tree would have of the blob, and gives
the text. It is run as git runs it, but has nothing to read on its standard input. Symbolic links, submodules and
directories have the driver `default` alone.

Follows git's Documentation/gitattributes, "Performing text diffs of binary files".
"""

from __future__ import annotations

import os

from pygitobj.errors import NotFoundError, RepositoryError, UnsupportedError
from pygitobj.files.ending import GUARD
from pygitobj.files.temporary import TemporaryFile, place_of_temporary
from pygitobj.formats.tree import DIRECTORY, GITLINK, SUBMODULE_TEXT, TYPE_MASK
from pygitobj.jobs.convert.textconv_cache import TextconvCache
from pygitobj.jobs.convert.to_worktree import shown
from pygitobj.oid import ObjectId
from pygitobj.repository.diff_drivers import DiffDriver, driver_at, load_diff_drivers
from pygitobj.repository.programs import Program, cannot_run

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Self

    from pygitobj.jobs.convert.conversions import Conversions
    from pygitobj.repository.repository import Repository


class Textconv:
    """The textconv programs of one command or call; `close` writes what they showed where it is to be kept.

    With `programs` they are run; without it a path that needs one is an error.
    """

    def __init__(self, repository: Repository, conversions: Conversions, *, programs: bool) -> None:
        self.repository = repository
        self.conversions = conversions
        self.programs = programs
        self.drivers = load_diff_drivers(repository.config)
        self.caches: dict[str, TextconvCache] = {}

    def driver(self, path: bytes, mode: int) -> DiffDriver | None:
        """The driver that shows the file `path` of this mode as text; None where none does."""
        driver = driver_at(self.conversions.attributes, self.drivers, path, mode)
        return None if driver is None or driver.textconv is None else driver

    def show(self, driver: DiffDriver, path: bytes, mode: int, oid: ObjectId, content: bytes | None = None) -> bytes:
        """What `driver` shows for the file `path` of this mode, which has the object `oid`, or the `content` given.

        Raises RepositoryError, in git's words, where its program fails; UnsupportedError where it may not run, or
        gives too much; ConversionError, NotFoundError, CorruptError.
        """
        command = driver.textconv or ""
        cache = self.cache(driver) if driver.caches else None
        kept = None if cache is None else cache.get(oid)
        if kept is not None:
            return kept
        if not self.programs:
            raise UnsupportedError(
                f"{shown(path)}: the textconv of '{driver.name}' is a program, which is run only with programs=True"
            )
        content = self.content(path, mode, oid) if content is None else content
        text = run(self.repository, command, path, self.conversions.to_worktree(path, content, blob=oid))
        if text is None:
            raise RepositoryError("unable to read files to diff")
        if cache is not None:
            cache.put(oid, text)
        return text

    def content(self, path: bytes, mode: int, oid: ObjectId) -> bytes:
        """What the file `path` of this mode has. Raises RepositoryError for a directory, and for what is missing."""
        kind = mode & TYPE_MASK
        if kind == DIRECTORY:
            raise RepositoryError(f"cannot read data blob for {shown(path)}")
        if kind == GITLINK:
            return SUBMODULE_TEXT % oid.hex().encode()
        try:
            return self.repository.reader.read(oid).data
        except NotFoundError:
            raise RepositoryError(f"unable to read {oid}") from None

    def cache(self, driver: DiffDriver) -> TextconvCache:
        """What is kept of what `driver` showed."""
        found = self.caches.get(driver.name)
        if found is None:
            found = self.caches[driver.name] = TextconvCache(self.repository, driver.name, driver.textconv or "")
        return found

    def flush(self) -> None:
        """Write what is to be kept."""
        for cache in self.caches.values():
            cache.flush()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.flush()


def run(repository: Repository, command: str, path: bytes, data: bytes) -> bytes | None:
    """What `command` shows for the file `path`, which has `data`; None where it fails, which is told of."""
    file = TemporaryFile(place_of_temporary(repository.environ, repository.base), os.fsdecode(last_name(path)))
    GUARD.enter()
    GUARD.note(file, file.remove)
    try:
        GUARD.leave()
        try:
            file.fill(data)
        except OSError as error:
            raise RepositoryError(f"unable to create temp-file: {error.strerror}") from error
        return output_of(repository, command, file.path)
    finally:
        file.remove()
        GUARD.forget(file)


def output_of(repository: Repository, command: str, argument: str) -> bytes | None:
    """What `command` prints for `argument`; None where it fails, which is told of."""
    try:
        program = Program(command, repository, argument)
    except OSError as error:
        repository.warn(cannot_run(command, error))
        return None
    try:
        made = program.take_all()
    except BaseException:
        program.stop()
        raise
    code = program.end()
    number = program.died_of() if code else None
    if number is not None:
        repository.warn(f"error: {command} died of signal {number}")
    return None if code else made


def last_name(path: bytes) -> bytes:
    """The last name of `path`, as basename(3) has it."""
    if not path:
        return b"."
    return path.rstrip(b"/").rpartition(b"/")[2] or b"/"
