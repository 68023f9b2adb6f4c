/* Mapped files that fail under the reader: SIGBUS becomes a count, and zeros are read.

   A file that is cut short while it is mapped, or whose disk fails, has pages that cannot be had: whoever touches one is
   sent SIGBUS. The handler here answers only for real faults in regions that were added; it puts zeros from the page
   that failed to the end of the region and counts the fault, so that whoever read them can tell. Everything else goes
   to the handler that was there before.

   The handler runs on any thread at any time, so nothing that it reads has a lock: regions lie in slots that are never
   freed, and a slot's `version` is odd while it changes. A slot that changes is not the one that the thread reads,
   which holds its map. In the child of a fork all this is there as it was. */
#ifndef PYGITOBJ_GUARD_H
#define PYGITOBJ_GUARD_H

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#ifndef MAP_ANONYMOUS
#define MAP_ANONYMOUS MAP_ANON
#endif

/* Slots that come together. */
#define GUARD_SLOTS 256

typedef struct guard_region {
    size_t taken;
    size_t version;
    uintptr_t start;
    uintptr_t end;
    size_t faults;
} guard_region;

typedef struct guard_chunk {
    guard_region slots[GUARD_SLOTS];
    struct guard_chunk *next;
} guard_chunk;

static guard_chunk guard_first;
/* Where a free slot was last seen. */
static guard_chunk *guard_hint_chunk = &guard_first;
static size_t guard_hint;
static uintptr_t guard_page;

#define GUARD_LOAD(at) __atomic_load_n((at), __ATOMIC_SEQ_CST)
#define GUARD_STORE(at, value) __atomic_store_n((at), (value), __ATOMIC_SEQ_CST)
#define GUARD_ADD(at, value) __atomic_add_fetch((at), (value), __ATOMIC_SEQ_CST)

/* Regions */

/* Take a free slot of `chunk` from the one at `at` on, NULL where there is none. */
static guard_region *guard_take_of(guard_chunk *chunk, size_t at)
{
    size_t none;
    for (; at < GUARD_SLOTS; at++) {
        none = 0;
        if (GUARD_LOAD(&chunk->slots[at].taken) == 0
            && __atomic_compare_exchange_n(
                &chunk->slots[at].taken, &none, 1, 0, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST)) {
            GUARD_STORE(&guard_hint_chunk, chunk);
            GUARD_STORE(&guard_hint, at + 1);
            return &chunk->slots[at];
        }
    }
    return NULL;
}

/* Take a slot: where one was last seen, anywhere, or among new ones; NULL where memory is short. */
static guard_region *guard_take(void)
{
    guard_chunk *chunk = GUARD_LOAD(&guard_hint_chunk), *none = NULL, *fresh;
    guard_region *region = guard_take_of(chunk, GUARD_LOAD(&guard_hint));
    for (chunk = &guard_first; region == NULL; chunk = GUARD_LOAD(&chunk->next)) {
        region = guard_take_of(chunk, 0);
        if (region != NULL || GUARD_LOAD(&chunk->next) != NULL)
            continue;
        fresh = calloc(1, sizeof(guard_chunk));
        if (fresh == NULL)
            return NULL;
        none = NULL;
        if (!__atomic_compare_exchange_n(&chunk->next, &none, fresh, 0, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST))
            free(fresh); /* another thread was faster */
    }
    return region;
}

static void guard_describe(guard_region *region, uintptr_t start, uintptr_t end)
{
    GUARD_ADD(&region->version, 1);
    GUARD_STORE(&region->start, start);
    GUARD_STORE(&region->end, end);
    GUARD_STORE(&region->faults, 0);
    GUARD_ADD(&region->version, 1);
}

/* Answer for the mapped `size` bytes at `start` from now on; NULL where that cannot be. */
static guard_region *guard_add(const void *start, size_t size)
{
    uintptr_t from = (uintptr_t)start;
    guard_region *region;
    if (guard_page == 0)
        guard_page = (uintptr_t)sysconf(_SC_PAGESIZE);
    if (size == 0 || from % guard_page != 0) /* no map of a file */
        return NULL;
    region = guard_take();
    if (region != NULL)
        guard_describe(region, from, (from + size + guard_page - 1) & ~(guard_page - 1));
    return region;
}

/* No longer, since nobody reads it any more; before it is unmapped. */
static void guard_remove(guard_region *region)
{
    guard_chunk *chunk = &guard_first;
    if (region == NULL)
        return;
    guard_describe(region, 0, 0);
    GUARD_STORE(&region->taken, 0);
    for (; chunk != NULL; chunk = GUARD_LOAD(&chunk->next))
        if (region >= chunk->slots && region < chunk->slots + GUARD_SLOTS) {
            GUARD_STORE(&guard_hint_chunk, chunk);
            GUARD_STORE(&guard_hint, (size_t)(region - chunk->slots));
            return;
        }
}

static inline size_t guard_faults(const guard_region *region)
{
    __atomic_thread_fence(__ATOMIC_ACQUIRE); /* what was read was read before this */
    return region == NULL ? 0 : GUARD_LOAD(&region->faults);
}

/* The handler */

static struct sigaction guard_before; /* what was there first */
static struct sigaction guard_above;  /* what was put over ours later, over which ours was put again */
static int guard_is_in_chain, guard_has_above, guard_is_on;
/* Whether this thread is handing a signal on. Without a call, which could want memory. */
static __thread int guard_handing_on __attribute__((tls_model("initial-exec")));

