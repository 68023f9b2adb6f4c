"""Finding ids in a pack index: one, or a column of many. The layout of an index: formats/idx.py."""

from cpython.array cimport array, clone
from cpython.buffer cimport PyBUF_SIMPLE, PyBuffer_Release, PyObject_GetBuffer
from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_AsString, PyBytes_FromStringAndSize, PyBytes_GET_SIZE
from libc.stdint cimport int64_t, uint32_t, uint64_t
from libc.stdlib cimport free, malloc, qsort
from libc.string cimport memcmp, memcpy

from pygitobj.kernels.native.once cimport word_once

cdef extern from "id_order.h" nogil:
    enum:
        ID_KEY
    uint64_t id_key(const unsigned char *oid, size_t size)
    int id_order(const unsigned char *at, const unsigned char *oid, uint64_t key, size_t size)

cdef enum:
    # Rows around the likely one that are looked at first.
    NEAR = 128

cdef array SIGNED = array("q")
cdef array ROWS = array("I")
cdef uint32_t IN_LARGE_TABLE = 0x80000000


def find_oid(table, int64_t start, int64_t stride, int64_t low, int64_t high, oid):
    """The row from `low` up to `high` that holds `oid`, or -1. Row r is `stride` bytes that end in the id."""
    cdef Py_buffer view
    cdef const unsigned char *wanted = <const unsigned char *>PyBytes_AsString(oid)
    cdef int64_t length = len(oid)
    PyObject_GetBuffer(table, &view, PyBUF_SIMPLE)
    try:
        if low < 0 or high <= low:
            return -1
        if stride < max(length, 1) or not 0 <= start <= view.len or high > (view.len - start) // stride:
            raise IndexError("rows that do not lie in the table")
        return search(<const unsigned char *>view.buf + start, stride, low, high, wanted, length)
    finally:
        PyBuffer_Release(&view)


cdef int64_t search(
    const unsigned char *rows, uint64_t stride, int64_t low, int64_t high, const unsigned char *oid, uint64_t length
) noexcept nogil:
    """The row from `low` up to `high` that ends in `oid`, or -1."""
    cdef int64_t middle
    cdef uint64_t key
    cdef int order
    rows += stride - length
    key = id_key(oid, length)
    narrow(rows, stride, &low, &high, oid, key, length)
    while low < high:
        middle = (low + high) >> 1
        order = id_order(rows + middle * stride, oid, key, length)
        if order < 0:
            low = middle + 1
        elif order > 0:
            high = middle
        else:
            return middle
    return -1


cdef inline void narrow(
    const unsigned char *ids, uint64_t stride, int64_t *low, int64_t *high, const unsigned char *oid, uint64_t key,
    size_t length,
) noexcept nogil:
    """Come near to `oid` among rows whose ids begin with the same byte: the next bytes are spread evenly."""
    cdef int64_t first
    if high[0] - low[0] <= NEAR or length < ID_KEY:
        return
    first = low[0] + <int64_t>(<uint64_t>(high[0] - low[0]) * (key >> 24 & <uint64_t>0xFFFFFFFF) >> 32) - NEAR // 2
    first = max(low[0], min(first, high[0] - NEAR))
    if id_order(ids + first * stride, oid, key, length) > 0:
        high[0] = first
    elif id_order(ids + (first + NEAR - 1) * stride, oid, key, length) < 0:
        low[0] = first + NEAR
    else:
        low[0], high[0] = first, first + NEAR


