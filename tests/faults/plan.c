/* plan.c: reads FAULTS, draws chances, counts (see plan.h, faults.c).
 *
 * Promises a repeatable sequence for each thread: the n-th to make a call is
 * seeded with `seed` and n. Won't allocate. */
#include "plan.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

enum { MILLION = 1000000, DESCRIPTORS = 65536 };

#define BIT(n) (1U << (n))

static const char *const kind_names[FAULTS] = {
    [FAULT_SHORT] = "short",     [FAULT_ONE_BYTE] = "one-byte",
    [FAULT_EINTR] = "eintr",     [FAULT_EAGAIN] = "eagain",
    [FAULT_ABORTED] = "aborted", [FAULT_EMFILE] = "emfile",
    [FAULT_DELAY] = "delay",
};

static const char *const call_names[CALLS] = {
    [CALL_READ] = "read", [CALL_WRITE] = "write", [CALL_ACCEPT] = "accept",
    [CALL_WAIT] = "wait", [CALL_SLEEP] = "sleep", [CALL_FILE] = "file",
};

/* Which faults make sense in which calls. */
static const unsigned possible[CALLS] = {
    [CALL_READ] = BIT(FAULT_SHORT) | BIT(FAULT_ONE_BYTE) | BIT(FAULT_EINTR) |
                  BIT(FAULT_EAGAIN) | BIT(FAULT_DELAY),
    [CALL_WRITE] = BIT(FAULT_SHORT) | BIT(FAULT_ONE_BYTE) | BIT(FAULT_EINTR) |
                   BIT(FAULT_EAGAIN) | BIT(FAULT_DELAY),
    [CALL_ACCEPT] = BIT(FAULT_EINTR) | BIT(FAULT_EAGAIN) | BIT(FAULT_ABORTED) |
                    BIT(FAULT_EMFILE) | BIT(FAULT_DELAY),
    [CALL_WAIT] = BIT(FAULT_SHORT) | BIT(FAULT_EINTR) | BIT(FAULT_DELAY),
    [CALL_SLEEP] = BIT(FAULT_EINTR),
    [CALL_FILE] = BIT(FAULT_SHORT) | BIT(FAULT_ONE_BYTE) | BIT(FAULT_DELAY),
};

static const int errno_of[FAULTS] = {
    [FAULT_EINTR] = EINTR,
    [FAULT_EAGAIN] = EAGAIN,
    [FAULT_ABORTED] = ECONNABORTED,
    [FAULT_EMFILE] = EMFILE,
};

/* Settings; written once, before main. */
static uint32_t chance[CALLS][FAULTS]; /* in a million */
static uint64_t seed = 1;
static long delay_us = 200;

static struct fault_counts own_counts, *counts = &own_counts;

/* Which groups failed the last time, a byte a descriptor. */
static _Atomic uint8_t failed[DESCRIPTORS];
static _Thread_local uint8_t failed_without;

static void add(_Atomic uint64_t *counter)
{
    atomic_fetch_add_explicit(counter, 1, memory_order_relaxed);
}

