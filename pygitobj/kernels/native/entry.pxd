"""Entry headers for C code: see entry.pyx."""

from libc.stdint cimport uint64_t

ctypedef struct Entry:
    int kind            # 1 to 4, 6 or 7
    uint64_t size       # of what the stream holds
    uint64_t base       # ofs-delta: the base's offset; ref-delta: where the base's id stands
    uint64_t start      # of the zlib stream

cdef enum:
    OFS_DELTA = 6
    REF_DELTA = 7

cdef bint parse_entry(
    const unsigned char *start, uint64_t left, uint64_t offset, uint64_t first, uint64_t hash_size, Entry *entry
) noexcept nogil

cdef bint read_entry(
    const unsigned char *data, uint64_t offset, uint64_t first, uint64_t end, uint64_t hash_size, Entry *entry
) noexcept nogil
