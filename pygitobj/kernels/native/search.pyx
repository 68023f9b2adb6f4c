"""Looking for the best base of each of many objects. What is tried, and taken: kernels/pure/search.py."""

from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_FromStringAndSize, PyBytes_GET_SIZE
from cpython.ref cimport Py_DECREF, Py_INCREF, PyObject
from libc.stddef cimport size_t
from libc.stdint cimport int64_t, uint64_t
from libc.stdlib cimport calloc, free
from libc.string cimport memmove

from pygitobj.kernels.native.deltify cimport Index, free_index, make_delta, new_index

cdef enum:
    ID_BYTES = 20
    MOST_RATIO = 32

cdef struct Candidate:
    int64_t number
    int64_t group
    int64_t depth
    int code
    const unsigned char *data
    size_t size
    Index *index            # NULL until it is tried as a base
    PyObject *body          # what `data` is in


cdef size_t held(const Candidate *candidate) noexcept nogil:
    """Bytes that it takes."""
    return candidate.size * (1 if candidate.index == NULL else 2)


cdef void forget(Candidate *candidate) noexcept:
    """Free it all."""
    free_index(candidate.index)
    Py_DECREF(<object>candidate.body)
    free(candidate)


cdef class DeltaSearch:
    """The last `window` objects that were offered, of `memory` bytes in all (0: any), in chains of at most `depth`."""

    cdef Candidate **candidates
    cdef int64_t window, depth, count
    cdef uint64_t memory

    def __cinit__(self, int64_t window, int64_t depth, uint64_t memory=0):
        if not 0 <= window < <int64_t>1 << 32:
            raise ValueError("a window that is too large")
        self.window, self.depth, self.memory = window, depth, memory
        # One more waits there for a moment.
        self.candidates = <Candidate **>calloc(window + 1, sizeof(void *))
        if self.candidates == NULL:
            raise MemoryError

    def __dealloc__(self):
        while self.count:
            self.count -= 1
            forget(self.candidates[self.count])
        free(self.candidates)

    def hold(self, int64_t number, int code, bytes body not None):
        """Take an object that is to be a base only."""
        self.keep(self.candidate(number, code, body, -1), -1)

    def offer(self, int64_t number, int code, bytes body not None, int64_t group=-1, int64_t height=0):
        """The best (number of a base, delta) for the object `number`; None where no delta is small enough.

        Objects of the same `group`, unless -1, are not tried with one another. On this object rest chains of deltas,
        the longest of `height`.
        """
        cdef Candidate *target = self.candidate(number, code, body, group)
        cdef unsigned char *delta = NULL
        cdef size_t length = 0
        cdef int64_t best
        with nogil:
            best = self.best_base(target, self.depth - height, &delta, &length)
        found = None
        try:
            if best >= 0:
                found = self.candidates[best].number, PyBytes_FromStringAndSize(<const char *>delta, length)
        finally:
            free(delta)
            if best < 0 or target.depth < self.depth - height:
                self.keep(target, best)
            else:
                forget(target)
        return found

    cdef Candidate *candidate(self, int64_t number, int code, bytes body, int64_t group) except NULL:
        """A new one."""
        cdef Candidate *made = <Candidate *>calloc(1, sizeof(Candidate))
        if made == NULL:
            raise MemoryError
        made.number, made.group, made.code = number, group, code
        made.data = <const unsigned char *>PyBytes_AS_STRING(body)
        made.size = PyBytes_GET_SIZE(body)
        made.body = <PyObject *>body
        Py_INCREF(body)
        return made

    cdef int64_t best_base(
        self, Candidate *target, int64_t limit, unsigned char **delta, size_t *length
    ) noexcept nogil:
        """Which candidate is the best base of `target`, -1 for none; then the delta too."""
        cdef int64_t at, best = -1
        cdef Candidate *base
        cdef unsigned char *made
        cdef size_t size = 0
        for at in range(self.count):
            base = self.candidates[at]
            if base.code != target.code:
                break
            if target.group >= 0 and base.group == target.group:
                continue
            made = attempt(base, target, limit, best >= 0, length[0], &size)
            if made != NULL:
                free(delta[0])
                delta[0], length[0], best = made, size, at
                target.depth = base.depth + 1
        return best

    cdef void keep(self, Candidate *candidate, int64_t best) noexcept:
        """Put `candidate` first, and after it the one that is its `best` base; the last ones leave."""
        cdef Candidate *base
        cdef uint64_t total = 0
        cdef int64_t at
        if best > 0:
            base = self.candidates[best]
            memmove(self.candidates + 1, self.candidates, best * sizeof(void *))
            self.candidates[0] = base
        memmove(self.candidates + 1, self.candidates, self.count * sizeof(void *))
        self.candidates[0] = candidate
        self.count += 1
        if self.count > self.window:
            self.count -= 1
            forget(self.candidates[self.count])
        if not self.memory:
            return
        for at in range(self.count):
            total += held(self.candidates[at])
        while total > self.memory and self.count > 1:
            self.count -= 1
            total -= held(self.candidates[self.count])
            forget(self.candidates[self.count])


cdef unsigned char *attempt(
    Candidate *base, const Candidate *target, int64_t limit, bint better, size_t best, size_t *length
) noexcept nogil:
    """The delta that makes `target` of `base`, and its length; with `better` only where it beats that of `best` bytes."""
    cdef size_t size = target.size, most = best
    cdef int64_t before = target.depth if better else 1
    cdef unsigned char *delta
    if base.depth >= limit:
        return NULL
    if not better:
        most = size // 2 - ID_BYTES if size // 2 > ID_BYTES else 0
    most = most * <size_t>(limit - base.depth) // <size_t>(limit - before + 1)
    if most == 0 or (size > base.size and size - base.size >= most) or size < base.size // MOST_RATIO:
        return NULL
    if base.index == NULL:
        base.index = new_index(base.data, base.size)
        if base.index == NULL:
            return NULL
    delta = make_delta(base.index, target.data, size, most, length)
    if delta != NULL and better and length[0] == best and base.depth + 1 >= target.depth:
        free(delta)
        return NULL
    return delta