/* splitmix64: small, and good from any seed. */
static uint64_t next_random(void)
{
    static atomic_ulong threads;
    static _Thread_local uint64_t state;
    static _Thread_local bool begun;
    if (!begun) {
        begun = true;
        state = (seed << 32) + atomic_fetch_add(&threads, 1);
    }
    uint64_t z = (state += 0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
}

static bool drawn(enum fault_call call, enum fault_kind kind)
{
    uint32_t likely = chance[call][kind];
    return likely > 0 && next_random() % MILLION < likely;
}

bool plan_wants(enum fault_call call, enum fault_kind kind)
{
    return chance[call][kind] > 0;
}

static void delay(enum fault_call call)
{
    struct timespec time = {delay_us / MILLION, delay_us % MILLION * 1000};
    if (!drawn(call, FAULT_DELAY))
        return;
    add(&counts->faults[call][FAULT_DELAY]);
    /* By select, which the shim does not replace, and without a descriptor. */
    pselect(0, NULL, NULL, NULL, &time, NULL);
}

static int draw_error(enum fault_call call, bool may_block)
{
    for (enum fault_kind kind = FAULT_EINTR; kind <= FAULT_EMFILE; kind++) {
        if (kind == FAULT_EAGAIN && may_block)
            continue;
        if (drawn(call, kind)) {
            add(&counts->faults[call][kind]);
            return errno_of[kind];
        }
    }
    return 0;
}

/* Remembers whether this group failed on the descriptor. Returns whether it
 * did so the last time. */
static bool failed_before(enum fault_call call, int fd, bool fails)
{
    uint8_t bit = (uint8_t)BIT(call), before = failed_without;
    if (fd >= 0) {
        _Atomic uint8_t *of_fd = &failed[fd % DESCRIPTORS];
        before = fails ? atomic_fetch_or(of_fd, bit)
                       : atomic_fetch_and(of_fd, (uint8_t)~bit);
    } else {
        failed_without = fails ? before | bit : before & (uint8_t)~bit;
    }
    return (before & bit) != 0;
}

int plan_begin(enum fault_call call, int fd, bool may_block)
{
    add(&counts->calls[call]);
    delay(call);
    if (failed_before(call, fd, false))
        return 0;
    int error = draw_error(call, may_block);
    if (error != 0)
        failed_before(call, fd, true);
    return error;
}

/* Small sizes as often as large ones: what arrives is mostly small. */
size_t plan_size(enum fault_call call, size_t n)
{
    if (n < 2)
        return n;
    if (drawn(call, FAULT_ONE_BYTE))
        return 1;
    if (!drawn(call, FAULT_SHORT))
        return n;
    uint64_t random = next_random();
    size_t most = (size_t)1 << (random % 16);
    return 1 + (random >> 8) % (most < n - 1 ? most : n - 1);
}

void plan_made(enum fault_call call, size_t n, size_t allowed, long made)
{
    if (allowed == n || made != (long)allowed)
        return;
    bool one = allowed == 1 && plan_wants(call, FAULT_ONE_BYTE);
    add(&counts->faults[call][one ? FAULT_ONE_BYTE : FAULT_SHORT]);
}

/* From here on: what happens before main. */

static void __attribute__((noreturn, format(printf, 1, 2)))
refuse(const char *format, ...)
{
    va_list values;
    va_start(values, format);
    fputs("faults: ", stderr);
    vfprintf(stderr, format, values);
    fputc('\n', stderr);
    va_end(values);
    _exit(2);
}

static int named(const char *const *names, int count, const char *name)
{
    for (int i = 0; i < count; i++)
        if (strcmp(names[i], name) == 0)
            return i;
    return -1;
}

/* "read+write": a bit for each group. */
static unsigned calls_named(char *list)
{
    unsigned bits = 0;
    char *rest, *name = strtok_r(list, "+", &rest);
    for (; name != NULL; name = strtok_r(NULL, "+", &rest)) {
        int call = named(call_names, CALLS, name);
        if (call < 0)
            refuse("calls=%s: give some of "
                   "read+write+accept+wait+sleep+file",
                   name);
        bits |= BIT(call);
    }
    return bits;
}

static void set_chance(const char *name, const char *text, unsigned calls)
{
    char *end;
    int kind = named(kind_names, FAULTS, name);
    double percent = strtod(text, &end);
    if (kind < 0)
        refuse("%s: no such setting; give some of short, one-byte, eintr, "
               "eagain, aborted, emfile, delay, delay-us, seed, calls",
               name);
    if (end == text || strcmp(end, "%") != 0 || !(percent >= 0) ||
        percent > 100)
        refuse("%s=%s: give a chance such as 20%%", name, text);
    for (int call = 0; call < CALLS; call++)
        if ((calls & BIT(call)) && (possible[call] & BIT(kind)))
            chance[call][kind] = (uint32_t)(percent * MILLION / 100);
}

static long whole_number(const char *name, const char *text)
{
    char *end;
    long number = strtol(text, &end, 10);
    if (end == text || *end != '\0' || number < 0 || number > INT32_MAX)
        refuse("%s=%s: give a whole number", name, text);
    return number;
}

static void read_settings(char *text)
{
    unsigned calls = BIT(CALLS) - 1;
    char *rest, *name = strtok_r(text, ",", &rest);
    for (; name != NULL; name = strtok_r(NULL, ",", &rest)) {
        char *value = strchr(name, '=');
        if (value == NULL)
            refuse("%s: give %s=VALUE", name, name);
        *value++ = '\0';
        if (strcmp(name, "seed") == 0)
            seed = (uint64_t)whole_number(name, value);
        else if (strcmp(name, "delay-us") == 0)
            delay_us = whole_number(name, value);
        else if (strcmp(name, "calls") == 0)
            calls = calls_named(value);
        else
            set_chance(name, value, calls);
    }
}

static void share_counts(const char *path)
{
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    if (fd < 0 || ftruncate(fd, sizeof *counts) != 0)
        refuse("FAULTS_COUNTS=%s: %s", path, strerror(errno));
    void *shared =
        mmap(NULL, sizeof *counts, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    close(fd);
    if (shared == MAP_FAILED)
        refuse("FAULTS_COUNTS=%s: %s", path, strerror(errno));
    counts = shared;
}

static void __attribute__((constructor)) begin(void)
{
    const char *settings = getenv("FAULTS"), *path = getenv("FAULTS_COUNTS");
    char copy[1024];
    if (settings != NULL) {
        if (strlen(settings) >= sizeof copy)
            refuse("FAULTS is longer than %d bytes", (int)sizeof copy - 1);
        strcpy(copy, settings);
        read_settings(copy);
    }
    if (path != NULL)
        share_counts(path);
}
