"""Malformed trees, for C code: see tree.pyx."""

from libc.stddef cimport size_t

cdef object refuse(body, size_t hash_size)
