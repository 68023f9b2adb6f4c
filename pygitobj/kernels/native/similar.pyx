"""How similar files are: kernels/pure/similar.py says what is counted, and what is kept.

Counts of a file are made in an open table of a size that fits; of many files that are compared with many, each old one
is laid out by hash once, and the new ones look their hashes up in it.
"""

from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_FromStringAndSize, PyBytes_GET_SIZE
from libc.stddef cimport size_t
from libc.stdint cimport int64_t, uint32_t, uint64_t
from libc.stdlib cimport calloc, free, malloc
from libc.string cimport memchr

cdef enum:
    CHUNK = 64
    MODULUS = 107927
    COUNT_BITS = 40
    MOST_SCORE = 60000
    KEPT = 4

cdef uint64_t COUNT_MASK = (<uint64_t>1 << COUNT_BITS) - 1


cdef size_t most_chunks(const unsigned char *data, size_t size) noexcept nogil:
    """No fewer than the chunks that there are in so many bytes."""
    cdef const unsigned char *at = data
    cdef const unsigned char *end = data + size
    cdef size_t count = size // CHUNK + 1
    while at < end:
        at = <const unsigned char *>memchr(at, 10, end - at)
        if at == NULL:
            break
        count += 1
        at += 1
    return count


cdef inline size_t add_chunk(
    uint32_t *table, size_t mask, uint64_t *words, size_t used, uint32_t hash, unsigned int count
) noexcept nogil:
    """Count a chunk; gives how many hashes there are. `table` has for each the number of its word, and one more."""
    cdef size_t at = hash & mask
    while table[at]:
        if words[table[at] - 1] >> COUNT_BITS == hash:
            words[table[at] - 1] += count
            return used
        at = (at + 1) & mask
    words[used] = <uint64_t>hash << COUNT_BITS | count
    table[at] = <uint32_t>(used + 1)
    return used + 1


cdef size_t count_chunks(
    const unsigned char *data, size_t size, bint is_text, uint32_t *table, size_t mask, uint64_t *words
) noexcept nogil:
    """Write the counts of `data` to `words`; gives how many there are."""
    cdef size_t at, used = 0
    cdef uint64_t both = 0
    cdef unsigned int count = 0
    cdef unsigned char byte
    for at in range(size):
        byte = data[at]
        if is_text and byte == 13 and at + 1 < size and data[at + 1] == 10:
            continue
        both = (both << 7 | both >> 57) + (<uint64_t>byte << 32)
        count += 1
        if count < CHUNK and byte != 10:
            continue
        used = add_chunk(table, mask, words, used, (<uint32_t>(both >> 32) + 97 * <uint32_t>both) % MODULUS, count)
        both, count = 0, 0
    if count:
        used = add_chunk(table, mask, words, used, (<uint32_t>(both >> 32) + 97 * <uint32_t>both) % MODULUS, count)
    return used


def chunk_counts(bytes data not None, bint is_text):
    """The counts of a file that has `data`."""
    cdef const unsigned char *start = <const unsigned char *>PyBytes_AS_STRING(data)
    cdef size_t size = PyBytes_GET_SIZE(data), most, mask = 15, used
    cdef uint32_t *table = NULL
    cdef uint64_t *words = NULL
    if not size:
        return b""
    with nogil:
        most = min(most_chunks(start, size), <size_t>MODULUS)
        while mask < 2 * most:
            mask = 2 * mask + 1
        table = <uint32_t *>calloc(mask + 1, sizeof(uint32_t))
        words = <uint64_t *>malloc(most * sizeof(uint64_t))
        if table != NULL and words != NULL:
            used = count_chunks(start, size, is_text, table, mask, words)
    try:
        if table == NULL or words == NULL:
            raise MemoryError
        return PyBytes_FromStringAndSize(<char *>words, used * sizeof(uint64_t))
    finally:
        free(table)
        free(words)


cdef struct Counts:
    const uint64_t *words
    size_t count


