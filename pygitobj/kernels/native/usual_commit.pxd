"""Commits that are as most are, for C code: their headers, and dates as they are shown. See kernels/pure/usual_commit.py."""

from libc.stddef cimport size_t
from libc.stdint cimport int64_t
from libc.stdio cimport snprintf
from libc.string cimport memchr, memcmp

cdef enum:
    DAY_SECONDS = 86400
    LINE_END = 10
    # The most that a date takes.
    LONGEST_DATE = 64
    # Ways of showing dates, as kernels/columns.py numbers them.
    USUAL = 5
    RFC = 6
    ISO = 7
    STRICT = 8
    SHORT = 9
    RAW = 10


cdef struct Person:
    size_t name         # where the name is
    size_t name_end
    size_t email        # and the email, between the brackets
    size_t email_end
    size_t digits       # the digits of the seconds
    size_t digits_end
    size_t offset       # where the offset's sign is
    int64_t seconds
    int64_t east


cdef inline bint is_space(unsigned char letter) noexcept nogil:
    return letter == 32 or letter == 9 or letter == 10 or letter == 13


cdef inline bint is_hex(unsigned char letter) noexcept nogil:
    return 48 <= letter <= 57 or 97 <= letter <= 102


cdef inline bint is_digit(unsigned char letter) noexcept nogil:
    return 48 <= letter <= 57


cdef inline bint is_name(unsigned char letter) noexcept nogil:
    """Whether it may begin and end a name: no control character, no blank, no bracket."""
    return letter > 32 and letter != 60 and letter != 62 and letter != 127


cdef inline bint starts(const unsigned char *text, size_t size, size_t at, const char *key, size_t length) noexcept nogil:
    """Whether a `key` stands there."""
    return size >= at + length and memcmp(text + at, key, length) == 0


cdef inline bint skip_id(
    const unsigned char *text, size_t size, size_t *at, const char *key, size_t length
) noexcept nogil:
    """Go over a line of a `key` and an id; False where there is none."""
    cdef size_t to = at[0] + length
    if not starts(text, size, at[0], key, length) or to >= size or not is_hex(text[to]):
        return False
    while to < size and is_hex(text[to]):
        to += 1
    if to >= size or text[to] != LINE_END:
        return False
    at[0] = to + 1
    return True


cdef inline bint read_person(
    const unsigned char *text, size_t size, size_t *at, const char *key, size_t length, Person *person
) noexcept nogil:
    """Read a person's line, which starts with `key`; False where it is not as most are."""
    cdef size_t to, digits
    cdef int64_t hours, minutes
    if not starts(text, size, at[0], key, length):
        return False
    to = person.name = at[0] + length
    while to < size and (is_name(text[to]) or text[to] == 32):
        to += 1
    if to >= size or text[to] != 60 or to < person.name + 2 or text[to - 1] != 32:
        return False
    if not is_name(text[person.name]) or not is_name(text[to - 2]):
        return False
    person.name_end = to - 1
    to += 1
    person.email = to
    while to < size and is_name(text[to]):
        to += 1
    if to >= size or text[to] != 62:
        return False
    person.email_end = to
    to += 1
    if to >= size or text[to] != 32:
        return False
    to += 1
    digits = 0
    person.digits = to
    person.seconds = 0
    while to < size and is_digit(text[to]) and digits < 11:
        person.seconds = person.seconds * 10 + (text[to] - 48)
        to += 1
        digits += 1
    person.digits_end = to
    # A blank, a sign, four digits, the end of the line.
    if not 1 <= digits <= 10 or text[person.digits] == 48 or size < to + 7 or text[to] != 32:
        return False
    person.offset = to + 1
    if text[to + 1] != 43 and text[to + 1] != 45:
        return False
    for digits in range(2, 6):
        if not is_digit(text[to + digits]):
            return False
    if text[to + 6] != LINE_END:
        return False
    hours = (text[to + 2] - 48) * 10 + (text[to + 3] - 48)
    minutes = (text[to + 4] - 48) * 10 + (text[to + 5] - 48)
    if hours > 14 or minutes >= 60:
        return False
    person.east = (hours * 60 + minutes) * 60
    if text[to + 1] == 45:
        person.east = -person.east
    if person.seconds + person.east < 0:
        return False
    at[0] = to + 7
    return True


