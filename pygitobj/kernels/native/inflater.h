/* Inflating into memory: by libdeflate where the build found it, by zlib otherwise.
 *
 * An inflater belongs to one thread at a time. It keeps its decompressors and a buffer, so that reading an object
 * costs no allocation. Nothing here touches Python.
 */
#ifndef PYGITOBJ_INFLATER_H
#define PYGITOBJ_INFLATER_H

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "peek.h"

#ifdef PYGITOBJ_LIBDEFLATE
#include <libdeflate.h>
#define INFLATER_NAME "libdeflate " LIBDEFLATE_VERSION_STRING
#else
#define INFLATER_NAME "zlib " ZLIB_VERSION
#endif

/* A buffer of more than this is given back after use. */
#define INFLATER_KEEP ((size_t)1 << 20)

typedef struct inflater {
#ifdef PYGITOBJ_LIBDEFLATE
    struct libdeflate_decompressor *whole;
#endif
    z_stream stream;
    int stream_ready;
    unsigned char *buffer;
    size_t capacity;
    struct inflater *next; /* in a list of those that nobody uses */
} inflater;

static inline void inflater_free(inflater *self)
{
    if (!self)
        return;
#ifdef PYGITOBJ_LIBDEFLATE
    libdeflate_free_decompressor(self->whole);
#endif
    if (self->stream_ready)
        inflateEnd(&self->stream);
    free(self->buffer);
    free(self);
}

/* A new inflater, NULL where memory is short. */
static inline inflater *inflater_new(void)
{
    inflater *self = calloc(1, sizeof *self);
    if (!self)
        return NULL;
#ifdef PYGITOBJ_LIBDEFLATE
    self->whole = libdeflate_alloc_decompressor();
    if (!self->whole) {
        free(self);
        return NULL;
    }
#endif
    return self;
}

/* Room for size bytes, good until the next call; NULL where memory is short. */
static inline unsigned char *inflater_room(inflater *self, size_t size)
{
    if (size > self->capacity || (self->capacity > INFLATER_KEEP && size <= INFLATER_KEEP)) {
        size_t capacity = size < 4096 ? 4096 : size;
        free(self->buffer);
        self->buffer = malloc(capacity);
        self->capacity = self->buffer ? capacity : 0;
    }
    return self->buffer;
}

static inline int inflater_start_stream(inflater *self)
{
    if (self->stream_ready)
        return inflateReset(&self->stream) == Z_OK;
    self->stream_ready = inflateInit(&self->stream) == Z_OK;
    return self->stream_ready;
}

/* The first most bytes of the zlib stream at in: how many there were, -1 for a damaged stream. */
static inline long inflater_start(inflater *self, const unsigned char *in, size_t in_size, unsigned char *out,
                                  unsigned most)
{
    int state;
    /* A dynamic Huffman header alone takes up to some 320 bytes. */
    size_t enough = (size_t)most + 512;
    if (in_size > enough)
        in_size = enough;
    if (peek(in, in_size, out, most))
        return (long)most;
    if (!inflater_start_stream(self))
        return -1;
    self->stream.next_in = (unsigned char *)in;
    self->stream.avail_in = (uInt)in_size;
    self->stream.next_out = out;
    self->stream.avail_out = most;
    state = inflate(&self->stream, Z_SYNC_FLUSH);
    if (state != Z_OK && state != Z_STREAM_END && state != Z_BUF_ERROR)
        return -1;
    return (long)(most - self->stream.avail_out);
}

#ifdef PYGITOBJ_LIBDEFLATE

/* Whether the zlib stream at in gives exactly size bytes, ends and has a right checksum; used is then its length. */
static inline int inflater_measured(inflater *self, const unsigned char *in, size_t in_size, unsigned char *out,
                                    size_t size, size_t *used)
{
    size_t made;
    unsigned char none;
    return libdeflate_zlib_decompress_ex(self->whole, in, in_size, size ? out : &none, size, used, &made)
               == LIBDEFLATE_SUCCESS
           && made == size;
}

static inline unsigned inflater_crc32(const unsigned char *data, size_t size)
{
    return libdeflate_crc32(0, data, size);
}

#else

static inline int inflater_measured(inflater *self, const unsigned char *in, size_t in_size, unsigned char *out,
                                    size_t size, size_t *used)
{
    const unsigned char *start = in;
    const size_t step = (size_t)1 << 30; /* zlib counts in 32 bits */
    unsigned char extra;                 /* where a byte too many would go */
    size_t made = 0;
    int state = Z_OK;
    if (!inflater_start_stream(self))
        return 0;
    while (state == Z_OK || state == Z_BUF_ERROR) {
        size_t room = size - made;
        uInt given_in = (uInt)(in_size < step ? in_size : step);
        uInt given_out = room ? (uInt)(room < step ? room : step) : 1;
        self->stream.next_in = (unsigned char *)in;
        self->stream.avail_in = given_in;
        self->stream.next_out = room ? out + made : &extra;
        self->stream.avail_out = given_out;
        state = inflate(&self->stream, Z_SYNC_FLUSH);
        if (given_in == self->stream.avail_in && given_out == self->stream.avail_out && state != Z_STREAM_END)
            return 0;
        in += given_in - self->stream.avail_in;
        in_size -= given_in - self->stream.avail_in;
        if (!room && !self->stream.avail_out)
            return 0;
        if (room)
            made += given_out - self->stream.avail_out;
    }
    *used = (size_t)(in - start);
    return state == Z_STREAM_END && made == size;
}

static inline unsigned inflater_crc32(const unsigned char *data, size_t size)
{
    return (unsigned)crc32_z(0, data, size);
}

#endif

/* As inflater_measured, where the length does not matter. */
static inline int inflater_exact(inflater *self, const unsigned char *in, size_t in_size, unsigned char *out,
                                 size_t size)
{
    size_t used;
    return inflater_measured(self, in, in_size, out, size, &used);
}

#endif
