"""What differs in many comparisons of trees, as columns. How: kernels/pure/changed_columns.py."""

from cpython.array cimport array, clone
from cpython.bytes cimport PyBytes_FromStringAndSize
from libc.stddef cimport size_t
from libc.stdint cimport int64_t, uint32_t
from libc.stdlib cimport free
from libc.string cimport memcpy, memset

from pygitobj.kernels.columns import Changes
from pygitobj.kernels.native.changed_entries cimport GIVEN, ChangedEntries
from pygitobj.kernels.native.tree_nodes cimport Array, TreeNodes, extend

cdef enum:
    # What is known of a comparison as a whole.
    ADDS = 1
    REMOVES = 2
    UNTOLD = 4
    MOST_BYTES = 0xFFFFFFFF

cdef array WORDS = array("I")


cdef class Columns:
    """Changes on their way into columns."""

    cdef size_t hash_size
    cdef Array modes, ids, paths, path_ends

    def __dealloc__(self):
        free(self.modes.data)
        free(self.ids.data)
        free(self.paths.data)
        free(self.path_ends.data)

    cdef size_t count(self) noexcept:
        """How many changes there are."""
        return self.path_ends.size // sizeof(uint32_t)

    cdef int cut(self, size_t count) except -1:
        """Leave only the first `count` changes."""
        self.path_ends.size = count * sizeof(uint32_t)
        self.paths.size = (<uint32_t *>self.path_ends.data)[count - 1] if count else 0
        self.modes.size = 2 * count * sizeof(uint32_t)
        self.ids.size = 2 * count * self.hash_size
        return 0

    cdef int put(self, ChangedEntries entries) except -1:
        """Take in what the last item of `entries` says; gives ADDS and REMOVES."""
        cdef uint32_t *modes = <uint32_t *>extend(&self.modes, 2 * sizeof(uint32_t))
        cdef unsigned char *ids = <unsigned char *>extend(&self.ids, 2 * self.hash_size)
        cdef const unsigned char *given = entries.item + 2 * sizeof(uint32_t)
        memcpy(modes, entries.item + sizeof(uint32_t), sizeof(uint32_t))
        memcpy(modes + 1, entries.item, sizeof(uint32_t))
        memset(ids, 0, 2 * self.hash_size)
        if modes[0]:
            memcpy(ids, given + self.hash_size, self.hash_size)
        if modes[1]:
            memcpy(ids + self.hash_size, given, self.hash_size)
        memcpy(extend(&self.paths, entries.item_path), entries.path.data, entries.item_path)
        if self.paths.size > MOST_BYTES:
            raise MemoryError
        (<uint32_t *>extend(&self.path_ends, sizeof(uint32_t)))[0] = <uint32_t>self.paths.size
        return (0 if modes[0] else ADDS) | (0 if modes[1] else REMOVES)

    cdef int take(self, ChangedEntries entries, size_t most) except -1:
        """All changes that `entries` has, what they do; UNTOLD, and none, where it gets stuck or has more than `most`."""
        cdef size_t start = self.count()
        cdef int found, does = 0
        while entries.stuck < 0 and entries.frames.size:
            found = entries.advance()
            if found & GIVEN:
                if entries.item_sides != 2 or self.count() - start >= most:
                    break
                does |= self.put(entries)
        else:
            if entries.stuck < 0:
                return does
        self.cut(start)
        return UNTOLD


cdef array numbers_in(const Array *some):
    """32-bit numbers as an array."""
    cdef array found = clone(WORDS, some.size // sizeof(uint32_t), False)
    if some.size:
        memcpy(found.data.as_uints, some.data, some.size)
    return found


def changed_columns(TreeNodes changes not None, array numbers not None, size_t most, int64_t depth=2048):
    """What differs in the comparisons `numbers`, until there are `most` changes."""
    cdef Columns columns = Columns()
    cdef size_t at
    cdef int64_t number
    cdef list kinds = [], ends = []
    if numbers.typecode != "q":
        raise TypeError("numbers of another type")
    columns.hash_size = changes.hash_size
    for at in range(<size_t>len(numbers)):
        if at and columns.count() >= most:
            break
        number = numbers.data.as_longlongs[at]
        kinds.append(columns.take(changes.entries(number, b"", False, depth), most))
        ends.append(columns.count())
    return Changes(
        bytes(kinds), array("I", ends), numbers_in(&columns.modes),
        PyBytes_FromStringAndSize(<const char *>columns.ids.data, columns.ids.size),
        PyBytes_FromStringAndSize(<const char *>columns.paths.data, columns.paths.size),
        numbers_in(&columns.path_ends),
    )
