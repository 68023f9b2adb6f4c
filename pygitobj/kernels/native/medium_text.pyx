"""What the format `medium` shows of a commit that is as most are. How: kernels/pure/medium_text.py."""

from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_FromStringAndSize, PyBytes_GET_SIZE
from libc.stddef cimport size_t
from libc.stdint cimport int64_t
from libc.stdlib cimport free, malloc
from libc.string cimport memchr, memcmp, memcpy, memset

from pygitobj.kernels.native.usual_commit cimport (
    USUAL, Person, is_space, other_headers, read_person, skip_id, write_date,
)

cdef enum:
    TAB = 8
    INDENT = 4
    # A date, and the words around it and the person.
    HEADINGS = 128


cdef int64_t write_message(char *to, const unsigned char *text, size_t size) noexcept nogil:
    """Write the lines of a message; gives how long they are, 0 for none, -1 where a tab cannot be counted."""
    cdef size_t at = 0, end, stop, last = 0, length = 0, column, place, blanks
    cdef const unsigned char *found
    cdef bint is_plain
    while at <= size:
        found = <const unsigned char *>memchr(text + at, 10, size - at) if at < size else NULL
        stop = size if found == NULL else found - text
        end = stop
        while end > at and is_space(text[end - 1]):
            end -= 1
        if end > at or length:
            memset(to + length, 32, INDENT)
            length += INDENT
            if memchr(text + at, 9, end - at) == NULL:
                memcpy(to + length, text + at, end - at)
                length += end - at
            else:
                column = 0
                is_plain = True
                for place in range(at, end):
                    if text[place] == 9:
                        if not is_plain:
                            return -1
                        blanks = TAB - column % TAB
                        memset(to + length, 32, blanks)
                        length += blanks
                        column += blanks
                        continue
                    is_plain = is_plain and 32 <= text[place] < 127
                    to[length] = text[place]
                    length += 1
                    column += 1
            to[length] = 10
            length += 1
            if end > at:
                last = length
        at = stop + 1
    return last


def medium_text(bytes body not None, bytes merge not None, people):
    """What is shown of the commit `body`; None for one that is not as most are."""
    cdef const unsigned char *text = <const unsigned char *>PyBytes_AS_STRING(body)
    cdef size_t size = PyBytes_GET_SIZE(body), at = 0, lines = 0, tabs = 0, place, length
    cdef size_t end = 0
    cdef int64_t written
    cdef Person author
    cdef bytes person
    cdef char *out
    if memchr(text, 0, size) != NULL or not skip_id(text, size, &at, b"tree ", 5):
        return None
    while skip_id(text, size, &at, b"parent ", 7):
        pass
    if not read_person(text, size, &at, b"author ", 7, &author):
        return None
    if not other_headers(text, size, at, False, &end):
        return None
    person = body[author.name : author.email_end + 1]
    if people is not None:
        person = people.get(person)
        if person is None:
            return None
    for place in range(end, size):
        lines += text[place] == 10
        tabs += text[place] == 9
    length = PyBytes_GET_SIZE(merge) + PyBytes_GET_SIZE(person) + HEADINGS
    out = <char *>malloc(length + (size - end) + (lines + 1) * (INDENT + 1) + tabs * TAB)
    if out == NULL:
        raise MemoryError
    try:
        length = PyBytes_GET_SIZE(merge)
        memcpy(out, PyBytes_AS_STRING(merge), length)
        memcpy(out + length, b"Author: ", 8)
        length += 8
        memcpy(out + length, PyBytes_AS_STRING(person), PyBytes_GET_SIZE(person))
        length += PyBytes_GET_SIZE(person)
        memcpy(out + length, b"\nDate:   ", 9)
        length += 9
        length += write_date(out + length, text, &author, USUAL)
        memcpy(out + length, b"\n\n", 2)
        length += 2
        written = write_message(out + length, text + end, size - end)
        return PyBytes_FromStringAndSize(out, length + written) if written > 0 else None
    finally:
        free(out)
