"""Literal paths by directory, for C code: see tree_places.pyx."""

from libc.stddef cimport size_t
from libc.stdint cimport int32_t, uint32_t

from pygitobj.kernels.native.tree_nodes cimport Array
from pygitobj.kernels.native.tree_sides cimport Side

cdef enum:
    NOT_ASKED = -1
    NO_MORE = -2

cdef class TreePlaces:
    cdef readonly size_t count
    cdef Array places, names, rests
    cdef object held

    cdef int32_t below(self, uint32_t number, const Side *side) noexcept
