"""A pack entry's header: what the entry is, how large, and against which base. Its layout: kernels/pure/entry.py."""

from cpython.buffer cimport PyBUF_SIMPLE, PyBuffer_Release, PyObject_GetBuffer
from libc.stdint cimport uint64_t

from pygitobj.kernels.native.once cimport byte_once

cdef uint64_t MAX_SIZE = <uint64_t>(-1) >> 1
cdef int MAX_SHIFT = 60


cdef bint parse_entry(
    const unsigned char *start, uint64_t left, uint64_t offset, uint64_t first, uint64_t hash_size, Entry *entry
) noexcept nogil:
    """Whether a good header stands at `start`, of `left` bytes, which is `offset` of a pack whose entries begin at `first`.

    Places in `entry` are offsets in the pack. No byte is read twice, since in a mapped file it may differ then.
    """
    cdef uint64_t at = 1, size, distance
    cdef int shift = 4
    cdef unsigned char byte
    if left == 0:
        return False
    byte = byte_once(start)
    entry.kind = byte >> 4 & 7
    size = byte & 15
    while byte & 0x80:
        if at >= left or shift > MAX_SHIFT:
            return False
        byte = byte_once(start + at)
        at += 1
        if shift == MAX_SHIFT and byte & 0x78:
            return False
        size |= <uint64_t>(byte & 0x7F) << shift
        shift += 7
    entry.size = size
    entry.base = 0
    if entry.kind == OFS_DELTA:
        if at >= left:
            return False
        byte = byte_once(start + at)
        at += 1
        distance = byte & 0x7F
        while byte & 0x80:
            if at >= left or distance > offset:
                return False
            byte = byte_once(start + at)
            at += 1
            distance = distance + 1 << 7 | byte & 0x7F
        if distance == 0 or distance > offset - first:
            return False
        entry.base = offset - distance
    elif entry.kind == REF_DELTA:
        if hash_size > left - at:
            return False
        entry.base = offset + at
        at += hash_size
    elif entry.kind == 0 or entry.kind == 5:
        return False
    entry.start = offset + at
    return True


cdef bint read_entry(
    const unsigned char *data, uint64_t offset, uint64_t first, uint64_t end, uint64_t hash_size, Entry *entry
) noexcept nogil:
    """Whether a good header stands at `offset` of the pack `data`, whose entries lie from `first` up to `end`."""
    if offset < first or offset >= end:
        return False
    return parse_entry(data + offset, end - offset, offset, first, hash_size, entry)


def parse_entry_header(data, uint64_t offset, uint64_t first, uint64_t end, uint64_t hash_size):
    """The header of the entry at `offset` as (type code, size, base, where its zlib stream starts)."""
    cdef Py_buffer view
    cdef Entry entry
    cdef bint good
    PyObject_GetBuffer(data, &view, PyBUF_SIMPLE)
    try:
        good = end <= <uint64_t>view.len and read_entry(
            <const unsigned char *>view.buf, offset, first, end, hash_size, &entry
        )
    finally:
        PyBuffer_Release(&view)
    if not good:
        from pygitobj.kernels.pure.entry import parse_entry_header as slow  # it finds the words for what is wrong

        return slow(data, offset, first, end, hash_size)
    if entry.kind == OFS_DELTA:
        return entry.kind, entry.size, entry.base, entry.start
    if entry.kind == REF_DELTA:
        return entry.kind, entry.size, bytes(data[entry.base : entry.base + hash_size]), entry.start
    return entry.kind, entry.size, None, entry.start
