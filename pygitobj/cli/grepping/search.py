"""Going through what was named: the files of trees, and blobs that were named themselves."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import ExitStack

from pygitobj.changes.headings import Heading
from pygitobj.cli.grepping.asked import AS_NOTHING, AS_TEXT, Asked
from pygitobj.cli.grepping.named import Named
from pygitobj.cli.grepping.show import File, Shower
from pygitobj.cli.session import warn
from pygitobj.cli.tree_paths import seen_from
from pygitobj.errors import CorruptError, GitObjectError
from pygitobj.formats.binary import looks_binary
from pygitobj.formats.quote import quote_c
from pygitobj.formats.tree import REGULAR
from pygitobj.jobs.inspect.tree_files import Paths, TreeFile, contents, files_of
from pygitobj.kernels.headings import default_heading
from pygitobj.oid import ObjectId, ObjectType
from pygitobj.repository.attributes import Attributes
from pygitobj.repository.diff_drivers import DEFAULT, DiffDriver, driver_at, driver_named, load_diff_drivers
from pygitobj.repository.repository import Repository
from pygitobj.revisions.peel import peel_if_there
from pygitobj.sources.values import RawObject
from pygitobj.store.windows import Result

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Self

    from pygitobj.cli.diffing.converting import Converting

# Blobs that are known to have nothing: so many at the most.
MOST_KNOWN = 1 << 20
SEPARATOR = b":"


class Search:
    """Searches what is named, as is `asked`, and lets `shower` show it. To be used with `with`."""

    def __init__(self, repository: Repository, asked: Asked, paths: Paths, shower: Shower, *, wide: bool) -> None:
        self.repository, self.asked, self.paths, self.shower, self.wide = repository, asked, paths, shower, wide
        self.attributes = Attributes(repository, looks_in_index=False)
        self.drivers = load_diff_drivers(repository.config)
        self.fully = repository.config.get_bool("core.quotePath", True)
        self.prefix = os.fsencode(repository.revisions.prefix or "") if asked.relative else b""
        self.open = ExitStack()
        self.converting: Converting | None = None
        if asked.textconv:
            from pygitobj.cli.diffing.converting import Converting  # few have files converted

            self.converting = Converting(repository)
            self.open.callback(self.converting.close)
        # Blobs in which nothing is found, whatever they are called.
        self.without: set[bytes] = set()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        self.open.__exit__(kind, error, None)

    def run(self, objects: Sequence[Named]) -> bool:
        """Search all `objects`; whether something was found. Raises GitObjectError in git's words."""
        found = False
        for one in objects:
            for hit in self.object(one):
                found = found or hit
                if hit and self.asked.quiet:
                    return True
        return found

    def object(self, one: Named) -> Iterator[bool]:
        """Search an object: for each of its files whether something was found."""
        peeled = peel_if_there(self.repository.reader, one.oid)
        if peeled is None:
            raise GitObjectError(f"invalid object '{one.name}' given.")
        name = os.fsencode(one.name)
        if peeled.type is ObjectType.BLOB:
            path = None if one.path is None else os.fsencode(one.path)
            files = iter((TreeFile(name, bytes(peeled.id)),))
            yield from self.files(files, b"", {name: path})
            return
        tree = peel_if_there(self.repository.reader, peeled.id, ObjectType.TREE)
        if tree is None:
            raise GitObjectError(f"unable to read tree ({peeled.id})")
        files = files_of(self.repository, bytes(tree.id), self.paths)
        # Of a tree nobody knows where it is: attributes are of paths from the top.
        yield from self.files(files, name + SEPARATOR, None if peeled.type is ObjectType.COMMIT else {})

    def files(self, files: Iterator[TreeFile], start: bytes, paths: dict[bytes, bytes | None] | None) -> Iterator[bool]:
        """Search `files`, whose names begin with `start`; attributes are those of `paths`, None for their own."""
        for file, result in contents(self.repository, files, self.skips):
            if self.converting is None and self.has_nothing(file, result):
                yield False
                continue
            path = file.path if paths is None else paths.get(file.path)
            name = seen_from(self.prefix, file.path) if self.prefix else file.path
            shown = start + (name if self.asked.nul else quote_c(name, fully=self.fully))
            yield self.file(shown, path, file.oid, result)

    def has_nothing(self, file: TreeFile, result: Result) -> bool:
        """Whether nothing is found in a file, whatever it is called and however it is shown."""
        if self.asked.only_others or not isinstance(result, RawObject) or self.shower.search.has_hits(result.data):
            return False
        if len(self.without) < MOST_KNOWN:
            self.without.add(file.oid)
        return True

    def skips(self, file: TreeFile) -> bool:
        """Whether a file need not be looked at."""
        return file.oid in self.without

    def driver(self, path: bytes | None) -> DiffDriver | None:
        """The diff driver of the file `path`, or of what has none."""
        if path is None:
            return driver_named(DEFAULT, self.drivers)
        return driver_at(self.attributes, self.drivers, path, REGULAR)

    def file(self, name: bytes, path: bytes | None, oid: bytes, result: Result) -> bool:
        """Search a file, which is shown by its `name`; whether something was found."""
        asked = self.asked
        data = None if self.converting is None else self.converted(path, oid)
        is_binary = False
        if data is None:
            data = self.data(name, oid, result)
            if data is None:
                return False
            if asked.binary != AS_TEXT:
                is_binary = self.is_binary(path, data)
            if is_binary and asked.binary == AS_NOTHING:
                return False
        return self.shower.show(File(name, data, is_binary, lambda: self.heading(path)))

    def data(self, name: bytes, oid: bytes, result: Result) -> bytes | None:
        """What an object has; None where it is missing, which is told. Raises CorruptError for one that is damaged."""
        if isinstance(result, RawObject):
            return result.data
        if isinstance(result, CorruptError):
            raise result
        # git comes to it twice: for whether it is binary, and for what it has.
        for _ in range(1 if self.asked.binary == AS_TEXT else 2):
            warn(f"error: '{name.decode('utf-8', 'surrogateescape')}': unable to read {ObjectId(oid)}")
        return None

    def is_binary(self, path: bytes | None, data: bytes) -> bool:
        """Whether a file is binary: as its driver says, or else its first bytes."""
        driver = self.driver(path)
        said = None if driver is None else driver.binary
        return looks_binary(data) if said is None else said

    def heading(self, path: bytes | None) -> Heading:
        """What tells lines that head functions. Raises RepositoryError for a pattern that is none."""
        from pygitobj.jobs.inspect.function_headings import heading_of  # few ask for functions

        driver = self.driver(path)
        heading = None if driver is None else heading_of(driver, wide=self.wide)
        return default_heading if heading is None else heading

    def converted(self, path: bytes | None, oid: bytes) -> bytes | None:
        """What a program shows of a file; None where none does."""
        driver = self.driver(path)
        if self.converting is None or driver is None or driver.textconv is None:
            return None
        return self.converting.textconv.show(driver, path or b"", REGULAR, ObjectId(oid))
