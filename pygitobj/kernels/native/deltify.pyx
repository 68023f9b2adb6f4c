"""Making a delta. How: kernels/pure/deltify.py, which makes the same ones.

The index is a hash table of the base's blocks. Two words of 8 bytes make a block's hash, so that the hash at every
position of the target takes as little time as a rolling one would, and needs no state.
"""

from cpython.buffer cimport PyBUF_SIMPLE, PyBuffer_Release, PyObject_GetBuffer
from cpython.bytes cimport PyBytes_FromStringAndSize
from libc.stddef cimport size_t
from libc.stdint cimport uint32_t, uint64_t
from libc.stdlib cimport calloc, free, malloc, qsort, realloc
from libc.string cimport memcmp, memcpy

cdef extern from *:
    """
    #include <stdint.h>
    #include <string.h>

    /* The hash of the 16 bytes at at: the products' upper bits depend on all of them. */
    static inline uint64_t block_hash(const unsigned char *at)
    {
        uint64_t first, second;
        memcpy(&first, at, 8);
        memcpy(&second, at + 8, 8);
        first = (first ^ (second << 29 | second >> 35)) * UINT64_C(0x9E3779B97F4A7C15);
        second *= UINT64_C(0xC2B2AE3D27D4EB4F);
        return (first ^ (second >> 32)) * UINT64_C(0xD6E8FEB86659FD93);
    }

    /* How many bytes at one and other are equal, of at most most. */
    static inline size_t common_length(const unsigned char *one, const unsigned char *other, size_t most)
    {
        size_t length = 0;
        while (length + 8 <= most) {
            uint64_t first, second;
            memcpy(&first, one + length, 8);
            memcpy(&second, other + length, 8);
            if (first != second)
                break;
            length += 8;
        }
        while (length < most && one[length] == other[length])
            length++;
        return length;
    }
    """
    uint64_t block_hash(const unsigned char *at) nogil
    size_t common_length(const unsigned char *one, const unsigned char *other, size_t most) nogil

cdef enum:
    BLOCK = 16
    MOST_PLACES = 64
    ENOUGH = 4096
    LONGEST_COPY = 0x10000
    LONGEST_INSERT = 0x7F
    # The longest copy instruction, and the sizes that start a delta.
    LONGEST_OP = 7
    LONGEST_SIZES = 20
    FIRST_ROOM = 256

cdef size_t INDEXED = 0xFFFFFFFF
cdef size_t UNLIMITED = <size_t>-1


cdef Index *new_index(const unsigned char *base, size_t size) noexcept nogil:
    """The places of the blocks in `base`, which must stay; NULL where memory is short."""
    cdef size_t count = min(size, INDEXED) // BLOCK, at, kept = 0
    cdef uint64_t hash
    cdef int bits = 4
    cdef uint64_t *hashes
    cdef uint32_t *offsets
    cdef Index *index = <Index *>calloc(1, sizeof(Index))
    if index == NULL:
        return NULL
    while bits < 31 and (<size_t>1 << bits) < count:
        bits += 1
    index.base, index.size, index.shift = base, size, 64 - bits
    index.starts = <uint32_t *>calloc((<size_t>1 << bits) + 1, sizeof(uint32_t))
    index.places = <Place *>malloc((count + 1) * sizeof(Place))
    hashes = <uint64_t *>malloc((count + 1) * sizeof(uint64_t))
    offsets = <uint32_t *>malloc((count + 1) * sizeof(uint32_t))
    if index.starts == NULL or index.places == NULL or hashes == NULL or offsets == NULL:
        free(hashes)
        free(offsets)
        free_index(index)
        return NULL
    for at in range(count):
        if at and memcmp(base + at * BLOCK, base + (at - 1) * BLOCK, BLOCK) == 0:
            continue
        hashes[kept] = block_hash(base + at * BLOCK)
        offsets[kept] = at * BLOCK
        index.starts[hashes[kept] >> index.shift] += 1
        kept += 1
    for at in range(<size_t>1 << bits):
        index.starts[at + 1] += index.starts[at]
    for at in range(kept, 0, -1):
        hash = hashes[at - 1]
        index.starts[hash >> index.shift] -= 1
        index.places[index.starts[hash >> index.shift]] = Place(<uint32_t>hash, offsets[at - 1])
    free(hashes)
    free(offsets)
    thin_out(index, <size_t>1 << bits)
    index.memory = sizeof(Index) + ((<size_t>1 << bits) + 1) * sizeof(uint32_t) + count * sizeof(Place)
    return index


