"""Copying a pack's entries into another pack as they are. How: kernels/pure/transfer.py."""

from cpython.array cimport array, clone
from cpython.buffer cimport PyBUF_SIMPLE, PyBuffer_Release, PyObject_GetBuffer
from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_FromStringAndSize, PyBytes_GET_SIZE
from libc.stddef cimport size_t
from libc.stdint cimport int64_t, uint32_t, uint64_t
from libc.string cimport memcpy, memmove

from pygitobj.kernels.native.entry cimport OFS_DELTA, REF_DELTA, Entry, parse_entry
from pygitobj.kernels.native.inflate cimport inflater_crc32
from pygitobj.kernels.columns import Copied

cdef enum:
    WHOLE = -1
    MORE = 0x80
    # More than the longest header.
    HEADER_ROOM = 64
    LONGEST_HASH = 32

# Entries have room behind it.
cdef int64_t FARTHEST = <int64_t>1 << 62


cdef struct Moving:
    const unsigned char *data
    const int64_t *starts
    const uint32_t *crcs
    int64_t entries
    uint64_t first, end, hash_size
    const int64_t *order
    const int64_t *sources
    const int64_t *offsets
    const int64_t *bases
    int64_t *places
    const unsigned char *ids
    int64_t objects         # in the columns; those from `written` on are not written
    int64_t written
    int64_t number
    bint by_id


cdef size_t add_header(unsigned char *out, int kind, uint64_t size) noexcept nogil:
    """Write the header of an entry; gives how many bytes that is."""
    cdef size_t length = 0
    cdef unsigned char byte = <unsigned char>(kind << 4 | size & 15)
    size >>= 4
    while size:
        out[length] = byte | MORE
        length += 1
        byte = size & 0x7F
        size >>= 7
    out[length] = byte
    return length + 1


cdef size_t add_distance(unsigned char *out, uint64_t distance) noexcept nogil:
    """Write how far before an entry its base starts; gives how many bytes that is."""
    cdef unsigned char[10] bytes_
    cdef size_t length = 0, at
    bytes_[0] = distance & 0x7F
    distance >>= 7
    while distance:
        distance -= 1
        length += 1
        bytes_[length] = MORE | distance & 0x7F
        distance >>= 7
    for at in range(length + 1):
        out[at] = bytes_[length - at]
    return length + 1


cdef int64_t row_of(const Moving *move, int64_t offset) noexcept nogil:
    """The row of the entry at `offset`, -1 for none."""
    cdef int64_t low = 0, high = move.entries, middle
    while low < high:
        middle = (low + high) >> 1
        if move.starts[middle] <= offset:
            low = middle + 1
        else:
            high = middle
    if low == 0 or move.starts[low - 1] != offset:
        return -1
    # Of two entries at one place, as a damaged index has them, it is not known which is there.
    return -1 if low > 1 and move.starts[low - 2] == offset else low - 1


cdef int64_t span_of(const Moving *move, int64_t position, int64_t *row) noexcept nogil:
    """How many bytes the entry of the object at `position` has, and its row; -1 where it is not to be copied."""
    cdef int64_t end, offset
    if not 0 <= position < move.written or move.sources[position] != move.number:
        return -1
    offset = move.offsets[position]
    row[0] = row_of(move, offset)
    if row[0] < 0:
        return -1
    end = move.starts[row[0] + 1] if row[0] + 1 < move.entries else <int64_t>move.end
    # Before anything is taken from them, so that no difference is too large.
    if not <int64_t>move.first <= offset < end <= <int64_t>move.end:
        return -1
    return end - offset


cdef int64_t copy_one(
    const Moving *move, int64_t position, unsigned char *out, int64_t room, int64_t place, uint32_t *crc
) noexcept nogil:
    """Write the entry of the object at `position` for its new `place`, and its CRC32; gives how many bytes that is.

    -1 where it is odd, or there is less `room` at `out` than span and HEADER_ROOM. The entry is taken out of the pack
    first, and then looked at: in a mapped file it might be another one when it is read again.
    """
    cdef int64_t row = 0, span = span_of(move, position, &row), base
    cdef unsigned char *taken = out + HEADER_ROOM
    cdef uint64_t offset, header
    cdef size_t length
    cdef Entry entry
    if span < 0 or span + HEADER_ROOM > room:
        return -1
    offset = move.offsets[position]
    memcpy(taken, move.data + offset, span)
    crc[0] = inflater_crc32(taken, span)
    if crc[0] != move.crcs[row]:
        return -1
    if not parse_entry(taken, span, offset, move.first, move.hash_size, &entry):
        return -1
    base = move.bases[position]
    if (entry.kind >= OFS_DELTA) != (base != WHOLE) or not WHOLE <= base < move.objects:
        return -1
    if base == WHOLE:
        memmove(out, taken, span)
        return span
    length = add_delta_header(move, base, entry.size, out, place)
    if length == 0:
        return -1
    header = entry.start - offset
    memmove(out + length, taken + header, span - header)
    length += span - header
    crc[0] = inflater_crc32(out, length)
    return length


