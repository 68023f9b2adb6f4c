"""Applying a delta. What a delta is made of: formats/delta.py."""

from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_AsString, PyBytes_FromStringAndSize
from libc.stddef cimport size_t
from libc.stdint cimport uint64_t
from libc.string cimport memcpy

# Larger results are left to the kernel in Python, which adds up the instructions before it copies anything.
cdef uint64_t MAX_RESULT = 1 << 32
# Above this the instructions are added up before anything is copied.
cdef uint64_t CHECK_FIRST = 1 << 24
cdef size_t COPY_SIZE_ZERO = 0x10000


cdef bint read_sizes(
    const unsigned char *delta, size_t length, uint64_t *source, uint64_t *result, size_t *at
) noexcept nogil:
    """Whether a delta starts with its two sizes; then they, and where its instructions start."""
    cdef uint64_t size
    cdef int shift, which
    cdef unsigned char byte
    at[0] = 0
    for which in range(2):
        size = 0
        shift = 0
        byte = 0x80
        while byte & 0x80:
            if at[0] >= length or shift > 56:
                return False
            byte = delta[at[0]]
            at[0] += 1
            size |= <uint64_t>(byte & 0x7F) << shift
            shift += 7
        if which == 0:
            source[0] = size
        else:
            result[0] = size
    return True


cdef bint apply_into(
    const unsigned char *base, size_t base_size, const unsigned char *delta, size_t length, unsigned char *out, size_t size
) noexcept nogil:
    """Whether `delta`, of `length` bytes, is for this base and makes exactly `size` bytes, which are then in `out`."""
    cdef uint64_t source, result
    cdef size_t at, start, count, made = 0
    cdef unsigned char op
    if length < LEAST_DELTA or not read_sizes(delta, length, &source, &result, &at):
        return False
    if source != base_size or result != size:
        return False
    while at < length:
        op = delta[at]
        at += 1
        if op & 0x80:
            if not read_copy(op, delta, length, &at, &start, &count):
                return False
            if start > base_size or count > base_size - start or count > size - made:
                return False
            memcpy(out + made, base + start, count)
            made += count
        elif op:
            if op > length - at or op > size - made:
                return False
            memcpy(out + made, delta + at, op)
            made += op
            at += op
        else:
            return False
    return made == size


cdef inline bint read_copy(
    unsigned char op, const unsigned char *delta, size_t length, size_t *at, size_t *start, size_t *count
) noexcept nogil:
    """Whether the operands of the copy instruction `op` are there; then what they say, and `at` is behind them."""
    cdef const unsigned char *operand = delta + at[0]
    # A copy has at most seven bytes of operands; only near the end are they counted.
    if length - at[0] < 7 and length - at[0] < operand_count(op):
        return False
    start[0] = count[0] = 0
    if op & 0x01:
        start[0] = operand[0]
        operand += 1
    if op & 0x02:
        start[0] |= <size_t>operand[0] << 8
        operand += 1
    if op & 0x04:
        start[0] |= <size_t>operand[0] << 16
        operand += 1
    if op & 0x08:
        start[0] |= <size_t>operand[0] << 24
        operand += 1
    if op & 0x10:
        count[0] = operand[0]
        operand += 1
    if op & 0x20:
        count[0] |= <size_t>operand[0] << 8
        operand += 1
    if op & 0x40:
        count[0] |= <size_t>operand[0] << 16
        operand += 1
    if count[0] == 0:
        count[0] = COPY_SIZE_ZERO
    at[0] = operand - delta
    return True


cdef inline size_t operand_count(unsigned char op) noexcept nogil:
    """How many bytes of operands follow the copy instruction `op`."""
    cdef size_t count = 0
    op &= 0x7F
    while op:
        count += op & 1
        op >>= 1
    return count


def delta_sizes(delta):
    """A delta's source size, its result size, and where its instructions start. Raises CorruptDelta."""
    cdef uint64_t source, result
    cdef size_t at
    if not read_sizes(<const unsigned char *>PyBytes_AsString(delta), len(delta), &source, &result, &at):
        from pygitobj.kernels.pure.delta import delta_sizes as slow  # it finds the words for what is wrong

        return slow(delta)
    return source, result, at


def apply_delta(base, delta):
    """The object that `delta` makes of `base`. Raises CorruptDelta, UnsupportedError."""
    cdef const unsigned char *given = <const unsigned char *>PyBytes_AsString(delta)
    cdef size_t length = len(delta)
    cdef uint64_t source, size
    cdef size_t at
    cdef bint good
    if not read_sizes(given, length, &source, &size, &at) or not adds_up(given, length, size):
        return apply_slowly(base, delta)
    result = PyBytes_FromStringAndSize(NULL, size)
    cdef const unsigned char *from_base = <const unsigned char *>PyBytes_AsString(base)
    cdef size_t base_size = len(base)
    cdef unsigned char *out = <unsigned char *>PyBytes_AS_STRING(result)
    with nogil:
        good = apply_into(from_base, base_size, given, length, out, size)
    return result if good else apply_slowly(base, delta)


cdef object apply_slowly(base, delta):
    """What the kernel in Python says, which finds the words for what is wrong."""
    from pygitobj.kernels.pure.delta import apply_delta as slow

    return slow(base, delta)


cdef bint adds_up(const unsigned char *delta, size_t length, uint64_t size) noexcept nogil:
    """Whether `delta` could make the `size` bytes that it says: for large ones the instructions are added up."""
    cdef uint64_t source, result, total = 0
    cdef size_t at, start, count
    cdef unsigned char op
    if size <= CHECK_FIRST:
        return True
    if size > MAX_RESULT or not read_sizes(delta, length, &source, &result, &at):
        return False
    while at < length:
        op = delta[at]
        at += 1
        if not op & 0x80:
            total += op
            at += op
            continue
        if not read_copy(op, delta, length, &at, &start, &count):
            return False
        total += count
    return total == size
