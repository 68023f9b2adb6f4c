"""Two texts as lines: where these start, what of them counts, and which are the same at both ends."""

from libc.stddef cimport size_t
from libc.stdint cimport int32_t, int64_t
from libc.stdlib cimport calloc, free, malloc, realloc
from libc.string cimport memchr, memcmp, memcpy

cdef enum:
    LF = 10
    CR = 13
    ALL = 1
    AMOUNT = 2
    AT_EOL = 3
    LEAST_LINES = 64
    TO_START = 8
    STRIDE = 4096


cdef inline bint is_space(unsigned char byte) noexcept nogil:
    """Whether a byte is white space for git."""
    return byte == 32 or byte == 9 or byte == 10 or byte == 13


cdef bint is_same(const Side *side, int32_t one, int32_t other) noexcept nogil:
    """Whether two lines of a text are the same."""
    cdef int64_t size = side.starts[one + 1] - side.starts[one]
    if size != side.starts[other + 1] - side.starts[other]:
        return False
    return memcmp(side.keys + side.starts[one], side.keys + side.starts[other], <size_t>size) == 0


# Where lines start


cdef int split(
    const unsigned char *text, size_t start, size_t end, int64_t **starts, size_t *count, size_t *room
) noexcept nogil:
    """Add where the lines start that are between `start` and `end`; -1 without memory."""
    cdef const unsigned char *at = text + start
    cdef const unsigned char *stop = text + end
    cdef const unsigned char *found
    cdef int64_t *grown
    while at < stop:
        if count[0] + 2 > room[0]:
            room[0] = room[0] * 2 + LEAST_LINES
            grown = <int64_t *>realloc(starts[0], room[0] * sizeof(int64_t))
            if grown == NULL:
                return -1
            starts[0] = grown
        starts[0][count[0]] = at - text
        count[0] += 1
        found = <const unsigned char *>memchr(at, LF, stop - at)
        at = stop if found == NULL else found + 1
    return 0


cdef size_t common_start(const Side *one, const Side *other) noexcept nogil:
    """How many bytes of what counts are the same in both texts, up to the end of a line."""
    cdef size_t most = one.keys_size if one.keys_size < other.keys_size else other.keys_size
    cdef size_t at = 0
    while at + STRIDE <= most and memcmp(one.keys + at, other.keys + at, STRIDE) == 0:
        at += STRIDE
    while at + TO_START <= most and memcmp(one.keys + at, other.keys + at, TO_START) == 0:
        at += TO_START
    while at < most and one.keys[at] == other.keys[at]:
        at += 1
    if at == one.keys_size and at == other.keys_size:
        return at
    while at and one.keys[at - 1] != LF:
        at -= 1
    return at


cdef size_t common_end(const Side *one, const Side *other, size_t start) noexcept nogil:
    """How many bytes both texts end with behind `start`, from the start of a line on."""
    cdef size_t most = (one.keys_size if one.keys_size < other.keys_size else other.keys_size) - start
    cdef const unsigned char *at = one.keys + one.keys_size
    cdef const unsigned char *its = other.keys + other.keys_size
    cdef size_t size = 0
    while size + STRIDE <= most and memcmp(at - size - STRIDE, its - size - STRIDE, STRIDE) == 0:
        size += STRIDE
    while size + TO_START <= most and memcmp(at - size - TO_START, its - size - TO_START, TO_START) == 0:
        size += TO_START
    while size < most and (at - size - 1)[0] == (its - size - 1)[0]:
        size += 1
    # Where what is the same begins within a line of either text, that line is not.
    if size and (not starts_line(one, one.keys_size - size) or not starts_line(other, other.keys_size - size)):
        while size and (at - size)[0] != LF:
            size -= 1
        if size:
            size -= 1
    return size


cdef inline bint starts_line(const Side *side, size_t at) noexcept nogil:
    """Whether a line of what counts starts here."""
    return at == 0 or side.keys[at - 1] == LF


# What of them counts


cdef int make_keys(Side *side, int white_space) noexcept nogil:
    """Make what counts of each line, with an LF behind it; -1 without memory."""
    cdef int32_t line
    cdef const unsigned char *at
    cdef const unsigned char *end
    cdef unsigned char *to
    side.made = <unsigned char *>malloc(side.size + 1)
    side.starts = <int64_t *>malloc((<size_t>side.count + 1) * sizeof(int64_t))
    if side.made == NULL or side.starts == NULL:
        return -1
    to = side.made
    for line in range(side.count):
        side.starts[line] = to - side.made
        at = side.text + side.text_starts[line]
        end = side.text + side.text_starts[line + 1]
        to = add_key(at, end, to, white_space)
        to[0] = LF
        to += 1
    side.starts[side.count] = to - side.made
    side.keys = side.made
    side.keys_size = to - side.made
    return 0


