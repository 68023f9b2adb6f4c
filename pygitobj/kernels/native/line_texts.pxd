"""Two texts as lines, for C code: see line_texts.pyx."""

from libc.stddef cimport size_t
from libc.stdint cimport int32_t, int64_t

cdef struct Side:
    const unsigned char *text   # as it was given
    size_t size
    const unsigned char *keys   # what of its lines counts: the text itself, or what was made of it
    size_t keys_size
    unsigned char *made
    int64_t *text_starts        # where each line starts, and the last one ends; NULL where `starts` says it
    int64_t *starts             # the same of what counts
    int32_t count
    int32_t first               # the lines that are compared; before and behind them both texts are the same
    int32_t last
    int32_t top                 # no line above it differs
    int32_t *numbers            # of these lines: the same for lines that are the same
    int32_t *often              # by number, how many lines of the whole text have it
    unsigned char *marks        # of each line, and of one before and one behind them

cdef struct Texts:
    Side old
    Side new
    int32_t numbers

cdef int split_whole(Side *side) noexcept nogil
cdef int take_apart(Texts *texts, int white_space, bint whole) noexcept nogil
cdef void give_back(Texts *texts) noexcept nogil
cdef bint is_same(const Side *side, int32_t one, int32_t other) noexcept nogil

cdef inline const int64_t *line_starts_of(const Side *side) noexcept nogil:
    """Where each line of the text itself starts, and the last one ends."""
    return side.text_starts if side.text_starts != NULL else side.starts
