/* Hashing objects: by libcrypto where the build found it. Without it HASHER_AVAILABLE is 0, and hashlib does the work.
 *
 * A hasher belongs to one thread at a time. Nothing here touches Python.
 */
#ifndef PYGITOBJ_HASHER_H
#define PYGITOBJ_HASHER_H

#include <stdio.h>
#include <stdlib.h>

typedef struct hasher hasher;

#ifdef PYGITOBJ_LIBCRYPTO
#include <openssl/evp.h>
#define HASHER_AVAILABLE 1

struct hasher {
    EVP_MD_CTX *context;
};

static inline void hasher_free(hasher *self)
{
    if (self)
        EVP_MD_CTX_free(self->context);
    free(self);
}

/* A new hasher that makes hashes of size bytes, 20 for SHA-1 and 32 for SHA-256; NULL where it cannot be had. */
static inline hasher *hasher_new(size_t size)
{
    hasher *self = size == 20 || size == 32 ? calloc(1, sizeof *self) : NULL;
    if (!self)
        return NULL;
    self->context = EVP_MD_CTX_new();
    if (!self->context || EVP_DigestInit_ex(self->context, size == 32 ? EVP_sha256() : EVP_sha1(), NULL) != 1) {
        hasher_free(self);
        return NULL;
    }
    return self;
}

/* Whether the hash of an object of type kind whose size bytes are at body could be written to out. */
static inline int hasher_object(hasher *self, const char *kind, const unsigned char *body, size_t size,
                                unsigned char *out)
{
    char head[32];
    int length = snprintf(head, sizeof head, "%s %zu", kind, size) + 1;
    return EVP_DigestInit_ex(self->context, NULL, NULL) == 1
           && EVP_DigestUpdate(self->context, head, (size_t)length) == 1
           && EVP_DigestUpdate(self->context, body, size) == 1
           && EVP_DigestFinal_ex(self->context, out, NULL) == 1;
}

#else
#define HASHER_AVAILABLE 0

struct hasher {
    int none;
};

static inline hasher *hasher_new(size_t size)
{
    (void)size;
    return NULL;
}

static inline void hasher_free(hasher *self)
{
    (void)self;
}

static inline int hasher_object(hasher *self, const char *kind, const unsigned char *body, size_t size,
                                unsigned char *out)
{
    (void)self;
    (void)kind;
    (void)body;
    (void)size;
    (void)out;
    return 0;
}

#endif
#endif
