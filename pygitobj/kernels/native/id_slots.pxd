"""Numbers by raw ids, for C code: slots, each with the number of an id and one, or 0 for none.

There are as many as a power of two, `mask` and one. The ids stand one after another in `ids`, in the order of their
numbers.
"""

from libc.stddef cimport size_t
from libc.stdint cimport uint32_t, uint64_t
from libc.stdlib cimport calloc, free
from libc.string cimport memcmp, memcpy

cdef enum:
    SHORTEST_HASH = 8
    LONGEST_HASH = 32
    FIRST_SLOTS = 1024


cdef inline uint64_t slot_in(
    const uint32_t *slots, uint64_t mask, const unsigned char *ids, size_t hash_size, const unsigned char *oid
) noexcept nogil:
    """The slot where `oid` is, or would be."""
    cdef uint64_t slot
    # An id is a hash already; the first bytes of many are often alike, as where somebody looked for them.
    memcpy(&slot, oid + hash_size - sizeof(slot), sizeof(slot))
    slot &= mask
    while slots[slot] and memcmp(ids + <uint64_t>(slots[slot] - 1) * hash_size, oid, hash_size) != 0:
        slot = (slot + 1) & mask
    return slot


cdef inline bint spread_slots(
    uint32_t **slots, uint64_t *mask, const unsigned char *ids, size_t hash_size, uint64_t count
) noexcept nogil:
    """Make twice as many slots for the `count` ids that there are; False where memory is short."""
    cdef uint64_t wanted = 2 * (mask[0] + 1), at
    cdef uint32_t *made = <uint32_t *>calloc(wanted, sizeof(uint32_t))
    if made == NULL:
        return False
    for at in range(count):
        made[slot_in(made, wanted - 1, ids, hash_size, ids + at * hash_size)] = <uint32_t>(at + 1)
    free(slots[0])
    slots[0], mask[0] = made, wanted - 1
    return True
