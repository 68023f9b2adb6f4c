"""Hashers for C code: see hasher.h."""

from libc.stddef cimport size_t

from pygitobj.kernels.native.worker cimport hasher

cdef extern from "hasher.h" nogil:
    const int HASHER_AVAILABLE
    hasher *hasher_new(size_t size)
    void hasher_free(hasher *self)
    bint hasher_object(hasher *self, const char *kind, const unsigned char *body, size_t size, unsigned char *out)

cdef extern from *:
    """
    static const char *const KINDS[] = {"", "commit", "tree", "blob", "tag"};
    """
    const char **KINDS
