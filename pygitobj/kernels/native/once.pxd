"""Reads of memory that others may write to, for C code: see once.h."""

from libc.stdint cimport uint32_t

cdef extern from "once.h" nogil:
    unsigned char byte_once(const unsigned char *at)
    uint32_t word_once(const unsigned char *at)
