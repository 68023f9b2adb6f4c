/* Giving the pages of a mapped file back to the system, from which they come again when they are looked at. */
#ifndef PYGITOBJ_PAGES_H
#define PYGITOBJ_PAGES_H

#include <stddef.h>

#ifdef __linux__
#include <sys/mman.h>

/* Only for a map that is read: what was written to a private one would be lost. */
static inline void pages_give_back(const unsigned char *start, size_t size)
{
    madvise((void *)start, size, MADV_DONTNEED);
}

#else

/* Elsewhere the advice means something else. */
static inline void pages_give_back(const unsigned char *start, size_t size)
{
    (void)start;
    (void)size;
}

#endif

#endif
