"""Threads without Python: see threads.pyx."""

from libc.stdint cimport int64_t

cdef extern from *:
    """
    /* What is at at, which is then n more: how threads share out numbered work. */
    #define TAKE(at, n) __atomic_fetch_add((at), (n), __ATOMIC_RELAXED)
    /* What is at at, as another thread may have left it just now or before. */
    #define GLANCE(at) __atomic_load_n((at), __ATOMIC_RELAXED)
    """
    int64_t TAKE(int64_t *at, int64_t n) nogil
    int64_t GLANCE(int64_t *at) nogil

cdef extern from "<pthread.h>" nogil:
    ctypedef struct pthread_mutex_t:
        pass
    ctypedef struct pthread_cond_t:
        pass
    int pthread_mutex_init(pthread_mutex_t *mutex, void *attributes)
    int pthread_mutex_destroy(pthread_mutex_t *mutex)
    int pthread_mutex_lock(pthread_mutex_t *mutex)
    int pthread_mutex_unlock(pthread_mutex_t *mutex)
    int pthread_cond_init(pthread_cond_t *condition, void *attributes)
    int pthread_cond_destroy(pthread_cond_t *condition)
    int pthread_cond_signal(pthread_cond_t *condition)
    int pthread_cond_broadcast(pthread_cond_t *condition)
    int pthread_cond_wait(pthread_cond_t *condition, pthread_mutex_t *mutex)

cdef enum:
    MAX_THREADS = 64

ctypedef void (*Job)(void *argument) noexcept nogil

# What threads that have much to do give to those that have nothing to do.
cdef struct Pool:
    pthread_mutex_t mutex
    pthread_cond_t changed
    int64_t[MAX_THREADS] tasks
    int64_t count       # of the tasks that nobody has taken
    int64_t busy        # threads that may give some
    int64_t waiting     # threads that want one

cdef void run_threads(int64_t count, Job job, void *argument) noexcept nogil
cdef void pool_start(Pool *pool) noexcept nogil
cdef void pool_end(Pool *pool) noexcept nogil
cdef void pool_enter(Pool *pool) noexcept nogil
cdef bint pool_give(Pool *pool, int64_t task) noexcept nogil
cdef bint pool_take(Pool *pool, int64_t *task) noexcept nogil
