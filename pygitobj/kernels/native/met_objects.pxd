"""Objects that were met on a walk, for C code: see met_objects.pyx."""

from libc.stddef cimport size_t
from libc.stdint cimport int64_t, uint32_t, uint64_t

from pygitobj.kernels.native.entry_starts cimport Starts
from pygitobj.kernels.native.tree_sides cimport Side

cdef enum:
    # An object that is held only: not known yet.
    NOT_KNOWN = 255

cdef struct Buffer:
    unsigned char *data
    size_t size
    size_t room


cdef bint extend(Buffer *buffer, const void *data, size_t size) noexcept nogil
cdef bytes taken(const Buffer *buffer)
cdef int enter(Side *side, bytes body) except -1
cdef Starts starts_in(bytes body, bytes starts)
cdef bint well_formed(bytes body, size_t hash_size) except? False


cdef class MetObjects:
    cdef readonly size_t hash_size
    cdef Buffer ids
    cdef Buffer kinds
    cdef Buffer held
    cdef uint32_t *slots
    cdef uint64_t count, mask
    cdef list bodies, starts        # of each body that is held where its entries begin, b"" where that is not known
    cdef Buffer holders
    cdef Buffer besides
    cdef Buffer found_starts        # of the tree that is looked at
    cdef uint64_t slot_of(self, const unsigned char *oid) noexcept nogil
    cdef int64_t number_of(self, const unsigned char *oid) noexcept nogil
    cdef uint32_t *holder(self, int64_t number) noexcept nogil
    cdef size_t column_size(self, bytes column) except? 0
    cdef int64_t lack(self, const unsigned char *oid, Buffer *found) noexcept nogil
    cdef uint32_t beside(self, int64_t number, size_t first) noexcept nogil
    cdef void set_beside(self, int64_t number, const unsigned char *oid) noexcept nogil
    cdef Starts starts_of(self, uint32_t place)
    cdef bytes each_once(self, Buffer *found)
    cdef int find_below(self, size_t place, uint32_t beside, Buffer *found) except -1
    cdef int look_below(self, Side *side, const Starts *starts, Buffer *found) except -1
    cdef int note_passed(
        self, Side *side, const unsigned char *tree, const Starts *starts, size_t nth, size_t passed
    ) except -1
    cdef int note_start(self, size_t place) except -1
    cdef bytes taken_starts(self, uint32_t place)
    cdef int keep(self, const unsigned char *oid, bytes body) except -1
    cdef void let_go(self) noexcept
