/* How raw ids are ordered, by their first eight bytes, which nearly always tell. */
#ifndef PYGITOBJ_ID_ORDER_H
#define PYGITOBJ_ID_ORDER_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define ID_KEY 8

/* The first bytes of an id as a number that orders as they do; 0 for one that has not so many. */
static inline uint64_t id_key(const unsigned char *id, size_t size)
{
    if (size < ID_KEY)
        return 0;
    return (uint64_t)id[0] << 56 | (uint64_t)id[1] << 48 | (uint64_t)id[2] << 40 | (uint64_t)id[3] << 32
        | (uint64_t)id[4] << 24 | (uint64_t)id[5] << 16 | (uint64_t)id[6] << 8 | id[7];
}

/* Below 0 where the id at a place comes before another one, whose key is given, above 0 where it comes after. */
static inline int id_order(const unsigned char *at, const unsigned char *id, uint64_t key, size_t size)
{
    uint64_t here = id_key(at, size);
    if (size < ID_KEY)
        return memcmp(at, id, size);
    if (here != key)
        return here < key ? -1 : 1;
    return memcmp(at + ID_KEY, id + ID_KEY, size - ID_KEY);
}

#endif
