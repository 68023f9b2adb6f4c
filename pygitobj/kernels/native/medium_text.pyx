"""What the format `medium` shows of a commit that is as most are. How: kernels/pure/medium_text.py."""

from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_FromStringAndSize, PyBytes_GET_SIZE
from libc.stddef cimport size_t
from libc.stdint cimport int64_t
from libc.stdio cimport snprintf
from libc.stdlib cimport free, malloc
from libc.string cimport memchr, memcmp, memcpy, memset

cdef enum:
    TAB = 8
    INDENT = 4
    # A date, and the words around it and the person.
    HEADINGS = 128
    DAY = 86400

cdef const char *DAYS = b"MonTueWedThuFriSatSun"
cdef const char *MONTHS = b"JanFebMarAprMayJunJulAugSepOctNovDec"


cdef struct Head:
    size_t name         # where the author's name and email stand, to the bracket that closes
    size_t name_end
    int64_t seconds
    int64_t east
    size_t offset       # where the offset's sign is
    size_t end          # where the message starts


cdef inline bint is_space(unsigned char letter) noexcept nogil:
    return letter == 32 or letter == 9 or letter == 10 or letter == 13


cdef inline bint is_hex(unsigned char letter) noexcept nogil:
    return 48 <= letter <= 57 or 97 <= letter <= 102


cdef inline bint is_digit(unsigned char letter) noexcept nogil:
    return 48 <= letter <= 57


cdef inline bint is_name(unsigned char letter) noexcept nogil:
    """Whether it may begin and end a name: no control character, no blank, no bracket."""
    return letter > 32 and letter != 60 and letter != 62 and letter != 127


cdef bint skip_id(const unsigned char *text, size_t size, size_t *at, const char *key, size_t length) noexcept nogil:
    """Go over a line of a `key` and an id; False where there is none."""
    cdef size_t to = at[0] + length
    if size < to or memcmp(text + at[0], key, length) != 0:
        return False
    if to >= size or not is_hex(text[to]):
        return False
    while to < size and is_hex(text[to]):
        to += 1
    if to >= size or text[to] != 10:
        return False
    at[0] = to + 1
    return True


cdef bint read_person(const unsigned char *text, size_t size, size_t *at, Head *head) noexcept nogil:
    """Read the author's line; False where it is not as most are."""
    cdef size_t to, digits
    cdef int64_t hours, minutes
    if size < at[0] + 7 or memcmp(text + at[0], b"author ", 7) != 0:
        return False
    to = head.name = at[0] + 7
    while to < size and (is_name(text[to]) or text[to] == 32):
        to += 1
    if to >= size or text[to] != 60 or to < head.name + 2 or text[to - 1] != 32:
        return False
    if not is_name(text[head.name]) or not is_name(text[to - 2]):
        return False
    to += 1
    while to < size and is_name(text[to]):
        to += 1
    if to >= size or text[to] != 62:
        return False
    to += 1
    head.name_end = to
    if to >= size or text[to] != 32:
        return False
    to += 1
    digits = 0
    head.seconds = 0
    while to < size and is_digit(text[to]) and digits < 11:
        head.seconds = head.seconds * 10 + (text[to] - 48)
        to += 1
        digits += 1
    # A blank, a sign, four digits, the end of the line.
    if not 1 <= digits <= 10 or size < to + 7 or text[to] != 32:
        return False
    head.offset = to + 1
    if text[to + 1] != 43 and text[to + 1] != 45:
        return False
    for digits in range(2, 6):
        if not is_digit(text[to + digits]):
            return False
    if text[to + 6] != 10:
        return False
    hours = (text[to + 2] - 48) * 10 + (text[to + 3] - 48)
    minutes = (text[to + 4] - 48) * 10 + (text[to + 5] - 48)
    if hours > 14 or minutes >= 60 or not head.seconds:
        return False
    head.east = (hours * 60 + minutes) * 60
    if text[to + 1] == 45:
        head.east = -head.east
    if head.seconds + head.east < 0:
        return False
    at[0] = to + 7
    return True


cdef bint read_rest(const unsigned char *text, size_t size, size_t at, Head *head) noexcept nogil:
    """Go over the other headers; False where one of them changes what is shown, or no message follows."""
    cdef const unsigned char *stop
    # The line before may have been the last one.
    while True:
        if at < size and text[at] == 10:
            head.end = at + 1
            return True
        if at >= size:
            return False
        if size >= at + 7 and (memcmp(text + at, b"author ", 7) == 0 or memcmp(text + at, b"parent ", 7) == 0):
            return False
        if size >= at + 9 and memcmp(text + at, b"encoding ", 9) == 0:
            return False
        stop = <const unsigned char *>memchr(text + at, 10, size - at)
        if stop == NULL:
            return False
        at = stop - text + 1


