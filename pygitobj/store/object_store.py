"""Many files as one store: packs, loose objects and alternates, asked in git's order, and the good copy served.

    read    built-in empty tree → for each object directory its packs, then its loose objects
            → look at the directories once more, since a repack may have run → NotFoundError

A copy that is damaged is passed over while there is another; so is the base of a delta. Every method gives the object
that has the id: replace refs act above the store (pygitobj.refs.replace).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from pygitobj.errors import AmbiguousPrefixError, GitObjectError, NotFoundError
from pygitobj.oid import TYPE_BY_CODE, ObjectId, ObjectType
from pygitobj.sources.copies import header_of_copy, info_of_copy, read_copy
from pygitobj.sources.values import ObjectHeader, ObjectInfo, RawObject
from pygitobj.store.database import ObjectDatabase
from pygitobj.store.recovery import first_good

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import datetime
    from typing import Any, BinaryIO, overload

    from _typeshed import ReadableBuffer

    from pygitobj.formats.stored import StoredObject
    from pygitobj.id_list import IdList
    from pygitobj.sources.copies import Part, Single
    from pygitobj.sources.copy import Copy
    from pygitobj.sources.values import CruftObject, LooseObject, PackFacts
    from pygitobj.store.bulk import Descriptions
    from pygitobj.store.pack_writer import PackWriter
    from pygitobj.store.recovery import Answer
    from pygitobj.store.windows import Result, Window

# Bytes that a bulk read holds.
WINDOW = 128 << 20
# What a one-shot command may well do without is imported where it is used: start-up is most of what it takes.


class ObjectStore(ObjectDatabase):
    """The objects in the object directory `path` and in its alternates (paths with `:` between, beside its own).

    `path` may be str, bytes or PathLike, and stays what it was when the current directory changes. Raises
    RepositoryError where no object directory is.

    Without an `object_format` it is found out: a repository's `objects` has that of its configuration, another
    directory that of the names in it, an empty one SHA-1. What was found out is good for reading; a store of SHA-256
    objects is written to only where the format was given. Where all that is there is of another format than this one,
    RepositoryError is raised before anything is written, or said to be missing.

    With `verify` every body that is read is hashed, and a copy that hashes to another id counts as damaged; git
    itself does not do this when it reads. Reading many objects takes `threads`, by default one for each core, where
    the kernels are compiled. `policy` says how files are written, when first needed and after a `refresh`; without
    `multi_pack_index` none is used, whatever packs it covers. What is passed over (a
    damaged copy, an index that cannot be used, an alternate that is missing, what the system does not let us read) is
    told once, in a line, to `warn` and to the logger "pygitobj"; to that not without `log`.

    A pickle of it is its place and options, without `warn`: there the logger is told what `warn` was told here.

    Methods that read raise NotFoundError, CorruptError, UnsupportedError; they may be called from many threads, and
    after a fork. That an object is missing, how many there are and which, is only said where everything could be
    looked at: else they raise RepositoryError. An index that is damaged is told of, and its objects count as missing.
    Iterators look at the store as it is when each answer is made: what comes meanwhile may be among a list or not, what
    moves to another pack is found there. They end with ValueError when the store is closed; leaving a loop frees what
    was read ahead. Ids are ObjectIds, or bytes that are as long: for a str, hex digits or bytes of another length
    methods raise TypeError or ValueError.
    """

    def __reduce__(self) -> tuple[Any, ...]:
        from pygitobj.store.again import store_again

        return store_again, (type(self), *self._what_opens())

    def __contains__(self, oid: object) -> bool:
        """Whether some source has the id; its bytes are not looked at.

        The digits of a whole id, as a str, are asked for as well. Raises TypeError for anything else that is no id.
        """
        if not isinstance(oid, bytes) or len(oid) != self.hash_size:
            oid = self.format.id_in(oid)
        generation = self.generation
        for source in self._known_sources or self.sources:
            if source.packed.has(oid):
                return oid != self.null_id
        return self._has_elsewhere(oid, generation)

    def has(self, oid: bytes) -> bool:
        """As `in`."""
        return oid in self

    def read(self, oid: bytes) -> RawObject:
        """The object `oid`: its type and body."""
        if not isinstance(oid, bytes) or len(oid) != self.format.hash_size:
            raise self.format.misfit(oid)
        if oid != self.empty_tree:
            # The straight way for what most reads are; anything odd takes the long one.
            found = self.entry(oid)
            if found is not None:
                pack, offset = found
                try:
                    code, body = pack.read(offset)
                    kind = TYPE_BY_CODE[code]
                    if not self.verifies or self.format.digest(kind, body) == oid:
                        return RawObject(kind, body)
                    del body
                except (OSError, GitObjectError):
                    # The long way starts below, when the error no longer holds the bodies that led to it; there what
                    # was wrong is met again.
                    pass
        return self.first_good(oid, read_copy)

    def header(self, oid: bytes) -> ObjectHeader:
        """The type and size of `oid`, without building it."""
        if not isinstance(oid, bytes) or len(oid) != self.hash_size:
            raise self.format.misfit(oid)
        if oid not in (self.empty_tree, self.null_id):
            # The straight way, as in `read`.
            found = self.entry(oid)
            if found is not None:
                pack, offset = found
                try:
                    code, size, _ = pack.described(offset)
                    return ObjectHeader(TYPE_BY_CODE[code], size)
                except (OSError, GitObjectError):
                    pass  # what was wrong is met again on the long way
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

        return open_object(self, oid, verify=self.verifies).body

    def first_good(self, oid: bytes, ask: Callable[[Copy], Answer]) -> Answer:
        """The answer of the first copy of `oid` that is not damaged or gone."""
        return first_good(self, oid, ask)

    def verify(self, oids: Iterable[bytes] | None = None) -> Iterator[tuple[ObjectId, GitObjectError | None]]:
        """Each of `oids`, in their order, or every object in the order of the packs, and what is wrong with it.

        None where the store can give it with the bytes that its id says, whether the store was opened with `verify`
        or not. Otherwise the error that reading it raises: NotFoundError, CorruptError, UnsupportedError, or
        RepositoryError where that cannot be told. A copy that is damaged while another serves is told to `warn` and
        the logger, if it is met. Objects are built in bulk, and none is kept: memory is bounded but for deltas of
        large objects. What is no id of this store is raised when it is its turn, RepositoryError where not all objects
        can be listed.
        """
        from pygitobj.store import arguments, verify_many

        self.require_format()
        return self._until_closed(verify_many.verify_many(self, None if oids is None else arguments.many_given(oids)))

    # Adding

    if TYPE_CHECKING:

        @overload
        def write(self, type: StoredObject) -> ObjectId: ...

        @overload
        def write(self, type: str, data: ReadableBuffer) -> ObjectId: ...

    def write(self, type: str | StoredObject, data: ReadableBuffer | None = None) -> ObjectId:
        """Add the object of type `type` with the body `data`, or a Tree, Commit, Tag or Blob; gives its id.

        An object that is there already, and was read and found equal, is not written again. The body is not looked
        at. Once this returns, readers see the whole object; until then they see nothing. Raises ValueError for another
        type than git's four, for a buffer whose bytes do not lie one after another and for an object that was made for
        the other format, RepositoryError where the directory cannot be written, CorruptObject where another, sound
        object has the same id.
        """
        from pygitobj.store.arguments import object_given
        from pygitobj.store.writing import write_object

        self.require_writable()
        return write_object(self, *object_given(self.format, type, data))

    def write_stream(self, type: str, size: int, file: BinaryIO) -> ObjectId:
        """As `write`, for a body of `size` bytes that `file` gives, which is never held as a whole.

        `file` may give any buffer. Raises GitObjectError where it gives fewer bytes or more, or cannot be read.
        """
        from pygitobj.store.arguments import require_file, require_size
        from pygitobj.store.writing import write_object_stream

        self.require_writable()
        require_size("size", size)
        require_file(file)
        return write_object_stream(self, type, size, file)

    def pack_writer(self) -> PackWriter:
        """Adds many new objects as one pack: `with store.pack_writer() as pack: pack.add("blob", data)`."""
        from pygitobj.store.pack_writer import PackWriter

        self.require_writable()
        return PackWriter(self)

    def copy_from(self, source: ObjectStore, ids: Iterable[bytes]) -> int:
        """Add those of the objects `ids` of the store `source` that are not here, as one pack; gives how many.

        Entries are moved as they are stored: a delta stays one where its base comes along, and compressed bytes are
        copied once their sums are right. What is here already, and was read and found whole, is made as young as if it
        was written now. All of it is added or, where an error is raised, nothing: NotFoundError, CorruptError or
        UnsupportedError for an object that `source` cannot give, ValueError for a store of other hashes and for what
        is no id, RepositoryError. Memory is bounded but for some 100 bytes for each object.
        """
        from pygitobj.store import arguments, copying

        copying.require_source(self, source)
        asked = arguments.list_given(self.format, ids)
        self.require_writable()
        source.require_format()
        return copying.copy_objects(self, source, asked)

    # Looking up many

    def __iter__(self) -> Iterator[ObjectId]:
        """Every id once, ascending, from all sources; of packs those that are there when the first is asked for."""
        from pygitobj.store.ids import all_ids

        return self._until_closed(all_ids(self))

    def __len__(self) -> int:
        """How many objects there are, each counted once."""
        return sum(1 for _ in self)

    def ids(self, type: str | None = None) -> IdList:
        """Every id once, ascending, or only those of the objects of type `type`, as one value.

        What is damaged is of no type. Raises ValueError for another type than git's four, RepositoryError.
        """
        from pygitobj.store.bulk import ids_of

        return ids_of(self, type)

    def id_lists(self) -> Iterator[IdList]:
        """As `ids`, in several lists, so that not all need be held."""
        from pygitobj.store.bulk import id_lists

        return self._until_closed(id_lists(self))

    def loose(self, *, newer_than: datetime | None = None) -> Iterator[LooseObject]:
        """The loose objects, each once, or those whose file is `newer_than` a moment, which is an aware datetime.

        By directory, our own first, and there by id. Where an alternate has the object too it is told of as the first
        one has it. What is written while they are listed may be among them or not; of what goes meanwhile it is the
        same. Raises TypeError for a datetime without an offset, RepositoryError where not all can be listed.
        """
        from pygitobj.store import loose_objects

        return self._until_closed(loose_objects.loose_objects(self, loose_objects.seconds_of(newer_than)))

    def packs(self) -> list[PackFacts]:
        """The packs, our own first, by name, each with what stands beside it (.keep, .promisor, .mtimes).

        Raises RepositoryError where not all can be told.
        """
        from pygitobj.store.pack_facts import pack_facts

        return list(pack_facts(self))

    def cruft(self, *, newer_than: datetime | None = None) -> Iterator[CruftObject]:
        """The objects of cruft packs, pack by pack, or those `newer_than` a moment, which is an aware datetime.

        Raises TypeError for a datetime without an offset, RepositoryError, CorruptError where not all can be told.
        """
        from pygitobj.store import loose_objects, pack_facts

        return self._until_closed(pack_facts.cruft_objects(self, loose_objects.seconds_of(newer_than)))

    def locate_many(self, ids: Iterable[bytes]) -> Iterator[Part | Single]:
        """A copy of each of `ids` that is here: what one pack has together, anything else by itself."""
        from pygitobj.store import arguments, parts

        return self._until_closed(parts.locate_many(self, arguments.list_given(self.format, ids)))

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

    if TYPE_CHECKING:

        @overload
        def read_many(
            self, oids: Iterable[bytes], *, window: int = ..., large: None = None
        ) -> Iterator[tuple[ObjectId, RawObject | GitObjectError]]: ...

        @overload
        def read_many(
            self, oids: Iterable[bytes], *, window: int = ..., large: int
        ) -> Iterator[tuple[ObjectId, Result]]: ...

    def read_many(
        self, oids: Iterable[bytes], *, window: int = WINDOW, large: int | None = None
    ) -> Iterator[tuple[ObjectId, Result]]:
        """For each of `oids`, in their order, the id and its object, or the error that `read` would raise.

        That is NotFoundError where it is missing, CorruptError or UnsupportedError where what is there is of no use:
        values, not raised. Where it cannot be told whether an object is here, RepositoryError is raised.

        Looks ahead: of the first 1,024 of `oids`, then of 32,768 at a time, bodies of up to `window` bytes in all are
        built in the order of the packs, each delta base once, and held until it is their turn or the loop is left. A
        list that grows or shrinks meanwhile is a RuntimeError. An object of more than `large` bytes comes as its header
        only, to be opened as a stream. What is no id of this store, or an error of `oids` itself, is raised when it is
        its turn.
        """
        from pygitobj.store import arguments, bulk

        arguments.require_bounds(window, large)
        self.require_format()
        return self._until_closed(bulk.read_many(self, arguments.many_given(oids), window, large))

    if TYPE_CHECKING:

        @overload
        def scan(
            self, *, ordered: bool = ..., window: int = ..., large: None = None
        ) -> Iterator[tuple[ObjectId, RawObject | GitObjectError]]: ...

        @overload
        def scan(self, *, ordered: bool = ..., window: int = ..., large: int) -> Iterator[tuple[ObjectId, Result]]: ...

    def scan(
        self, *, ordered: bool = False, window: int = WINDOW, large: int | None = None
    ) -> Iterator[tuple[ObjectId, Result]]:
        """Every object once: in the order of the packs, or with `ordered` by id.

        As `read_many`, what is damaged comes as an error, what has more than `large` bytes as a header. The packs are
        those that are there at the first; an object whose pack goes before its turn is looked for elsewhere.
        """
        from pygitobj.store import arguments, bulk

        arguments.require_bounds(window, large)
        return self._until_closed(bulk.scan(self, ordered, window, large))

    def windows(
        self,
        oids: Iterable[bytes] | None = None,
        *,
        ordered: bool = False,
        window: int = WINDOW,
        line: int = 0,
        large: int | None = None,
    ) -> Iterator[Window]:
        """The objects `oids`, in their order, or every object once as `scan` gives them, as many at a time as fit.

        For who has a place for the bodies: `read_many` makes a Python object of each, a `Window` builds them where
        they are wanted, with `line` bytes left beside each. It ends before an object of more than `large` bytes,
        which is then alone in the next one. Raises as `read_many` and `scan`.
        """
        from pygitobj.store import arguments, bulk

        arguments.require_bounds(window, large)
        arguments.require_size("line", line)
        if oids is None:
            return self._until_closed(bulk.all_windows(self, ordered, window, line, large))
        self.require_format()
        return self._until_closed(bulk.windows_of(self, arguments.many_given(oids), window, line, large))

    def describe(self, oids: Iterable[bytes]) -> Iterator[Descriptions]:
        """The types and sizes of `oids`, in their order, in columns of some at a time: `header_many` for who has many.

        A code is 0 where the object is missing or damaged. Up to 65,536 are looked at together. Raises as `read_many`.
        """
        from pygitobj.store import arguments, bulk

        self.require_format()
        return self._until_closed(bulk.describe(self, arguments.many_given(oids)))

    def sizes(self, ids: Iterable[bytes]) -> Iterator[tuple[ObjectId, ObjectType, int] | None]:
        """Each of `ids`, in their order, with its type and size; None where it is missing or damaged.

        As `header_many`, for who asks of nothing but sizes. Raises as `read_many`.
        """
        from pygitobj.store import arguments, bulk

        self.require_format()
        return self._until_closed(bulk.sizes(self, arguments.many_given(ids)))

    def header_many(self, oids: Iterable[bytes]) -> Iterator[tuple[ObjectId, ObjectHeader | GitObjectError]]:
        """Each of `oids`, in their order, with its type and size, or with the error that `header` would raise.

        That is NotFoundError where it is missing, CorruptError or UnsupportedError where what is there is of no use:
        values, not raised. Where it cannot be told whether an object is here, RepositoryError is raised when it is its
        turn. Otherwise raises as `read_many`.
        """
        from pygitobj.store import arguments, bulk

        self.require_format()
        return self._until_closed(bulk.headers_or_reasons(self, arguments.many_given(oids)))

    def info_many(self, oids: Iterable[bytes]) -> Iterator[tuple[ObjectId, ObjectInfo | GitObjectError]]:
        """Each of `oids`, in their order, with how it is stored, or with the error that `info` would raise.

        As `header_many`.
        """
        from pygitobj.store import arguments, bulk

        self.require_format()
        return self._until_closed(bulk.infos_or_reasons(self, arguments.many_given(oids)))
