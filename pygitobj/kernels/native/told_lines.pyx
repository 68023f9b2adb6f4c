"""Lines about objects in the order of a walk. How: kernels/pure/told_lines.py."""

from cpython.array cimport array
from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_FromStringAndSize, PyBytes_GET_SIZE
from libc.stddef cimport size_t
from libc.stdint cimport uint64_t
from libc.string cimport memchr, memcpy

cdef enum:
    LONGEST_HASH = 32

cdef const char *DIGITS = b"0123456789abcdef"


def listed_lines(objects, size_t hash_size):
    """A line for each of `objects`: its id in digits, a blank, and its path up to the first end of a line in it."""
    cdef bytes ids = objects.ids, paths = objects.paths
    cdef array ends = objects.ends
    cdef size_t count = len(ends), at, digit, size
    cdef uint64_t start = 0, end
    cdef const unsigned char *oid = <const unsigned char *>PyBytes_AS_STRING(ids)
    cdef const char *path
    cdef const char *stop
    cdef char *to
    cdef bytes lines
    if hash_size > LONGEST_HASH or <size_t>PyBytes_GET_SIZE(ids) != count * hash_size or ends.typecode != "Q":
        raise ValueError("not columns of objects")
    for at in range(count):
        if ends.data.as_ulonglongs[at] < start or ends.data.as_ulonglongs[at] > <uint64_t>PyBytes_GET_SIZE(paths):
            raise ValueError("not columns of objects")
        start = ends.data.as_ulonglongs[at]
    lines = PyBytes_FromStringAndSize(NULL, count * (2 * hash_size + 2) + PyBytes_GET_SIZE(paths))
    to = PyBytes_AS_STRING(lines)
    start = 0
    for at in range(count):
        for digit in range(hash_size):
            to[0] = DIGITS[oid[0] >> 4]
            to[1] = DIGITS[oid[0] & 15]
            to += 2
            oid += 1
        to[0] = 32
        to += 1
        end = ends.data.as_ulonglongs[at]
        path = PyBytes_AS_STRING(paths) + start
        stop = <const char *>memchr(path, 10, end - start) if end > start else NULL
        size = end - start if stop == NULL else stop - path
        memcpy(to, path, size)
        to += size
        to[0] = 10
        to += 1
        start = end
    return lines[: to - PyBytes_AS_STRING(lines)]
