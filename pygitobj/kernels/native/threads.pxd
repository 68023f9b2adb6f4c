"""Threads without Python: see threads.pyx."""

from libc.stdint cimport int64_t

ctypedef void (*Job)(void *argument) noexcept nogil

cdef void run_threads(int64_t count, Job job, void *argument) noexcept nogil
