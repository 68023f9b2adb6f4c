"""Which lines of two texts differ, in groups. How: kernels/pure/line_diff.py."""

from array import array

from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_FromStringAndSize, PyBytes_GET_SIZE
from libc.stddef cimport size_t
from libc.stdint cimport int32_t, int64_t
from libc.stdlib cimport calloc, free
from libc.string cimport memcmp, memchr, memset

from pygitobj.kernels.native.line_anchors cimport mark_by_anchors
from pygitobj.kernels.native.line_groups cimport settle
from pygitobj.kernels.native.line_histogram cimport mark_by_histogram
from pygitobj.kernels.native.line_numbers cimport give_numbers
from pygitobj.kernels.native.line_texts cimport Side, Texts, give_back, split_whole, take_apart
from pygitobj.kernels.native.line_ways cimport Counts, mark_by_ways

cdef enum:
    MINIMAL = 1
    PATIENCE = 2
    HISTOGRAM = 3
    CR_AT_EOL = 4
    BLOCK = 1024
    LF = 10
    MOST_BYTES = 0x7FFFFF00


cdef void cut_tail(Texts *texts) noexcept nogil:
    """Leave out the blocks that both texts end with; what of these is left begins behind a line's end."""
    cdef Side *old = &texts.old
    cdef Side *new = &texts.new
    cdef size_t most = old.size if old.size < new.size else new.size
    cdef size_t cut = 0, kept
    cdef const unsigned char *found = NULL
    while cut + BLOCK <= most and memcmp(
        old.text + old.size - cut - BLOCK, new.text + new.size - cut - BLOCK, BLOCK
    ) == 0:
        cut += BLOCK
    if cut:
        found = <const unsigned char *>memchr(old.text + old.size - cut, LF, cut)
    kept = cut if found == NULL else found + 1 - (old.text + old.size - cut)
    old.size -= cut - kept
    new.size -= cut - kept


cdef int mark(Texts *texts, const Ways *ways) noexcept nogil:
    """Mark the lines that differ; -1 without memory."""
    cdef bint whole = ways.algorithm >= PATIENCE
    cdef Side *old = &texts.old
    cdef Side *new = &texts.new
    cdef Counts counts
    cdef int ended = 0
    if ways.cuts_tail:
        cut_tail(texts)
    old.keys, old.keys_size, new.keys, new.keys_size = old.text, old.size, new.text, new.size
    if take_apart(texts, ways.white_space, whole) < 0:
        return -1
    if old.first == old.last or new.first == new.last:
        memset(old.marks + old.first, 1, old.last - old.first)
        memset(new.marks + new.first, 1, new.last - new.first)
        whole = False
    elif give_numbers(texts) < 0:
        return -1
    elif not whole:
        ended = mark_by_ways(old, new, ways.algorithm == MINIMAL)
    if not whole:
        return ended if ended < 0 else settle_both(texts, ways, NULL)
    counts.old = <int32_t *>calloc(<size_t>texts.numbers + 1, sizeof(int32_t))
    counts.new = <int32_t *>calloc(<size_t>texts.numbers + 1, sizeof(int32_t))
    if counts.old == NULL or counts.new == NULL:
        ended = -1
    elif ways.algorithm == PATIENCE:
        ended = mark_by_anchors(old, new, &counts)
    else:
        ended = mark_by_histogram(old, new, &counts)
    if ended == 0:
        ended = settle_both(texts, ways, &counts if ways.algorithm == HISTOGRAM else NULL)
    free(counts.old)
    free(counts.new)
    return ended


cdef int settle_both(Texts *texts, const Ways *ways, Counts *counts) noexcept nogil:
    """Move the groups of both texts; -1 without memory."""
    cdef int ended = settle(&texts.old, &texts.new, ways.indent_heuristic, counts)
    return ended if ended < 0 else settle(&texts.new, &texts.old, ways.indent_heuristic, counts)


