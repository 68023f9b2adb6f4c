/* Bytes that two trees have alike, and the entries among them.
 *
 * Most of what two trees have is the same, and most of the time goes there: it is compared and gone over in pieces as
 * large as the processor takes.
 */
#ifndef PYGITOBJ_SAME_ENTRIES_H
#define PYGITOBJ_SAME_ENTRIES_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>
#if defined(__SSE2__) && defined(__GNUC__)
#include <emmintrin.h>
#define SAME_WIDE 32    /* bytes that are looked at together */
#endif

#define SAME_BLOCK 256
#define SAME_DIGITS 11  /* of a mode, at the most */

/* How many of the first bytes are the same at both. */
static inline size_t same_size(const unsigned char *one, const unsigned char *other, size_t size)
{
    size_t at = 0;
    while (size - at >= SAME_BLOCK && memcmp(one + at, other + at, SAME_BLOCK) == 0)
        at += SAME_BLOCK;
    while (size - at >= 8) {
        uint64_t left, right;
        memcpy(&left, one + at, 8);
        memcpy(&right, other + at, 8);
        if (left != right)
            break;
        at += 8;
    }
    while (at < size && one[at] == other[at])
        at++;
    return at;
}

/* Where the first NUL is between two places, or NULL. */
static inline const unsigned char *same_nul(const unsigned char *at, const unsigned char *stop)
{
#ifdef SAME_WIDE
    if (stop - at >= SAME_WIDE) {
        __m128i none = _mm_setzero_si128();
        unsigned first = (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(_mm_loadu_si128((const __m128i *)at), none));
        unsigned second =
            (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(_mm_loadu_si128((const __m128i *)(at + 16)), none));
        unsigned found = first | second << 16;
        if (found)
            return at + __builtin_ctz(found);
        at += SAME_WIDE;
    }
#endif
    return memchr(at, 0, (size_t)(stop - at));
}

/* Where the name of an entry starts that is whole up to there, or NULL. */
static inline const unsigned char *same_name(const unsigned char *at, const unsigned char *stop)
{
    const unsigned char *name = at;
    if (stop - at >= 8) {
        /* What nearly all entries begin with, told apart without a jump that would be guessed. */
        int file = memcmp(at, "100644 ", 7) == 0, directory = memcmp(at, "40000 ", 6) == 0;
        if (file | directory)
            return at + 6 + file;
    }
    while (name < stop && *name >= '0' && *name <= '7')
        name++;
    return name > at && name - at <= SAME_DIGITS && name < stop && *name == ' ' ? name + 1 : NULL;
}

/* Go over the entries from `at` on that end at `stop` or before and are well-formed; gives where the next one begins. */
static inline const unsigned char *same_entries(const unsigned char *at, const unsigned char *stop, size_t hash_size)
{
    for (;;) {
        const unsigned char *name = same_name(at, stop), *nul;
        if (name == NULL)
            return at;
        nul = same_nul(name, stop);
        if (nul == NULL || nul == name || (size_t)(stop - nul - 1) < hash_size || nul - name > INT32_MAX)
            return at;
        at = nul + 1 + hash_size;
    }
}

#endif
