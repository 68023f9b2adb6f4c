"""Types and sizes of many entries of a pack from their headers, and the first bytes of their deltas.

The work of several threads: their argument is a plain pointer to what they share, which their caller holds.
"""

from cpython.array cimport array, clone
from libc.stddef cimport size_t
from libc.stdint cimport int64_t, uint64_t
from libc.stdlib cimport calloc, free, malloc
from libc.string cimport memset

from pygitobj.kernels.native.decoder cimport DELTA_SIZES, PackDecoder
from pygitobj.kernels.native.delta cimport read_sizes
from pygitobj.kernels.native.entry cimport OFS_DELTA, REF_DELTA, Entry
from pygitobj.kernels.native.inflate cimport inflater
from pygitobj.kernels.native.threads cimport TAKE, run_threads

# Longer chains of REF_DELTAs are left to Python, which looks for circles in a set.
cdef int64_t MAX_REF_CHAIN = 1 << 14
# Entries whose type is remembered while many are described: powers of two.
cdef uint64_t LEAST_KNOWN = 1 << 14
cdef uint64_t MOST_KNOWN = 1 << 19
# Entries that a thread describes at a time.
cdef int64_t DESCRIBED_AT_ONCE = 256
# Bits of an offset by which entries are sorted at a time.
cdef enum:
    DIGIT = 11
    DIGITS = 1 << DIGIT
cdef array BYTES = array("B")
cdef array SIGNED = array("q")
cdef array UNSIGNED = array("Q")



cdef extern from *:
    """
    #define LOOK(at) __atomic_load_n((at), __ATOMIC_RELAXED)
    #define NOTE(at, what) __atomic_store_n((at), (what), __ATOMIC_RELAXED)
    """
    uint64_t LOOK(uint64_t *at) nogil
    void NOTE(uint64_t *at, uint64_t what) nogil


cdef struct Described:
    void *decoder
    int64_t count
    int64_t next
    const uint64_t *offsets
    unsigned char *codes
    uint64_t *sizes
    int64_t *bases
    uint64_t *order     # the requests in the order of the pack, NULL for their own
    uint64_t *known     # offset << 3 | type code; threads share it, a word at a time
    int shift           # what is left of a hash after it is a place in `known`


