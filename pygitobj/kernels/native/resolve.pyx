"""The ids of a pack's deltas before it has an index: see kernels/pure/resolve.py.

A thread takes a whole entry at a time and goes down what rests on it. A stack of frames leads from that entry to the
one that is being built; where their bodies take more room than there is, those nearest to the whole entry are given
back, and built again from it when another child of theirs is due.
"""

from cpython.array cimport array
from cpython.buffer cimport PyBUF_SIMPLE, PyBuffer_Release, PyObject_GetBuffer
from libc.stddef cimport size_t
from libc.stdint cimport int64_t, uint64_t
from libc.stdlib cimport calloc, free, malloc, qsort, realloc
from libc.string cimport memcmp, memcpy, memset

from pygitobj.kernels.native.cache cimport Body, drop
from pygitobj.kernels.native.delta cimport adds_up, apply_into, read_sizes
from pygitobj.kernels.native.entry cimport OFS_DELTA, REF_DELTA, Entry, read_entry
from pygitobj.kernels.native.hasher cimport HASHER_AVAILABLE, KINDS, hasher_free, hasher_new, hasher_object
from pygitobj.kernels.native.inflate cimport inflater_exact, inflater_free, inflater_new, inflater_room
from pygitobj.kernels.native.once cimport byte_once
from pygitobj.kernels.native.threads cimport TAKE, run_threads
from pygitobj.kernels.native.worker cimport Worker, end_work, put_aside, spare_body

cdef extern from *:
    """
    /* Whether the caller is the first to claim what at says. */
    #define CLAIM(at) (!__atomic_exchange_n((at), 1, __ATOMIC_RELAXED))
    """
    bint CLAIM(unsigned char *at) nogil

cdef extern from "pages.h" nogil:
    void pages_give_back(const unsigned char *start, size_t size)

AVAILABLE = bool(HASHER_AVAILABLE)

# No stream expands by more than this.
cdef uint64_t MAX_EXPANSION = 1032
# Larger results of deltas are refused.
cdef uint64_t MAX_RESULT = <uint64_t>1 << 32
# Fewer entries are done with before a thread has started.
cdef int64_t LEAST_FOR_THREAD = 64

# Bytes of a mapped pack that are looked at before its pages are given back; with each entry come pages around it.
cdef int64_t GIVEN_BACK = 1 << 20
cdef int64_t AROUND = 4096


cdef int compare_sha1(const void *one, const void *other) noexcept nogil:
    return memcmp((<const Ref *>one).base, (<const Ref *>other).base, 20)


cdef int compare_sha256(const void *one, const void *other) noexcept nogil:
    return memcmp((<const Ref *>one).base, (<const Ref *>other).base, 32)


cdef int64_t entry_at(Resolve *job, uint64_t offset) noexcept nogil:
    """The entry that starts at `offset`, -1 for none."""
    cdef int64_t low = 0, high = job.count, middle
    while low < high:
        middle = (low + high) // 2
        if job.offsets[middle] < offset:
            low = middle + 1
        else:
            high = middle
    return low if low < job.count and job.offsets[low] == offset else -1


cdef int64_t first_ref(Resolve *job, const unsigned char *oid, bint past_equal) noexcept nogil:
    """The first ref-delta whose base is not below `oid`, or with `past_equal` above it."""
    cdef int64_t low = 0, high = job.ref_count, middle
    cdef int order
    while low < high:
        middle = (low + high) // 2
        order = memcmp(job.refs[middle].base, oid, job.hash_size)
        if order < 0 or (past_equal and order == 0):
            low = middle + 1
        else:
            high = middle
    return low


cdef void looked_at(Resolve *job, int64_t at) noexcept nogil:
    """Count the entry `at`, which was looked at, and once it is enough give back the pages of the map."""
    cdef int64_t size, looked
    if job.mapped:
        size = (job.offsets[at + 1] if at + 1 < job.count else job.end) - job.offsets[at] + AROUND
        looked = TAKE(&job.looked, size) + size
        if looked > GIVEN_BACK:
            TAKE(&job.looked, -looked)
            pages_give_back(job.data, job.mapped)


cdef bint add_ref(Resolve *job, const unsigned char *base, int64_t at) noexcept nogil:
    """Note that the entry `at` rests on the object with the id `base`; False where memory is short."""
    cdef Ref *grown
    if job.ref_count == job.ref_room:
        grown = <Ref *>realloc(job.refs, (2 * job.ref_room + 64) * sizeof(Ref))
        if grown == NULL:
            return False
        job.refs, job.ref_room = grown, 2 * job.ref_room + 64
    memcpy(job.refs[job.ref_count].base, base, job.hash_size)
    job.refs[job.ref_count].entry = at
    job.ref_count += 1
    return True


cdef bint plausible(Resolve *job, const Entry *entry) noexcept nogil:
    """Whether the stream of `entry` could hold what the header says."""
    return entry.size <= MAX_EXPANSION * (job.end - entry.start)


