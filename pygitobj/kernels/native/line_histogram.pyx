"""The lines that differ, where the rarest of what two texts have holds them together. How: pure/line_histogram.py."""

from libc.stddef cimport size_t
from libc.stdint cimport int32_t
from libc.stdlib cimport free, malloc, realloc
from libc.string cimport memset

from pygitobj.kernels.native.line_texts cimport Side
from pygitobj.kernels.native.line_ways cimport Counts, mark_part

cdef enum:
    MOST_OFTEN = 64

cdef struct Part:
    int32_t top
    int32_t bottom
    int32_t left
    int32_t right

cdef struct Search:
    const int32_t *a
    const int32_t *b
    Part part
    int32_t *often      # by number, how many lines of the part of the old text have it
    int32_t *places     # by number, the first of them
    int32_t *following  # by line, the next one with its number; -1 behind the last
    Part found          # the run
    bint is_found
    int32_t rarest
    bint has_common


cdef void find_places(Search *search) noexcept nogil:
    """Find where each line of the old part is."""
    cdef int32_t at, number
    for at in range(search.part.bottom - 1, search.part.top - 1, -1):
        number = search.a[at]
        search.following[at] = search.places[number] if search.often[number] else -1
        search.places[number] = at
        search.often[number] += 1


cdef int32_t run_around(const Search *search, int32_t row, int32_t column, Part *run) noexcept nogil:
    """Find the run of equal lines around one; gives how often its rarest line comes."""
    cdef const int32_t *a = search.a
    cdef const int32_t *b = search.b
    cdef int32_t often = search.often[a[row]]
    run.top, run.left, run.bottom, run.right = row, column, row + 1, column + 1
    while run.top > search.part.top and run.left > search.part.left and a[run.top - 1] == b[run.left - 1]:
        run.top -= 1
        run.left -= 1
        often = min(often, search.often[a[run.top]])
    while run.bottom < search.part.bottom and run.right < search.part.right and a[run.bottom] == b[run.right]:
        often = min(often, search.often[a[run.bottom]])
        run.bottom += 1
        run.right += 1
    return often


cdef int32_t look_from(Search *search, int32_t column) noexcept nogil:
    """Look at the runs that a line of the new part is in; gives the line behind the one that leads furthest."""
    cdef int32_t number = search.b[column]
    cdef int32_t following = column + 1
    cdef int32_t row, often, longest
    cdef Part run
    if not search.often[number]:
        return following
    search.has_common = True
    if search.often[number] > search.rarest:
        return following
    row = search.places[number]
    while row >= 0:
        often = run_around(search, row, column, &run)
        following = max(following, run.right)
        longest = search.found.bottom - search.found.top if search.is_found else 1
        if run.bottom - run.top > longest or often < search.rarest:
            search.found = run
            search.is_found = True
            search.rarest = often
        while 0 <= row < run.bottom:
            row = search.following[row]
    return following


cdef void look(Search *search) noexcept nogil:
    """Find the run that is taken."""
    cdef int32_t column = search.part.left
    cdef int32_t at
    search.is_found = False
    search.has_common = False
    search.rarest = MOST_OFTEN + 1
    if search.part.top == search.part.bottom or search.part.left == search.part.right:
        return
    find_places(search)
    while column < search.part.right:
        column = look_from(search, column)
    for at in range(search.part.top, search.part.bottom):
        search.often[search.a[at]] = 0


cdef int mark_parts(Side *old, Side *new, Counts *counts, Search *search) noexcept nogil:
    """Mark the lines that differ; -1 without memory."""
    cdef size_t used = 1, room = 64
    cdef Part *parts = <Part *>malloc(room * sizeof(Part))
    cdef Part *grown
    cdef Part part
    if parts == NULL:
        return -1
    parts[0] = Part(0, old.count, 0, new.count)
    while used:
        used -= 1
        part = search.part = parts[used]
        look(search)
        if search.has_common and search.rarest > MOST_OFTEN:
            if mark_part(old, new, counts, part.top, part.bottom, part.left, part.right) < 0:
                free(parts)
                return -1
        elif not search.is_found:
            memset(old.marks + part.top, 1, part.bottom - part.top)
            memset(new.marks + part.left, 1, part.right - part.left)
        else:
            if used + 2 > room:
                room *= 2
                grown = <Part *>realloc(parts, room * sizeof(Part))
                if grown == NULL:
                    free(parts)
                    return -1
                parts = grown
            parts[used] = Part(part.top, search.found.top, part.left, search.found.left)
            parts[used + 1] = Part(search.found.bottom, part.bottom, search.found.right, part.right)
            used += 2
    free(parts)
    return 0


cdef int mark_by_histogram(Side *old, Side *new, Counts *counts) noexcept nogil:
    """Mark which lines of two whole texts differ; -1 without memory."""
    cdef Search search
    cdef size_t numbers = <size_t>old.count + <size_t>new.count + 1
    cdef int32_t *room = <int32_t *>malloc((numbers + <size_t>old.count + 1) * sizeof(int32_t))
    cdef int ended
    if room == NULL:
        return -1
    memset(&search, 0, sizeof(search))
    search.a, search.b = old.numbers, new.numbers
    # Counts that are all 0, and are so again when something else counts.
    search.often = counts.old
    search.places = room
    search.following = room + numbers
    ended = mark_parts(old, new, counts, &search)
    free(room)
    return ended