cdef inline bint other_headers(
    const unsigned char *text, size_t size, size_t at, bint knows_committer, size_t *end
) noexcept nogil:
    """Go over the other headers, to the message; False where one changes what is shown, or no message follows.

    `knows_committer` where that line was read, after which another one would count.
    """
    cdef const unsigned char *stop
    # The line before may have been the last one.
    while True:
        if at < size and text[at] == LINE_END:
            end[0] = at + 1
            return True
        if at >= size or starts(text, size, at, b"author ", 7) or starts(text, size, at, b"parent ", 7):
            return False
        if starts(text, size, at, b"encoding ", 9) or (knows_committer and starts(text, size, at, b"committer ", 10)):
            return False
        stop = <const unsigned char *>memchr(text + at, LINE_END, size - at)
        if stop == NULL:
            return False
        at = stop - text + 1


cdef inline size_t write_date(char *to, const unsigned char *text, const Person *person, int way) noexcept nogil:
    """Write when a `person` did it in a `way`; gives how long that is."""
    cdef const char *days = b"MonTueWedThuFriSatSun"
    cdef const char *months = b"JanFebMarAprMayJunJulAugSepOctNovDec"
    cdef int64_t local = person.seconds + person.east
    cdef int64_t number = local // DAY_SECONDS, rest = local % DAY_SECONDS
    # Years that begin in March, from the year 0 on, have the leap day at their end.
    cdef int64_t shifted = number + 719468
    cdef int64_t era = shifted // 146097
    cdef int64_t of_era = shifted - era * 146097
    cdef int64_t of_cycle = (of_era - of_era // 1460 + of_era // 36524 - of_era // 146096) // 365
    cdef int64_t of_year = of_era - (365 * of_cycle + of_cycle // 4 - of_cycle // 100)
    cdef int64_t from_march = (5 * of_year + 2) // 153
    cdef int day = <int>(of_year - (153 * from_march + 2) // 5 + 1)
    cdef int month = <int>(from_march + 2 if from_march < 10 else from_march - 10)
    cdef int year = <int>(of_cycle + era * 400 + (month < 2))
    cdef const char *weekday = days + 3 * ((number + 3) % 7)
    cdef const char *called = months + 3 * month
    cdef int hour = <int>(rest // 3600), minute = <int>(rest // 60 % 60), second = <int>(rest % 60)
    cdef char sign = <char>(text[person.offset] if person.east else 43)
    cdef const char *zone = <const char *>text + person.offset + 1
    cdef int written
    if way == USUAL:
        written = snprintf(
            to, LONGEST_DATE, b"%.3s %.3s %d %02d:%02d:%02d %d %c%.4s",
            weekday, called, day, hour, minute, second, year, sign, zone,
        )
    elif way == RFC:
        written = snprintf(
            to, LONGEST_DATE, b"%.3s, %d %.3s %d %02d:%02d:%02d %c%.4s",
            weekday, day, called, year, hour, minute, second, sign, zone,
        )
    elif way == ISO:
        written = snprintf(
            to, LONGEST_DATE, b"%04d-%02d-%02d %02d:%02d:%02d %c%.4s",
            year, month + 1, day, hour, minute, second, sign, zone,
        )
    elif way == STRICT and person.east:
        written = snprintf(
            to, LONGEST_DATE, b"%04d-%02d-%02dT%02d:%02d:%02d%c%.2s:%.2s",
            year, month + 1, day, hour, minute, second, sign, zone, zone + 2,
        )
    elif way == STRICT:
        written = snprintf(
            to, LONGEST_DATE, b"%04d-%02d-%02dT%02d:%02d:%02dZ", year, month + 1, day, hour, minute, second
        )
    elif way == SHORT:
        written = snprintf(to, LONGEST_DATE, b"%04d-%02d-%02d", year, month + 1, day)
    else:
        written = snprintf(to, LONGEST_DATE, b"%lld %c%.4s", <long long>person.seconds, sign, zone)
    return <size_t>written