cdef size_t write_date(char *to, const unsigned char *text, const Head *head) noexcept nogil:
    """Write the date; gives how long it is."""
    cdef int64_t local = head.seconds + head.east
    cdef int64_t days = local // DAY, rest = local % DAY
    # Years that begin in March, from the year 0 on, have the leap day at their end.
    cdef int64_t shifted = days + 719468
    cdef int64_t era = shifted // 146097
    cdef int64_t of_era = shifted - era * 146097
    cdef int64_t year = (of_era - of_era // 1460 + of_era // 36524 - of_era // 146096) // 365
    cdef int64_t of_year = of_era - (365 * year + year // 4 - year // 100)
    cdef int64_t month = (5 * of_year + 2) // 153
    cdef int day = <int>(of_year - (153 * month + 2) // 5 + 1)
    cdef int weekday = <int>((days + 3) % 7)
    cdef int written
    month = month + 2 if month < 10 else month - 10
    year += era * 400 + (month < 2)
    written = snprintf(
        to, 64, b"%.3s %.3s %d %02d:%02d:%02d %lld %c%.4s", DAYS + 3 * weekday, MONTHS + 3 * month, day,
        <int>(rest // 3600), <int>(rest // 60 % 60), <int>(rest % 60), <long long>year,
        <int>(text[head.offset] if head.east else 43), <const char *>text + head.offset + 1,
    )
    return <size_t>written


cdef int64_t write_message(char *to, const unsigned char *text, size_t size) noexcept nogil:
    """Write the lines of a message; gives how long they are, 0 for none, -1 where a tab cannot be counted."""
    cdef size_t at = 0, end, stop, last = 0, length = 0, column, place, blanks
    cdef const unsigned char *found
    cdef bint is_plain
    while at <= size:
        found = <const unsigned char *>memchr(text + at, 10, size - at) if at < size else NULL
        stop = size if found == NULL else found - text
        end = stop
        while end > at and is_space(text[end - 1]):
            end -= 1
        if end > at or length:
            memset(to + length, 32, INDENT)
            length += INDENT
            if memchr(text + at, 9, end - at) == NULL:
                memcpy(to + length, text + at, end - at)
                length += end - at
            else:
                column = 0
                is_plain = True
                for place in range(at, end):
                    if text[place] == 9:
                        if not is_plain:
                            return -1
                        blanks = TAB - column % TAB
                        memset(to + length, 32, blanks)
                        length += blanks
                        column += blanks
                        continue
                    is_plain = is_plain and 32 <= text[place] < 127
                    to[length] = text[place]
                    length += 1
                    column += 1
            to[length] = 10
            length += 1
            if end > at:
                last = length
        at = stop + 1
    return last


def medium_text(bytes body not None, bytes merge not None, people):
    """What is shown of the commit `body`; None for one that is not as most are."""
    cdef const unsigned char *text = <const unsigned char *>PyBytes_AS_STRING(body)
    cdef size_t size = PyBytes_GET_SIZE(body), at = 0, lines = 0, tabs = 0, place, length
    cdef int64_t written
    cdef Head head
    cdef bytes person
    cdef char *out
    if memchr(text, 0, size) != NULL or not skip_id(text, size, &at, b"tree ", 5):
        return None
    while skip_id(text, size, &at, b"parent ", 7):
        pass
    if not read_person(text, size, &at, &head) or not read_rest(text, size, at, &head):
        return None
    person = body[head.name : head.name_end]
    if people is not None:
        person = people.get(person)
        if person is None:
            return None
    for place in range(head.end, size):
        lines += text[place] == 10
        tabs += text[place] == 9
    length = PyBytes_GET_SIZE(merge) + PyBytes_GET_SIZE(person) + HEADINGS
    out = <char *>malloc(length + (size - head.end) + (lines + 1) * (INDENT + 1) + tabs * TAB)
    if out == NULL:
        raise MemoryError
    try:
        length = PyBytes_GET_SIZE(merge)
        memcpy(out, PyBytes_AS_STRING(merge), length)
        memcpy(out + length, b"Author: ", 8)
        length += 8
        memcpy(out + length, PyBytes_AS_STRING(person), PyBytes_GET_SIZE(person))
        length += PyBytes_GET_SIZE(person)
        memcpy(out + length, b"\nDate:   ", 9)
        length += 9
        length += write_date(out + length, text, &head)
        memcpy(out + length, b"\n\n", 2)
        length += 2
        written = write_message(out + length, text + head.end, size - head.end)
        return PyBytes_FromStringAndSize(out, length + written) if written > 0 else None
    finally:
        free(out)
