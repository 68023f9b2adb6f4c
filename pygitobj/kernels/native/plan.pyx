"""Many objects of one pack, built together: each delta inflated once, each base built once, families on threads.

    1  follow every chain to a whole entry or a cached base: a forest of nodes, bases above what rests on them
    2  inflate the first bytes of the deltas asked for, which tell the objects' sizes: the caller can make room
       (both in forest.pyx)
    3  build tree by tree, bases first, each object in its place (trees.pyx)
"""

from cpython.array cimport array
from cpython.buffer cimport PyBUF_SIMPLE, PyBUF_WRITABLE, PyBuffer_Release, PyObject_GetBuffer
from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_FromStringAndSize
from libc.stdint cimport int64_t, uint64_t
from libc.string cimport memcpy

from pygitobj.kernels.native.forest cimport Node
from pygitobj.kernels.native.trees cimport Trees


cdef class Plan(Trees):
    """The objects at some offsets of a pack: their types and sizes at once, their bodies when asked."""

    def bodies(self, int64_t first, int64_t end, uint64_t most):
        """The bodies of the requests from `first` up to `end`; None for what cannot be built or is larger than `most`."""
        cdef int64_t request, node, earlier
        cdef list result
        if not 0 <= first <= end <= self.requests:
            raise IndexError("requests that are not in the plan")
        result = [None] * (end - first)
        for request in range(first, end):
            node = self.node_of[request]
            if self.nodes[node].failed or not self.nodes[node].code or self.nodes[node].size > most:
                continue
            if self.nodes[node].place == NULL:
                try:
                    body = PyBytes_FromStringAndSize(NULL, self.nodes[node].size)
                except MemoryError:
                    continue
                self.nodes[node].place = <unsigned char *>PyBytes_AS_STRING(body)
                result[request - first] = body
        self.build(first, end)
        for request in range(first, end):
            node = self.node_of[request]
            if not self.nodes[node].built:
                result[request - first] = None
            elif self.nodes[node].place != NULL and result[request - first] is None:
                # Asked for before: the same body.
                earlier = self.again[request]
                while result[earlier - first] is None:
                    earlier = self.again[earlier]
                result[request - first] = result[earlier - first]
        for request in range(first, end):
            self.nodes[self.node_of[request]].place = NULL
        return result

    def hashed_bodies(self, int64_t first, int64_t end, uint64_t most):
        """As `bodies`, and the raw hashes of these requests in a column; zeros for those without a body."""
        from pygitobj.kernels import digest_bodies  # reading without checking needs no hash

        bodies = self.bodies(first, end, most)
        return bodies, digest_bodies(self.decoder.id_size, self.codes[first:end], bodies, self.threads)

    def digests(self):
        """The raw hashes in the order of the requests; zeros for what could not be built."""
        from pygitobj.kernels.pure.digest import digests_of

        return digests_of(self, self.decoder.id_size, self.threads)

    def fill(self, buffer, array places not None, int64_t first=0):
        """Build each request from `first` on at its place in `buffer`; gives those that could not be built, in a list.

        `places`, an array of signed 64-bit numbers, has a place for each of them, -1 for what is not wanted.
        """
        cdef Py_buffer view
        if first < 0 or first + len(places) > self.requests or places.typecode != "q":
            raise IndexError("requests that are not in the plan")
        PyObject_GetBuffer(buffer, &view, PyBUF_SIMPLE | PyBUF_WRITABLE)
        try:
            pinned = memoryview(places)
            return self.fill_view(&view, <const int64_t *>places.data.as_longlongs, first, len(pinned))
        finally:
            PyBuffer_Release(&view)

    cdef list fill_view(self, Py_buffer *view, const int64_t *wanted, int64_t first, int64_t count):
        """As `fill`."""
        cdef unsigned char *start = <unsigned char *>view.buf
        cdef uint64_t size = view.len
        cdef int64_t at
        cdef Node *asked
        for at in range(count):
            asked = &self.nodes[self.node_of[first + at]]
            if wanted[at] < 0 or asked.failed:
                continue
            if <uint64_t>wanted[at] > size or asked.size > size - <uint64_t>wanted[at]:
                raise IndexError("a place outside of the buffer")
        for at in range(count):
            asked = &self.nodes[self.node_of[first + at]]
            if wanted[at] >= 0 and not asked.failed:
                asked.place = start + wanted[at]
        self.build(first, first + count)
        failed = []
        for at in range(count):
            asked = &self.nodes[self.node_of[first + at]]
            if wanted[at] < 0:
                continue
            if not asked.built:
                failed.append(first + at)
            elif asked.place != start + wanted[at]:
                memcpy(start + wanted[at], asked.place, asked.size)
        for at in range(count):
            self.nodes[self.node_of[first + at]].place = NULL
        return failed
