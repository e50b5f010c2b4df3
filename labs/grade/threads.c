/* threads.c: a library that makes starting threads go wrong as it may.
 *
 *   LD_PRELOAD=.../threads.so THREADS=late=50,skip=1,fail=3-5 PROGRAM...
 *
 * Between a program and the C library, it makes rare things certain:
 *   skip=N    leaves the first N threads that are started alone
 *   late=MS   a new thread begins to run only so much later, as on a machine
 *             that is busy: by then, who started it has gone on
 *   fail=A-B  from the A-th to the B-th, pthread_create says EAGAIN
 * The count begins behind those skipped, with 1. And conditions:
 *   wake=MS      who was woken from pthread_cond_wait gets the lock only so
 *                much later, as if others had it first
 *   spurious=1   every second pthread_cond_wait of a thread returns at once,
 *                woken by nobody
 *   shut=MS    a socket is read so much later, or as soon as it was shut
 *              down for reading
 * And SIGTERM, sent by the program to itself at the worst moment:
 *   term-accept=N  just before it would wait in the N-th accept4()
 *   term-lock=N    while who accepted the N-th customer holds a lock */
#include <dlfcn.h>
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

struct late {
    void *(*run)(void *argument);
    void *argument;
};

static int skip, late_ms, fail_from, fail_to, wake_ms, spurious;
static int term_accept, term_lock, shut_ms;
static _Thread_local int accepted;

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
        sscanf(word, "wake=%d", &wake_ms);
        sscanf(word, "spurious=%d", &spurious);
        sscanf(word, "shut=%d", &shut_ms);
        sscanf(word, "term-accept=%d", &term_accept);
        sscanf(word, "term-lock=%d", &term_lock);
    }
}

static void sleep_ms(int ms)
{
    struct timespec left = {ms / 1000, ms % 1000 * 1000000L};
    while (nanosleep(&left, &left) != 0)
        continue;
}

static void *run_late(void *argument)
{
    struct late late = *(struct late *)argument;
    free(argument);
    sleep_ms(late_ms);
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

/* The C library has an old one of that name, too. */
static void *find_wait(void)
{
    void *found = dlvsym(RTLD_NEXT, "pthread_cond_wait", "GLIBC_2.3.2");
    return found != NULL ? found : dlsym(RTLD_NEXT, "pthread_cond_wait");
}

int pthread_cond_wait(pthread_cond_t *condition, pthread_mutex_t *mutex)
{
    static int (*real)(pthread_cond_t *, pthread_mutex_t *);
    static _Thread_local unsigned calls;
    if (real == NULL)
        *(void **)&real = find_wait();
    int error = 0;
    if (spurious == 0 || calls++ % 2 != 0)
        error = real(condition, mutex);
    if (error == 0 && (wake_ms > 0 || spurious != 0)) {
        pthread_mutex_unlock(mutex);
        sleep_ms(wake_ms);
        pthread_mutex_lock(mutex);
    }
    return error;
}

ssize_t read(int fd, void *into, size_t n)
{
    static ssize_t (*real)(int, void *, size_t);
    struct pollfd shut = {.fd = fd, .events = POLLRDHUP};
    if (real == NULL)
        *(void **)&real = dlsym(RTLD_NEXT, "read");
    if (shut_ms > 0)
        poll(&shut, 1, shut_ms);
    return real(fd, into, n);
}

int accept4(int fd, __SOCKADDR_ARG address, socklen_t *size, int flags)
{
    static int (*real)(int, __SOCKADDR_ARG, socklen_t *, int);
    static _Thread_local int calls;
    if (real == NULL)
        *(void **)&real = dlsym(RTLD_NEXT, "accept4");
    if (++calls == term_accept)
        kill(getpid(), SIGTERM);
    int customer = real(fd, address, size, flags);
    accepted += customer >= 0;
    return customer;
}

int pthread_mutex_lock(pthread_mutex_t *mutex)
{
    static int (*real)(pthread_mutex_t *);
    if (real == NULL)
        *(void **)&real = dlsym(RTLD_NEXT, "pthread_mutex_lock");
    int error = real(mutex);
    if (term_lock > 0 && accepted == term_lock) {
        accepted++; /* once */
        kill(getpid(), SIGTERM);
    }
    return error;
}
