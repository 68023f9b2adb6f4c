"""The hash at the end of a file, of all that stands before it: idx, rev, multi-pack-index, commit-graph, bitmap."""

from __future__ import annotations

from pygitobj.oid import ObjectFormat

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.kernels.buffers import ByteSource

# Bytes that are hashed at once.
PIECE = 1 << 20


def has_own_hash(data: ByteSource, object_format: ObjectFormat) -> bool:
    """Whether `data` ends with the hash of what stands before."""
    running = object_format.new_hash()
    end = len(data) - object_format.hash_size
    for at in range(0, end, PIECE):
        running.update(data[at : min(at + PIECE, end)])
    return end >= 0 and running.digest() == data[end : len(data)]
