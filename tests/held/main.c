/* main.c: runs one load against one server.
 *
 *   held LOAD PORT PID COUNT [FILE]
 *
 * A load that leaves the server running is held again: what is left after
 * that must be what was there before. Threads and descriptors come back to
 * those of the fresh server exactly; resident memory to that after the time
 * before, but for a little. Prints facts and faults on lines that begin with
 * "#"; exits 1 if there was a fault. */
#include "held.h"

#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "ask.h"
#include "loop.h"
#include "proc.h"

enum { DEADLINE = 600 /* seconds */, SHOWN = 12 /* faults */ };

/* What another round of the same load may leave behind: malloc keeps what
 * it likes, and the kernel counts pages in batches. */
enum { REMAINS = 2 << 20, REMAINS_EACH = 64, ROUNDS = 5 };

struct load {
    const char *name;
    load_run *run;
    bool again; /* the server is the same afterwards */
};

static const struct load loads[] = {
    {"idle", load_idle, true},       {"heads", load_heads, true},
    {"readers", load_readers, true}, {"shortage", load_shortage, true},
    {"vanish", load_vanish, true},   {"pipeline", load_pipeline, true},
    {"feed", load_feed, true},       {"sigterm", load_sigterm, false},
    {"orders", load_orders, false},
};

enum { LOADS = sizeof loads / sizeof loads[0] };

struct held held;
static char stage_text[200];
static int faults;

void stage(const char *format, ...)
{
    va_list values;
    va_start(values, format);
    vsnprintf(stage_text, sizeof stage_text, format, values);
    va_end(values);
}

void note(const char *format, ...)
{
    va_list values;
    va_start(values, format);
    printf("# ");
    vprintf(format, values);
    printf("\n");
    va_end(values);
}

long note_memory(const char *what, long before)
{
    if (held.again)
        return 0;
    long each = (proc_rss() - before) / held.count;
    note("%d %s: %.1f KB of RSS each", held.count, what, (double)each / 1024);
    return each;
}

void fault(const char *format, ...)
{
    va_list values;
    va_start(values, format);
    if (++faults <= SHOWN) {
        printf("# fault: ");
        vprintf(format, values);
        printf("\n");
    }
    va_end(values);
}

/* The only clock: a load that hangs ends here and says where. */
static void too_late(int signal)
{
    static const char text[] = "# fault: the deadline passed while ";
    (void)signal;
    ssize_t n = write(STDOUT_FILENO, text, sizeof text - 1);
    n += write(STDOUT_FILENO, stage_text, strlen(stage_text));
    n += write(STDOUT_FILENO, "\n", 1);
    _exit(n > 0 ? 1 : 2);
}

/* Waits until threads and descriptors are those of `before`. */
static void await_return(const struct proc *before)
{
    struct proc now = proc_read();
    stage("threads and descriptors return to %ld and %ld", before->threads,
          before->fds);
    while (now.threads != before->threads || now.fds != before->fds) {
        loop_turn(5);
        now = proc_read();
    }
}

/* Holds the load once more. Returns by how many bytes the server's memory has
 * grown in that. */
static long grown_by(const struct load *load, const struct proc *fresh)
{
    long rss = proc_rss();
    load->run();
    await_return(fresh);
    long grown = proc_rss() - rss;
    note("RSS fresh %ld KB, after the load %ld KB, after it again %+ld KB",
         fresh->rss >> 10, rss >> 10, grown >> 10);
    return grown;
}

/* The connection of ask() stays open all the time, so that it belongs to
 * what was there before; and its answer tells that the server is complete.
 *
 * What malloc keeps depends on which threads ran at the same time, and comes
 * to an end; a leak grows with each round. So if the first left too much
 * behind, the mean of several decides. */
static void run_again(const struct load *load)
{
    stat_await("open", 1);
    const long most = REMAINS + (long)REMAINS_EACH * held.count;
    struct proc fresh = proc_read();
    load->run();
    await_return(&fresh);
    held.again = true;
    long grown = grown_by(load, &fresh);
    if (proc_is("memcheck")) /* valgrind keeps books */
        return;
    if (grown <= most)
        return;
    for (int rounds = 1; rounds < ROUNDS; rounds++)
        grown += grown_by(load, &fresh);
    if (grown > ROUNDS * most)
        fault("a round leaves %ld bytes behind, %ld at most", grown / ROUNDS,
              most);
}

static const struct load *load_named(const char *name)
{
    for (int i = 0; i < LOADS; i++)
        if (strcmp(loads[i].name, name) == 0)
            return &loads[i];
    return NULL;
}

static int usage(void)
{
    fprintf(stderr, "usage: held LOAD PORT PID COUNT [FILE]\nloads:");
    for (int i = 0; i < LOADS; i++)
        fprintf(stderr, " %s", loads[i].name);
    fprintf(stderr, "\n");
    return 2;
}

int main(int argc, char **argv)
{
    const struct load *load = argc >= 5 ? load_named(argv[1]) : NULL;
    if (load == NULL)
        return usage();
    held.port = (int)strtol(argv[2], NULL, 10);
    held.pid = (pid_t)strtol(argv[3], NULL, 10);
    held.count = (int)strtol(argv[4], NULL, 10);
    held.file = argc > 5 ? argv[5] : NULL;
    held.one_loop = proc_is("evented");
    setvbuf(stdout, NULL, _IOLBF, 0);
    signal(SIGPIPE, SIG_IGN);
    signal(SIGALRM, too_late);
    alarm(DEADLINE);
    loop_init();
    if (load->again)
        run_again(load);
    else
        load->run();
    ask_end();
    return faults > 0;
}
