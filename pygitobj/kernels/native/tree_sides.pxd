"""Trees that are walked side by side, for C code: the entry at which each of them is, and how entries compare."""

from libc.stddef cimport size_t
from libc.stdint cimport int32_t, uint32_t, uint64_t
from libc.string cimport memchr, memcmp

cdef extern from "same_entries.h" nogil:
    # How many of the first bytes are the same at both.
    size_t same_size(const unsigned char *one, const unsigned char *other, size_t size)
    # Where the first entry from `at` on begins that is not whole and well-formed up to `stop`.
    const unsigned char *same_entries(const unsigned char *at, const unsigned char *stop, size_t hash_size)

cdef enum:
    TYPE_MASK = 0o170000
    REGULAR = 0o100000
    DIRECTORY = 0o040000
    SYMLINK = 0o120000
    GITLINK = 0o160000
    MAX_MODE_DIGITS = 11
    LONGEST_NAME = 0x7FFFFFFF

cdef struct Side:
    const unsigned char *at         # where the next entry begins
    const unsigned char *end
    const unsigned char *start      # where this one began
    const unsigned char *name
    const unsigned char *oid
    uint32_t size                   # of the name
    uint32_t mode
    int32_t below
    bint there                      # whether there is an entry
    bint meets                      # whether it is the entry that is looked at, or one that meets it
    bint kept                       # whether it is asked for as well


cdef inline uint32_t canonical(uint64_t mode) noexcept nogil:
    """The mode as git shows it."""
    cdef uint64_t kind = mode & TYPE_MASK
    if kind == REGULAR:
        return 0o100755 if mode & 0o100 else 0o100644
    return <uint32_t>kind if kind == DIRECTORY or kind == SYMLINK else GITLINK


cdef inline int comes_before(const Side *one, const Side *other) noexcept nogil:
    """Below 0 where an entry comes before another one as git sorts them, above 0 where it comes after."""
    cdef uint32_t size = one.size if one.size < other.size else other.size
    cdef int order = memcmp(one.name, other.name, size)
    cdef int left, right
    if order:
        return order
    left = one.name[size]
    right = other.name[size]
    if not left and one.mode == DIRECTORY:
        left = 47
    if not right and other.mode == DIRECTORY:
        right = 47
    return left - right


cdef inline bint read_entry(Side *side, size_t hash_size) noexcept nogil:
    """Go to the next entry, which is there or not; False where the tree is malformed."""
    cdef const unsigned char *name = side.at
    cdef const unsigned char *nul
    cdef uint64_t mode = 0
    side.there = False
    if side.at == side.end:
        return True
    while name < side.end and 48 <= name[0] <= 55:
        mode = mode << 3 | <uint64_t>(name[0] - 48)
        name += 1
    if name == side.at or name - side.at > MAX_MODE_DIGITS or name == side.end or name[0] != 32:
        return False
    name += 1
    nul = <const unsigned char *>memchr(name, 0, side.end - name)
    if nul == NULL or nul == name or <size_t>(side.end - nul - 1) < hash_size or nul - name > LONGEST_NAME:
        return False
    side.start, side.name, side.size, side.oid = side.at, name, <uint32_t>(nul - name), nul + 1
    side.at = nul + 1 + hash_size
    side.mode, side.there, side.below = canonical(mode), True, 0
    return True


cdef inline size_t first_of(Side *sides, size_t count) noexcept nogil:
    """The old side whose entry comes first; the entries that are at the same name meet."""
    cdef size_t least = 1, at, earlier
    cdef int order
    sides[1].meets = sides[1].there
    for at in range(2, count):
        sides[at].meets = sides[at].there
        if not sides[at].there:
            continue
        order = comes_before(sides + at, sides + least) if sides[least].there else -1
        if order < 0:
            for earlier in range(1, at):
                sides[earlier].meets = False
            least = at
        elif order > 0:
            sides[at].meets = False
    return least


cdef inline bint differs(const Side *sides, size_t count, size_t hash_size) noexcept nogil:
    """Whether what meets is a change: no old side has the new entry, or all have what is not there any more."""
    cdef size_t at
    for at in range(1, count):
        if not sides[0].meets:
            if not sides[at].meets:
                return False
        elif sides[at].meets and sides[at].mode == sides[0].mode and memcmp(
            sides[at].oid, sides[0].oid, hash_size
        ) == 0:
            return False
    return True
