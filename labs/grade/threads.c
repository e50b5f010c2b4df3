/* threads.c: a library that makes starting threads go wrong as it may.
 *
 *   LD_PRELOAD=.../threads.so THREADS=late=50,skip=1,fail=3-5 PROGRAM...
 *
 * Between a program and the C library, it makes rare things certain:
 *   skip=N    leaves the first N threads that are started alone
 *   late=MS   a new thread begins to run only so much later, as on a machine
 *             that is busy: by then, who started it has gone on
 *   fail=A-B  from the A-th to the B-th, pthread_create says EAGAIN
 * The count begins behind those skipped, with 1. */
#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct late {
    void *(*run)(void *argument);
    void *argument;
};

static int skip, late_ms, fail_from, fail_to;

static void __attribute__((constructor)) begin(void)
{
    char copy[256], *rest;
    const char *settings = getenv("THREADS");
    snprintf(copy, sizeof copy, "%s", settings != NULL ? settings : "");
    for (char *word = strtok_r(copy, ",", &rest); word != NULL;
         word = strtok_r(NULL, ",", &rest)) {
        sscanf(word, "skip=%d", &skip);
        sscanf(word, "late=%d", &late_ms);
        sscanf(word, "fail=%d-%d", &fail_from, &fail_to);
    }
}

static void *run_late(void *argument)
{
    struct late late = *(struct late *)argument;
    struct timespec left = {late_ms / 1000, late_ms % 1000 * 1000000L};
    free(argument);
    while (nanosleep(&left, &left) != 0)
        continue;
    return late.run(late.argument);
}

int pthread_create(pthread_t *thread, const pthread_attr_t *attributes,
                   void *(*run)(void *argument), void *argument)
{
    static int (*real)(pthread_t *, const pthread_attr_t *, void *(*)(void *),
                       void *);
    static atomic_int count;
    if (real == NULL)
        *(void **)&real = dlsym(RTLD_NEXT, "pthread_create");
    int number = atomic_fetch_add(&count, 1) + 1 - skip;
    if (number >= fail_from && number <= fail_to && number > 0)
        return EAGAIN;
    struct late *late = number > 0 && late_ms > 0 ? malloc(sizeof *late) : NULL;
    if (late == NULL)
        return real(thread, attributes, run, argument);
    *late = (struct late){run, argument};
    return real(thread, attributes, run_late, late);
}
