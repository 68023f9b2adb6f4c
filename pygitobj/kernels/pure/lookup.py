"""Finding an id in a sorted table of ids, such as a pack index's."""

from __future__ import annotations

from pygitobj.kernels.buffers import ByteSource


def find_oid(table: ByteSource, start: int, stride: int, low: int, high: int, oid: bytes) -> int:
    """The row from `low` up to `high` that holds `oid`, or -1.

    Row r is `stride` bytes at `start + r * stride` and ends in the id; rows ascend by id.
    """
    size = len(oid)
    start += stride - size
    while low < high:
        middle = low + high >> 1
        at = start + middle * stride
        found = table[at : at + size]
        if found < oid:
            low = middle + 1
        elif found > oid:
            high = middle
        else:
            return middle
    return -1