def describe_many(PackDecoder decoder not None, array offsets not None, int threads):
    """For `offsets`, 64-bit numbers: arrays of type codes, sizes and offsets of bases, as PackDecoder.info_many."""
    cdef int64_t count = len(offsets)
    cdef array codes = clone(BYTES, count, count > 0)
    cdef array sizes = clone(UNSIGNED, count, count > 0)
    cdef array bases = clone(SIGNED, count, count > 0)
    cdef Described work = Described(
        <void *>decoder, count, 0, <const uint64_t *>offsets.data.as_ulonglongs, codes.data.as_uchars,
        <uint64_t *>sizes.data.as_ulonglongs, <int64_t *>bases.data.as_longlongs, NULL, NULL, 0,
    )
    with nogil:
        # A few entries are followed to their ends sooner than this is made.
        if count > DESCRIBED_AT_ONCE:
            # Bases come before what rests on them: then their types are known, and nothing is looked at twice.
            work.order = in_pack_order(work.offsets, count)
            remember(&work)
        run_threads(min(<int64_t>threads, count // (4 * DESCRIBED_AT_ONCE) + 1), describe_some, &work)
        free(work.order)
        free(work.known)
    return codes, sizes, bases


cdef void remember(Described *work) noexcept nogil:
    """Make room for the types of entries, as far as there is memory."""
    cdef uint64_t room = LEAST_KNOWN
    work.shift = 64 - 14
    while room < 2 * <uint64_t>work.count and room < MOST_KNOWN:
        room *= 2
        work.shift -= 1
    work.known = <uint64_t *>calloc(room, sizeof(uint64_t))


cdef uint64_t *in_pack_order(const uint64_t *offsets, int64_t count) noexcept nogil:
    """The positions of `offsets` in their order, the lowest offset first; NULL where memory is short."""
    cdef uint64_t *order = <uint64_t *>malloc(count * sizeof(uint64_t))
    cdef uint64_t *sorted_more = <uint64_t *>malloc(count * sizeof(uint64_t))
    cdef int64_t[DIGITS] starts
    cdef int64_t at, start, here, digit
    cdef uint64_t highest = 0
    cdef int shift = 0
    if order == NULL or sorted_more == NULL:
        free(order)
        free(sorted_more)
        return NULL
    for at in range(count):
        order[at] = at
        highest = max(highest, offsets[at])
    while shift < 64 and highest >> shift:
        memset(starts, 0, sizeof(starts))
        for at in range(count):
            starts[offsets[at] >> shift & (DIGITS - 1)] += 1
        start = 0
        for digit in range(DIGITS):
            here = starts[digit]
            starts[digit] = start
            start += here
        for at in range(count):
            digit = offsets[order[at]] >> shift & (DIGITS - 1)
            sorted_more[starts[digit]] = order[at]
            starts[digit] += 1
        order, sorted_more = sorted_more, order
        shift += DIGIT
    free(sorted_more)
    return order


cdef void describe_some(void *argument) noexcept nogil:
    """Describe entries until none is left; several threads do this at once."""
    cdef Described *work = <Described *>argument
    cdef int64_t start, at
    cdef inflater *tool = (<PackDecoder>work.decoder).bases.take_inflater()
    while tool != NULL:
        start = TAKE(&work.next, DESCRIBED_AT_ONCE)
        if start >= work.count:
            break
        for at in range(start, min(start + DESCRIBED_AT_ONCE, work.count)):
            describe(work, at if work.order == NULL else <int64_t>work.order[at], tool)
    if tool != NULL:
        (<PackDecoder>work.decoder).bases.give_back(tool)


cdef void describe(Described *work, int64_t at, inflater *tool) noexcept nogil:
    """Fill in type, size and base of one entry, where nothing is wrong with it."""
    cdef unsigned char[DELTA_SIZES] head
    cdef uint64_t offset = work.offsets[at], source, size
    cdef size_t after
    cdef long got
    cdef Entry entry
    cdef int code
    work.bases[at] = -1
    if not (<PackDecoder>work.decoder).read_header(offset, &entry):
        return
    if entry.kind < OFS_DELTA:
        work.sizes[at] = entry.size
        work.codes[at] = entry.kind
        note_type(work, offset, entry.kind)
        return
    got = (<PackDecoder>work.decoder).start_of_stream(tool, entry.start, entry.size, head)
    if got <= 0 or not read_sizes(head, got, &source, &size, &after):
        return
    code = type_code(work, entry.base)
    if code:
        work.sizes[at] = size
        work.bases[at] = entry.base
        work.codes[at] = code
        note_type(work, offset, code)


cdef int type_code(Described *work, uint64_t offset) noexcept nogil:
    """The type of the object at `offset`, which is its last base's; 0 where something is wrong."""
    cdef uint64_t start = offset
    cdef int64_t steps = 0
    cdef Entry entry
    cdef int code = known_type(work, offset)
    if code:
        return code
    while code == 0:
        if not (<PackDecoder>work.decoder).read_header(offset, &entry) or steps > MAX_REF_CHAIN:
            return 0
        if entry.kind < OFS_DELTA:
            code = entry.kind
            break
        steps += entry.kind == REF_DELTA
        offset = entry.base
        code = known_type(work, offset)
    note_type(work, start, code)
    return code


cdef inline uint64_t *place_of_type(Described *work, uint64_t offset) noexcept nogil:
    """Where the type of the entry at `offset` is remembered."""
    return &work.known[offset * <uint64_t>0x9E3779B97F4A7C15 >> work.shift]


cdef inline int known_type(Described *work, uint64_t offset) noexcept nogil:
    """The type of the entry at `offset`, 0 where it is not remembered."""
    cdef uint64_t noted
    if work.known == NULL:
        return 0
    noted = LOOK(place_of_type(work, offset))
    return noted & 7 if noted >> 3 == offset else 0


cdef inline void note_type(Described *work, uint64_t offset, int code) noexcept nogil:
    """Remember the type of the entry at `offset`."""
    if work.known != NULL and offset >> 61 == 0:
        NOTE(place_of_type(work, offset), offset << 3 | <uint64_t>code)
