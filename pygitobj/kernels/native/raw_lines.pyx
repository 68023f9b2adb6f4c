"""Lines of `--raw` for what differs between two trees. How: kernels/pure/raw_lines.py."""

from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_FromStringAndSize, PyBytes_GET_SIZE
from libc.stddef cimport size_t
from libc.stdint cimport uint32_t
from libc.string cimport memcpy

cdef enum:
    KIND = 0o170000
    MODE_DIGITS = 6
    # A colon, two modes, five blanks or their like, a status, the end of the line.
    AROUND = 20


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


cdef char *write_text(char *to, bytes text, char end) noexcept:
    """Write a text, and what ends it."""
    memcpy(to, PyBytes_AS_STRING(text), PyBytes_GET_SIZE(text))
    to += PyBytes_GET_SIZE(text)
    to[0] = end
    return to + 1


def raw_lines(pairs, digits, name):
    """The lines of `pairs`."""
    cdef list lines = []
    cdef bytes path, old, new, old_digits, new_digits, line
    cdef uint32_t old_mode, new_mode
    cdef char *to
    for path, old_mode, old, new_mode, new in pairs:
        old_digits, new_digits = digits[old], digits[new]
        if not is_plain(<const unsigned char *>PyBytes_AS_STRING(path), PyBytes_GET_SIZE(path)):
            path = name(path)
        line = PyBytes_FromStringAndSize(
            NULL, AROUND + PyBytes_GET_SIZE(old_digits) + PyBytes_GET_SIZE(new_digits) + PyBytes_GET_SIZE(path)
        )
        to = PyBytes_AS_STRING(line)
        to[0] = 58
        to = write_mode(to + 1, old_mode)
        to = write_mode(to, new_mode)
        to = write_text(to, old_digits, 32)
        to = write_text(to, new_digits, 32)
        to[0] = 65 if not old_mode else 68 if not new_mode else 84 if (old_mode ^ new_mode) & KIND else 77
        to[1] = 9
        write_text(to + 2, path, 10)
        lines.append(line)
    return b"".join(lines)
