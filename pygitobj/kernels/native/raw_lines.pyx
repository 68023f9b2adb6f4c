"""Lines of `--raw` for what differs between two trees. How: kernels/pure/raw_lines.py."""

from cpython.array cimport array, clone
from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_FromStringAndSize, PyBytes_GET_SIZE
from libc.stddef cimport size_t
from libc.stdint cimport uint32_t, uint64_t
from libc.stdlib cimport free
from libc.string cimport memcpy

from pygitobj.kernels.native.tree_nodes cimport Array, extend

cdef enum:
    KIND = 0o170000
    MOST_MODE = 0o777777
    MODE_DIGITS = 6
    # A colon, two modes, five blanks or their like, a status, the end of the line.
    AROUND = 20

cdef const char *DIGITS = b"0123456789abcdef"
cdef array PLACES = array("Q")


cdef bint is_plain(const unsigned char *path, size_t size) noexcept nogil:
    """Whether a path has letters of ASCII alone that need no quotes."""
    cdef size_t at
    for at in range(size):
        if not 32 <= path[at] < 127 or path[at] == 34 or path[at] == 92:
            return False
    return True


cdef char *write_mode(char *to, uint32_t mode) noexcept nogil:
    """Write a mode in six digits."""
    cdef int digit
    for digit in range(MODE_DIGITS):
        to[digit] = 48 + (mode >> 3 * (MODE_DIGITS - 1 - digit) & 7)
    to[MODE_DIGITS] = 32
    return to + MODE_DIGITS + 1


cdef char *write_id(char *to, const unsigned char *oid, unsigned int digits, char end) noexcept nogil:
    """Write the first digits of an id, and what ends them."""
    cdef unsigned int digit
    for digit in range(digits):
        to[digit] = DIGITS[oid[digit >> 1] & 15 if digit & 1 else oid[digit >> 1] >> 4]
    to[digits] = end
    return to + digits + 1


cdef bint ascends(const uint32_t[::1] ends, uint64_t last) noexcept:
    """Whether no end is before the one before it, and the last one is this."""
    cdef uint64_t before = 0
    cdef Py_ssize_t at
    for at in range(ends.shape[0]):
        if ends[at] < before:
            return False
        before = ends[at]
    return before == last


def raw_lines(changes not None, bytes digits not None, name):
    """The lines of `changes`, and where those of each comparison end."""
    cdef const uint32_t[::1] modes = changes.modes, ends = changes.ends, path_ends = changes.path_ends
    cdef bytes ids = changes.ids, paths = changes.paths, shown
    cdef const unsigned char *lengths = <const unsigned char *>PyBytes_AS_STRING(digits)
    cdef const unsigned char *oid = <const unsigned char *>PyBytes_AS_STRING(ids)
    cdef const unsigned char *path = <const unsigned char *>PyBytes_AS_STRING(paths)
    cdef const char *text
    cdef size_t count = path_ends.shape[0], size, nth, at, length, start = 0
    cdef uint32_t old_mode, new_mode
    cdef array found = clone(PLACES, ends.shape[0], False)
    cdef Array lines = Array(NULL, 0, 0)
    cdef char *to
    size = PyBytes_GET_SIZE(ids) // (2 * count) if count else 0
    if (
        <size_t>modes.shape[0] != 2 * count or <size_t>PyBytes_GET_SIZE(digits) != 2 * count
        or <size_t>PyBytes_GET_SIZE(ids) != 2 * count * size
        or not ascends(ends, count) or not ascends(path_ends, PyBytes_GET_SIZE(paths))
    ):
        raise ValueError("not columns of changes")
    for nth in range(2 * count):
        if lengths[nth] > 2 * size:
            raise ValueError("not columns of changes")
    for nth in range(2 * count):
        if modes[nth] > MOST_MODE:
            raise ValueError("a mode of more than six digits")
    nth = 0
    try:
        for at in range(<size_t>ends.shape[0]):
            while nth < ends[at]:
                length = path_ends[nth] - start
                text = <const char *>path
                if not is_plain(path, length):
                    shown = name(paths[start : start + length])
                    text, length = PyBytes_AS_STRING(shown), PyBytes_GET_SIZE(shown)
                to = <char *>extend(&lines, AROUND + lengths[2 * nth] + lengths[2 * nth + 1] + length)
                old_mode, new_mode = modes[2 * nth], modes[2 * nth + 1]
                to[0] = 58
                to = write_mode(to + 1, old_mode)
                to = write_mode(to, new_mode)
                to = write_id(to, oid, lengths[2 * nth], 32)
                to = write_id(to, oid + size, lengths[2 * nth + 1], 32)
                to[0] = 65 if not old_mode else 68 if not new_mode else 84 if (old_mode ^ new_mode) & KIND else 77
                to[1] = 9
                memcpy(to + 2, text, length)
                to[2 + length] = 10
                path += path_ends[nth] - start
                start = path_ends[nth]
                oid += 2 * size
                nth += 1
            found.data.as_ulonglongs[at] = lines.size
        return PyBytes_FromStringAndSize(<const char *>lines.data, lines.size), found
    finally:
        free(lines.data)
