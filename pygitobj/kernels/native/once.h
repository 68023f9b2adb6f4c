/* Reading memory that others may write to at any moment, as that of a mapped file.
 *
 * What was checked must be what is used: each of these reads once, and the compiler cannot read again.
 */
#ifndef PYGITOBJ_ONCE_H
#define PYGITOBJ_ONCE_H

#include <stdint.h>

typedef struct {
    uint32_t value;
} __attribute__((packed, may_alias)) word_anywhere;

static inline unsigned char byte_once(const unsigned char *at)
{
    return *(const volatile unsigned char *)at;
}

/* Four bytes, high ones first. */
static inline uint32_t word_once(const unsigned char *at)
{
    uint32_t value = ((const volatile word_anywhere *)at)->value;
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    value = __builtin_bswap32(value);
#endif
    return value;
}

#endif
