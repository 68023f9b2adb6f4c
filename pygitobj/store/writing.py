"""Adding one object to a store: unless it is there already, a loose file in the store's own directory."""

from __future__ import annotations

from pygitobj.buffers import bytes_of
from pygitobj.errors import RepositoryError
from pygitobj.files.atomic import TempFile
from pygitobj.files.loose import open_loose
from pygitobj.files.loose_writer import WHAT, fill_loose, place_loose, write_loose
from pygitobj.oid import ObjectId
from pygitobj.sources.copies import buffered
from pygitobj.store.arguments import require_type
from pygitobj.store.existing import New, is_kept

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import BinaryIO

    from _typeshed import ReadableBuffer

    from pygitobj.store.database import ObjectDatabase


def write_object(store: ObjectDatabase, kind: str, data: ReadableBuffer) -> ObjectId:
    """Add the object of type `kind` with the body `data` to `store`; gives its id."""
    body = bytes_of(data)
    oid = store.format.hash_object(require_type(kind), body)
    try:
        if not is_kept(store, New(oid, kind, len(body), body)):
            write_loose(store.sources[0].loose.path(oid), kind, body, store.write_policy)
    except OSError as error:
        raise cannot_write(store, error) from None
    return oid


def write_object_stream(store: ObjectDatabase, kind: str, size: int, file: BinaryIO) -> ObjectId:
    """Add the object of type `kind` whose body is the `size` bytes of `file` to `store`; gives its id."""
    require_type(kind)
    loose, policy = store.sources[0].loose, store.write_policy
    try:
        with TempFile(loose.directory, WHAT) as temp:
            oid = fill_loose(temp, store.format, kind, size, file, policy)
            if not is_kept(store, New(oid, kind, size, lambda: buffered(open_loose(temp.path)), temp.path)):
                place_loose(temp, loose.path(oid), policy)
    except OSError as error:
        raise cannot_write(store, error) from None
    return oid


def cannot_write(store: ObjectDatabase, error: OSError) -> RepositoryError:
    """Why an object could not be added, in git's words where git has some."""
    if isinstance(error, PermissionError):
        return RepositoryError(f"insufficient permission for adding an object to repository database {store.path}")
    return RepositoryError(f"unable to write an object to {store.path}: {error.strerror}")
