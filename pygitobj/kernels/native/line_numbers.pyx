"""Numbers for the lines of two texts that are compared, the same for lines that are the same."""

from libc.stddef cimport size_t
from libc.stdint cimport int32_t, int64_t, uint64_t
from libc.stdlib cimport calloc, free, malloc
from libc.string cimport memcmp, memcpy

from pygitobj.kernels.native.line_texts cimport Side, Texts

cdef enum:
    FILTER = 1 << 14

cdef uint64_t FIRST_FACTOR = <uint64_t>0x9E3779B97F4A7C15, SECOND_FACTOR = <uint64_t>0xD6E8FEB86659FD93

cdef struct Slot:
    uint64_t hash
    const unsigned char *start
    int64_t size
    int32_t number          # from 1; 0 where there is nothing


cdef inline uint64_t word_at(const unsigned char *at) noexcept nogil:
    """Eight bytes."""
    cdef uint64_t word
    memcpy(&word, at, 8)
    return word


cdef inline uint64_t mixed(uint64_t hash, uint64_t word) noexcept nogil:
    """The hash with a word more."""
    hash = (hash ^ word) * FIRST_FACTOR
    return (hash ^ (hash >> 29)) * SECOND_FACTOR


cdef inline uint64_t short_hash(const unsigned char *at, int64_t size) noexcept nogil:
    """A hash of how long a line is, and of its first and last bytes."""
    cdef uint64_t word = 0, other = 0
    if size >= 8:
        word = word_at(at)
        other = word_at(at + size - 8)
    else:
        memcpy(&word, at, <size_t>size)
    return (word ^ (other * FIRST_FACTOR) ^ <uint64_t>size) * SECOND_FACTOR


cdef uint64_t hash_of(const unsigned char *at, int64_t size) noexcept nogil:
    """A hash of a line."""
    cdef uint64_t hash = <uint64_t>size, word = 0
    cdef int64_t left = size
    while left >= 8:
        hash = mixed(hash, word_at(at))
        at += 8
        left -= 8
    if left:
        memcpy(&word, at, <size_t>left)
        hash = mixed(hash, word)
    return hash ^ (hash >> 32)


cdef Slot *slot_of(Slot *slots, size_t mask, uint64_t hash, const unsigned char *start, int64_t size) noexcept nogil:
    """The slot of a line, or the free one where it belongs."""
    cdef size_t at = hash & mask
    while slots[at].number:
        if slots[at].hash == hash and slots[at].size == size and memcmp(slots[at].start, start, <size_t>size) == 0:
            break
        at = (at + 1) & mask
    return slots + at


cdef int give_numbers(Texts *texts) noexcept nogil:
    """Number the lines that are compared, and count how often each is in the whole texts; -1 without memory."""
    cdef Side *old = &texts.old
    cdef Side *new = &texts.new
    cdef size_t lines = <size_t>(old.last - old.first) + <size_t>(new.last - new.first)
    cdef size_t size = 4
    cdef Slot *slots
    cdef unsigned char *seen
    while size < lines * 2:
        size *= 2
    slots = <Slot *>calloc(size, sizeof(Slot))
    seen = <unsigned char *>calloc(FILTER, 1)
    old.often = <int32_t *>calloc(lines + 1, sizeof(int32_t))
    new.often = <int32_t *>calloc(lines + 1, sizeof(int32_t))
    old.numbers = <int32_t *>malloc((<size_t>(old.last - old.first) + 1) * sizeof(int32_t))
    new.numbers = <int32_t *>malloc((<size_t>(new.last - new.first) + 1) * sizeof(int32_t))
    cdef bint is_there = not (
        slots == NULL or seen == NULL or old.often == NULL or new.often == NULL
        or old.numbers == NULL or new.numbers == NULL
    )
    if is_there:
        number_side(texts, old, slots, size - 1, seen)
        number_side(texts, new, slots, size - 1, seen)
        count_common(texts, 0, old.first, slots, size - 1, seen)
        count_common(texts, old.last, old.count, slots, size - 1, seen)
    free(slots)
    free(seen)
    return 0 if is_there else -1


cdef void number_side(Texts *texts, Side *side, Slot *slots, size_t mask, unsigned char *seen) noexcept nogil:
    """Number the lines of one text."""
    cdef int32_t line
    cdef int64_t size
    cdef const unsigned char *start
    cdef Slot *slot
    cdef uint64_t hash
    for line in range(side.first, side.last):
        start = side.keys + side.starts[line]
        size = side.starts[line + 1] - side.starts[line]
        hash = hash_of(start, size)
        slot = slot_of(slots, mask, hash, start, size)
        if not slot.number:
            texts.numbers += 1
            slot.hash, slot.start, slot.size, slot.number = hash, start, size, texts.numbers
            seen[short_hash(start, size) >> 50] = 1
        side.numbers[line - side.first] = slot.number - 1
        side.often[slot.number - 1] += 1


cdef void count_common(
    Texts *texts, int32_t first, int32_t last, const Slot *slots, size_t mask, const unsigned char *seen
) noexcept nogil:
    """Count those of the lines that both texts have at their ends that are numbered."""
    cdef Side *old = &texts.old
    cdef int32_t line, number
    cdef int64_t size
    cdef const unsigned char *start
    for line in range(first, last):
        start = old.keys + old.starts[line]
        size = old.starts[line + 1] - old.starts[line]
        if seen[short_hash(start, size) >> 50]:
            number = slot_of(<Slot *>slots, mask, hash_of(start, size), start, size).number
            if number:
                old.often[number - 1] += 1
                texts.new.often[number - 1] += 1
