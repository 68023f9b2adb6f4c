"""Many files as one store: packs, loose objects and alternates, asked in git's order, and the good copy served.

    read    built-in empty tree → for each object directory its packs, then its loose objects
            → look at the directories once more, since a repack may have run → NotFoundError

A copy that is damaged is passed over while there is another; so is the base of a delta. Every method gives the object
that has the id: replace refs act above the store (pygitobj.repository.replace).
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from itertools import count
from typing import TYPE_CHECKING, BinaryIO, NamedTuple, Self, overload
from weakref import WeakSet

from pygitobj.errors import AmbiguousPrefixError, GitObjectError, NotFoundError, RepositoryError
from pygitobj.files.directory import is_there, unreadable
from pygitobj.files.pack import PackFile
from pygitobj.files.pool import OpenFiles
from pygitobj.kernels import BaseCache
from pygitobj.oid import SHA1, TYPE_BY_CODE, ObjectFormat, ObjectId, ObjectType
from pygitobj.store.copies import (
    BuiltInCopy,
    Copy,
    LooseCopy,
    PackedCopy,
    header_of_copy,
    info_of_copy,
    read_copy,
)
from pygitobj.store.cores import available_cores
from pygitobj.store.long_way import Answer, first_good
from pygitobj.store.loose import LooseSource
from pygitobj.store.packed import PackedSource
from pygitobj.store.trouble import Trouble, everywhere, ignore, teller
from pygitobj.store.values import ObjectHeader, ObjectInfo, RawObject

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer, StrOrBytesPath

    from pygitobj.files.atomic import WritePolicy
    from pygitobj.formats.stored import StoredObject
    from pygitobj.store.pack_writer import PackWriter

DELTA_BASE_CACHE_LIMIT = 96 << 20
# Bytes that a bulk read holds.
WINDOW = 128 << 20
# What a one-shot command may well do without is imported where it is used: start-up is most of what it takes.

# How often the directories are read again for one object while packs vanish under our hands.
MAX_LOOKS = 8


class Source(NamedTuple):
    """One object directory."""

    path: str
    packed: PackedSource
    loose: LooseSource


class ObjectStore:
    """The objects in the object directory `path` and in its alternates.

    Without an `object_format` it is found out: a repository's `objects` has that of its configuration, another
    directory that of the names in it, an empty one SHA-1. What was found out is good for reading; a store of SHA-256
    objects is written to only where the format was given. Where all that is there is of another format than this one,
    RepositoryError is raised before anything is written, or said to be missing.

    With `verify` every body that is read is hashed, and a copy that hashes to another id counts as damaged; git
    itself does not do this when it reads. Reading many objects takes `threads`, by default one for each core, where
    the kernels are compiled. `policy` says how files are written, once, when first needed. What is passed over (a
    damaged copy, an index that cannot be used, an alternate that is missing, what the system does not let us read) is
    told once, in a line, to `warn` and to the logger "pygitobj"; to that not without `log`.

    Methods that read raise NotFoundError, CorruptError, UnsupportedError; they may be called from many threads, and
    after a fork. That an object is missing, how many there are and which, is only said where everything could be
    looked at: else they raise RepositoryError. An index that is damaged is told of, and its objects count as missing.
    Ids are ObjectIds, or bytes that are as long: for a str, hex digits or bytes of another length they raise TypeError
    or ValueError.
    """

    def __init__(
        self,
        path: StrOrBytesPath,
        object_format: ObjectFormat | None = None,
        *,
        alternates: str = "",
        verify: bool = True,
        delta_base_cache_limit: int = DELTA_BASE_CACHE_LIMIT,
        open_files: int | None = None,
        threads: int | None = None,
        policy: Callable[[], WritePolicy] | None = None,
        warn: Callable[[str], None] = ignore,
        log: bool = True,
    ) -> None:
        self.path = os.fsdecode(path)
        self.format = self.find_format() if object_format is None else object_format
        self.format_is_given = object_format is not None
        self.format_is_sure = False
        self.warn = teller(warn, log)
        self.trouble = Trouble(self.warn)
        self.load_policy = policy
        self.verify = verify
        self.threads = available_cores() if threads is None else max(1, threads)
        self.cache = BaseCache(delta_base_cache_limit)
        self.open_files = OpenFiles(open_files)
        self.empty_tree = BuiltInCopy(RawObject(ObjectType.TREE, b""))
        self.alternates = alternates
        self.numbers = count()
        self.known_sources: list[Source] | None = None
        # Whether some directories may be unknown, since what names them could not be read.
        self.is_unsure = False
        # Grows whenever packs are added, whichever thread saw them: who found nothing can tell whether to look again.
        self.generation = 0
        self.closed = False
        OPEN_STORES.add(self)

    def find_format(self) -> ObjectFormat:
        """The format that the objects in the directory are of."""
        from pygitobj.store.foreign import found_format

        return found_format(self.path)

    def require_format(self) -> None:
        """Raises RepositoryError where the directory plainly holds objects of the other format; looks only once."""
        if not self.format_is_sure:
            from pygitobj.store.foreign import require_own_format

            require_own_format(self)
            self.format_is_sure = True

    def require_writable(self) -> None:
        """Raises RepositoryError where nothing should be written: see the class for which formats."""
        self.require_format()
        if not self.format_is_given and self.format.name != SHA1.name:
            raise RepositoryError(
                f"object directory {self.path} holds {self.format.name} objects: to write there, say so with "
                f"ObjectStore(path, {self.format.name.upper()})"
            )

    @property
    def sources(self) -> list[Source]:
        """The object directories in the order in which they are asked: our own, then the alternates."""
        if self.known_sources is None or self.is_unsure:
            if self.closed:
                raise ValueError("the object store is closed")
            before = self.trouble.count
            known = {source.path: source for source in self.known_sources or ()}
            self.known_sources = [known.get(path) or self.source(path) for path in self.directories()]
            self.is_unsure = self.trouble.count != before
            self.generation += len(self.known_sources) > len(known)
        return self.known_sources

    def directories(self) -> list[str]:
        """The paths of the object directories, our own first."""
        path = f"{self.path}/info/alternates"
        try:
            if not self.alternates and not is_there(path):
                return [self.path]
        except OSError as error:
            self.trouble.note(path, unreadable(f"unable to access '{path}'", error), "warning")
            return [self.path]
        from pygitobj.store.alternates import object_directories

        # Looked at again only because something could not be read: of the rest was told already.
        warn = self.warn if self.known_sources is None else ignore
        return object_directories(self.path, self.alternates, warn, self.trouble)

    def source(self, path: str) -> Source:
        """The object directory `path`."""
        packed = PackedSource(f"{path}/pack", self.open_pack, self.open_files, self.trouble, self.note_growth)
        return Source(path, packed, LooseSource(path, self.format))

    def note_growth(self) -> None:
        """There are packs that were not there before."""
        self.generation += 1

    def open_pack(self, path: str) -> PackFile:
        """The pack at `path`, sharing this store's cache and limits."""
        return PackFile(path, self.format, self.cache, next(self.numbers), self.open_files)

    def close(self) -> None:
        """Let go of every file and of the cache. Reading afterwards raises ValueError."""
        self.closed = True
        self.open_files.release_all()
        for source in self.known_sources or ():
            source.packed.release()
        self.known_sources = None
        self.cache.clear()
        OPEN_STORES.discard(self)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def renew_locks(self) -> None:
        """Make all locks anew, and the cache with them."""
        self.cache.renew()
        self.open_files.renew_lock()
        for source in self.known_sources or ():
            source.packed.renew_locks()

    def report(self, problem: GitObjectError) -> None:
        """Tell of `problem`, once."""
        self.trouble.report(problem)

    # Looking up one object

    def locate(self, oid: bytes) -> tuple[PackFile, int] | None:
        """The first pack of any source that has `oid`, and the row of its index."""
        for source in self.known_sources or self.sources:
            found = source.packed.locate(oid)
            if found is not None:
                return found
        return None

    def __contains__(self, oid: object) -> bool:
        """Whether some source has the id; its bytes are not looked at."""
        if not isinstance(oid, bytes) or len(oid) != self.format.hash_size:
            raise self.format.misfit(oid)
        if oid == self.format.null_id:
            return False
        before = self.trouble.count
        sources = self.known_sources or self.sources
        for _ in range(MAX_LOOKS):
            generation = self.generation
            for source in sources:
                if source.packed.locate(oid) is not None:
                    return True
            if oid == self.format.empty_tree:
                return True
            sources = self.sources
            for source in sources:
                if self.has_loose(source.loose, oid):
                    return True
                source.packed.refresh()
            if self.generation == generation:
                break
        self.require_format()
        if self.trouble.count != before:
            self.trouble.require_none(before, everywhere(oid))
        return False

    def has_loose(self, loose: LooseSource, oid: bytes) -> bool:
        """Whether `loose` has a file for `oid`; where that cannot be told it is noted."""
        try:
            return loose.has(oid)
        except RepositoryError as error:
            self.trouble.note(loose.path(oid), error)
            return False

    def read(self, oid: bytes) -> RawObject:
        """The object `oid`: its type and body."""
        if not isinstance(oid, bytes) or len(oid) != self.format.hash_size:
            raise self.format.misfit(oid)
        if oid != self.format.empty_tree:
            # The straight way for what most reads are; anything odd takes the long one.
            found = self.locate(oid)
            if found is not None:
                pack, row = found
                try:
                    code, body = pack.read(pack.offset(row))
                    kind = TYPE_BY_CODE[code]
                    if not self.verify or self.format.digest(kind, body) == oid:
                        return RawObject(kind, body)
                    del body
                except (OSError, GitObjectError):
                    # The long way starts below, when the error no longer holds the bodies that led to it; there what
                    # was wrong is met again.
                    pass
        return self.first_good(oid, read_copy)

    def header(self, oid: bytes) -> ObjectHeader:
        """The type and size of `oid`, without building it."""
        return self.first_good(oid, header_of_copy)

    def info(self, oid: bytes) -> ObjectInfo:
        """How `oid` is stored, without building it."""
        return self.first_good(oid, info_of_copy)

    def open(self, oid: bytes) -> BinaryIO:
        """The body of `oid` as a readable binary file, in little memory unless it is stored as a delta.

        Where a copy is damaged another one is given. Of a large object with one copy alone, damage that shows only
        later raises CorruptError from the file's `read`, with `verify` at its very end.
        """
        from pygitobj.store.streaming import open_object

        return open_object(self, oid, verify=self.verify).body

    def copies(self, oid: bytes) -> Iterator[Copy]:
        """Every copy of `oid`, in the order in which they are tried; looks at the directories again at the end."""
        self.format.require_id(oid)
        if oid == self.format.null_id:
            return
        if oid == self.format.empty_tree:
            yield self.empty_tree
            return
        # A pack that went and came back under its name is another PackFile, and asked again.
        tried: set[Copy] = set()
        for _ in range(MAX_LOOKS):
            before = self.generation
            for copy in self.copies_at_hand(oid):
                if copy not in tried:
                    tried.add(copy)
                    yield copy
            self.refresh()
            if self.generation == before:
                return

    def copies_at_hand(self, oid: bytes) -> Iterator[Copy]:
        """The copies of `oid` in the packs that are known and in the loose files that are there."""
        for source in self.sources:
            for pack, row in source.packed.locate_all(oid):
                yield PackedCopy(pack, row)
            if self.has_loose(source.loose, oid):
                yield LooseCopy(source.loose.path(oid))

    def refresh(self) -> None:
        """Look at the pack directories again. Raises RepositoryError where all that is there is of another format."""
        for source in self.sources:
            source.packed.refresh()
        self.require_format()

    def first_good(self, oid: bytes, ask: Callable[[Copy], Answer]) -> Answer:
        """The answer of the first copy of `oid` that is not damaged or gone."""
        return first_good(self, oid, ask)

    # Adding

    @cached_property
    def write_policy(self) -> WritePolicy:
        """How files are written here."""
        from pygitobj.files.atomic import WritePolicy

        return WritePolicy() if self.load_policy is None else self.load_policy()

    @overload
    def write(self, kind: StoredObject) -> ObjectId: ...

    @overload
    def write(self, kind: str, data: ReadableBuffer) -> ObjectId: ...

    def write(self, kind: str | StoredObject, data: ReadableBuffer | None = None) -> ObjectId:
        """Add the object of type `kind` with the body `data`, or a Tree, Commit, Tag or Blob; gives its id.

        An object that is there already, and was read and found equal, is not written again. The body is not looked
        at. Once this returns, readers see the whole object; until then they see nothing. Raises ValueError for another
        type than git's four, for a buffer whose bytes do not lie one after another and for an object that was made for
        the other format, RepositoryError where the directory cannot be written, CorruptObject where another, sound
        object has the same id.
        """
        from pygitobj.store.arguments import object_given
        from pygitobj.store.writing import write_object

        self.require_writable()
        return write_object(self, *object_given(self.format, kind, data))

    def write_stream(self, kind: str, size: int, file: BinaryIO) -> ObjectId:
        """As `write`, for a body of `size` bytes that `file` gives, which is never held as a whole.

        `file` may give any buffer. Raises GitObjectError where it gives fewer bytes or more, or cannot be read.
        """
        from pygitobj.store.arguments import require_size
        from pygitobj.store.writing import write_object_stream

        self.require_writable()
        require_size("size", size)
        return write_object_stream(self, kind, size, file)

    def pack_writer(self) -> PackWriter:
        """Adds many new objects as one pack: `with store.pack_writer() as pack: pack.add("blob", data)`."""
        from pygitobj.store.pack_writer import PackWriter

        self.require_writable()
        return PackWriter(self)

    # Looking up many

    def __iter__(self) -> Iterator[ObjectId]:
        """Every id once, ascending, from all sources."""
        from pygitobj.store.ids import all_ids

        return all_ids(self)

    def __len__(self) -> int:
        """How many objects there are, each counted once."""
        return sum(1 for _ in self)

    def find_prefix(self, digits: str) -> list[ObjectId]:
        """The ids that begin with the hex `digits` (4 up to a full id, either case), ascending, each once.

        Raises ValueError for fewer digits, more, or others.
        """
        from pygitobj.store.ids import ids_with_prefix

        return ids_with_prefix(self, digits)

    def expand(self, digits: str) -> ObjectId:
        """The one id that begins with `digits`. Raises NotFoundError, AmbiguousPrefixError, ValueError."""
        found = self.find_prefix(digits)
        if not found:
            raise NotFoundError(digits, passed_over=self.trouble.passed_over)
        if len(found) > 1:
            raise AmbiguousPrefixError(digits, found)
        return found[0]

    @overload
    def read_many(
        self, oids: Iterable[bytes], *, window: int = ..., large: None = None
    ) -> Iterator[tuple[ObjectId, RawObject | None]]: ...

    @overload
    def read_many(
        self, oids: Iterable[bytes], *, window: int = ..., large: int
    ) -> Iterator[tuple[ObjectId, RawObject | ObjectHeader | None]]: ...

    def read_many(
        self, oids: Iterable[bytes], *, window: int = WINDOW, large: int | None = None
    ) -> Iterator[tuple[ObjectId, RawObject | ObjectHeader | None]]:
        """For each of `oids`, in their order, the id and its object; None where it is missing or damaged.

        Looks ahead: bodies of up to `window` bytes in all are built in the order of the packs, each delta base once,
        and held until it is their turn. An object of more than `large` bytes comes as its header only, to be
        opened as a stream. What is no id of this store, or an error of `oids` itself, is raised when it is its turn.
        """
        from pygitobj.store import arguments, bulk

        arguments.require_bounds(window, large)
        self.require_format()
        return bulk.read_many(self, arguments.many_given(oids), window, large)

    @overload
    def scan(
        self, *, ordered: bool = ..., window: int = ..., large: None = None
    ) -> Iterator[tuple[ObjectId, RawObject | None]]: ...

    @overload
    def scan(
        self, *, ordered: bool = ..., window: int = ..., large: int
    ) -> Iterator[tuple[ObjectId, RawObject | ObjectHeader | None]]: ...

    def scan(
        self, *, ordered: bool = False, window: int = WINDOW, large: int | None = None
    ) -> Iterator[tuple[ObjectId, RawObject | ObjectHeader | None]]:
        """Every object once: in the order of the packs, or with `ordered` by id.

        As `read_many`, damaged objects come as None and those of more than `large` bytes as headers.
        """
        from pygitobj.store import arguments, bulk

        arguments.require_bounds(window, large)
        return bulk.scan(self, ordered, window, large)

    def header_many(self, oids: Iterable[bytes]) -> Iterator[ObjectHeader | None]:
        """The type and size of each of `oids`, in their order; None where it is missing or damaged.

        Raises as `read_many`.
        """
        from pygitobj.store import arguments, bulk

        self.require_format()
        return bulk.header_many(self, arguments.many_given(oids))

    def info_many(self, oids: Iterable[bytes]) -> Iterator[ObjectInfo | None]:
        """How each of `oids` is stored, in their order; None where it is missing or damaged.

        Raises as `read_many`.
        """
        from pygitobj.store import arguments, bulk

        self.require_format()
        return bulk.info_many(self, arguments.many_given(oids))


OPEN_STORES: WeakSet[ObjectStore] = WeakSet()


def renew_locks() -> None:
    """After a fork, in the child: no thread is left that could give back a lock that was held."""
    for store in OPEN_STORES:
        store.renew_locks()


os.register_at_fork(after_in_child=renew_locks)
