"""Which commits of a commit-graph changed none of some paths, by position. How: kernels/pure/path_filters.py."""

from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_GET_SIZE
from libc.stddef cimport size_t
from libc.stdint cimport int64_t, uint32_t, uint64_t
from libc.stdlib cimport calloc, free

from pygitobj.kernels.native.once cimport word_once

cdef enum:
    WORD_SIZE = 4


cdef bint may_contain(
    const unsigned char *bits, uint64_t count, const uint32_t *keys, size_t key_count, uint32_t hashes
) noexcept nogil:
    """Whether all that a path asks for is set in `count` bits."""
    cdef size_t key
    cdef uint32_t nth, mixed
    cdef uint64_t at
    for key in range(key_count):
        for nth in range(hashes):
            mixed = keys[2 * key] + nth * keys[2 * key + 1]
            at = mixed % count
            if not bits[at >> 3] >> (at & 7) & 1:
                return False
    return True


cdef class PathFilters:
    """The filters of `layers`. See the class of this name in kernels/pure/path_filters.py."""

    def __cinit__(self, layers):
        cdef size_t at
        given = list(layers)
        self.held = []
        self.layers = <FilterRows *>calloc(len(given) + 1, sizeof(FilterRows))
        if self.layers == NULL:
            raise MemoryError
        self.layer_count = len(given)
        for at in range(self.layer_count):
            self.take(&self.layers[at], given[at])

    def __dealloc__(self):
        cdef size_t at
        if self.layers != NULL:
            for at in range(self.layer_count):
                free(self.layers[at].keys)
                free(self.layers[at].path_ends)
        free(self.layers)

    cdef int take(self, FilterRows *layer, object given) except -1:
        """Take in one layer."""
        cdef bytes data = given.data
        cdef const unsigned char *start = <const unsigned char *>PyBytes_AS_STRING(data)
        cdef list paths = [list(keys) for keys in given.keys]
        if given.commits < 0:
            raise ValueError("filters that do not lie in their bytes")
        layer.before, layer.count = self.count, given.commits
        self.count += layer.count
        if not paths:
            return 0
        ends = given.ends + given.commits * WORD_SIZE
        starts = min(given.commits, given.ends, given.filters, given.size, given.hashes)
        if starts < 0 or max(ends, given.filters + given.size) > PyBytes_GET_SIZE(data):
            raise ValueError("filters that do not lie in their bytes")
        layer.ends, layer.filters = start + <int64_t>given.ends, start + <int64_t>given.filters
        layer.size, layer.hashes = given.size, given.hashes
        self.take_keys(layer, paths)
        self.held.append(data)
        return 0

    cdef int take_keys(self, FilterRows *layer, list paths) except -1:
        """Take in what a layer is asked about each of some paths."""
        cdef size_t count = sum([len(keys) for keys in paths]), key = 0, nth
        layer.path_ends = <size_t *>calloc(len(paths), sizeof(size_t))
        layer.keys = <uint32_t *>calloc(2 * count + 1, sizeof(uint32_t))
        if layer.path_ends == NULL or layer.keys == NULL:
            raise MemoryError
        for nth, keys in enumerate(paths):
            for first, step in keys:
                layer.keys[2 * key], layer.keys[2 * key + 1] = first, step
                key += 1
            layer.path_ends[nth] = key
        layer.path_count = len(paths)
        return 0

    cdef bint is_unchanged(self, uint64_t position) noexcept nogil:
        """As `unchanged`, of a position that there is."""
        cdef size_t at = self.layer_count - 1, before = 0
        cdef uint64_t row, nth, start = 0, end
        cdef FilterRows *layer
        while self.layers[at].before > position:
            at -= 1
        layer, row = &self.layers[at], position - self.layers[at].before
        if layer.ends == NULL:
            return False
        end = word_once(layer.ends + row * WORD_SIZE)
        if row:
            start = word_once(layer.ends + (row - 1) * WORD_SIZE)
        if not start < end <= layer.size:
            return False
        for nth in range(layer.path_count):
            if may_contain(
                layer.filters + start, 8 * (end - start), layer.keys + 2 * before, layer.path_ends[nth] - before,
                layer.hashes
            ):
                return False
            before = layer.path_ends[nth]
        return True

    def unchanged(self, position):
        """Whether it is known that the commit there changed none of the paths, next to its first parent."""
        if not 0 <= position < self.count:
            raise ValueError(f"no position {position}")
        return self.is_unchanged(position)

    def are_sound(self):
        """Whether all filters lie where filters lie."""
        cdef size_t at
        cdef uint64_t row, end, before
        cdef FilterRows *layer
        for at in range(self.layer_count):
            layer, before = &self.layers[at], 0
            if layer.ends == NULL:
                continue
            for row in range(layer.count):
                end = word_once(layer.ends + row * WORD_SIZE)
                if not before <= end <= layer.size:
                    return False
                before = end
        return True
