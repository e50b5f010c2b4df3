/* spawn.c: see spawn.h.
 *
 * Signals that end us stay blocked and are fetched with sigtimedwait(), so no
 * handler runs and no wait can miss one. No shell is involved. */
#include "spawn.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static bool interrupted;

static sigset_t ending_signals(void)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGHUP);
    return set;
}

void spawn_prepare(void)
{
    sigset_t set = ending_signals();
    sigaddset(&set, SIGCHLD);
    sigprocmask(SIG_BLOCK, &set, NULL);
    signal(SIGPIPE, SIG_IGN);
}

double spawn_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

bool spawn_interrupted(void)
{
    sigset_t set = ending_signals();
    if (sigtimedwait(&set, NULL, &(struct timespec){0, 0}) > 0)
        interrupted = true;
    return interrupted;
}

int spawn_cores(void)
{
    cpu_set_t allowed;
    if (sched_getaffinity(0, sizeof allowed, &allowed) != 0)
        return 1;
    return CPU_COUNT(&allowed);
}

/* Keeps the calling process on those of the cores that it may use. */
static void pin(uint64_t cores)
{
    cpu_set_t allowed, wanted;
    int nth = 0;
    CPU_ZERO(&wanted);
    if (cores == 0 || sched_getaffinity(0, sizeof allowed, &allowed) != 0)
        return;
    for (size_t cpu = 0; cpu < CPU_SETSIZE && nth < 64; cpu++)
        if (CPU_ISSET(cpu, &allowed) && (cores >> nth++ & 1))
            CPU_SET(cpu, &wanted);
    if (CPU_COUNT(&wanted) > 0)
        sched_setaffinity(0, sizeof wanted, &wanted);
}

/* What a child becomes. */
struct birth {
    const struct spawn_plan *plan;
    int net;             /* namespace, or 0 */
    int (*work)(void *); /* instead of the plan's program, or NULL */
    void *context;
};

/* The child's side of the fork: never returns. */
static _Noreturn void become(const struct birth *birth, int out, pid_t parent)
{
    const struct spawn_plan *plan = birth->plan;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent)
        _exit(127); /* we were orphaned before the line above */
    setpgid(0, 0);
    if (birth->net > 0 && setns(birth->net, CLONE_NEWNET) != 0)
        _exit(127);
    pin(plan->cores);
    int null = open("/dev/null", O_RDONLY | O_CLOEXEC);
    dup2(null, STDIN_FILENO);
    dup2(out >= 0 ? out : plan->log, STDOUT_FILENO);
    dup2(plan->log, STDERR_FILENO);
    close_range(3, ~0U, CLOSE_RANGE_CLOEXEC); /* libraries may forget it */
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    signal(SIGPIPE, SIG_DFL);
    if (birth->work)
        _exit(birth->work(birth->context));
    assert(plan->argv); /* one or the other */
    execvp(plan->argv[0], plan->argv);
    dprintf(STDERR_FILENO, "cannot start %s: %s\n", plan->argv[0],
            strerror(errno));
    _exit(127);
}

static int start(struct child *child, const struct birth *birth)
{
    const struct spawn_plan *plan = birth->plan;
    int ends[2] = {-1, -1};
    *child = (struct child){.out = -1};
    if (plan->pipe && pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0)
        return -1;
    if (plan->pipe) /* the child's end must block, as a stdout does */
        fcntl(ends[1], F_SETFL, 0);
    pid_t self = getpid();
    pid_t pid = fork();
    if (pid == 0)
        become(birth, ends[1], self);
    int error = errno;
    if (ends[1] >= 0)
        close(ends[1]);
    if (pid < 0) {
        if (ends[0] >= 0)
            close(ends[0]);
        errno = error;
        return -1;
    }
    setpgid(pid, pid); /* whichever of the two processes comes first */
    child->pid = pid;
    child->out = ends[0];
    return 0;
}

int spawn_start(struct child *child, const struct spawn_plan *plan)
{
    return start(child, &(struct birth){.plan = plan});
}

int spawn_start_in(struct child *child, const struct spawn_plan *plan, int net)
{
    return start(child, &(struct birth){.plan = plan, .net = net});
}

int spawn_work(struct child *child, int (*work)(void *), void *context,
               uint64_t cores, int log)
{
    const struct spawn_plan plan = {NULL, cores, log, false};
    return start(child, &(struct birth){
                            .plan = &plan, .work = work, .context = context});
}

/* Collects the child if it has ended. */
static bool ended(struct child *child)
{
    if (child->pid == 0)
        return true;
    if (waitpid(child->pid, &child->status, WNOHANG) != child->pid)
        return false;
    kill(-child->pid, SIGKILL); /* whatever it left in its group */
    child->pid = 0;
    if (child->out >= 0)
        close(child->out);
    child->out = -1;
    return true;
}

/* A full pipe would stop a talkative child. */
static void drain(struct child *child)
{
    char dropped[4096];
    while (child->out >= 0 && read(child->out, dropped, sizeof dropped) > 0)
        continue;
}

/* Sleeps until a child ends, a signal that ends us comes, or a moment passes.
 */
static void nap(double seconds)
{
    sigset_t set = ending_signals();
    sigaddset(&set, SIGCHLD);
    double most = seconds < 0.1 ? seconds : 0.1;
    struct timespec moment = {0, (long)(most * 1e9)};
    int got = sigtimedwait(&set, NULL, &moment);
    if (got > 0 && got != SIGCHLD)
        interrupted = true;
}

int spawn_first_line(struct child *child, char *line, size_t size,
                     double seconds)
{
    double deadline = spawn_now() + seconds;
    size_t used = 0;
    while (used + 1 < size && spawn_now() < deadline && !spawn_interrupted()) {
        struct pollfd ready = {child->out, POLLIN, 0};
        if (poll(&ready, 1, 50) <= 0)
            continue;
        char byte;
        ssize_t n = read(child->out, &byte, 1);
        if (n == 0)
            return -1;
        if (n < 0)
            continue;
        if (byte == '\n') {
            line[used] = '\0';
            return 0;
        }
        line[used++] = byte;
    }
    return -1;
}

enum spawn_end spawn_wait(struct child *child, double seconds)
{
    double deadline = spawn_now() + seconds;
    for (;;) {
        drain(child);
        if (ended(child))
            return SPAWN_ENDED;
        if (spawn_interrupted())
            return SPAWN_INTERRUPTED;
        double left = deadline - spawn_now();
        if (left <= 0)
            return SPAWN_LATE;
        nap(left);
    }
}

bool spawn_finish(struct child *child, double seconds)
{
    double deadline = spawn_now() + seconds;
    while (spawn_now() < deadline) {
        drain(child);
        if (ended(child))
            return true;
        nap(0.05);
    }
    spawn_kill(child);
    return false;
}

void spawn_kill(struct child *child)
{
    if (child->pid > 0)
        kill(-child->pid, SIGKILL);
    while (!ended(child))
        nap(0.05);
}

bool spawn_stop(struct child *child, double seconds)
{
    if (child->pid == 0)
        return true;
    kill(-child->pid, SIGTERM);
    return spawn_finish(child, seconds);
}
