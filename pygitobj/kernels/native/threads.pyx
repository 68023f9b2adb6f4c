"""Running one job on several threads at once, and waiting for all: threads that know nothing of Python.

They live only as long as one call, so that a fork between calls finds none. What one of them cannot do at once it gives
to those that have nothing to do (Pool).
"""

from libc.stdint cimport int64_t

cdef extern from "<pthread.h>" nogil:
    ctypedef unsigned long pthread_t
    int pthread_create(pthread_t *thread, void *attributes, void *(*start)(void *) noexcept nogil, void *argument)
    int pthread_join(pthread_t thread, void **result)


cdef struct Task:
    Job job
    void *argument


cdef void *start(void *argument) noexcept nogil:
    """What a new thread does."""
    cdef Task *task = <Task *>argument
    task.job(task.argument)
    return NULL


cdef void run_threads(int64_t count, Job job, void *argument) noexcept nogil:
    """Run `job` on `count` threads, this one among them; on fewer where no more are to be had."""
    cdef pthread_t[MAX_THREADS] started
    cdef Task task = Task(job, argument)
    cdef int64_t running = 0
    while running < count - 1 and running < MAX_THREADS:
        if pthread_create(&started[running], NULL, start, &task) != 0:
            break
        running += 1
    job(argument)
    while running > 0:
        running -= 1
        pthread_join(started[running], NULL)


cdef void pool_start(Pool *pool) noexcept nogil:
    """Make an empty pool."""
    pool.count = 0
    pool.busy = pool.waiting = 0
    pthread_mutex_init(&pool.mutex, NULL)
    pthread_cond_init(&pool.changed, NULL)


cdef void pool_end(Pool *pool) noexcept nogil:
    """Let go of a pool that no thread has any more."""
    pthread_cond_destroy(&pool.changed)
    pthread_mutex_destroy(&pool.mutex)


cdef void pool_enter(Pool *pool) noexcept nogil:
    """The calling thread is about to do something, of which it may give a part to the pool."""
    pthread_mutex_lock(&pool.mutex)
    pool.busy += 1
    pthread_mutex_unlock(&pool.mutex)


cdef bint pool_give(Pool *pool, int64_t task) noexcept nogil:
    """Whether a thread that waits will take `task`."""
    cdef bint given = False
    pthread_mutex_lock(&pool.mutex)
    if pool.count < pool.waiting and pool.count < MAX_THREADS:
        pool.tasks[pool.count] = task
        pool.count += 1
        given = True
        pthread_cond_signal(&pool.changed)
    pthread_mutex_unlock(&pool.mutex)
    return given


cdef bint pool_take(Pool *pool, int64_t *task) noexcept nogil:
    """Wait for a task for the calling thread, which has nothing to do; False where no thread can give one any more."""
    cdef bint taken = False
    pthread_mutex_lock(&pool.mutex)
    pool.busy -= 1
    pool.waiting += 1
    while pool.count == 0 and pool.busy:
        pthread_cond_wait(&pool.changed, &pool.mutex)
    pool.waiting -= 1
    if pool.count:
        pool.count -= 1
        task[0] = pool.tasks[pool.count]
        pool.busy += 1
        taken = True
    else:
        pthread_cond_broadcast(&pool.changed)
    pthread_mutex_unlock(&pool.mutex)
    return taken
