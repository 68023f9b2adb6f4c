"""Adding many objects to a store at once: straight into one pack, none of them ever a loose file."""

from __future__ import annotations

import os
from collections.abc import Iterable
from threading import RLock

from pygitobj.buffers import bytes_of
from pygitobj.errors import CorruptPack
from pygitobj.files.atomic import make_directory
from pygitobj.files.pack_install import HowIndexed, install_pack
from pygitobj.files.pack_writer import EntryInFile, PackBuilder
from pygitobj.files.pieces import pieces_of
from pygitobj.files.stream import InflatingReader
from pygitobj.formats.loose import build_loose_header
from pygitobj.kernels import deflate
from pygitobj.kernels.entry_writer import build_entry_header
from pygitobj.oid import ObjectId, ObjectType
from pygitobj.sources.copies import buffered
from pygitobj.store.arguments import require_body, require_file, require_size, require_type
from pygitobj.store.existing import New, is_kept
from pygitobj.store.writing import cannot_write

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import BinaryIO, Self

    from _typeshed import ReadableBuffer

    from pygitobj.store.database import ObjectDatabase

# What messages call an entry that is in no pack yet.
ENTRY = "an entry that is being written"


class PackWriter:
    """A pack of new objects, to be used in a `with` block: at its end the pack becomes part of the store.

    Until then its objects cannot be read; where the block ends with an error there is no pack. Objects are stored
    whole, not as deltas. An object that the store has already and that was read and found equal, or that this pack
    has, is not added again, and a pack of no objects is none: `name` is then None, else the pack's name without suffix.

    An object whose `add` fails is not in the pack, and the others are. Several threads may add at once, and the file
    of `add_stream` may add objects itself. Methods raise ValueError outside of the block and in the child of a fork,
    and they and the end of the block do once the store is closed; RepositoryError where nothing can be written,
    CorruptObject where another, sound object has the same id.
    """

    def __init__(self, store: ObjectDatabase) -> None:
        self._store = store
        self._policy = store.write_policy
        self._directory = f"{store.path}/pack"
        self.name: str | None = None
        self._builder: PackBuilder
        # One entry at a time goes into the pack; whoever compresses does not hold it. Of its own thread's, since an
        # interrupt may come just before it is let go of.
        self._lock = RLock()
        self._process = 0
        # Where in the pack each object is or was about to be: it is there once that entry has its id.
        self._places: dict[bytes, int] = {}

    def add(self, type: str, data: ReadableBuffer) -> ObjectId:
        """Add the object of type `type` with the body `data`; gives its id. Raises ValueError for another type."""
        self._require_open()
        require_type(type)
        require_body(data)
        body = bytes_of(data)
        oid = self._store.format.hash_object(type, body)
        try:
            if not self._has(oid) and not is_kept(self._store, New(oid, type, len(body), body)):
                header = build_entry_header(ObjectType(type).code, len(body))
                self._append(oid, (header, deflate(body, self._policy.pack_level)))
        except OSError as error:
            raise cannot_write(self._store, error) from None
        return oid

    def add_stream(self, type: str, size: int, file: BinaryIO) -> ObjectId:
        """As `add`, for a body of `size` bytes that `file` gives, which is never held as a whole.

        `file` may give any buffer. Raises GitObjectError where it gives fewer bytes or more, or cannot be read.
        """
        self._require_open()
        require_type(type)
        require_size("size", size)
        require_file(file)
        running = self._store.format.new_hash(build_loose_header(type, size))
        header = build_entry_header(ObjectType(type).code, size)
        try:
            with EntryInFile(self._directory, header, self._policy.pack_level) as entry:
                for piece in pieces_of(file, size):
                    running.update(piece)
                    entry.add(piece)
                entry.end()
                oid = ObjectId(running.digest())
                new = New(oid, type, size, lambda: body_of(entry, len(header), size), ENTRY)
                if not self._has(oid) and not is_kept(self._store, new):
                    self._append(oid, entry.parts())
        except OSError as error:
            raise cannot_write(self._store, error) from None
        return oid

    def _has(self, oid: ObjectId) -> bool:
        """Whether this pack has `oid`."""
        at = self._places.get(oid)
        return at is not None and self._builder.oid(at) == oid

    def _append(self, oid: ObjectId, parts: Iterable[bytes]) -> None:
        """Add the entry of `oid`, unless another thread was faster. Raises OSError."""
        with self._lock:
            self._require_open()
            if not self._has(oid):
                self._places[oid] = len(self._builder)
                self._builder.append(oid, parts)

    def _require_open(self) -> None:
        """Raises ValueError outside of the block."""
        if self._process != os.getpid():
            raise ValueError("a pack writer takes objects in its `with` block only, and in the process that began it")

    def __enter__(self) -> Self:
        if self._process:
            raise ValueError("a pack writer has one `with` block")
        self._store._require_open()
        try:
            make_directory(self._directory, self._policy)
            self._builder = PackBuilder(self._directory, self._store.format)
        except OSError as error:
            raise cannot_write(self._store, error) from None
        self._process = os.getpid()
        return self

    def __exit__(self, *exception: object) -> None:
        """Make the pack part of the store, unless an error ends the block or there is nothing in it."""
        if exception[0] is None:
            self._require_open()
        elif self._process != os.getpid():
            return
        # Whoever adds from now on is told, not left with an id that nobody has; who is adding comes to an end first.
        self._process = -1
        with self._lock, self._builder.temp as temp:
            if exception[0] is not None or not len(self._builder):
                return
            self._store._require_open()
            try:
                finished = self._builder.finish(HowIndexed(reverse=self._policy.reverse_index))
                name = f"pack-{finished.trailer.hex()}"
                install_pack(temp, f"{self._directory}/{name}", finished.indexes, self._policy, {})
            except OSError as error:
                raise cannot_write(self._store, error) from None
        self.name = name
        self._store._refresh_packs()


def body_of(entry: EntryInFile, start: int, size: int) -> BinaryIO:
    """The body of `size` bytes whose stream begins at `start` of a whole entry."""
    data = entry.source()
    return buffered(InflatingReader(data, start, len(data), size, path=ENTRY, error=CorruptPack))
