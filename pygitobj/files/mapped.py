"""A whole file as bytes: mapped where the file can be mapped, read where it cannot.

A file can be cut short while it is mapped, or its disk can fail, and the system then kills who touches the page that is
gone. Compiled, maps are guarded against that (kernels/native/guard.pyx): slices raise an error that names the file, and
who takes the buffer asks `has_failed` afterwards. In Python files are read in parts instead.

    PYGITOBJ_GUARD=0     neither: files are mapped without a guard
"""

from __future__ import annotations

import errno
import mmap
import os
import stat
import sys

from pygitobj.errors import CorruptError
from pygitobj.files.unmapped import Origin, UnmappedFile, origin_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.kernels.buffers import ByteSource


# A file this small is read: that is cheaper than mapping it, and holds no descriptor.
READ_BELOW = 1 << 16
# Opening a pipe that lies in a file's place would wait for who writes to it; so it is an empty file.
READING = os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK
# The same where a file would be read in parts: slices of what is in memory take less time.
READ_WHOLE_BELOW = 1 << 21


class Guard:
    """Whether maps are guarded."""

    wanted = os.environ.get("PYGITOBJ_GUARD", "") != "0"


def guard_mappings(wanted: bool = True) -> None:
    """Guard mapped files, as is done by default, or with `wanted` False leave that out.

    A pack or an index that is cut short while it is mapped, or whose disk fails, is then an error that names the file
    (CorruptPack, CorruptIndex) instead of the death of the process by SIGBUS. The compiled kernels do this with a
    signal handler, installed with the first map: it answers only for addresses inside of maps of this library, and
    hands all other signals to the handler that was there before. Where another handler is installed later that hands
    nothing on, the next map or the next call of this puts ours before it. In pure Python, which cannot do so, files are
    read in parts instead of mapped; with `wanted` False, files that are opened from then on are mapped there too. The
    environment variable PYGITOBJ_GUARD=0 leaves it out from the start.
    """
    from pygitobj.kernels import install_guard, uninstall_guard  # most files are too small to be mapped

    Guard.wanted = wanted
    if wanted:
        install_guard()
    else:
        uninstall_guard()


def map_file(path: str, error: type[CorruptError] = CorruptError) -> ByteSource:
    """The bytes of the file at `path`, which stay what they were if the file is unlinked or replaced.

    A map lets go of its memory and descriptor when the last reference to it goes. Raises OSError; what is returned
    raises `error` where the file is cut short later or its disk fails.
    """
    descriptor = os.open(path, READING)
    try:
        found = os.fstat(descriptor)
        if found.st_size >= READ_BELOW:
            try:
                return map_descriptor(descriptor, origin_of(path, found, error))
            except (OSError, ValueError):
                pass
        if stat.S_ISCHR(found.st_mode) and os.read(descriptor, 1):
            raise OSError(errno.EINVAL, "Not a regular file", path)  # it could go on for ever; the null device is empty
        return read_descriptor(descriptor, found.st_size)
    finally:
        os.close(descriptor)


def map_descriptor(descriptor: int, origin: Origin) -> ByteSource:
    """The first bytes of the file behind `descriptor`, which is `origin` and as long as that says, to be read.

    Raises OSError and ValueError where it cannot be mapped, and the error of `origin`.
    """
    if not Guard.wanted:
        return plain_map(descriptor, origin.size)
    from pygitobj.kernels import GuardedMap, install_guard  # most files are too small to be mapped

    if install_guard():
        data = GuardedMap(plain_map(descriptor, origin.size), origin)
        # The map keeps in mind how the file ended: that was its end only if it still has it.
        if os.fstat(descriptor).st_size < origin.size:
            raise origin.failure()
        return data
    if origin.size < READ_WHOLE_BELOW:
        return origin.read_from(descriptor, 0, origin.size)
    return UnmappedFile(os.dup(descriptor), origin)


def plain_map(descriptor: int, size: int) -> mmap.mmap:
    """The first `size` bytes of the file behind `descriptor`, mapped to be read."""
    if sys.version_info >= (3, 13):
        return mmap.mmap(descriptor, size, access=mmap.ACCESS_READ, trackfd=False)
    return mmap.mmap(descriptor, size, access=mmap.ACCESS_READ)


def has_failed(data: ByteSource) -> bool:
    """Whether `data` is a map of which a part could not be had: what was made of its buffer may be made of zeros."""
    failed = getattr(data, "failed", None)
    return failed is not None and failed()


def failure_of(data: ByteSource) -> CorruptError:
    """The error to raise where `data` is a map that has failed."""
    origin: Origin = data.origin  # type: ignore[attr-defined]
    return origin.failure()


def is_mapped(data: ByteSource) -> bool:
    """Whether `data` is a mapped file."""
    return isinstance(data, mmap.mmap) or hasattr(data, "madvise")


def give_back(data: ByteSource) -> None:
    """Let the system have the pages of `data` if it is a mapped file; they come again when they are looked at.

    While they stay they count as memory of this process, although they are the system's to take.
    """
    if isinstance(data, UnmappedFile):
        data.forget()
    elif is_mapped(data) and hasattr(mmap, "MADV_DONTNEED"):
        data.madvise(mmap.MADV_DONTNEED)  # type: ignore[attr-defined]


def read_descriptor(descriptor: int, size: int) -> bytes:
    """All bytes behind `descriptor`, about `size` of them."""
    parts = []
    while part := os.read(descriptor, max(size, READ_BELOW)):
        parts.append(part)
    return b"".join(parts)
