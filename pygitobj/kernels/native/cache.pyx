"""Delta bases that were built, kept for the next delta: least recently used out first, bounded in bytes.

A body is memory outside of Python, counted by its holders, so that threads read it without the GIL while the cache
lets go of it. It carries its own size, and an inflated stream all else that its entry's header told: who takes it
from the cache looks at the pack no more, where something else may stand by now.
"""

from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_FromStringAndSize
from libc.stddef cimport size_t
from libc.stdint cimport uint64_t
from libc.stdlib cimport calloc, free, malloc
from libc.string cimport memcpy

from pygitobj.kernels.native.inflate cimport inflater, inflater_free, inflater_new
from pygitobj.kernels.native.threads cimport (
    pthread_mutex_destroy, pthread_mutex_init, pthread_mutex_lock, pthread_mutex_unlock,
)


cdef size_t FIRST_BUCKETS = 1024


cdef Body *new_body(int code, size_t size) noexcept nogil:
    """Room for a body of `size` bytes with one holder, NULL where memory is short."""
    cdef Body *body = <Body *>malloc(sizeof(Body) + size)
    if body != NULL:
        body.holders = 1
        body.room = size
        body.code = code
        body.base = -1
        body.size = size
    return body


cdef void keep(Body *body) noexcept nogil:
    """One holder more."""
    ATOMIC_ADD(&body.holders, 1)


cdef void drop(Body *body) noexcept nogil:
    """One holder less; the last frees it."""
    if body != NULL and ATOMIC_ADD(&body.holders, -1) == 0:
        free(body)


cdef class BaseCache:
    """Bodies by (pack number, offset), at most `limit` bytes of them. Shared by all packs of a store and its threads."""

    def __cinit__(self, size_t limit):
        self.limit = limit
        self.buckets = FIRST_BUCKETS
        self.table = <Slot **>calloc(self.buckets, sizeof(Slot *))
        if self.table == NULL:
            raise MemoryError
        pthread_mutex_init(&self.mutex, NULL)

    def __dealloc__(self):
        cdef inflater *tool
        if self.table == NULL:
            return
        self.empty()
        free(self.table)
        while self.idle != NULL:
            tool = self.idle
            self.idle = tool.next
            inflater_free(tool)
        pthread_mutex_destroy(&self.mutex)

    # For C code

    cdef Body *find(self, uint64_t number, uint64_t offset) noexcept nogil:
        """The body kept under (`number`, `offset`), now the most recently used, with one holder more; or NULL."""
        cdef Slot *slot
        cdef Body *body = NULL
        if self.count == 0:
            return NULL
        pthread_mutex_lock(&self.mutex)
        slot = self.table[bucket_of(number, offset) & (self.buckets - 1)]
        while slot != NULL and (slot.offset != offset or slot.number != number):
            slot = slot.next
        if slot != NULL:
            body = slot.body
            keep(body)
            if slot != self.newest:
                take_out(self, slot)
                put_first(self, slot)
        pthread_mutex_unlock(&self.mutex)
        return body

    cdef bint add(self, uint64_t number, uint64_t offset, Body *body) noexcept nogil:
        """Keep `body` too, and let go of the least recently used until all fit. One that never fits is not kept.

        Gives whether it was taken: another of the same entry stays in its place.
        """
        cdef Slot **bucket
        cdef Slot *slot
        cdef bint taken = False
        if body.size > self.limit or (self.lasting and self.held + body.size > self.limit):
            return False
        pthread_mutex_lock(&self.mutex)
        bucket = &self.table[bucket_of(number, offset) & (self.buckets - 1)]
        slot = bucket[0]
        while slot != NULL and (slot.offset != offset or slot.number != number):
            slot = slot.next
        if slot == NULL:
            slot = <Slot *>malloc(sizeof(Slot))
            if slot != NULL:
                slot.number = number
                slot.offset = offset
                slot.body = body
                keep(body)
                taken = True
                slot.next = bucket[0]
                bucket[0] = slot
                put_first(self, slot)
                self.held += body.size
                self.count += 1
                while self.held > self.limit:
                    evict(self)
                if self.count > self.buckets:
                    widen(self)
        pthread_mutex_unlock(&self.mutex)
        return taken

    cdef BaseCache streams(self):
        """The cache of inflated streams that goes with this cache of bodies. Reading many objects refills it."""
        if self.streams_of is None:
            self.streams_of = BaseCache(self.limit)
            self.streams_of.lasting = True
        return self.streams_of

    cdef void empty(self) noexcept nogil:
        """Let go of everything."""
        pthread_mutex_lock(&self.mutex)
        while self.oldest != NULL:
            evict(self)
        pthread_mutex_unlock(&self.mutex)

    cdef inflater *take_inflater(self) noexcept nogil:
        """An inflater for the calling thread, which gives it back; NULL where memory is short."""
        cdef inflater *tool
        pthread_mutex_lock(&self.mutex)
        tool = self.idle
        if tool != NULL:
            self.idle = tool.next
        pthread_mutex_unlock(&self.mutex)
        return tool if tool != NULL else inflater_new()

    cdef void give_back(self, inflater *tool) noexcept nogil:
        """Take back an inflater."""
        pthread_mutex_lock(&self.mutex)
        tool.next = self.idle
        self.idle = tool
        pthread_mutex_unlock(&self.mutex)

    # For Python

    @property
    def size(self):
        """The bytes of all bodies that are kept."""
        return self.held

    def get(self, key):
        """(type code, body) kept under `key`, now the most recently used; None without."""
        cdef uint64_t number = key[0], offset = key[1]
        cdef Body *body
        with nogil:
            body = self.find(number, offset)
        if body == NULL:
            return None
        try:
            return body.code, PyBytes_FromStringAndSize(<char *>body.data, body.size)
        finally:
            drop(body)

    def put(self, key, built):
        """Keep `built`, a (type code, body), under `key`."""
        cdef uint64_t number = key[0], offset = key[1]
        cdef bytes data = built[1]
        cdef size_t size = len(data)
        cdef Body *body
        if size > self.limit:
            return
        body = new_body(built[0], size)
        if body == NULL:
            return
        memcpy(body.data, PyBytes_AS_STRING(data), size)
        with nogil:
            self.add(number, offset, body)
            drop(body)

    def renew(self):
        """In the child of a fork: start empty, and leave alone what another thread may have been changing."""
        cdef Slot **table = <Slot **>calloc(FIRST_BUCKETS, sizeof(Slot *))
        if table == NULL:
            raise MemoryError
        pthread_mutex_init(&self.mutex, NULL)
        self.table = table
        self.buckets = FIRST_BUCKETS
        self.newest = self.oldest = NULL
        self.held = self.count = 0
        self.idle = NULL
        if self.streams_of is not None:
            self.streams_of.renew()

    def clear(self):
        """Let go of everything."""
        with nogil:
            self.empty()
            if self.streams_of is not None:
                self.streams_of.empty()


