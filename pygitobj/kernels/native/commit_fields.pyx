"""Fields of commits that are as most are. How: kernels/pure/commit_fields.py."""

from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_FromStringAndSize, PyBytes_GET_SIZE
from cpython.ref cimport Py_INCREF
from cpython.tuple cimport PyTuple_New, PyTuple_SET_ITEM
from libc.stddef cimport size_t
from libc.string cimport memchr, memcpy

from pygitobj.kernels.native.usual_commit cimport (
    LINE_END, LONGEST_DATE, RAW, USUAL, Person, is_space, other_headers, read_person, skip_id, write_date,
)

cdef enum:
    # As kernels/columns.py numbers them.
    NAME = 0
    EMAIL = 1
    MAILBOX = 2
    SECONDS = 3
    OFFSET = 4
    COMMITTER = 16
    TREE = 32
    SUBJECT = 33
    REST = 34
    MESSAGE = 35
    BEFORE_TREE = 5


cdef struct Message:
    size_t start        # after the headers
    size_t subject      # where its first line that is not blank starts
    size_t subject_end  # before the end of the paragraph's last line


cdef size_t after_blank_lines(const unsigned char *text, size_t size, size_t at) noexcept nogil:
    """Where the first line from `at` on starts that is not white space alone; the end of the text for none."""
    cdef size_t to = at
    while to < size and is_space(text[to]):
        to += 1
    if to == size:
        return size
    while to > at and text[to - 1] != LINE_END:
        to -= 1
    return to


cdef size_t paragraph_end(const unsigned char *text, size_t size, size_t at) noexcept nogil:
    """Where the paragraph that starts at `at` ends."""
    cdef const unsigned char *found
    cdef size_t end, to
    while True:
        found = <const unsigned char *>memchr(text + at, LINE_END, size - at) if at < size else NULL
        if found == NULL:
            return size
        end = found - text
        to = end + 1
        while to < size and text[to] != LINE_END and is_space(text[to]):
            to += 1
        if to == size or text[to] == LINE_END:
            return end
        at = to


cdef bytes joined_lines(const unsigned char *text, size_t at, size_t end):
    """Lines as one, without the white space at their ends."""
    cdef bytes made = PyBytes_FromStringAndSize(NULL, end - at)
    cdef char *to = PyBytes_AS_STRING(made)
    cdef size_t length = 0, stop, last
    cdef const unsigned char *found
    while True:
        found = <const unsigned char *>memchr(text + at, LINE_END, end - at) if at < end else NULL
        stop = last = end if found == NULL else <size_t>(found - text)
        while last > at and is_space(text[last - 1]):
            last -= 1
        memcpy(to + length, text + at, last - at)
        length += last - at
        if found == NULL:
            return made if length == <size_t>PyBytes_GET_SIZE(made) else made[:length]
        to[length] = 32
        length += 1
        at = stop + 1


cdef bytes span(const unsigned char *text, size_t start, size_t end):
    """What is between two places."""
    return PyBytes_FromStringAndSize(<const char *>text + start, end - start)


cdef bytes of_person(const unsigned char *text, const Person *person, int field):
    """A field of a person."""
    cdef const unsigned char *found
    cdef char date[LONGEST_DATE]
    cdef size_t length
    if field == NAME:
        return span(text, person.name, person.name_end)
    if field == EMAIL:
        return span(text, person.email, person.email_end)
    if field == MAILBOX:
        found = <const unsigned char *>memchr(text + person.email, 64, person.email_end - person.email)
        return span(text, person.email, person.email_end if found == NULL else <size_t>(found - text))
    if field == SECONDS:
        return span(text, person.digits, person.digits_end)
    if field == OFFSET:
        return span(text, person.offset, person.offset + 5)
    length = write_date(date, text, person, field)
    return PyBytes_FromStringAndSize(date, length)


def commit_fields(bytes body not None, bytes wanted not None):
    """The fields `wanted` of the commit `body`, a byte for each; None for one that is not as most are.

    Raises ValueError for a field that there is not.
    """
    cdef const unsigned char *text = <const unsigned char *>PyBytes_AS_STRING(body)
    cdef const unsigned char *fields = <const unsigned char *>PyBytes_AS_STRING(wanted)
    cdef size_t size = PyBytes_GET_SIZE(body), count = PyBytes_GET_SIZE(wanted), at = 0, tree_end = 0, number
    cdef Person author, committer
    cdef Message message
    cdef bint is_parted = False
    cdef tuple made
    cdef bytes value
    for number in range(count):
        if fields[number] > MESSAGE or RAW < fields[number] < COMMITTER or COMMITTER + RAW < fields[number] < TREE:
            raise ValueError("no field of a commit")
    if memchr(text, 0, size) != NULL or not skip_id(text, size, &at, b"tree ", BEFORE_TREE):
        return None
    tree_end = at - 1
    while skip_id(text, size, &at, b"parent ", 7):
        pass
    if not read_person(text, size, &at, b"author ", 7, &author):
        return None
    if not read_person(text, size, &at, b"committer ", 10, &committer):
        return None
    if not other_headers(text, size, at, True, &message.start):
        return None
    made = PyTuple_New(count)
    for number in range(count):
        at = fields[number]
        if at < COMMITTER:
            value = of_person(text, &author, <int>at)
        elif at < TREE:
            value = of_person(text, &committer, <int>at - COMMITTER)
        elif at == TREE:
            value = span(text, BEFORE_TREE, tree_end)
        elif at == MESSAGE:
            value = span(text, message.start, size)
        else:
            if not is_parted:
                is_parted = True
                message.subject = after_blank_lines(text, size, message.start)
                message.subject_end = paragraph_end(text, size, message.subject)
            if at == SUBJECT:
                value = joined_lines(text, message.subject, message.subject_end)
            else:
                value = span(text, after_blank_lines(text, size, message.subject_end), size)
        Py_INCREF(value)
        PyTuple_SET_ITEM(made, number, value)
    return made
