"""Objects out of one mapped pack, one at a time; many at once: describe.pyx (types and sizes) and plan.pyx (bodies).

What is damaged, circular, put in the place of a bad copy or of absurd size is left to the decoder in Python, which
finds the words for it: the loops here only tell that something is wrong.
"""

from cpython.array cimport array
from cpython.buffer cimport PyBUF_SIMPLE, PyBuffer_Release, PyObject_GetBuffer
from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_FromStringAndSize
from cpython.exc cimport PyErr_SetInterrupt
from libc.stdint cimport int64_t, uint64_t
from libc.stdlib cimport free, malloc
from libc.string cimport memcpy

from pygitobj.kernels.native.cache cimport BaseCache, Body, drop, new_body
from pygitobj.kernels.native.delta cimport adds_up, apply_into, read_sizes
from pygitobj.kernels.native.entry cimport OFS_DELTA, REF_DELTA, Entry, read_entry
from pygitobj.kernels.native.inflate cimport inflater, inflater_exact, inflater_room, inflater_start

# No stream expands by more than this.
cdef uint64_t MAX_EXPANSION = 1032
# Longer chains of REF_DELTAs are left to Python, which looks for circles in a set.
cdef int64_t MAX_REF_CHAIN = 1 << 14


cdef class PackDecoder:
    """Reads the entries of a pack. See the class of this name in kernels/pure/decoder.py."""

    def __cinit__(
        self, data, uint64_t first, uint64_t end, uint64_t hash_size, find_offset, BaseCache cache, uint64_t number
    ):
        PyObject_GetBuffer(data, &self.view, PyBUF_SIMPLE)
        self.held = True
        if end > <uint64_t>self.view.len:
            raise ValueError("entries that do not lie in the pack")
        self.bytes_of = <const unsigned char *>self.view.buf
        self.first_offset = first
        self.end_offset = end
        self.id_size = hash_size
        self.pack_number = number
        self.find_offset = find_offset
        self.bases = cache
        self.pack = data

    def __dealloc__(self):
        if self.held:
            PyBuffer_Release(&self.view)

    cdef object slow(self):
        """The decoder in Python of the same pack."""
        if self.in_python is None:
            from pygitobj.kernels.pure.decoder import PackDecoder as SlowDecoder  # a sound pack needs none

            self.in_python = SlowDecoder(
                self.pack, self.first_offset, self.end_offset, self.id_size, self.find_offset, self.bases,
                self.pack_number,
            )
        return self.in_python

    @property
    def data(self):
        """The pack."""
        return self.pack

    @property
    def first(self):
        """Where the first entry starts."""
        return self.first_offset

    @property
    def hash_size(self):
        """Bytes of an id."""
        return self.id_size

    @property
    def end(self):
        """Where the last entry ends."""
        return self.end_offset

    @property
    def cache(self):
        """The built bases."""
        return self.bases

    @property
    def number(self):
        """The pack's number in the cache."""
        return self.pack_number

    def substitute(self, offset, code, body):
        """From now on the entry at `offset` is the object (`code`, `body`), whatever the pack says."""
        self.odd = True
        self.slow().substitute(offset, code, body)

    def entry(self, offset):
        """The entry header at `offset` as (code, size, offset of the base, where the stream starts)."""
        return self.slow().entry(offset)

    def most_from(self, start):
        """The largest size that a stream at `start` could have."""
        return self.slow().most_from(start)

    # For C code

    cdef bint read_header(self, uint64_t offset, Entry *entry) noexcept nogil:
        """Whether a good entry starts at `offset`; then its header, the base always an offset."""
        cdef int64_t base
        if not read_entry(self.bytes_of, offset, self.first_offset, self.end_offset, self.id_size, entry):
            return False
        if entry.kind == REF_DELTA:
            base = self.find_base(entry.base)
            if base < 0:
                return False
            entry.base = base
        return True

    cdef int64_t find_base(self, uint64_t at) noexcept with gil:
        """The offset of the object whose id stands at `at`, -1 where the pack does not have it."""
        try:
            found = self.find_offset(PyBytes_FromStringAndSize(<const char *>self.bytes_of + at, self.id_size))
            return -1 if found is None else found
        except KeyboardInterrupt:
            # Raised again as soon as Python goes on.
            PyErr_SetInterrupt()
            return -1
        except Exception:
            # The decoder in Python meets it again, and raises it.
            return -1

    cdef bint plausible(self, uint64_t start, uint64_t size) noexcept nogil:
        """Whether a stream at `start` could hold `size` bytes."""
        return size <= MAX_EXPANSION * (self.end_offset - start)

    cdef bint inflate_into(
        self, inflater *tool, uint64_t start, uint64_t size, unsigned char *out
    ) noexcept nogil:
        """Whether the stream at `start` is good and holds `size` bytes, which are then in `out`."""
        return inflater_exact(tool, self.bytes_of + start, self.end_offset - start, out, size)

    cdef long start_of_stream(self, inflater *tool, uint64_t start, uint64_t size, unsigned char *head) noexcept nogil:
        """The first DELTA_SIZES bytes, or fewer where there are not so many, of the stream of `size` bytes at `start`.

        Gives how many there are, -1 where even these are damaged. A stream that ends there is inflated whole, which
        takes less time; where that fails, its start may be good all the same.
        """
        if size <= DELTA_SIZES and self.inflate_into(tool, start, size, head):
            return size
        return inflater_start(tool, self.bytes_of + start, self.end_offset - start, head, DELTA_SIZES)

    cdef bint chase(self, uint64_t offset, Chain *chain) noexcept nogil:
        """Whether the chain from `offset` to a whole entry or to a cached body is good; the caller calls `let_go`."""
        cdef Entry entry
        cdef int64_t at
        chain.links = chain.short_links
        chain.room = SHORT_CHAIN
        chain.count = 0
        chain.body = NULL
        while True:
            chain.body = self.bases.find(self.pack_number, offset)
            if chain.body != NULL:
                return True
            if not self.read_header(offset, &entry) or not self.plausible(entry.start, entry.size):
                return False
            if chain.count == chain.room and not grow(chain):
                return False
            chain.links[chain.count] = Link(offset, entry.start, entry.size, entry.kind)
            chain.count += 1
            if entry.kind < OFS_DELTA:
                return True
            if entry.kind == REF_DELTA:
                # Only these can lead in a circle, and back to where the chain was.
                if chain.count > MAX_REF_CHAIN:
                    return False
                for at in range(chain.count):
                    if chain.links[at].offset == entry.base:
                        return False
            offset = entry.base

    # For Python

    def read(self, offset):
        """The object at `offset` as (type code, body)."""
        cdef Chain chain
        cdef inflater *tool
        cdef uint64_t at
        if self.odd or offset < 0:
            return self.slow().read(offset)
        at = offset
        chain.links = chain.short_links
        chain.body = NULL
        # Whoever waits for the cache must not hold the GIL, which the thread that has the cache may want.
        with nogil:
            tool = self.bases.take_inflater()
        if tool == NULL:
            raise MemoryError
        try:
            result = self.read_chain(at, &chain, tool)
        finally:
            with nogil:
                let_go(&chain)
                self.bases.give_back(tool)
        return self.slow().read(offset) if result is None else result

    cdef object read_chain(self, uint64_t offset, Chain *chain, inflater *tool):
        """The object at `offset` as (type code, body), None where something is wrong."""
        cdef const unsigned char *delta
        cdef unsigned char *out
        cdef uint64_t source, size
        cdef size_t after
        cdef Body *base
        cdef Link last
        cdef bint good
        with nogil:
            good = self.chase(offset, chain) and (chain.count == 0 or self.build_base(chain, tool))
        if not good:
            return None
        base = chain.body
        if chain.count == 0:
            return base.code, PyBytes_FromStringAndSize(<char *>base.data, base.size)
        last = chain.links[0]
        if base == NULL:
            result = new_bytes(last.size)
            if result is None:
                return None
            out = <unsigned char *>PyBytes_AS_STRING(result)
            with nogil:
                good = self.inflate_into(tool, last.start, last.size, out)
            return (last.kind, result) if good else None
        with nogil:
            delta = self.delta_of(&last, tool)
            good = (
                delta != NULL
                and read_sizes(delta, last.size, &source, &size, &after)
                and adds_up(delta, last.size, size)
            )
        if not good:
            return None
        result = new_bytes(size)
        if result is None:
            return None
        out = <unsigned char *>PyBytes_AS_STRING(result)
        with nogil:
            good = apply_into(base.data, base.size, delta, last.size, out, size)
        return (base.code, result) if good else None

    cdef const unsigned char *delta_of(self, Link *link, inflater *tool) noexcept nogil:
        """The delta of `link`, good until `tool` is used again; NULL where it is damaged."""
        cdef unsigned char *delta = inflater_room(tool, link.size)
        if delta == NULL or not self.inflate_into(tool, link.start, link.size, delta):
            return NULL
        return delta

    cdef bint build_base(self, Chain *chain, inflater *tool) noexcept nogil:
        """Whether all of `chain` but its first link could be built; then the body is `chain.body`, NULL for a whole."""
        cdef const unsigned char *delta
        cdef uint64_t source, size
        cdef size_t after
        cdef Body *body
        cdef Link *link
        if chain.body == NULL:
            if chain.count == 1:
                return True
            chain.count -= 1
            link = &chain.links[chain.count]
            chain.body = new_body(link.kind, link.size)
            if chain.body == NULL or not self.inflate_into(tool, link.start, link.size, chain.body.data):
                return False
            self.bases.add(self.pack_number, link.offset, chain.body)
        while chain.count > 1:
            link = &chain.links[chain.count - 1]
            delta = self.delta_of(link, tool)
            if delta == NULL or not read_sizes(delta, link.size, &source, &size, &after):
                return False
            if not adds_up(delta, link.size, size):
                return False
            body = new_body(chain.body.code, size)
            if body == NULL:
                return False
            if not apply_into(chain.body.data, chain.body.size, delta, link.size, body.data, size):
                drop(body)
                return False
            drop(chain.body)
            chain.body = body
            self.bases.add(self.pack_number, link.offset, body)
            chain.count -= 1
        return True

    def info(self, offset):
        """The object at `offset` as (type code, size, offset of its base), nothing built."""
        codes, sizes, bases = self.info_many(array("Q", (offset,)) if offset >= 0 else array("Q", (0,)))
        if not codes[0]:
            return self.slow().info(offset)
        return codes[0], sizes[0], None if bases[0] < 0 else bases[0]

    def info_many(self, array offsets not None, int threads=1):
        """For `offsets`, an array of 64-bit numbers: three arrays of type codes, sizes and offsets of the bases.

        The code is 0 where something is wrong; the base is -1 for what is stored whole.
        """
        if self.odd:
            return self.slow().info_many(offsets)
        if offsets.typecode not in "qQ":
            raise TypeError("offsets of another type")
        pinned = memoryview(offsets)
        from pygitobj.kernels.native.describe import describe_many  # it works on this class, and reading needs it not

        return describe_many(self, offsets, threads)

    def plan(self, array offsets not None, int threads=1, size_t keep=0):
        """The objects at `offsets`, an array of 64-bit numbers, made ready to be built together.

        Where they are built part after part, `keep` bytes of what was built stay for the parts that follow.
        """
        if self.odd:
            return self.slow().plan(offsets, threads, keep)
        if offsets.typecode not in "qQ":
            raise TypeError("offsets of another type")
        from pygitobj.kernels.native.plan import Plan  # one object alone takes no plan

        return Plan(self, offsets, threads, keep)

    def hashed_plan(self, array offsets not None, int threads=1, size_t keep=0):
        """As `plan`, of which hashes will be asked too: objects are then hashed where they are built."""
        from pygitobj.kernels.native.digest import AVAILABLE, Digests  # reading needs no libcrypto

        if self.odd or not AVAILABLE:
            return self.plan(offsets, threads, keep)
        if offsets.typecode not in "qQ":
            raise TypeError("offsets of another type")
        return Digests(self, offsets, threads, keep)

    def digests(self, array offsets not None, int threads=1):
        """The objects at `offsets`, hashed: columns of type codes, sizes and raw hashes; code 0 for what is wrong."""
        plan = self.hashed_plan(offsets, threads)
        column = plan.digests()
        return plan.codes, plan.sizes, column


cdef bytes new_bytes(uint64_t size):
    """Bytes of `size` to be filled; None where memory is short, as for what a damaged size claims."""
    try:
        return PyBytes_FromStringAndSize(NULL, size)
    except (MemoryError, OverflowError):
        return None


cdef bint grow(Chain *chain) noexcept nogil:
    """Whether there is room for twice as many links."""
    cdef Link *links = <Link *>malloc(2 * chain.room * sizeof(Link))
    if links == NULL:
        return False
    memcpy(links, chain.links, chain.count * sizeof(Link))
    if chain.links != chain.short_links:
        free(chain.links)
    chain.links = links
    chain.room *= 2
    return True


cdef void let_go(Chain *chain) noexcept nogil:
    """Free what a chain holds."""
    drop(chain.body)
    if chain.links != chain.short_links:
        free(chain.links)