cdef object mark_texts(Texts *texts, bytes old, bytes new, Ways ways):
    """Mark the lines of two texts that differ. Raises ValueError, MemoryError."""
    cdef int ended
    if not 0 <= ways.algorithm <= HISTOGRAM or not 0 <= ways.white_space <= CR_AT_EOL:
        raise ValueError("no such way to compare lines")
    if PyBytes_GET_SIZE(old) > MOST_BYTES or PyBytes_GET_SIZE(new) > MOST_BYTES:
        raise ValueError("texts are too large to be compared by lines")
    memset(texts, 0, sizeof(Texts))
    texts.old.text = <const unsigned char *>PyBytes_AS_STRING(old)
    texts.old.size = PyBytes_GET_SIZE(old)
    texts.new.text = <const unsigned char *>PyBytes_AS_STRING(new)
    texts.new.size = PyBytes_GET_SIZE(new)
    with nogil:
        ended = mark(texts, &ways)
    if ended < 0:
        give_back(texts)
        raise MemoryError


cdef size_t list_groups(const Texts *texts, int64_t *to) noexcept nogil:
    """Write the groups there, and give how many numbers that takes; without a place only that."""
    cdef const unsigned char *gone = texts.old.marks
    cdef const unsigned char *come = texts.new.marks
    cdef int32_t rows = texts.old.count, columns = texts.new.count
    cdef int32_t row = 0, column = 0, end, its_end
    cdef size_t used = 0
    while row < rows or column < columns:
        # Behind the last line there is no mark.
        if not gone[row] and not come[column]:
            row += 1
            column += 1
            continue
        end, its_end = row, column
        while gone[end]:
            end += 1
        while come[its_end]:
            its_end += 1
        if to != NULL:
            to[used], to[used + 1], to[used + 2], to[used + 3] = row, end, column, its_end
        used += 4
        row, column = end, its_end
    return used


def line_groups(
    bytes old not None, bytes new not None, int algorithm, int white_space, bint indent_heuristic, bint cuts_tail
):
    """Where two texts differ: four numbers for each group."""
    cdef Texts texts
    cdef size_t used
    cdef bytes found
    mark_texts(&texts, old, new, Ways(algorithm, white_space, indent_heuristic, cuts_tail))
    try:
        used = list_groups(&texts, NULL)
        found = PyBytes_FromStringAndSize(NULL, used * sizeof(int64_t))
        list_groups(&texts, <int64_t *>PyBytes_AS_STRING(found))
    finally:
        give_back(&texts)
    return array("q", found)


def line_starts(bytes text not None):
    """Where each line of a text starts, and the last one ends."""
    cdef Side side
    cdef bytes found
    if PyBytes_GET_SIZE(text) > MOST_BYTES:
        raise ValueError("texts are too large to be compared by lines")
    memset(&side, 0, sizeof(side))
    side.text = <const unsigned char *>PyBytes_AS_STRING(text)
    side.size = PyBytes_GET_SIZE(text)
    if split_whole(&side) < 0:
        free(side.text_starts)
        raise MemoryError
    try:
        found = PyBytes_FromStringAndSize(<char *>side.text_starts, (<size_t>side.count + 1) * sizeof(int64_t))
    finally:
        free(side.text_starts)
    return array("q", found)


cdef size_t count_marks(const Side *side) noexcept nogil:
    """How many lines of a text are marked."""
    cdef size_t found = 0
    cdef int32_t line
    for line in range(side.count):
        found += side.marks[line]
    return found


def line_totals(
    bytes old not None, bytes new not None, int algorithm, int white_space, bint indent_heuristic, bint cuts_tail
):
    """How many lines the new text has that the old one lacks, and the other way round."""
    cdef Texts texts
    mark_texts(&texts, old, new, Ways(algorithm, white_space, indent_heuristic, cuts_tail))
    gone, come = count_marks(&texts.old), count_marks(&texts.new)
    give_back(&texts)
    return come, gone
