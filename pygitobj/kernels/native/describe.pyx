"""Types and sizes of many entries of a pack from their headers, and the first bytes of their deltas.

The work of several threads: their argument is a plain pointer to what they share, which their caller holds.
"""

from cpython.array cimport array, clone
from libc.stddef cimport size_t
from libc.stdint cimport int64_t, uint64_t
from libc.stdlib cimport calloc, free

from pygitobj.kernels.native.decoder cimport DELTA_SIZES, PackDecoder
from pygitobj.kernels.native.delta cimport read_sizes
from pygitobj.kernels.native.entry cimport OFS_DELTA, REF_DELTA, Entry
from pygitobj.kernels.native.inflate cimport inflater
from pygitobj.kernels.native.threads cimport TAKE, run_threads

# Longer chains of REF_DELTAs are left to Python, which looks for circles in a set.
cdef int64_t MAX_REF_CHAIN = 1 << 14
# Entries whose type is remembered while many are described, a power of two.
cdef uint64_t KNOWN_TYPES = 1 << 14
# Entries that a thread describes at a time.
cdef int64_t DESCRIBED_AT_ONCE = 256
cdef array BYTES = array("B")
cdef array SIGNED = array("q")
cdef array UNSIGNED = array("Q")


cdef struct Described:
    void *decoder
    int64_t count
    int64_t next
    const uint64_t *offsets
    unsigned char *codes
    uint64_t *sizes
    int64_t *bases


cdef struct KnownType:
    uint64_t offset
    int code


def describe_many(PackDecoder decoder not None, array offsets not None, int threads):
    """For `offsets`, 64-bit numbers: arrays of type codes, sizes and offsets of bases, as PackDecoder.info_many."""
    cdef int64_t count = len(offsets)
    cdef array codes = clone(BYTES, count, count > 0)
    cdef array sizes = clone(UNSIGNED, count, count > 0)
    cdef array bases = clone(SIGNED, count, count > 0)
    cdef Described work = Described(
        <void *>decoder, count, 0, <const uint64_t *>offsets.data.as_ulonglongs, codes.data.as_uchars,
        <uint64_t *>sizes.data.as_ulonglongs, <int64_t *>bases.data.as_longlongs,
    )
    with nogil:
        run_threads(min(<int64_t>threads, count // (4 * DESCRIBED_AT_ONCE) + 1), describe_some, &work)
    return codes, sizes, bases


cdef void describe_some(void *argument) noexcept nogil:
    """Describe entries until none is left; several threads do this at once."""
    cdef Described *work = <Described *>argument
    cdef int64_t start, at
    cdef inflater *tool = (<PackDecoder>work.decoder).bases.take_inflater()
    # A few entries are followed to their ends sooner than this is cleared.
    cdef KnownType *known = NULL
    if work.count > DESCRIBED_AT_ONCE:
        known = <KnownType *>calloc(KNOWN_TYPES, sizeof(KnownType))
    while tool != NULL:
        start = TAKE(&work.next, DESCRIBED_AT_ONCE)
        if start >= work.count:
            break
        for at in range(start, min(start + DESCRIBED_AT_ONCE, work.count)):
            describe(work, at, known, tool)
    free(known)
    if tool != NULL:
        (<PackDecoder>work.decoder).bases.give_back(tool)


cdef void describe(Described *work, int64_t at, KnownType *known, inflater *tool) noexcept nogil:
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
        return
    got = (<PackDecoder>work.decoder).start_of_stream(tool, entry.start, entry.size, head)
    if got <= 0 or not read_sizes(head, got, &source, &size, &after):
        return
    code = type_code(work.decoder, entry.base, known)
    if code:
        work.sizes[at] = size
        work.bases[at] = entry.base
        work.codes[at] = code


cdef int type_code(void *decoder, uint64_t offset, KnownType *known) noexcept nogil:
    """The type of the object at `offset`, which is its last base's; 0 where something is wrong."""
    cdef uint64_t start = offset
    cdef int64_t steps = 0
    cdef KnownType *place
    cdef Entry entry
    cdef int code = 0
    while code == 0:
        if known != NULL:
            place = &known[type_slot(offset)]
            if place.code and place.offset == offset:
                code = place.code
                break
        if not (<PackDecoder>decoder).read_header(offset, &entry) or steps > MAX_REF_CHAIN:
            return 0
        if entry.kind < OFS_DELTA:
            code = entry.kind
            break
        steps += entry.kind == REF_DELTA
        offset = entry.base
    if known != NULL:
        place = &known[type_slot(start)]
        place.offset = start
        place.code = code
    return code


cdef inline uint64_t type_slot(uint64_t offset) noexcept nogil:
    """Where the type of the entry at `offset` is remembered."""
    return (offset * <uint64_t>0x9E3779B97F4A7C15 >> 40) & (KNOWN_TYPES - 1)
