"""Running one job on several threads at once, and waiting for all: threads that know nothing of Python.

They live only as long as one call, so that a fork between calls finds none.
"""

from libc.stdint cimport int64_t

cdef extern from "<pthread.h>" nogil:
    ctypedef unsigned long pthread_t
    int pthread_create(pthread_t *thread, void *attributes, void *(*start)(void *) noexcept nogil, void *argument)
    int pthread_join(pthread_t thread, void **result)

cdef enum:
    MAX_THREADS = 64


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
