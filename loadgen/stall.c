/* stall.c: stops a server for a while (see stall.h). */
#include "stall.h"

#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "clock.h"
#include "proc.h"

/* The parent of a process, or -1. */
static pid_t parent_of(pid_t pid)
{
    char path[64], text[4096];
    snprintf(path, sizeof path, "/proc/%d/status", (int)pid);
    if (proc_text(path, text, sizeof text) <= 0)
        return -1;
    return (pid_t)proc_field(text, "PPid");
}

const char *stall_check(pid_t pid)
{
    char path[64];
    struct stat status;
    if (pid <= 1)
        return "name the server to stop with --pid";
    snprintf(path, sizeof path, "/proc/%d", (int)pid);
    if (stat(path, &status) != 0)
        return "no such process; give the server's --pid";
    if (status.st_uid != geteuid())
        return "that process belongs to someone else; stop only your own";
    for (pid_t up = getpid(); up > 1; up = parent_of(up))
        if (up == pid)
            return "that would stop loadgen itself; give the server's --pid";
    return NULL;
}

/* The child's whole life. SIGTERM and the like, which are only taken while it
 * waits, end the wait early. */
static void stop_for(pid_t pid, int64_t ns)
{
    struct timespec t = {ns / CLOCK_S, ns % CLOCK_S};
    sigset_t wake;
    sigemptyset(&wake);
    sigaddset(&wake, SIGTERM);
    sigaddset(&wake, SIGINT);
    sigaddset(&wake, SIGHUP);
    sigprocmask(SIG_BLOCK, &wake, NULL);
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    close_range(0, ~0U, 0); /* nothing stays open because of us */
    if (kill(pid, SIGSTOP) == 0) {
        sigtimedwait(&wake, NULL, &t);
        kill(pid, SIGCONT);
    }
    _exit(0);
}

pid_t stall_begin(pid_t pid, int64_t ns)
{
    pid_t child = fork();
    if (child == 0)
        stop_for(pid, ns);
    return child;
}

void stall_end(pid_t child)
{
    if (child > 0)
        while (waitpid(child, NULL, 0) < 0 && errno == EINTR)
            ;
}
