"""Sets of positions as bytes. What they are: kernels/pure/bitmaps.py."""

from cpython.array cimport array, clone
from cpython.bytearray cimport PyByteArray_AS_STRING
from cpython.bytes cimport PyBytes_AsString
from libc.stdint cimport int64_t, uint32_t, uint64_t
from libc.string cimport memcpy, memset

cdef array POSITIONS = array("I")
cdef uint64_t MOST_RUN = 0xFFFFFFFF


cdef extern from *:
    """
    static inline int bits_in(unsigned long long word) { return __builtin_popcountll(word); }
    static inline int lowest_bit(unsigned long long word) { return __builtin_ctzll(word); }
    static inline unsigned long long swapped(unsigned long long word) { return __builtin_bswap64(word); }
    """
    int bits_in(unsigned long long word) nogil
    int lowest_bit(unsigned long long word) nogil
    unsigned long long swapped(unsigned long long word) nogil


cdef inline uint64_t big_endian(const unsigned char *at) noexcept nogil:
    """The word that stands at `at`, its highest byte first."""
    cdef uint64_t word = 0
    cdef int byte
    for byte in range(8):
        word = word << 8 | at[byte]
    return word


cdef inline uint64_t turned(const unsigned char *at) noexcept nogil:
    """The word at `at` with its bytes the other way round, whatever it counts."""
    cdef uint64_t word
    memcpy(&word, at, 8)
    return swapped(word)


cdef inline uint64_t little_endian(const unsigned char *at) noexcept nogil:
    """The word that stands at `at`, its lowest byte first."""
    cdef uint64_t word = 0
    cdef int byte
    for byte in range(8):
        word |= <uint64_t>at[byte] << (8 * byte)
    return word


def mix_words(bytearray target not None, words):
    """Turn round in the set `target` what is in the set whose runs are in `words`, big-endian ones of EWAH."""
    cdef const unsigned char *start = <const unsigned char *>PyBytes_AsString(words)
    cdef uint64_t size = len(words), room = len(target)
    if size & 7 or room & 7:
        raise ValueError("not so many whole words")
    # Nobody may make it shorter meanwhile.
    pinned = memoryview(target)
    cdef unsigned char *out = <unsigned char *>PyByteArray_AS_STRING(target)
    cdef uint64_t count = size >> 3, row = 0, run, repeated, literals, number, word
    cdef bint good = True
    room >>= 3
    with nogil:
        while row < count:
            run = big_endian(start + 8 * row)
            repeated, literals = run >> 1 & MOST_RUN, run >> 33
            row += 1
            if repeated + literals > room or literals > count - row:
                good = False
                break
            room -= repeated + literals
            if run & 1:
                for number in range(8 * repeated):
                    out[number] ^= 0xFF
            out += 8 * repeated
            for number in range(literals):
                memcpy(&word, out, 8)
                word ^= turned(start + 8 * (row + number))
                memcpy(out, &word, 8)
                out += 8
            row += literals
    return good


def set_positions(data):
    """Which bits of the set `data` are set, ascending, as 32-bit numbers."""
    cdef const unsigned char *start = <const unsigned char *>PyBytes_AsString(data)
    cdef uint64_t size = len(data), at, found = 0, word
    if 8 * size > <uint64_t>1 << 32:
        raise ValueError("a set of too many bits")
    cdef uint64_t whole = size & ~<uint64_t>7
    cdef unsigned char[8] last
    memset(last, 0, 8)
    memcpy(last, start + whole, size - whole)
    with nogil:
        for at in range(0, whole, 8):
            found += bits_in(little_endian(start + at))
        found += bits_in(little_endian(last))
    cdef array result = clone(POSITIONS, found, False)
    cdef uint32_t *out = <uint32_t *>result.data.as_uints
    with nogil:
        for at in range(0, size, 8):
            word = little_endian(start + at if at < whole else last)
            while word:
                out[0] = <uint32_t>(8 * at) + lowest_bit(word)
                out += 1
                word &= word - 1
    return result


def inverted(array order not None):
    """Where each number is in `order`, 32-bit numbers; None unless each of 0 to their count is there once."""
    if order.typecode != "I":
        raise TypeError("numbers of another type")
    pinned = memoryview(order)
    cdef int64_t count = len(order), at
    cdef uint32_t number
    cdef bint good = True
    cdef array result = clone(POSITIONS, count, True)
    cdef uint32_t *places = <uint32_t *>result.data.as_uints
    cdef const uint32_t *numbers = <const uint32_t *>order.data.as_uints
    with nogil:
        for at in range(count):
            number = numbers[at]
            if number >= count:
                good = False
                break
            places[number] = <uint32_t>at
        if good:
            for at in range(count):
                if numbers[places[at]] != at:
                    good = False
                    break
    return result if good else None
