"""Where the entries of a tree begin, so that what is as in another tree is passed over many entries at once, for C code.

Trees of one path are mostly alike from commit to commit. Where the bytes from the start of an entry on are the same in
both, so are all entries that lie within these bytes, and none of them has to be looked at.
"""

from libc.stddef cimport size_t
from libc.stdint cimport uint32_t
from libc.string cimport memcmp

from pygitobj.kernels.native.tree_sides cimport Side, read_entry, same_size


cdef struct Starts:
    const unsigned char *tree   # the body that they are of
    const uint32_t *at          # where each entry begins, and at last the end
    size_t count                # of entries; 0 where nothing is known


cdef inline size_t last_start(const Starts *starts, size_t nth, size_t place) noexcept nogil:
    """The last entry that begins at `place` or before, or the end; the entry `nth` does."""
    cdef size_t low = nth, high = starts.count, middle
    while low < high:
        middle = low + (high - low + 1) // 2
        if starts.at[middle] <= place:
            low = middle
        else:
            high = middle - 1
    return low


cdef inline size_t pass_alike(const Side *side, const Starts *starts, size_t nth) noexcept nogil:
    """The first entry from `nth` on that is not the same as what `side` has next: those before it are."""
    cdef size_t place = starts.at[nth], size = starts.at[starts.count] - place
    cdef size_t left = side.end - side.at
    return last_start(starts, nth, place + same_size(side.at, starts.tree + place, min(left, size)))


cdef inline void pass_both(Side *side, Side *before, const Starts *starts, size_t hash_size) noexcept nogil:
    """Go on behind what `side` has next and is the same from the entry on where `before` is."""
    cdef size_t place = before.start - starts.tree, nth = last_start(starts, 0, place)
    cdef size_t passed = starts.at[pass_alike(side, starts, nth)] - place
    if passed:
        side.at += passed
        before.at = before.start + passed
        read_entry(before, hash_size)


cdef inline bint meets(const Starts *starts, size_t *at, const Side *side, size_t hash_size) noexcept nogil:
    """Whether an entry has the name of that in `side`; go on behind it, or to the first one that comes after the name."""
    cdef Side other
    cdef size_t nth = at[0]
    cdef int order
    while nth < starts.count:
        other.at, other.end = starts.tree + starts.at[nth], starts.tree + starts.at[nth + 1]
        read_entry(&other, hash_size)
        order = memcmp(other.name, side.name, min(other.size, side.size))
        if order == 0 and other.size == side.size:
            at[0] = nth + 1
            return True
        if order > 0 or (order == 0 and other.size > side.size):
            break
        nth += 1
    at[0] = nth
    return False
