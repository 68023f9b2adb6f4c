"""Lines about commits and other objects in the order of a walk. How: kernels/pure/told_lines.py."""

from cpython.array cimport array
from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_FromStringAndSize, PyBytes_GET_SIZE
from libc.stddef cimport size_t
from libc.stdint cimport uint32_t, uint64_t
from libc.string cimport memchr, memcpy

from pygitobj.kernels.native.commit_table cimport CommitTable, Row

cdef enum:
    LONGEST_HASH = 32

cdef const char *DIGITS = b"0123456789abcdef"


cdef inline char *put_digits(char *to, const unsigned char *oid, size_t hash_size) noexcept nogil:
    """Put an id there in digits; what is behind them."""
    cdef size_t digit
    for digit in range(hash_size):
        to[0] = DIGITS[oid[digit] >> 4]
        to[1] = DIGITS[oid[digit] & 15]
        to += 2
    return to


def listed_lines(objects, size_t hash_size):
    """A line for each of `objects`: its id in digits, a blank, and its path up to the first end of a line in it."""
    cdef bytes ids = objects.ids, paths = objects.paths
    cdef array ends = objects.ends
    cdef size_t count = len(ends), at, size
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
        to = put_digits(to, oid, hash_size)
        oid += hash_size
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


def parent_lines(CommitTable table not None, array numbers not None, bytes end not None):
    """For each of some known rows its id and those of its parents, in digits with a blank between, and `end`."""
    cdef const uint32_t[::1] rows = numbers
    cdef size_t count = rows.shape[0], at, ids = 0, digits = 2 * table.hash_size, size = PyBytes_GET_SIZE(end)
    cdef uint32_t nth
    cdef Row *row
    cdef bytes lines
    cdef char *to
    for at in range(count):
        ids += 1 + table.asked(rows[at]).count
    lines = PyBytes_FromStringAndSize(NULL, ids * (digits + 1) + count * size)
    to = PyBytes_AS_STRING(lines)
    for at in range(count):
        row = &table.rows[rows[at]]
        to = put_digits(to, table.id_of(rows[at]), table.hash_size)
        for nth in range(row.count):
            to[0] = 32
            to = put_digits(to + 1, table.id_of(table.edges[row.first + nth]), table.hash_size)
        memcpy(to, PyBytes_AS_STRING(end), size)
        to += size
    return lines[: to - PyBytes_AS_STRING(lines)]
