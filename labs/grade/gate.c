/* gate.c: a library that makes every sleep last until the grader says so.
 *
 *   LD_PRELOAD=.../gate.so GATE=FILE PROGRAM...
 *
 * nanosleep() and clock_nanosleep() (so /block, and whatever else sleeps for
 * a request) wait in a line, in the order in which they came, until the
 * grader opens the gate for them. How long they wanted to sleep is forgotten.
 * "While this job runs" then has a beginning and an end that are certain. */
#include "gate.h"

#include <fcntl.h>
#include <linux/futex.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static struct gate own, *gate = &own;

static void __attribute__((constructor)) begin(void)
{
    const char *path = getenv("GATE");
    int fd = path != NULL ? open(path, O_RDWR | O_CLOEXEC) : -1;
    void *shared = fd >= 0 ? mmap(NULL, sizeof *gate, PROT_READ | PROT_WRITE,
                                  MAP_SHARED, fd, 0)
                           : MAP_FAILED;
    if (shared == MAP_FAILED) {
        fputs("gate: GATE must name a file that can be written\n", stderr);
        _exit(2);
    }
    gate = shared;
    close(fd);
}

static void pass(void)
{
    uint32_t number = atomic_fetch_add(&gate->came, 1) + 1, opened;
    while (opened = gate->opened, (int32_t)(opened - number) < 0)
        syscall(SYS_futex, &gate->opened, FUTEX_WAIT, opened, NULL, NULL, 0);
    atomic_fetch_add(&gate->passed, 1);
}

int nanosleep(const struct timespec *time, struct timespec *left)
{
    (void)time, (void)left;
    pass();
    return 0;
}

int clock_nanosleep(clockid_t clock, int flags, const struct timespec *time,
                    struct timespec *left)
{
    (void)clock, (void)flags, (void)time, (void)left;
    pass();
    return 0;
}