cdef Counts counts_in(bytes given):
    """The counts that stand in `given`, none for None."""
    if given is None:
        return Counts(NULL, 0)
    return Counts(<const uint64_t *>PyBytes_AS_STRING(given), PyBytes_GET_SIZE(given) // sizeof(uint64_t))


cdef inline uint64_t word_at(Counts counts, size_t at) noexcept nogil:
    """One word, whose hash is below MODULUS whatever stands there."""
    cdef uint64_t word = counts.words[at]
    return word if word >> COUNT_BITS < MODULUS else 0


cdef void lay_out(uint64_t *table, Counts counts) noexcept nogil:
    """Write counts to a table by hash."""
    cdef size_t at
    cdef uint64_t word
    for at in range(counts.count):
        word = word_at(counts, at)
        table[word >> COUNT_BITS] = word & COUNT_MASK


cdef void clear(uint64_t *table, Counts counts) noexcept nogil:
    """Take out of a table what `lay_out` wrote."""
    cdef size_t at
    for at in range(counts.count):
        table[word_at(counts, at) >> COUNT_BITS] = 0


cdef uint64_t copied(const uint64_t *table, Counts counts) noexcept nogil:
    """How many bytes are in both, the file whose counts are in the table and another one."""
    cdef size_t at
    cdef uint64_t word, total = 0
    for at in range(counts.count):
        word = word_at(counts, at)
        total += min(word & COUNT_MASK, table[word >> COUNT_BITS])
    return total


def counted(bytes counts not None):
    """How many bytes the chunks of a file have."""
    cdef Counts given = counts_in(counts)
    cdef size_t at
    cdef uint64_t total = 0
    for at in range(given.count):
        total += given.words[at] & COUNT_MASK
    return total


def copied_bytes(bytes old not None, bytes new not None):
    """How many bytes of one file are in another, of which these are the counts."""
    cdef Counts olds = counts_in(old), news = counts_in(new)
    cdef uint64_t *table = <uint64_t *>calloc(MODULUS, sizeof(uint64_t))
    cdef uint64_t total
    if table == NULL:
        raise MemoryError
    with nogil:
        lay_out(table, olds)
        total = copied(table, news)
        free(table)
    return total


cdef struct File:
    uint64_t size
    int64_t name
    Counts counts
    bint is_known


cdef File *files_in(list given) except NULL:
    """Files to be compared, which stay as long as `given` does."""
    cdef File *files = <File *>malloc((len(given) + 1) * sizeof(File))
    cdef size_t at
    cdef bint is_whole = False
    if files == NULL:
        raise MemoryError
    try:
        for at in range(<size_t>len(given)):
            size, name, counts = given[at]
            files[at] = File(size, name, counts_in(counts), counts is not None)
        is_whole = True
    finally:
        if not is_whole:
            free(files)
    return files


cdef void keep(int64_t *keys, int64_t *places, int64_t key, int64_t place) noexcept nogil:
    """Put one into the first of KEPT slots that has the least key, where its own is higher."""
    cdef int at, worst = 0
    for at in range(1, KEPT):
        if keys[at] < keys[worst]:
            worst = at
    if keys[worst] < key:
        keys[worst], places[worst] = key, place


cdef void compare_one(
    File *old, int64_t place, File *news, size_t count, uint64_t minimum, uint64_t *table, int64_t *keys, int64_t *places
) noexcept nogil:
    """Compare one old file with all new ones."""
    cdef size_t at
    cdef uint64_t least, most, score
    cdef File *new
    cdef bint laid_out = False
    for at in range(count):
        new = news + at
        score = 0
        least, most = min(old.size, new.size), max(old.size, new.size)
        if old.is_known and new.is_known and new.size and least * MOST_SCORE >= most * minimum:
            if not laid_out:
                lay_out(table, old.counts)
                laid_out = True
            score = copied(table, new.counts) * MOST_SCORE // most
        keep(keys + KEPT * at, places + KEPT * at, 2 * score + (old.name == new.name), place)
    if laid_out:
        clear(table, old.counts)


def keep_best(keys, places, first, olds, news, minimum):
    """Compare all `news` with all `olds`, and keep the best KEPT of the old ones for each new one.

    Slots, keys and places are as kernels/pure/similar.py says.
    """
    cdef int64_t[::1] key_view = keys
    cdef int64_t[::1] place_view = places
    cdef list old_list = list(olds), new_list = list(news)
    cdef size_t old_count = len(old_list), new_count = len(new_list), at
    cdef uint64_t least_score = minimum
    cdef int64_t start = first
    cdef File *old_files = NULL
    cdef File *new_files = NULL
    cdef uint64_t *table = NULL
    if <size_t>key_view.shape[0] < KEPT * new_count or <size_t>place_view.shape[0] < KEPT * new_count:
        raise IndexError("fewer slots than files have")
    if not new_count or not old_count:
        return
    try:
        old_files = files_in(old_list)
        new_files = files_in(new_list)
        table = <uint64_t *>calloc(MODULUS, sizeof(uint64_t))
        if table == NULL:
            raise MemoryError
        with nogil:
            for at in range(old_count):
                compare_one(
                    old_files + at, start + at, new_files, new_count, least_score, table, &key_view[0], &place_view[0]
                )
    finally:
        free(old_files)
        free(new_files)
        free(table)