cdef int compare_places(const void *one, const void *other) noexcept nogil:
    """By hash, then by offset."""
    cdef const Place *first = <const Place *>one
    cdef const Place *second = <const Place *>other
    if first.check != second.check:
        return 1 if first.check > second.check else -1
    return (first.at > second.at) - (first.at < second.at)


cdef void thin_out(Index *index, size_t buckets) noexcept nogil:
    """Keep no more than MOST_PLACES of any block."""
    cdef size_t bucket, start, end, kept = 0, first, last, number, count
    for bucket in range(buckets):
        start, end = index.starts[bucket], index.starts[bucket + 1]
        index.starts[bucket] = kept
        if end - start > MOST_PLACES:
            qsort(index.places + start, end - start, sizeof(Place), compare_places)
        first = start
        while first < end:
            last = first + 1
            if end - start > MOST_PLACES:
                while last < end and index.places[last].check == index.places[first].check:
                    last += 1
            count = last - first
            for number in range(min(count, <size_t>MOST_PLACES)):
                index.places[kept] = index.places[
                    first + (number * count // MOST_PLACES if count > MOST_PLACES else number)
                ]
                kept += 1
            first = last
    index.starts[buckets] = kept


cdef void free_index(Index *index) noexcept nogil:
    """Free all of it but the base."""
    if index != NULL:
        free(index.starts)
        free(index.places)
    free(index)


cdef struct Output:
    unsigned char *data
    size_t size
    size_t room
    bint failed


cdef bint need(Output *out, size_t more) noexcept nogil:
    """Whether there is room for `more` bytes."""
    cdef unsigned char *grown
    cdef size_t room
    if out.size + more > out.room:
        room = 2 * (out.size + more)
        grown = <unsigned char *>realloc(out.data, room)
        if grown == NULL:
            out.failed = True
            return False
        out.data = grown
        out.room = room
    return True


cdef void add_size(Output *out, uint64_t size) noexcept nogil:
    """Add a size; there is room."""
    while size > LONGEST_INSERT:
        out.data[out.size] = 0x80 | size & 0x7F
        out.size += 1
        size >>= 7
    out.data[out.size] = size
    out.size += 1


cdef void add_insert(Output *out, const unsigned char *text, size_t size) noexcept nogil:
    """Add instructions that insert `text`."""
    cdef size_t part
    if not need(out, size + size // LONGEST_INSERT + 1):
        return
    while size:
        part = min(size, <size_t>LONGEST_INSERT)
        out.data[out.size] = part
        memcpy(out.data + out.size + 1, text, part)
        out.size += part + 1
        text += part
        size -= part


cdef void add_copy(Output *out, size_t place, size_t length) noexcept nogil:
    """Add instructions that copy `length` bytes from `place` of the base."""
    cdef size_t part, op
    cdef int bit
    if not need(out, (length // LONGEST_COPY + 1) * LONGEST_OP):
        return
    while length:
        part = min(length, <size_t>LONGEST_COPY)
        op = out.size
        out.data[op] = 0x80
        out.size += 1
        for bit in range(4):
            if place >> 8 * bit & 0xFF:
                out.data[op] |= 1 << bit
                out.data[out.size] = place >> 8 * bit & 0xFF
                out.size += 1
        for bit in range(2):
            if part >> 8 * bit & 0xFF:
                out.data[op] |= 0x10 << bit
                out.data[out.size] = part >> 8 * bit & 0xFF
                out.size += 1
        place += part
        length -= part


cdef size_t longest(
    const Index *index, uint64_t hash, const unsigned char *target, size_t left, size_t *place
) noexcept nogil:
    """How many bytes at `target`, of `left`, are at the best place in the base, 0 for none; then where that is."""
    cdef uint32_t at = index.starts[hash >> index.shift], end = index.starts[(hash >> index.shift) + 1]
    cdef size_t best = 0, same
    cdef const Place *candidate
    while at < end:
        candidate = &index.places[at]
        at += 1
        if candidate.check != <uint32_t>hash:
            continue
        same = common_length(index.base + candidate.at, target, min(left, index.size - candidate.at))
        if same > best and same >= BLOCK:
            best = same
            place[0] = candidate.at
            if same >= ENOUGH:
                break
    return min(best, INDEXED - place[0]) if best else 0


cdef unsigned char *make_delta(
    const Index *index, const unsigned char *target, size_t size, size_t most, size_t *length
) noexcept nogil:
    """The delta that makes `target`, and its length; NULL where it has more than `most` bytes or memory is short.

    Of nothing there is no delta either: it would have fewer bytes than a delta may have.
    """
    cdef Output out
    cdef size_t at = 0, inserted = 0, place = 0, same, before
    cdef uint64_t hash
    if size == 0:
        return NULL
    out.size, out.room, out.failed = 0, FIRST_ROOM, False
    out.data = <unsigned char *>malloc(FIRST_ROOM)
    if out.data == NULL:
        return NULL
    add_size(&out, index.size)
    add_size(&out, size)
    while out.size <= most and at + BLOCK <= size:
        hash = block_hash(target + at)
        same = 0
        if index.starts[hash >> index.shift] != index.starts[(hash >> index.shift) + 1]:
            same = longest(index, hash, target + at, size - at, &place)
        before = inserted - at if at < inserted else 0
        if same < before + BLOCK:
            at += 1
            if at > inserted and at - inserted > most - out.size:
                break
            continue
        at += before
        place += before
        same -= before
        while at > inserted and place and index.base[place - 1] == target[at - 1]:
            at -= 1
            place -= 1
            same += 1
        add_insert(&out, target + inserted, at - inserted)
        add_copy(&out, place, same)
        inserted = at + same
        at = inserted - (BLOCK - 1)
        if out.failed:
            break
    if not out.failed and out.size <= most and size - inserted <= most - out.size:
        add_insert(&out, target + inserted, size - inserted)
        if not out.failed and out.size <= most:
            length[0] = out.size
            return out.data
    free(out.data)
    return NULL


cdef class DeltaIndex:
    """Where the blocks of `base` are, for making many deltas against it."""

    cdef Py_buffer view
    cdef bint held
    cdef Index *index

    def __cinit__(self, base):
        PyObject_GetBuffer(base, &self.view, PyBUF_SIMPLE)
        self.held = True
        with nogil:
            self.index = new_index(<const unsigned char *>self.view.buf, self.view.len)
        if self.index == NULL:
            raise MemoryError

    def __dealloc__(self):
        free_index(self.index)
        if self.held:
            PyBuffer_Release(&self.view)

    def delta(self, target, most=None):
        """The delta that makes `target` of the base, None where it would have more than `most` bytes or makes nothing."""
        cdef Py_buffer view
        cdef size_t limit = UNLIMITED if most is None else max(most, 0), length = 0, size
        cdef unsigned char *made
        PyObject_GetBuffer(target, &view, PyBUF_SIMPLE)
        size = view.len
        try:
            with nogil:
                made = make_delta(self.index, <const unsigned char *>view.buf, size, limit, &length)
        finally:
            PyBuffer_Release(&view)
        if made == NULL:
            if most is None and size:
                raise MemoryError
            return None
        try:
            return PyBytes_FromStringAndSize(<const char *>made, length)
        finally:
            free(made)


def create_delta(base, target, most=None):
    """The delta that makes `target` of `base`, None where it would have more than `most` bytes or makes nothing."""
    return DeltaIndex(base).delta(target, most)