cdef inline size_t bucket_of(uint64_t number, uint64_t offset) noexcept nogil:
    """A number that spreads the keys."""
    return <size_t>((offset * <uint64_t>0x9E3779B97F4A7C15 ^ number * <uint64_t>0xC2B2AE3D27D4EB4F) >> 20)


cdef void put_first(BaseCache cache, Slot *slot) noexcept nogil:
    """Make `slot`, which is in no list, the newest."""
    slot.newer = NULL
    slot.older = cache.newest
    if cache.newest != NULL:
        cache.newest.newer = slot
    else:
        cache.oldest = slot
    cache.newest = slot


cdef void take_out(BaseCache cache, Slot *slot) noexcept nogil:
    """Take `slot` out of the list of uses."""
    if slot.newer != NULL:
        slot.newer.older = slot.older
    else:
        cache.newest = slot.older
    if slot.older != NULL:
        slot.older.newer = slot.newer
    else:
        cache.oldest = slot.newer


cdef void evict(BaseCache cache) noexcept nogil:
    """Let go of the least recently used."""
    cdef Slot *slot = cache.oldest
    cdef Slot **link = &cache.table[bucket_of(slot.number, slot.offset) & (cache.buckets - 1)]
    while link[0] != slot:
        link = &link[0].next
    link[0] = slot.next
    take_out(cache, slot)
    cache.held -= slot.body.size
    cache.count -= 1
    drop(slot.body)
    free(slot)


cdef void widen(BaseCache cache) noexcept nogil:
    """Twice as many buckets, if there is memory for them."""
    cdef size_t buckets = cache.buckets * 2
    cdef Slot **table = <Slot **>calloc(buckets, sizeof(Slot *))
    cdef Slot *slot = cache.newest
    cdef size_t at
    if table == NULL:
        return
    while slot != NULL:
        at = bucket_of(slot.number, slot.offset) & (buckets - 1)
        slot.next = table[at]
        table[at] = slot
        slot = slot.older
    free(cache.table)
    cache.table = table
    cache.buckets = buckets
