"""A whole file as bytes: mapped where the file can be mapped, read where it cannot."""

from __future__ import annotations

import mmap
import os
import sys

from pygitobj.kernels.buffers import ByteSource

# A file this small is read: that is cheaper than mapping it, and holds no descriptor.
READ_BELOW = 1 << 16


def map_file(path: str) -> ByteSource:
    """The bytes of the file at `path`, which stay what they were if the file is unlinked or replaced.

    A map lets go of its memory and descriptor when the last reference to it goes. Raises OSError.
    """
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        size = os.fstat(descriptor).st_size
        if size >= READ_BELOW:
            try:
                return map_descriptor(descriptor)
            except (OSError, ValueError):
                pass
        return read_descriptor(descriptor, size)
    finally:
        os.close(descriptor)


def map_descriptor(descriptor: int) -> ByteSource:
    """The file behind `descriptor`, mapped to be read."""
    if sys.version_info >= (3, 13):
        return mmap.mmap(descriptor, 0, access=mmap.ACCESS_READ, trackfd=False)
    return mmap.mmap(descriptor, 0, access=mmap.ACCESS_READ)


def is_mapped(data: ByteSource) -> bool:
    """Whether `data` is a mapped file."""
    return isinstance(data, mmap.mmap)


def give_back(data: ByteSource) -> None:
    """Let the system have the pages of `data` if it is a mapped file; they come again when they are looked at.

    While they stay they count as memory of this process, although they are the system's to take.
    """
    if isinstance(data, mmap.mmap) and hasattr(mmap, "MADV_DONTNEED"):
        data.madvise(mmap.MADV_DONTNEED)


def read_descriptor(descriptor: int, size: int) -> bytes:
    """All bytes behind `descriptor`, about `size` of them."""
    parts = []
    while part := os.read(descriptor, max(size, READ_BELOW)):
        parts.append(part)
    return b"".join(parts)
