"""Writing one loose object's file, whole or from a stream. Read: loose.py."""

from __future__ import annotations

import os
import zlib
from typing import TYPE_CHECKING, BinaryIO, TypeVar

from pygitobj.errors import GitObjectError
from pygitobj.files.atomic import TempFile, WritePolicy, make_directory
from pygitobj.formats.loose import build_loose_header
from pygitobj.oid import ObjectFormat, ObjectId

if TYPE_CHECKING:
    from collections.abc import Callable

# git's name for what becomes a loose object.
WHAT = "obj"
PIECE = 1 << 20
MAX_TRIES = 20
Done = TypeVar("Done")


def write_loose(path: str, kind: str, data: bytes, policy: WritePolicy) -> None:
    """Write the object of type `kind` with the body `data` to the file `path`, whose name is its id. Raises OSError.

    Where another writer was faster, its file stays.
    """
    deflater = zlib.compressobj(policy.level)
    directory = os.path.dirname(path)
    with in_directory(directory, policy, lambda: TempFile(directory, WHAT)) as temp:
        head = deflater.compress(build_loose_header(kind, len(data)))
        view = memoryview(data)
        if len(data) <= PIECE:
            temp.write(b"".join((head, deflater.compress(data), deflater.flush())))
        else:
            temp.write(head)
            for at in range(0, len(data), PIECE):
                temp.write(deflater.compress(view[at : at + PIECE]))
            temp.write(deflater.flush())
        temp.finish(policy, sync=policy.sync_loose)
        temp.publish(path, rename=policy.rename)


def write_loose_stream(
    directory: str,
    path_of: Callable[[bytes], str],
    object_format: ObjectFormat,
    kind: str,
    size: int,
    file: BinaryIO,
    policy: WritePolicy,
) -> ObjectId:
    """Write an object of `size` bytes that `file` gives, a piece at a time, and give its id.

    It is written in the object directory `directory`, since its place, `path_of` its id, is known only at the end.
    Raises GitObjectError where `file` has fewer or more bytes, OSError.
    """
    header = build_loose_header(kind, size)
    running = object_format.new_hash(header)
    deflater = zlib.compressobj(policy.level)
    with TempFile(directory, WHAT) as temp:
        temp.write(deflater.compress(header))
        left = size
        while left and (piece := file.read(min(left, PIECE))):
            running.update(piece)
            temp.write(deflater.compress(piece))
            left -= len(piece)
        if left or file.read(1):
            found = "more" if not left else f"{size - left}"
            raise GitObjectError(f"a stream of another size: expected {size} bytes, found {found}")
        temp.write(deflater.flush())
        temp.finish(policy, sync=policy.sync_loose)
        oid = ObjectId(running.digest())
        path = path_of(oid)
        shard = os.path.dirname(path)
        in_directory(shard, policy, lambda: temp.publish(path, rename=policy.rename))
    return oid


def in_directory(directory: str, policy: WritePolicy, act: Callable[[], Done]) -> Done:
    """What `act` gives, for which `directory` is made where it is not there. Raises OSError.

    An empty directory may be taken away between two calls, by whoever prunes.
    """
    for _ in range(MAX_TRIES):
        try:
            return act()
        except FileNotFoundError:
            make_directory(directory, policy)
    return act()
