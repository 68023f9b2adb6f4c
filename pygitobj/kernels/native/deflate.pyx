"""Deflating what is in memory, at once. What and why: kernels/pure/deflate.py.

A state belongs to one call at a time: it is taken from those that are free, or made, and given back reset.
"""

from cpython.buffer cimport PyBUF_SIMPLE, PyBuffer_Release, PyObject_GetBuffer
from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_FromStringAndSize
from libc.stddef cimport size_t

cdef extern from *:
    """
    #include <limits.h>
    #include <string.h>
    #include <zlib.h>

    /* Feed the size bytes at from to the stream, which ends with them if last is set; 0 where all were taken. */
    static int feed(z_stream *stream, const unsigned char *from, size_t size, unsigned char **to, size_t *room, int last)
    {
        int code = Z_OK;
        stream->next_in = (unsigned char *)from;
        do {
            uInt in = size > UINT_MAX ? UINT_MAX : (uInt)size;
            uInt out = *room > UINT_MAX ? UINT_MAX : (uInt)*room;
            stream->avail_in = in;
            stream->next_out = *to;
            stream->avail_out = out;
            code = deflate(stream, last && in == size ? Z_FINISH : Z_NO_FLUSH);
            size -= in - stream->avail_in;
            *room -= out - stream->avail_out;
            *to = stream->next_out;
        } while (code == Z_OK && *room && (size || last));
        return code == (last ? Z_STREAM_END : Z_OK) && !size ? 0 : 1;
    }
    """
    ctypedef struct z_stream:
        pass
    int Z_OK
    int deflateInit(z_stream *stream, int level) nogil
    int deflateReset(z_stream *stream) nogil
    int deflateEnd(z_stream *stream) nogil
    size_t deflateBound(z_stream *stream, size_t size) nogil
    int feed(z_stream *stream, const unsigned char *start, size_t size, unsigned char **to, size_t *room,
             int last) nogil

cdef enum:
    LEVELS = 11
    # States of a level that are kept: one takes a quarter of a MiB.
    MOST_FREE = 4

cdef class _State:
    """zlib's state for a level."""

    cdef z_stream stream
    cdef bint is_made
    cdef int level

    def __cinit__(self, int level):
        self.level = level
        self.is_made = deflateInit(&self.stream, level) == Z_OK
        if not self.is_made:
            raise MemoryError

    def __dealloc__(self):
        if self.is_made:
            deflateEnd(&self.stream)

# Those that are free, by level.
cdef list FREE = [[] for _ in range(LEVELS)]

cdef _State take(int level):
    """A state that nobody else has."""
    try:
        return <_State>(<list>FREE[level + 1]).pop()
    except IndexError:
        return _State(level)

cdef int give_back(_State state) except -1:
    """Let others have `state`, unless there are enough, or it cannot be used again."""
    cdef list free = <list>FREE[state.level + 1]
    if deflateReset(&state.stream) == Z_OK and len(free) < MOST_FREE:
        free.append(state)
    return 0

def deflate(body, int level, bytes head=b""):
    if not -1 <= level <= 9:
        raise ValueError(f"no level of zlib: {level}")
    cdef _State state = take(level)
    cdef Py_buffer view
    cdef bytes out
    cdef unsigned char *at
    cdef size_t room, left
    cdef const unsigned char *start = <const unsigned char *>PyBytes_AS_STRING(head)
    cdef size_t head_size = len(head)
    cdef int code
    PyObject_GetBuffer(body, &view, PyBUF_SIMPLE)
    try:
        room = deflateBound(&state.stream, head_size + view.len)
        out = PyBytes_FromStringAndSize(NULL, room)
        at = <unsigned char *>PyBytes_AS_STRING(out)
        left = room
        with nogil:
            code = feed(&state.stream, start, head_size, &at, &left, 0) if head_size else 0
            if code == 0:
                code = feed(&state.stream, <const unsigned char *>view.buf, view.len, &at, &left, 1)
    finally:
        PyBuffer_Release(&view)
        give_back(state)
    if code:
        raise MemoryError
    return out[:room - left]
