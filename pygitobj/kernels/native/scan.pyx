"""Finding the entries of a pack that has no index yet, one after another. Columns: see kernels/pure/scan.py."""

from cpython.array cimport array, clone
from cpython.buffer cimport PyBUF_SIMPLE, PyBuffer_Release, PyObject_GetBuffer
from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_FromStringAndSize
from libc.stddef cimport size_t
from libc.stdint cimport int64_t, uint32_t, uint64_t
from libc.stdlib cimport free, realloc
from libc.string cimport memcpy, memset

from pygitobj.kernels.native.entry cimport OFS_DELTA, Entry, read_entry
from pygitobj.kernels.native.hasher cimport HASHER_AVAILABLE, KINDS, hasher_free, hasher_new, hasher_object
from pygitobj.kernels.native.inflate cimport (
    inflater, inflater_crc32, inflater_free, inflater_measured, inflater_new, inflater_room,
)
from pygitobj.kernels.native.worker cimport hasher

AVAILABLE = bool(HASHER_AVAILABLE)

cdef enum:
    LONGEST_HASH = 32

cdef struct Row:
    uint64_t offset
    uint64_t size
    int64_t base
    uint32_t crc
    unsigned char kind
    unsigned char[LONGEST_HASH] hash

cdef struct Scan:
    const unsigned char *data
    uint64_t at, first, end, most, hash_size
    int64_t wanted
    inflater *tool
    hasher *hasher
    Row *rows
    int64_t count
    int64_t room
    bint failed             # memory is short


cdef bint scan_one(Scan *scan, Row *row) noexcept nogil:
    """Whether a whole, sound entry stands at `scan.at`, which is then after it."""
    cdef Entry entry
    cdef size_t used = 0
    cdef unsigned char *body
    if not read_entry(scan.data, scan.at, scan.first, scan.end, scan.hash_size, &entry) or entry.size > scan.most:
        return False
    body = inflater_room(scan.tool, entry.size + 1)
    if body == NULL or not inflater_measured(
        scan.tool, scan.data + entry.start, scan.end - entry.start, body, entry.size, &used
    ):
        return False
    used += entry.start - scan.at
    row.offset = scan.at
    row.size = entry.size
    row.kind = entry.kind
    row.base = entry.base if entry.kind >= OFS_DELTA else -1
    row.crc = inflater_crc32(scan.data + scan.at, used)
    if entry.kind >= OFS_DELTA:
        memset(row.hash, 0, LONGEST_HASH)
    elif not hasher_object(scan.hasher, KINDS[entry.kind], body, entry.size, row.hash):
        return False
    scan.at += used
    return True


cdef void scan_all(Scan *scan) noexcept nogil:
    """Take entries until enough are found or one is not whole."""
    cdef Row *grown
    while scan.count < scan.wanted:
        if scan.count == scan.room:
            grown = <Row *>realloc(scan.rows, (2 * scan.room + 256) * sizeof(Row))
            if grown == NULL:
                scan.failed = True
                return
            scan.rows = grown
            scan.room = 2 * scan.room + 256
        if not scan_one(scan, &scan.rows[scan.count]):
            return
        scan.count += 1


cdef tuple columns_of(Scan *scan):
    """What was found: see `scan_entries`."""
    cdef array offsets = clone(array("Q"), scan.count, False)
    cdef array kinds = clone(array("B"), scan.count, False)
    cdef array sizes = clone(array("Q"), scan.count, False)
    cdef array bases = clone(array("q"), scan.count, False)
    cdef array crcs = clone(array("I"), scan.count, False)
    cdef bytes hashes = PyBytes_FromStringAndSize(NULL, scan.count * scan.hash_size)
    cdef char *out = PyBytes_AS_STRING(hashes)
    cdef int64_t at
    cdef Row *row
    for at in range(scan.count):
        row = &scan.rows[at]
        (<uint64_t *>offsets.data.as_ulonglongs)[at] = row.offset
        kinds.data.as_uchars[at] = row.kind
        (<uint64_t *>sizes.data.as_ulonglongs)[at] = row.size
        (<int64_t *>bases.data.as_longlongs)[at] = row.base
        crcs.data.as_uints[at] = row.crc
        memcpy(out + at * scan.hash_size, row.hash, scan.hash_size)
    return scan.at, offsets, kinds, sizes, bases, crcs, hashes


def scan_entries(data, uint64_t at, uint64_t end, int64_t count, size_t hash_size, uint64_t most, uint64_t first):
    """Up to `count` entries of the pack `data` from the one at `at` on. See the function in kernels/pure/scan.py."""
    cdef Py_buffer view
    cdef Scan scan
    if hash_size not in (20, 32):
        raise ValueError("no size of a hash")
    memset(&scan, 0, sizeof(Scan))
    PyObject_GetBuffer(data, &view, PyBUF_SIMPLE)
    try:
        if end > <uint64_t>view.len:
            raise ValueError("entries that do not lie in the pack")
        scan.data = <const unsigned char *>view.buf
        scan.at, scan.end, scan.first, scan.most = at, end, first, most
        scan.hash_size, scan.wanted = hash_size, count
        scan.tool = inflater_new()
        scan.hasher = hasher_new(hash_size)
        if scan.tool == NULL or scan.hasher == NULL:
            raise MemoryError
        with nogil:
            scan_all(&scan)
        if scan.failed:
            raise MemoryError
        return columns_of(&scan)
    finally:
        free(scan.rows)
        inflater_free(scan.tool)
        hasher_free(scan.hasher)
        PyBuffer_Release(&view)
