"""Writing one loose object's file, whole or from a stream. Read: loose.py."""

from __future__ import annotations

import os
import zlib

from pygitobj.files.atomic import TempFile, WritePolicy, make_directory
from pygitobj.files.pieces import PIECE, pieces_of
from pygitobj.formats.loose import build_loose_header
from pygitobj.kernels import deflate
from pygitobj.oid import ObjectFormat, ObjectId

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import BinaryIO, TypeVar

    Done = TypeVar("Done")

# git's name for what becomes a loose object.
WHAT = "obj"
MAX_TRIES = 20


def write_loose(path: str, kind: str, data: bytes, policy: WritePolicy, time: int | None = None) -> None:
    """Write the object of type `kind` with the body `data` to the file `path`, whose name is its id. Raises OSError.

    What has that name already is replaced: who would rather keep it looks first whether it is good. With `time`, in
    nanoseconds since 1970, it is as if it was written then, and FileExistsError is raised where something has the name:
    that may be younger.
    """
    header = build_loose_header(kind, len(data))
    directory = path.rpartition("/")[0]
    with in_directory(directory, policy, lambda: TempFile(directory, WHAT)) as temp:
        if len(data) <= PIECE:
            temp.write(deflate(data, policy.level, header))
        else:
            deflater = zlib.compressobj(policy.level)
            temp.write(deflater.compress(header))
            view = memoryview(data)
            for at in range(0, len(data), PIECE):
                temp.write(deflater.compress(view[at : at + PIECE]))
            temp.write(deflater.flush())
        if time is not None:
            # Before it has its name: whoever finds it there may give it another.
            os.utime(temp.descriptor, ns=(time, time))
        temp.finish(policy, sync=policy.sync_loose)
        if time is None:
            temp.replace(path)
        else:
            temp.link(path)


def fill_loose(
    temp: TempFile, object_format: ObjectFormat, kind: str, size: int, file: BinaryIO, policy: WritePolicy
) -> ObjectId:
    """Write an object of `size` bytes that `file` gives, a piece at a time, to `temp`; gives its id.

    `place_loose` gives it its name, which is known only now. Raises GitObjectError where `file` has fewer or more bytes
    or cannot be read, OSError where nothing can be written.
    """
    header = build_loose_header(kind, size)
    running = object_format.new_hash(header)
    deflater = zlib.compressobj(policy.level)
    temp.write(deflater.compress(header))
    for piece in pieces_of(file, size):
        running.update(piece)
        temp.write(deflater.compress(piece))
    temp.write(deflater.flush())
    temp.finish(policy, sync=policy.sync_loose)
    return ObjectId(running.digest())


def place_loose(temp: TempFile, path: str, policy: WritePolicy) -> None:
    """Give the loose object in `temp`, which is somewhere in the object directory, its name. Raises OSError."""
    in_directory(os.path.dirname(path), policy, lambda: temp.replace(path))


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
