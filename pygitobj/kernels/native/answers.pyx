"""The answers of a batch, laid out one after another. What they consist of: kernels/pure/answers.py."""

from cpython.array cimport array, clone
from cpython.buffer cimport PyBUF_SIMPLE, PyBUF_WRITABLE, PyBuffer_Release, PyObject_GetBuffer
from cpython.bytes cimport PyBytes_AS_STRING
from libc.stdint cimport int64_t, uint64_t
from libc.string cimport memcpy, strlen

cdef array SIGNED = array("q")
cdef enum:
    MAX_PIECES = 32
    MAX_NUMBER = 20
    NAME = 0
    TYPE = 1
    SIZE = 2

cdef extern from *:
    """
    static const char *const TYPE_NAMES[] = {"", "commit", "tree", "blob", "tag"};
    static const char DIGITS[] = "0123456789abcdef";
    """
    const char **TYPE_NAMES
    const char *DIGITS


cdef struct Piece:
    const char *text    # NULL for an atom
    int64_t size        # of the text, or which atom


cdef int64_t write_name(char *out, const unsigned char *oid, uint64_t size) noexcept nogil:
    """The raw id as hex."""
    cdef uint64_t at
    for at in range(size):
        out[2 * at] = DIGITS[oid[at] >> 4]
        out[2 * at + 1] = DIGITS[oid[at] & 15]
    return 2 * size


cdef int64_t write_number(char *out, uint64_t number) noexcept nogil:
    """The number in decimal."""
    cdef char[MAX_NUMBER] digits
    cdef int64_t count = 0, at
    while True:
        digits[count] = DIGITS[number % 10]
        number //= 10
        count += 1
        if number == 0:
            break
    for at in range(count):
        out[at] = digits[count - 1 - at]
    return count


cdef int64_t write_line(
    char *out, const Piece *pieces, int64_t count, const unsigned char *oid, uint64_t hash_size, int code, uint64_t size
) noexcept nogil:
    """One line without its end; gives its length."""
    cdef int64_t at = 0, piece, length
    for piece in range(count):
        if pieces[piece].text != NULL:
            memcpy(out + at, pieces[piece].text, pieces[piece].size)
            at += pieces[piece].size
        elif pieces[piece].size == NAME:
            at += write_name(out + at, oid, hash_size)
        elif pieces[piece].size == TYPE:
            length = strlen(TYPE_NAMES[code])
            memcpy(out + at, TYPE_NAMES[code], length)
            at += length
        else:
            at += write_number(out + at, size)
    return at


def lay_out_answers(
    buffer, tuple pieces not None, bytes oids not None, uint64_t hash_size, array codes not None, array sizes not None,
    gaps, bytes end not None, bint contents,
):
    """Write the lines for some objects into `buffer`, with room for their bodies. Gives (bytes taken, places)."""
    cdef Piece[MAX_PIECES] parts
    cdef int64_t count = len(codes), piece_count = len(pieces), longest = 0, at = 0, position, piece
    cdef int64_t end_size = len(end), room, length
    cdef const unsigned char *ids = <const unsigned char *>PyBytes_AS_STRING(oids)
    cdef unsigned char *type_codes
    cdef uint64_t *body_sizes
    cdef array places
    cdef int64_t *place
    cdef Py_buffer view
    cdef char *out
    cdef bytes text
    # Nobody can change their lengths now, whatever `gaps` does.
    pinned = memoryview(codes), memoryview(sizes)
    if piece_count > MAX_PIECES or <uint64_t>len(oids) < hash_size * count or len(sizes) != count:
        raise ValueError("columns that do not fit together")
    if codes.typecode != "B" or sizes.typecode != "Q":
        raise TypeError("columns of other types")
    for piece in range(piece_count):
        if isinstance(pieces[piece], bytes):
            parts[piece] = Piece(PyBytes_AS_STRING(pieces[piece]), len(pieces[piece]))
            longest += len(pieces[piece])
        else:
            parts[piece] = Piece(NULL, pieces[piece])
            longest += 2 * hash_size + MAX_NUMBER
    longest += 2 * end_size
    places = clone(SIGNED, count, False)
    place = <int64_t *>places.data.as_longlongs
    type_codes = codes.data.as_uchars
    body_sizes = <uint64_t *>sizes.data.as_ulonglongs
    PyObject_GetBuffer(buffer, &view, PyBUF_SIMPLE | PyBUF_WRITABLE)
    try:
        out = <char *>view.buf
        room = view.len
        for position in range(count):
            place[position] = -1
            if not 1 <= type_codes[position] <= 4:
                text = gaps[position]
                length = len(text)
                if length > room - at:
                    raise ValueError("answers that do not fit")
                memcpy(out + at, PyBytes_AS_STRING(text), length)
                at += length
                continue
            if longest > room - at or (contents and body_sizes[position] > <uint64_t>(room - at - longest)):
                raise ValueError("answers that do not fit")
            at += write_line(
                out + at, parts, piece_count, ids + position * hash_size, hash_size,
                type_codes[position], body_sizes[position],
            )
            memcpy(out + at, PyBytes_AS_STRING(end), end_size)
            at += end_size
            place[position] = at
            if contents:
                at += body_sizes[position]
                memcpy(out + at, PyBytes_AS_STRING(end), end_size)
                at += end_size
    finally:
        PyBuffer_Release(&view)
    return at, places
