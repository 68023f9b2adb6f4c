"""References in blocks of a reftable as lines. What these are: kernels/pure/ref_blocks.py."""

from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_FromStringAndSize, PyBytes_GET_SIZE
from libc.stddef cimport size_t
from libc.stdint cimport uint64_t
from libc.string cimport memchr, memcmp, memcpy

from pygitobj.kernels.native.growing cimport Growing

cdef enum:
    REF = 114
    START_SIZE = 4
    RESTART_SIZE = 3
    COUNT_SIZE = 2
    LEAST = 9
    VALUE = 1
    PEELED = 2
    MOST_OF_A_NUMBER = 4
    MOST_OF_AN_INDEX = 8
    LONGEST_HASH = 32

cdef char[512] DIGITS


cdef void fill_digits() noexcept:
    """The two digits of each byte."""
    cdef int byte
    for byte in range(256):
        DIGITS[2 * byte] = b"0123456789abcdef"[byte >> 4]
        DIGITS[2 * byte + 1] = b"0123456789abcdef"[byte & 15]


fill_digits()


cdef size_t three(const unsigned char *at) noexcept nogil:
    """The number in three bytes."""
    return <size_t>at[0] << 16 | <size_t>at[1] << 8 | at[2]


cdef size_t records_end(const unsigned char *block, size_t length) noexcept nogil:
    """Where the records of `block` end, whose restarts are in order among them; 0 where they are not."""
    cdef size_t stop = length - COUNT_SIZE, before = 0, place, at, end
    cdef size_t count = <size_t>block[stop] << 8 | block[stop + 1]
    if not count or RESTART_SIZE * count + START_SIZE >= stop:
        return 0
    end = stop - RESTART_SIZE * count
    place = end
    while place < stop:
        at = three(block + place)
        if at <= before or at >= end or (before == 0 and at != START_SIZE):
            return 0
        before = at
        place += RESTART_SIZE
    return end


cdef size_t number(const unsigned char *block, size_t at, size_t end, size_t most, uint64_t *value) noexcept nogil:
    """Put the number at `at` into `value`; where it ends, 0 for none of at most so many bytes."""
    cdef size_t place = at
    cdef uint64_t found = 0
    while place < end and place - at < most:
        found = found << 7 | (block[place] & 0x7F)
        if block[place] < 0x80:
            value[0] = found
            return place + 1
        found += 1
        place += 1
    return 0


cdef void add_hex(Growing out, const unsigned char *raw, size_t hash_size) noexcept nogil:
    """Put the digits of an id at the end."""
    cdef char *to = out.data + out.used
    cdef size_t byte
    for byte in range(hash_size):
        memcpy(to + 2 * byte, DIGITS + 2 * raw[byte], 2)
    out.used += 2 * hash_size


cdef bint add_lines(
    Growing out, Growing name, const unsigned char *block, size_t length, size_t hash_size
) except -1:
    """Put the references in `block` at the end of `out`; `name` is the last one before. False for what is unusual."""
    cdef size_t at = START_SIZE, end = records_end(block, length), stop, same
    cdef uint64_t shared = 0, packed = 0, index = 0
    cdef size_t has = 0, size, kind
    cdef int order
    while at < end:
        at = number(block, at, end, MOST_OF_A_NUMBER, &shared)
        if at:
            at = number(block, at, end, MOST_OF_A_NUMBER, &packed)
        if not at:
            return False
        size, kind = packed >> 3, packed & 7
        stop = at + size
        if shared > has or stop >= end or (kind != VALUE and kind != PEELED):
            return False
        # What is shared with the name before is there; of the first name of a block, nothing is.
        same = name.used - shared if name.used > shared else 0
        order = memcmp(block + at, name.data + shared, size if size < same else same) if same and size else 0
        if order < 0 or (order == 0 and size <= same):
            return False
        if size and memchr(block + at, 10, size) != NULL:
            return False
        name.used = shared
        name.need(size)
        name.add(<const char *>block + at, size)
        has = name.used
        at = number(block, stop, end, MOST_OF_AN_INDEX, &index)
        if not at or kind * hash_size > end - at:
            return False
        out.need(has + kind * (2 * hash_size + 2))
        add_hex(out, block + at, hash_size)
        out.add(b" ", 1)
        out.add(name.data, has)
        out.add(b"\n", 1)
        if kind == PEELED:
            out.add(b"^", 1)
            add_hex(out, block + at + hash_size, hash_size)
            out.add(b"\n", 1)
        at += kind * hash_size
    return end != 0


def table_lines(bytes data not None, size_t block_size, size_t hash_size, bytes last not None):
    """The references in the whole blocks at the start of `data`, whose names come after `last`, as lines."""
    cdef const unsigned char *start = <const unsigned char *>PyBytes_AS_STRING(data)
    cdef size_t size = PyBytes_GET_SIZE(data), at = 0, length, used
    cdef Growing out = Growing(), name = Growing(), whole = Growing()
    if hash_size > LONGEST_HASH:
        raise ValueError("a hash that is too long")
    out.need(2 * size + 1)
    for each in (name, whole):
        (<Growing>each).need(PyBytes_GET_SIZE(last) + 1)
        (<Growing>each).add(PyBytes_AS_STRING(last), PyBytes_GET_SIZE(last))
    while size - at > block_size and size - at >= LEAST and start[at] == REF:
        length = three(start + at + 1)
        if length < LEAST or length > size - at:
            break
        used = out.used
        if not add_lines(out, name, start + at, length, hash_size):
            out.used = used
            break
        whole.used = 0
        whole.need(name.used)
        whole.add(name.data, name.used)
        at += block_size if length < block_size and start[at + length] == 0 else length
    return (
        PyBytes_FromStringAndSize(out.data, out.used),
        at,
        PyBytes_FromStringAndSize(whole.data, whole.used),
    )
