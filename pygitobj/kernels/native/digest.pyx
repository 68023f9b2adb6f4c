"""Hashing many objects: bodies that are at hand, or entries of a pack as they are built and then forgotten.

Where the build found no libcrypto, `AVAILABLE` is False and nothing here is used: hashlib does as well, a little slower.
"""

from cpython.array cimport array
from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_FromStringAndSize, PyBytes_GET_SIZE
from libc.stddef cimport size_t
from libc.stdint cimport int64_t, uint64_t
from libc.stdlib cimport calloc, free
from libc.string cimport memcpy, memset

from pygitobj.kernels.native.forest cimport Node
from pygitobj.kernels.native.hasher cimport HASHER_AVAILABLE, KINDS, hasher_free, hasher_new, hasher_object
from pygitobj.kernels.native.plan cimport Plan
from pygitobj.kernels.native.threads cimport TAKE, run_threads
from pygitobj.kernels.native.trees cimport forget_body
from pygitobj.kernels.native.worker cimport Worker, hasher, spare_body

AVAILABLE = bool(HASHER_AVAILABLE)

# Fewer bytes are hashed sooner than a thread has started.
cdef uint64_t LEAST_FOR_THREADS = 1 << 18


cdef class Digests(Plan):
    """The hashes of the objects at some offsets of a pack."""

    cdef unsigned char *out     # where the hashes go, NULL while bodies are built without
    cdef uint64_t hash_size
    cdef bint all_of_them       # those without a place too, which are then forgotten

    cdef bint wants(self, Node *node) noexcept nogil:
        return self.all_of_them or node.place != NULL

    cdef bint build_whole(self, Node *node, Worker *worker) noexcept nogil:
        """As a plan does, but what is forgotten in memory that is used again."""
        if not self.all_of_them or node.stream != NULL:
            return Plan.build_whole(self, node, worker)
        node.body = spare_body(worker, node.code, node.size)
        return node.body != NULL and self.decoder.inflate_into(
            worker.tool, node.start, node.body.size, node.body.data
        )

    cdef void made(self, Node *node, Worker *worker) noexcept nogil:
        """Hash what was built, and forget what nothing rests on."""
        if self.out != NULL and node.asked >= 0 and node.built and self.wants(node):
            if worker.hasher == NULL:
                worker.hasher = hasher_new(self.hash_size)
            node.built = worker.hasher != NULL and hasher_object(
                worker.hasher, KINDS[node.code], node.place if node.place != NULL else node.body.data, node.size,
                self.out + node.asked * self.hash_size,
            )
        if self.all_of_them and node.child < 0 and node.kind != 0 and node.body != NULL:
            forget_body(node, worker)

    cdef void done(self, Worker *worker) noexcept nogil:
        hasher_free(worker.hasher)

    def digests(self):
        """The raw hashes in the order of the requests; zeros for what could not be built."""
        cdef int64_t request
        column = self.new_column()
        self.all_of_them = True
        self.build(0, self.requests)
        self.all_of_them = False
        self.complete(0, self.requests)
        for request in range(self.requests):
            if not self.nodes[self.node_of[request]].built:
                self.codes[request] = 0
        return column

    def hashed_bodies(self, int64_t first, int64_t end, uint64_t most):
        """As `bodies`, and the raw hashes of these requests in a column; zeros for those without a body."""
        if not 0 <= first <= end <= self.requests:
            raise IndexError("requests that are not in the plan")
        column = self.new_column()
        try:
            bodies = self.bodies(first, end, most)
        finally:
            self.complete(first, end)
        return bodies, column[first * self.hash_size : end * self.hash_size]

    cdef bytes new_column(self):
        """Room for the hashes of all requests, which `out` then is."""
        self.hash_size = self.decoder.id_size
        require_hash_size(self.hash_size)
        column = PyBytes_FromStringAndSize(NULL, self.requests * self.hash_size)
        self.out = <unsigned char *>PyBytes_AS_STRING(column)
        memset(self.out, 0, self.requests * self.hash_size)
        return column

    cdef void complete(self, int64_t first, int64_t end) noexcept:
        """Fill in what was asked for more than once, take out what was not built, and let go of the column."""
        cdef int64_t request, node, asked
        for request in range(first, end):
            node = self.node_of[request]
            asked = self.nodes[node].asked
            if not self.nodes[node].built:
                memset(self.out + request * self.hash_size, 0, self.hash_size)
            elif asked != request:
                memcpy(self.out + request * self.hash_size, self.out + asked * self.hash_size, self.hash_size)
        self.out = NULL


cdef int require_hash_size(uint64_t size) except -1:
    """Raises ValueError unless hashes of `size` bytes can be made."""
    if size not in (20, 32):
        raise ValueError("no size of a hash")
    return 0


cdef struct Job:
    const unsigned char **bodies
    size_t *sizes
    const unsigned char *codes
    unsigned char *out
    size_t hash_size
    int64_t count
    int64_t next
    bint failed


cdef void hash_some(void *argument) noexcept nogil:
    """Hash bodies until none is left."""
    cdef Job *job = <Job *>argument
    cdef hasher *tool = hasher_new(job.hash_size)
    cdef int64_t at
    if tool == NULL:
        job.failed = True
        return
    while True:
        at = TAKE(&job.next, 1)
        if at >= job.count:
            break
        if job.bodies[at] != NULL and not hasher_object(
            tool, KINDS[job.codes[at]], job.bodies[at], job.sizes[at], job.out + at * job.hash_size
        ):
            job.failed = True
    hasher_free(tool)


def digest_bodies(size_t hash_size, array codes not None, list bodies not None, int threads=1):
    """The raw ids, of `hash_size` bytes, of the objects of types `codes` in `bodies`; zeros for None."""
    cdef Job job
    cdef int64_t at
    cdef uint64_t total = 0
    memset(&job, 0, sizeof(Job))
    require_hash_size(hash_size)
    # Theirs alone: nobody can take a body away while it is hashed.
    held = tuple(bodies), memoryview(codes)
    job.count = len(held[0])
    if codes.typecode != "B" or len(codes) < job.count:
        raise ValueError("columns that do not fit together")
    job.codes = codes.data.as_uchars
    job.hash_size = hash_size
    column = PyBytes_FromStringAndSize(NULL, job.count * hash_size)
    job.out = <unsigned char *>PyBytes_AS_STRING(column)
    memset(job.out, 0, len(column))
    job.bodies = <const unsigned char **>calloc(job.count + 1, sizeof(void *))
    job.sizes = <size_t *>calloc(job.count + 1, sizeof(size_t))
    try:
        if job.bodies == NULL or job.sizes == NULL:
            raise MemoryError
        for at in range(job.count):
            body = held[0][at]
            if body is None:
                continue
            if not isinstance(body, bytes) or not 1 <= job.codes[at] <= 4:
                raise TypeError("a body that is no object's")
            job.bodies[at] = <const unsigned char *>PyBytes_AS_STRING(body)
            job.sizes[at] = PyBytes_GET_SIZE(body)
            total += job.sizes[at]
        with nogil:
            run_threads(threads if total >= LEAST_FOR_THREADS else 1, hash_some, &job)
    finally:
        free(job.bodies)
        free(job.sizes)
    if job.failed:
        raise MemoryError
    return column
