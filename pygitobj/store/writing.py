"""Adding one object to a store: unless it is there already, a loose file in the store's own directory."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO

from pygitobj.errors import RepositoryError
from pygitobj.files.atomic import freshen
from pygitobj.files.loose_writer import write_loose, write_loose_stream
from pygitobj.oid import TYPE_CODES, ObjectId, ObjectType

if TYPE_CHECKING:
    from pygitobj.store.object_store import ObjectStore


def write_object(store: ObjectStore, kind: str, data: bytes) -> ObjectId:
    """Add the object of type `kind` with the body `data` to `store`; gives its id."""
    oid = store.format.hash_object(require_type(kind), data)
    if not freshen_object(store, oid):
        try:
            write_loose(store.sources[0].loose.path(oid), kind, data, store.write_policy)
        except OSError as error:
            raise cannot_write(store, error) from None
    return oid


def write_object_stream(store: ObjectStore, kind: str, size: int, file: BinaryIO) -> ObjectId:
    """Add the object of type `kind` whose body is the `size` bytes of `file` to `store`; gives its id."""
    require_type(kind)
    loose = store.sources[0].loose
    try:
        return write_loose_stream(loose.directory, loose.path, store.format, kind, size, file, store.write_policy)
    except OSError as error:
        raise cannot_write(store, error) from None


def require_type(kind: str) -> str:
    """`kind`, which is one of the four. Raises ValueError."""
    if kind not in set(TYPE_CODES):
        raise ValueError(f"not an object type: {kind!r} (expected one of {', '.join(ObjectType)})")
    return kind


def freshen_object(store: ObjectStore, oid: ObjectId) -> bool:
    """Whether some source has `oid`; its pack or file is then as if it was written now, so that no prune takes it."""
    if oid == store.format.null_id:
        return False
    found = store.locate(oid)
    if found is not None and freshen(found[0].pack_path):
        return True
    return any(freshen(source.loose.path(oid)) for source in store.sources)


def cannot_write(store: ObjectStore, error: OSError) -> RepositoryError:
    """Why an object could not be added, in git's words where git has some."""
    if isinstance(error, PermissionError):
        return RepositoryError(f"insufficient permission for adding an object to repository database {store.path}")
    return RepositoryError(f"unable to write an object to {store.path}: {error.strerror}")