cdef void link_deltas(Resolve *job) noexcept nogil:
    """Note what rests on what, for the entries that are not known."""
    cdef int64_t at, base
    cdef Entry entry
    for at in range(job.count):
        job.child[at] = -1
    for at in range(job.count - 1, -1, -1):
        if job.codes[at]:
            continue
        looked_at(job, at)
        job.failed[at] = True
        if not read_entry(job.data, job.offsets[at], job.first, job.end, job.hash_size, &entry):
            continue
        if entry.kind == OFS_DELTA:
            base = entry_at(job, entry.base)
            if base >= 0:
                job.sibling[at] = job.child[base]
                job.child[base] = at
                job.failed[at] = False
        elif entry.kind == REF_DELTA:
            if not add_ref(job, job.data + entry.base, at):
                job.failed_at_all = True
                return
            job.failed[at] = False
    if job.ref_count:
        qsort(job.refs, job.ref_count, sizeof(Ref), compare_sha1 if job.hash_size == 20 else compare_sha256)


cdef Body *whole_body(Resolve *job, int64_t at, Worker *worker) noexcept nogil:
    """The object at `at`, which is stored whole; NULL where that cannot be built."""
    cdef Entry entry
    cdef Body *body
    looked_at(job, at)
    if not read_entry(job.data, job.offsets[at], job.first, job.end, job.hash_size, &entry):
        return NULL
    if entry.kind >= OFS_DELTA or not plausible(job, &entry):
        return NULL
    body = spare_body(worker, entry.kind, entry.size)
    if body != NULL and not inflater_exact(
        worker.tool, job.data + entry.start, job.end - entry.start, body.data, entry.size
    ):
        put_aside(worker, body)
        return NULL
    return body


cdef Body *delta_body(Resolve *job, int64_t at, const Body *base, Worker *worker) noexcept nogil:
    """What the delta at `at` makes of `base`; NULL where that cannot be built."""
    cdef Entry entry
    cdef Body *body
    cdef unsigned char *delta
    cdef uint64_t source, size
    cdef size_t after
    looked_at(job, at)
    if not read_entry(job.data, job.offsets[at], job.first, job.end, job.hash_size, &entry):
        return NULL
    if entry.kind < OFS_DELTA or not plausible(job, &entry):
        return NULL
    delta = inflater_room(worker.tool, entry.size)
    if delta == NULL or not inflater_exact(
        worker.tool, job.data + entry.start, job.end - entry.start, delta, entry.size
    ):
        return NULL
    if not read_sizes(delta, entry.size, &source, &size, &after) or size > MAX_RESULT:
        return NULL
    if not adds_up(delta, entry.size, size):
        return NULL
    body = spare_body(worker, base.code, size)
    if body != NULL and not apply_into(base.data, base.size, delta, entry.size, body.data, size):
        put_aside(worker, body)
        return NULL
    return body


cdef bint enter(Resolve *job, Path *path, int64_t at, Body *body) noexcept nogil:
    """Go down to what rests on the entry `at`, if anything does: whether that is so and there was memory."""
    cdef Frame *grown
    cdef Frame *frame
    cdef int64_t ref = 0, last_ref = 0
    if job.ref_count:
        ref = first_ref(job, job.ids + at * job.hash_size, False)
        last_ref = first_ref(job, job.ids + at * job.hash_size, True)
    if job.child[at] < 0 and ref == last_ref:
        return False
    if path.count == path.room:
        grown = <Frame *>realloc(path.frames, (2 * path.room + 64) * sizeof(Frame))
        if grown == NULL:
            return False
        path.frames = grown
        path.room = 2 * path.room + 64
    frame = &path.frames[path.count]
    path.count += 1
    frame.entry, frame.body, frame.child, frame.ref, frame.last_ref = at, body, job.child[at], ref, last_ref
    if body != NULL:
        path.held += body.size
    return True


cdef void let_go(Path *path, int64_t at) noexcept nogil:
    """Give back the body of a frame."""
    cdef Body *body = path.frames[at].body
    if body != NULL:
        path.frames[at].body = NULL
        path.held -= body.size
        put_aside(&path.worker, body)


cdef int64_t next_child(Resolve *job, Frame *frame) noexcept nogil:
    """The next delta on a frame's entry, -1 where none is left."""
    cdef int64_t child = frame.child
    if child >= 0:
        frame.child = job.sibling[child]
        return child
    while frame.ref < frame.last_ref:
        child = job.refs[frame.ref].entry
        frame.ref += 1
        if CLAIM(&job.claimed[child]):
            return child
    return -1


cdef bint build_top(Resolve *job, Path *path) noexcept nogil:
    """Whether the last frame has its body, built again from where there is one."""
    cdef int64_t at = path.count - 1
    cdef Body *body
    while at > 0 and path.frames[at].body == NULL:
        at -= 1
    if path.frames[at].body == NULL:
        body = whole_body(job, path.frames[at].entry, &path.worker)
        if body == NULL:
            return False
        path.frames[at].body = body
        path.held += body.size
    while at < path.count - 1:
        body = delta_body(job, path.frames[at + 1].entry, path.frames[at].body, &path.worker)
        if path.held > job.room or (path.frames[at].child < 0 and path.frames[at].ref == path.frames[at].last_ref):
            let_go(path, at)
        if body == NULL:
            return False
        at += 1
        path.frames[at].body = body
        path.held += body.size
    return True