cdef class IndexTable:
    """The rows of a pack index: ids, and the offsets beside them. See the class of this name in kernels/pure/lookup.py."""

    cdef Py_buffer view
    cdef bint held
    cdef const unsigned char *ids
    cdef const unsigned char *words
    cdef const unsigned char *large
    cdef uint64_t hash_size, id_stride, word_stride, large_count
    cdef bint has_large
    cdef uint32_t[257] fanout

    def __cinit__(
        self, data, fanout, uint64_t hash_size, uint64_t id_start, uint64_t id_stride,
        uint64_t word_start, uint64_t word_stride, uint64_t large_start, uint64_t large_count, bint has_large,
    ):
        cdef uint64_t count, size
        cdef int byte
        PyObject_GetBuffer(data, &self.view, PyBUF_SIMPLE)
        self.held = True
        size = self.view.len
        self.fanout[0] = 0
        for byte in range(256):
            self.fanout[byte + 1] = fanout[byte]
            if self.fanout[byte + 1] < self.fanout[byte]:
                raise ValueError("a fanout that decreases")
        count = self.fanout[256]
        if (
            not 0 < hash_size <= id_stride
            or id_start > size or count > (size - id_start) // id_stride
            or word_start > size or word_stride < 4 or count > (size - word_start) // word_stride
            or large_start > size or large_count > (size - large_start) // 8
        ):
            raise ValueError("tables that do not lie in the index")
        self.ids = <const unsigned char *>self.view.buf + id_start
        self.words = <const unsigned char *>self.view.buf + word_start
        self.large = <const unsigned char *>self.view.buf + large_start
        self.hash_size = hash_size
        self.id_stride = id_stride
        self.word_stride = word_stride
        self.large_count = large_count if has_large else 0
        self.has_large = has_large

    def __dealloc__(self):
        if self.held:
            PyBuffer_Release(&self.view)

    cdef int64_t row_of(self, const unsigned char *oid) noexcept nogil:
        """The row of `oid`, or -1."""
        return search(self.ids, self.id_stride, self.fanout[oid[0]], self.fanout[<int>oid[0] + 1], oid, self.hash_size)

    cdef int64_t offset_of(self, int64_t row) noexcept nogil:
        """The offset in `row`; -1 where it points to a row of the 64-bit table that is not there or is too large."""
        cdef uint32_t word = word_once(self.words + row * self.word_stride)
        cdef const unsigned char *at
        cdef uint64_t value
        if not self.has_large or word < IN_LARGE_TABLE:
            return word
        word -= IN_LARGE_TABLE
        if word >= self.large_count:
            return -1
        at = self.large + 8 * <uint64_t>word
        value = <uint64_t>word_once(at) << 32 | word_once(at + 4)
        return -1 if value >> 63 else <int64_t>value

    def find(self, oid):
        """The row of `oid`, or -1."""
        cdef const unsigned char *wanted = <const unsigned char *>PyBytes_AsString(oid)
        if <uint64_t>len(oid) != self.hash_size:
            return -1
        return self.row_of(wanted)

    def offset(self, int64_t row):
        """The offset in `row`; -1 where the 64-bit table does not have it."""
        if row < 0 or row >= self.fanout[256]:
            raise IndexError(row)
        return self.offset_of(row)

    def find_offsets(self, oids):
        """The offset of each of the raw ids that stand one after another in `oids`, as signed numbers; -1: not here.

        Raises ValueError for bytes that are not so many whole ids.
        """
        if <uint64_t>len(oids) % self.hash_size:
            raise ValueError("not a column of ids")
        cdef int64_t count = <uint64_t>len(oids) // self.hash_size, at, row
        cdef array result = clone(SIGNED, count, False)
        cdef int64_t *out = <int64_t *>result.data.as_longlongs
        cdef const unsigned char *first = <const unsigned char *>PyBytes_AsString(oids)
        if <uint64_t>len(oids) != count * self.hash_size:
            raise ValueError("not a column of ids")
        with nogil:
            for at in range(count):
                row = self.row_of(first + at * self.hash_size)
                out[at] = -1 if row < 0 else self.offset_of(row)
        return result

    cdef int shared_with(self, int64_t row, const unsigned char *oid) noexcept nogil:
        """How many digits the id in `row` has in common with `oid`, from the first on; 0 for no row."""
        cdef const unsigned char *here
        cdef uint64_t at = 0
        if row < 0 or row >= self.fanout[256]:
            return 0
        here = self.id_at(row)
        while at < self.hash_size and here[at] == oid[at]:
            at += 1
        return <int>(2 * at + (at < self.hash_size and here[at] >> 4 == oid[at] >> 4))

    cdef int64_t place_of(self, const unsigned char *oid) noexcept nogil:
        """The first row whose id is not below `oid`."""
        cdef int64_t low = self.fanout[oid[0]], high = self.fanout[<int>oid[0] + 1], middle
        cdef uint64_t key
        key = id_key(oid, self.hash_size)
        narrow(self.id_at(0), self.id_stride, &low, &high, oid, key, self.hash_size)
        while low < high:
            middle = (low + high) >> 1
            if id_order(self.id_at(middle), oid, key, self.hash_size) < 0:
                low = middle + 1
            else:
                high = middle
        return low

    def shared_digits(self, bytes oids not None, bytes digits not None):
        """`digits`, or more: how many digits each of the raw ids `oids` shares with another one that is here.

        Raises ValueError for bytes that are not as many whole ids.
        """
        cdef uint64_t count = PyBytes_GET_SIZE(digits), at
        cdef const unsigned char *oid = <const unsigned char *>PyBytes_AS_STRING(oids)
        cdef bytes found
        cdef unsigned char *out
        cdef int64_t row
        if <uint64_t>PyBytes_GET_SIZE(oids) != count * self.hash_size or 2 * self.hash_size > 255:
            raise ValueError("not a column of ids")
        # Of one byte there is but one object, unless it is new.
        found = PyBytes_FromStringAndSize(NULL, count)
        out = <unsigned char *>PyBytes_AS_STRING(found)
        memcpy(out, PyBytes_AS_STRING(digits), count)
        with nogil:
            for at in range(count):
                row = self.place_of(oid)
                out[at] = max(out[at], <unsigned char>self.shared_with(row - 1, oid))
                while row < self.fanout[256] and memcmp(self.id_at(row), oid, self.hash_size) == 0:
                    row += 1
                out[at] = max(out[at], <unsigned char>self.shared_with(row, oid))
                oid += self.hash_size
        return found

    def offsets(self):
        """The offsets of all rows, in row order; -1 where the 64-bit table does not have one."""
        cdef int64_t count = self.fanout[256], row
        cdef array result = clone(SIGNED, count, False)
        cdef int64_t *out = <int64_t *>result.data.as_longlongs
        with nogil:
            for row in range(count):
                out[row] = self.offset_of(row)
        return result

    def ascends(self, int64_t start, int64_t end):
        """Whether each id of the rows from `start` up to `end` is above the one before it."""
        cdef int64_t row
        cdef bint good = True
        if start < 0 or end > self.fanout[256]:
            raise IndexError("rows that are not there")
        with nogil:
            for row in range(max(start, 1), end):
                if memcmp(self.id_at(row - 1), self.id_at(row), self.hash_size) >= 0:
                    good = False
                    break
        return good

    cdef const unsigned char *id_at(self, int64_t row) noexcept nogil:
        """The id in `row`."""
        return self.ids + (row + 1) * self.id_stride - self.hash_size

    def pack_order(self):
        """The rows in the order of their offsets, as 32-bit numbers, and these offsets, as signed 64-bit numbers."""
        cdef int64_t count = self.fanout[256], row
        cdef array rows = clone(ROWS, count, False)
        cdef array offsets = clone(SIGNED, count, False)
        cdef Place *places = <Place *>malloc((count + 1) * sizeof(Place))
        if places == NULL:
            raise MemoryError
        with nogil:
            for row in range(count):
                places[row] = Place(self.offset_of(row), row)
            qsort(places, count, sizeof(Place), compare_places)
            for row in range(count):
                rows.data.as_uints[row] = places[row].row
                offsets.data.as_longlongs[row] = places[row].offset
            free(places)
        return rows, offsets

    def offsets_in(self, array rows not None):
        """The offsets of all rows in the order `rows`; None unless these are the rows that `pack_order` gives.

        Raises TypeError unless `rows` are 32-bit numbers.
        """
        cdef int64_t count = self.fanout[256], at, last = -1
        cdef array result
        cdef int64_t *out
        cdef unsigned int *wanted = rows.data.as_uints
        cdef bint good = True
        if rows.typecode != "I":
            raise TypeError("rows of another type")
        if len(rows) != count:
            return None
        result = clone(SIGNED, count, False)
        out = <int64_t *>result.data.as_longlongs
        with nogil:
            for at in range(count):
                if wanted[at] >= count:
                    good = False
                    break
                out[at] = self.offset_of(wanted[at])
                if out[at] < last or (out[at] == last and at and wanted[at] <= wanted[at - 1]):
                    good = False
                    break
                last = out[at]
        return result if good else None

    def ids_of(self, array rows not None):
        """The raw ids in `rows`, 32-bit numbers, one after another."""
        cdef int64_t count = len(rows), at
        cdef unsigned int *wanted = rows.data.as_uints
        cdef char *out
        if rows.typecode != "I":
            raise TypeError("rows of another type")
        column = PyBytes_FromStringAndSize(NULL, count * self.hash_size)
        out = PyBytes_AS_STRING(column)
        for at in range(count):
            if wanted[at] >= self.fanout[256]:
                raise IndexError(wanted[at])
            memcpy(out + at * self.hash_size, self.id_at(wanted[at]), self.hash_size)
        return column


cdef struct Place:
    int64_t offset
    uint32_t row


cdef int compare_places(const void *one, const void *other) noexcept nogil:
    """How two rows are ordered by their offsets."""
    cdef int64_t first = (<const Place *>one).offset, second = (<const Place *>other).offset
    cdef int64_t row = (<const Place *>one).row, other_row = (<const Place *>other).row
    if first == second:
        return (row > other_row) - (row < other_row)
    return (first > second) - (first < second)


