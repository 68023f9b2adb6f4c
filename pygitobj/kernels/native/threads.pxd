"""Threads without Python: see threads.pyx."""

from libc.stdint cimport int64_t

cdef extern from *:
    """
    /* What is at at, which is then n more: how threads share out numbered work. */
    #define TAKE(at, n) __atomic_fetch_add((at), (n), __ATOMIC_RELAXED)
    """
    int64_t TAKE(int64_t *at, int64_t n) nogil

ctypedef void (*Job)(void *argument) noexcept nogil

cdef void run_threads(int64_t count, Job job, void *argument) noexcept nogil