cdef void make_room(Resolve *job, Path *path) noexcept nogil:
    """Give back bodies, those nearest to the whole entry first, until the others fit."""
    cdef int64_t at = 0
    while path.held > job.room and at < path.count - 1:
        let_go(path, at)
        at += 1


cdef void resolve_child(Resolve *job, Path *path, int64_t child) noexcept nogil:
    """Build and hash the delta `child` of the last frame, and go down to what rests on it."""
    cdef Frame *frame = &path.frames[path.count - 1]
    cdef Body *body
    if frame.body == NULL and not build_top(job, path):
        job.failed[child] = True
        return
    body = delta_body(job, child, frame.body, &path.worker)
    if body == NULL or not hasher_object(
        path.worker.hasher, KINDS[body.code], body.data, body.size, job.ids + child * job.hash_size
    ):
        job.failed[child] = True
        drop(body)
        return
    job.codes[child] = body.code
    if frame.child < 0 and frame.ref == frame.last_ref:
        let_go(path, path.count - 1)
    if enter(job, path, child, body):
        make_room(job, path)
    else:
        put_aside(&path.worker, body)


cdef void resolve_family(Resolve *job, Path *path, int64_t root) noexcept nogil:
    """Resolve all that rests on the whole entry `root`."""
    cdef int64_t child
    if not enter(job, path, root, NULL):
        return
    while path.count:
        child = next_child(job, &path.frames[path.count - 1])
        if child >= 0:
            resolve_child(job, path, child)
        else:
            let_go(path, path.count - 1)
            path.count -= 1


cdef void resolve_some(void *argument) noexcept nogil:
    """Resolve families until none is left."""
    cdef Resolve *job = <Resolve *>argument
    cdef Path path
    cdef int64_t root
    cdef unsigned char kind
    memset(&path, 0, sizeof(Path))
    path.worker.tool = inflater_new()
    path.worker.hasher = hasher_new(job.hash_size)
    while path.worker.tool != NULL and path.worker.hasher != NULL:
        root = TAKE(&job.next, 1)
        if root >= job.count:
            break
        kind = byte_once(job.data + job.offsets[root]) >> 4 & 7
        if kind < OFS_DELTA and job.known[root]:
            resolve_family(job, &path, root)
    free(path.frames)
    inflater_free(path.worker.tool)
    hasher_free(path.worker.hasher)
    end_work(&path.worker)


cdef int allocate(Resolve *job) except -1:
    """Make room for what is noted of each entry. Raises MemoryError; the caller frees it all."""
    job.claimed = <unsigned char *>calloc(job.count, 1)
    job.failed = <unsigned char *>calloc(job.count, 1)
    job.child = <int64_t *>malloc(job.count * sizeof(int64_t))
    job.sibling = <int64_t *>malloc(job.count * sizeof(int64_t))
    job.known = <unsigned char *>malloc(job.count)
    if NULL in (job.claimed, job.failed, job.known) or NULL in (job.child, job.sibling):
        raise MemoryError
    return 0


def resolve_deltas(
    data, uint64_t first, uint64_t end, array offsets not None, array codes not None, bytearray ids not None,
    size_t room, int threads, bint mapped=False,
):
    """Fill in `codes` and `ids` of deltas. See the function of this name in kernels/pure/resolve.py."""
    cdef Resolve job
    cdef Py_buffer view
    cdef int64_t at
    memset(&job, 0, sizeof(Resolve))
    job.count = len(offsets)
    if not job.count:
        return []
    job.hash_size = len(ids) // job.count
    # Nobody can change their lengths now.
    pinned = memoryview(offsets), memoryview(codes), memoryview(ids)
    if offsets.typecode != "Q" or codes.typecode != "B" or len(codes) != job.count or job.hash_size not in (20, 32):
        raise ValueError("columns that do not fit together")
    job.first, job.end, job.room = first, end, room // max(threads, 1)
    job.offsets = <const uint64_t *>offsets.data.as_ulonglongs
    job.codes = codes.data.as_uchars
    job.ids = <unsigned char *>ids
    for at in range(job.count):
        if job.offsets[at] >= end or (at and job.offsets[at] <= job.offsets[at - 1]):
            raise ValueError("offsets that do not ascend")
    PyObject_GetBuffer(data, &view, PyBUF_SIMPLE)
    try:
        if end > <uint64_t>view.len:
            raise ValueError("entries that do not lie in the pack")
        job.data = <const unsigned char *>view.buf
        job.mapped = view.len if mapped else 0
        allocate(&job)
        memcpy(job.known, job.codes, job.count)
        with nogil:
            link_deltas(&job)
            if not job.failed_at_all:
                run_threads(min(<int64_t>threads, 1 + job.count // LEAST_FOR_THREAD), resolve_some, &job)
        if job.failed_at_all:
            raise MemoryError
        return [at for at in range(job.count) if job.failed[at]]
    finally:
        free(job.claimed)
        free(job.failed)
        free(job.known)
        free(job.child)
        free(job.sibling)
        free(job.refs)
        PyBuffer_Release(&view)