cdef unsigned char *add_key(
    const unsigned char *at, const unsigned char *end, unsigned char *to, int white_space
) noexcept nogil:
    """Write what counts of a line; gives where it ends."""
    if white_space > AT_EOL:
        if end > at and (end - 1)[0] == LF:
            end -= 1
            if end > at and (end - 1)[0] == CR:
                end -= 1
    else:
        while end > at and is_space((end - 1)[0]):
            end -= 1
    if white_space > AMOUNT:
        memcpy(to, at, end - at)
        return to + (end - at)
    while at < end:
        if not is_space(at[0]):
            to[0] = at[0]
            to += 1
            at += 1
            continue
        while is_space(at[0]):
            at += 1
        if white_space == AMOUNT:
            to[0] = 32
            to += 1
    return to


cdef int take_apart(Texts *texts, int white_space, bint whole) noexcept nogil:
    """Find the lines of both texts, and which are compared: all of them, or those between what both have at the ends.

    Gives -1 without memory.
    """
    if white_space == 0:
        return take_apart_as_they_are(texts, whole)
    if split_whole(&texts.old) < 0 or split_whole(&texts.new) < 0:
        return -1
    if make_keys(&texts.old, white_space) < 0 or make_keys(&texts.new, white_space) < 0:
        return -1
    if not whole:
        trim_lines(texts)
    return give_marks(texts)


cdef int split_whole(Side *side) noexcept nogil:
    """Find all lines of a text."""
    cdef size_t count = 0
    cdef size_t room = side.size // 32
    side.text_starts = <int64_t *>malloc((room + 1) * sizeof(int64_t))
    if side.text_starts == NULL or split(side.text, 0, side.size, &side.text_starts, &count, &room) < 0:
        return -1
    side.text_starts[count] = side.size
    side.count = side.last = <int32_t>count
    return 0


cdef void trim_lines(Texts *texts) noexcept nogil:
    """Leave out the lines that both texts start and end with, where they stand at different places."""
    cdef size_t start = common_start(&texts.old, &texts.new)
    cdef size_t end = common_end(&texts.old, &texts.new, start)
    cdef Side *old = &texts.old
    cdef Side *new = &texts.new
    cdef int64_t stop = old.keys_size - end
    while old.first < old.count and old.starts[old.first] < <int64_t>start:
        old.first += 1
    new.first = old.first
    while old.last > old.first and old.starts[old.last - 1] >= stop:
        old.last -= 1
    new.last = new.count - (old.count - old.last)


cdef int take_apart_as_they_are(Texts *texts, bint whole) noexcept nogil:
    """The same where all of each line counts: what both texts have is looked through once."""
    cdef Side *old = &texts.old
    cdef Side *new = &texts.new
    cdef size_t start = common_start(old, new)
    cdef size_t end = common_end(old, new, start)
    cdef size_t count = 0
    cdef size_t room = old.size // 32
    cdef size_t its_room = room
    cdef size_t first, last, its_last, line
    cdef int64_t *grown
    cdef int64_t moved = <int64_t>new.size - <int64_t>old.size
    old.starts = <int64_t *>malloc((room + 1) * sizeof(int64_t))
    new.starts = NULL
    if old.starts == NULL or split(old.text, 0, start, &old.starts, &count, &room) < 0:
        return -1
    first = count
    if split(old.text, start, old.size - end, &old.starts, &count, &room) < 0:
        return -1
    last = count
    if split(old.text, old.size - end, old.size, &old.starts, &count, &room) < 0:
        return -1
    old.starts[count] = old.size
    old.count = <int32_t>count
    its_room = count + (new.size - start - end) // 32
    new.starts = <int64_t *>malloc((its_room + 1) * sizeof(int64_t))
    if new.starts == NULL:
        return -1
    memcpy(new.starts, old.starts, first * sizeof(int64_t))
    its_last = first
    if split(new.text, start, new.size - end, &new.starts, &its_last, &its_room) < 0:
        return -1
    if its_last + (count - last) + 1 > its_room:
        its_room = its_last + (count - last) + 1
        grown = <int64_t *>realloc(new.starts, (its_room + 1) * sizeof(int64_t))
        if grown == NULL:
            return -1
        new.starts = grown
    for line in range(count - last):
        new.starts[its_last + line] = old.starts[last + line] + moved
    new.count = <int32_t>(its_last + count - last)
    new.starts[new.count] = new.size
    old.first = new.first = 0 if whole else <int32_t>first
    old.last = old.count if whole else <int32_t>last
    new.last = new.count if whole else <int32_t>its_last
    return give_marks(texts)


cdef int give_marks(Texts *texts) noexcept nogil:
    """Room for the marks of both texts; -1 without memory."""
    texts.old.marks = <unsigned char *>calloc(<size_t>texts.old.count + 2, 1)
    texts.new.marks = <unsigned char *>calloc(<size_t>texts.new.count + 2, 1)
    if texts.old.marks == NULL or texts.new.marks == NULL:
        return -1
    texts.old.top, texts.new.top = texts.old.first, texts.new.first
    texts.old.marks += 1
    texts.new.marks += 1
    return 0


cdef void give_back_side(Side *side) noexcept nogil:
    """Let go of what one text holds."""
    free(side.made)
    free(side.text_starts)
    free(side.starts)
    free(side.numbers)
    free(side.often)
    if side.marks != NULL:
        free(side.marks - 1)


cdef void give_back(Texts *texts) noexcept nogil:
    """Let go of what both hold."""
    give_back_side(&texts.old)
    give_back_side(&texts.new)