cdef size_t add_delta_header(
    const Moving *move, int64_t base, uint64_t size, unsigned char *out, int64_t place
) noexcept nogil:
    """Write the header of a delta on the object at `base` for its new `place`; gives its length, 0 without that base."""
    cdef int64_t base_place = move.places[base] if base < move.written else -1
    cdef size_t length
    # Told by its id too, a base that is not left out must be in the same pack.
    if base < move.written and not 0 <= base_place < place:
        return 0
    if not move.by_id and base < move.written:
        length = add_header(out, OFS_DELTA, size)
        return length + add_distance(out + length, place - base_place)
    length = add_header(out, REF_DELTA, size)
    memcpy(out + length, move.ids + base * move.hash_size, move.hash_size)
    return length + move.hash_size


cdef class Transfer:
    """The pack `data`, whose entries start at the ascending `starts`, have these `crcs`, and end at `end`."""

    cdef Py_buffer view
    cdef bint held
    cdef array starts, crcs
    cdef uint64_t first, end, hash_size

    def __cinit__(
        self, data, array starts not None, array crcs not None, uint64_t first, uint64_t end, uint64_t hash_size
    ):
        if len(starts) != len(crcs):
            raise ValueError("columns of different lengths")
        if starts.typecode != "q" or crcs.typecode != "I" or not 0 < hash_size <= LONGEST_HASH:
            raise ValueError("columns of another type")
        PyObject_GetBuffer(data, &self.view, PyBUF_SIMPLE)
        self.held = True
        if not first <= end <= <uint64_t>self.view.len:
            raise ValueError("entries that do not lie in the pack")
        self.starts, self.crcs = starts, crcs
        self.first, self.end, self.hash_size = first, end, hash_size

    def __dealloc__(self):
        if self.held:
            PyBuffer_Release(&self.view)

    def copy(self, array order not None, int64_t at, int64_t number, columns, int64_t place, int64_t room, bint by_id):
        """Copy the entries of the objects `order`, from the one at `at` on, to `place` and after it.

        Ends before the first that is not to be copied from the pack called `number`, is not sound, whose base is not
        there yet, or with which there might be more than `room` bytes. With `by_id` all bases are told by their ids.
        """
        cdef Moving move
        cdef int64_t last = len(order), stop = at, total = 0, most, span, row = 0, size, done = 0, position
        cdef bytes data, names
        cdef array crcs
        cdef unsigned char *out
        cdef unsigned char *name
        # Nobody can change their lengths now.
        pinned = [memoryview(one) for one in (self.starts, self.crcs, order, *columns[1:5])]
        self.describe(&move, columns, order)
        move.number, move.by_id = number, by_id
        if not 0 <= at <= last:
            raise ValueError("no position in the order")
        if not 0 <= place <= FARTHEST:
            raise ValueError("no place in a pack")
        while stop < last:
            span = span_of(&move, move.order[stop], &row)
            if span < 0 or span + HEADER_ROOM > room - total:
                break
            total += span + HEADER_ROOM
            stop += 1
        data = PyBytes_FromStringAndSize(NULL, total)
        names = PyBytes_FromStringAndSize(NULL, (stop - at) * self.hash_size)
        crcs = clone(array("I"), stop - at, False)
        out, name = <unsigned char *>PyBytes_AS_STRING(data), <unsigned char *>PyBytes_AS_STRING(names)
        most, total = total, 0
        with nogil:
            while at + done < stop:
                position = move.order[at + done]
                size = copy_one(
                    &move, position, out + total, most - total, place + total, <uint32_t *>crcs.data.as_uints + done
                )
                if size < 0:
                    break
                move.places[position] = place + total
                memcpy(name + done * self.hash_size, move.ids + position * self.hash_size, self.hash_size)
                total += size
                done += 1
        del crcs[done:]
        return Copied(done, data[:total], names[: done * self.hash_size], crcs)

    cdef int describe(self, Moving *move, columns, array order) except -1:
        """Check that all columns are what they must be."""
        if len(self.starts) != len(self.crcs):
            raise ValueError("columns of different lengths")
        cdef bytes ids = columns.ids
        cdef array sources = columns.sources, offsets = columns.offsets, bases = columns.bases, places = columns.places
        move.objects, move.written = len(bases), columns.written
        for column in (order, sources, offsets, bases, places):
            if (<array>column).typecode != "q":
                raise ValueError("columns of another type")
        if not 0 <= move.written <= min(move.objects, len(sources), len(offsets), len(places)):
            raise ValueError("columns of different lengths")
        if <uint64_t>PyBytes_GET_SIZE(ids) != move.objects * self.hash_size:
            raise ValueError("columns of different lengths")
        move.data = <const unsigned char *>self.view.buf
        move.starts, move.crcs = <const int64_t *>self.starts.data.as_longlongs, self.crcs.data.as_uints
        move.entries = len(self.starts)
        move.first, move.end, move.hash_size = self.first, self.end, self.hash_size
        move.order = <const int64_t *>order.data.as_longlongs
        move.sources = <const int64_t *>sources.data.as_longlongs
        move.offsets = <const int64_t *>offsets.data.as_longlongs
        move.bases = <const int64_t *>bases.data.as_longlongs
        move.places = <int64_t *>places.data.as_longlongs
        move.ids = <const unsigned char *>PyBytes_AS_STRING(ids)
        return 0