static void guard_handle(int number, siginfo_t *info, void *context);

static int guard_is_fault(const siginfo_t *info)
{
#ifdef BUS_MCEERR_AR
    if (info->si_code == BUS_MCEERR_AR)
        return 1;
#endif
    return info->si_code == BUS_ADRERR || info->si_code == BUS_OBJERR;
}

static int guard_put_zeros(uintptr_t start, uintptr_t end)
{
    return mmap((void *)start, end - start, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) != MAP_FAILED;
}

/* Whether `address` lies in a region, and zeros are there now. */
static int guard_cover(uintptr_t address)
{
    guard_chunk *chunk;
    for (chunk = &guard_first; chunk != NULL; chunk = GUARD_LOAD(&chunk->next))
        for (size_t at = 0; at < GUARD_SLOTS; at++) {
            guard_region *region = &chunk->slots[at];
            size_t version = GUARD_LOAD(&region->version);
            uintptr_t start = GUARD_LOAD(&region->start), end = GUARD_LOAD(&region->end);
            if (address < start || address >= end || version & 1 || version != GUARD_LOAD(&region->version))
                continue;
            /* Counted first: who sees the zeros sees the count. */
            GUARD_ADD(&region->faults, 1);
            /* Of a file that was cut short all that follows is gone too. A process may have only so many maps, and this
               makes one more; all of the region makes none. */
            return guard_put_zeros(address & ~(guard_page - 1), end) || guard_put_zeros(start, end);
        }
    return 0;
}

/* Let the signal do what it does where nobody handles it. */
static void guard_by_default(int number, int is_fault)
{
    struct sigaction plain;
    memset(&plain, 0, sizeof(plain));
    plain.sa_handler = SIG_DFL;
    sigemptyset(&plain.sa_mask);
    sigaction(number, &plain, NULL);
    /* A fault comes again when the handler returns. */
    if (!is_fault)
        raise(number);
}

/* Let `next` handle the signal as if ours were not there. */
static void guard_hand_on(struct sigaction *next, int number, siginfo_t *info, void *context)
{
    struct sigaction handler = *next;
    sigset_t blocked, held;
    int is_fault = info->si_code > 0 && info->si_code != SI_USER;
    if (!(handler.sa_flags & SA_SIGINFO) && handler.sa_handler == SIG_IGN && !is_fault)
        return;
    if (!(handler.sa_flags & SA_SIGINFO) && (handler.sa_handler == SIG_DFL || handler.sa_handler == SIG_IGN)) {
        guard_by_default(number, is_fault);
        return;
    }
    if (handler.sa_flags & SA_RESETHAND) {
        next->sa_flags &= ~SA_SIGINFO;
        next->sa_handler = SIG_DFL;
    }
    blocked = handler.sa_mask;
    if (!(handler.sa_flags & SA_NODEFER))
        sigaddset(&blocked, number);
    pthread_sigmask(SIG_BLOCK, &blocked, &held);
    guard_handing_on++;
    if (handler.sa_flags & SA_SIGINFO)
        handler.sa_sigaction(number, info, context);
    else
        handler.sa_handler(number);
    guard_handing_on--;
    pthread_sigmask(SIG_SETMASK, &held, NULL);
}

static void guard_handle(int number, siginfo_t *info, void *context)
{
    int error = errno;
    if (!guard_is_on || !guard_is_fault(info) || !guard_cover((uintptr_t)info->si_addr))
        /* What was put over ours may come back here, as that which it found. */
        guard_hand_on(
            guard_has_above && !guard_handing_on ? &guard_above : &guard_before, number, info, context);
    errno = error;
}

static int guard_is_ours(const struct sigaction *handler)
{
    return handler->sa_flags & SA_SIGINFO && handler->sa_sigaction == guard_handle;
}

/* Put the handler where SIGBUS finds it first, unless it is there; whether that could be done. */
static int guard_install(void)
{
    struct sigaction found, ours;
    int is_function;
    if (sigaction(SIGBUS, NULL, &found) != 0)
        return 0;
    if (!guard_is_ours(&found)) {
        is_function = found.sa_flags & SA_SIGINFO || (found.sa_handler != SIG_DFL && found.sa_handler != SIG_IGN);
        memset(&ours, 0, sizeof(ours));
        ours.sa_sigaction = guard_handle;
        /* Nothing is blocked that the next handler would not block; a call that is interrupted goes on as it would. */
        ours.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER;
        if (!is_function || found.sa_flags & SA_RESTART)
            ours.sa_flags |= SA_RESTART;
        sigemptyset(&ours.sa_mask);
        if (!guard_is_in_chain) {
            guard_before = found;
            guard_is_in_chain = 1;
        } else {
            guard_above = found;
            guard_has_above = 1;
        }
        if (sigaction(SIGBUS, &ours, NULL) != 0)
            return 0;
    }
    guard_is_on = 1;
    return 1;
}

/* Answer for nothing any more, and put back what was there, unless another handler was put over ours. */
static void guard_uninstall(void)
{
    struct sigaction found;
    guard_is_on = 0;
    if (sigaction(SIGBUS, NULL, &found) != 0 || !guard_is_ours(&found))
        return;
    if (sigaction(SIGBUS, guard_has_above ? &guard_above : &guard_before, NULL) == 0 && !guard_has_above)
        guard_is_in_chain = 0;
}

#endif
