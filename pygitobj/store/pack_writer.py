"""Adding many objects to a store at once: straight into one pack, none of them ever a loose file."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, BinaryIO, Self

from pygitobj.errors import GitObjectError
from pygitobj.files.atomic import make_directory
from pygitobj.files.pack_install import HowIndexed, install_pack
from pygitobj.files.pack_writer import PackBuilder
from pygitobj.formats.loose import build_loose_header
from pygitobj.kernels.entry_writer import build_entry_header
from pygitobj.oid import ObjectId, ObjectType
from pygitobj.store.writing import cannot_write, freshen_object, require_type

if TYPE_CHECKING:
    from pygitobj.store.object_store import ObjectStore

PIECE = 1 << 20


class PackWriter:
    """A pack of new objects, to be used in a `with` block: at its end the pack becomes part of the store.

    Until then its objects cannot be read; where the block ends with an error there is no pack. Objects are stored
    whole, not as deltas. An object that the store or this pack has already is not added again, and a pack of no
    objects is none: `name` is then None, else the pack's name without suffix. Methods raise RepositoryError where
    nothing can be written.
    """

    def __init__(self, store: ObjectStore) -> None:
        self.store = store
        self.policy = store.write_policy
        self.directory = f"{store.path}/pack"
        self.known: set[bytes] = set()
        self.name: str | None = None
        self.builder: PackBuilder

    def add(self, kind: str, data: bytes) -> ObjectId:
        """Add the object of type `kind` with the body `data`; gives its id. Raises ValueError for another type."""
        oid = self.store.format.hash_object(require_type(kind), data)
        if self.is_new(oid):
            try:
                self.builder.start(oid)
                self.builder.add(build_entry_header(ObjectType(kind).code, len(data)))
                self.builder.add(zlib.compress(data, self.policy.pack_level))
            except OSError as error:
                raise cannot_write(self.store, error) from None
        return oid

    def add_stream(self, kind: str, size: int, file: BinaryIO) -> ObjectId:
        """As `add`, for a body of `size` bytes that `file` gives, which is never held as a whole.

        Raises GitObjectError where `file` gives fewer or more.
        """
        running = self.store.format.new_hash(build_loose_header(require_type(kind), size))
        deflater = zlib.compressobj(self.policy.pack_level)
        left = size
        try:
            self.builder.start(bytes(self.store.format.hash_size))
            self.builder.add(build_entry_header(ObjectType(kind).code, size))
            while left and (piece := file.read(min(left, PIECE))):
                running.update(piece)
                self.builder.add(deflater.compress(piece))
                left -= len(piece)
            if left or file.read(1):
                self.builder.forget()
                found = "more" if not left else f"{size - left}"
                raise GitObjectError(f"a stream of another size: expected {size} bytes, found {found}")
            self.builder.add(deflater.flush())
            oid = ObjectId(running.digest())
            if self.is_new(oid):
                self.builder.name(oid)
            else:
                self.builder.forget()
        except OSError as error:
            raise cannot_write(self.store, error) from None
        return oid

    def is_new(self, oid: ObjectId) -> bool:
        """Whether neither this pack nor the store has `oid`; this pack is then taken to have it."""
        if oid in self.known or freshen_object(self.store, oid):
            return False
        self.known.add(oid)
        return True

    def __enter__(self) -> Self:
        try:
            make_directory(self.directory, self.policy)
            self.builder = PackBuilder(self.directory, self.store.format)
        except OSError as error:
            raise cannot_write(self.store, error) from None
        return self

    def __exit__(self, *exception: object) -> None:
        """Make the pack part of the store, unless an error ends the block or there is nothing in it."""
        with self.builder.temp as temp:
            if exception[0] is not None or not len(self.builder):
                temp.drop()
                return
            try:
                finished = self.builder.finish(HowIndexed(reverse=self.policy.reverse_index))
                name = f"pack-{finished.trailer.hex()}"
                install_pack(temp, f"{self.directory}/{name}", finished.indexes, self.policy, {})
            except OSError as error:
                raise cannot_write(self.store, error) from None
        self.name = name
        self.store.refresh()
