/* server.c: the student's program: its start, its end, and what it says.
 *
 * All that it prints comes through one pipe, is kept for messages, and is
 * never taken for a result. */
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "inside.h"

enum {
    SAID = 16384,             /* bytes of its output that are kept */
    MEMORY_MOST = 1 << 20,    /* KB */
    SANITIZED_MOST = 3 << 20, /* KB: shadow and quarantine included */
    WRITTEN_MOST = 2 << 20    /* KB */
};

static struct {
    pid_t pid;
    int port;
    int out; /* -1: it closed it */
    enum build build;
    bool ended, asked; /* it did; it was asked to */
    int status;
    const char *greedy; /* why it was ended, or NULL */
    double looked;
    char said[SAID + 1];
    size_t length;
} server = {.out = -1};

pid_t server_pid(void)
{
    return server.pid;
}

int server_port(void)
{
    return server.port;
}

bool server_ended(void)
{
    return server.pid != 0 && server.ended;
}

const char *server_said(void)
{
    return server.said;
}

const char *server_fate(void)
{
    static char fate[160];
    if (!server.ended)
        return "the program runs";
    if (server.greedy != NULL)
        snprintf(fate, sizeof fate, "the program was ended: %s", server.greedy);
    else if (WIFSIGNALED(server.status) && WTERMSIG(server.status) == SIGSYS)
        snprintf(fate, sizeof fate,
                 "the program was ended: it tried to start a process, or to "
                 "signal one, which no lab needs");
    else if (WIFSIGNALED(server.status))
        snprintf(fate, sizeof fate, "the program was killed by SIG%s",
                 sigabbrev_np(WTERMSIG(server.status)));
    else
        snprintf(fate, sizeof fate, "the program exited with status %d",
                 WEXITSTATUS(server.status));
    return fate;
}

/* Keeps the end of what it prints. */
static void hear(void)
{
    if (server.length == SAID) {
        memmove(server.said, server.said + SAID / 2, SAID / 2);
        server.length = SAID / 2;
    }
    ssize_t n =
        read(server.out, server.said + server.length, SAID - server.length);
    if (n > 0) {
        for (ssize_t i = 0; i < n; i++) /* a NUL would hide the rest */
            if (server.said[server.length + (size_t)i] == '\0')
                server.said[server.length + (size_t)i] = '?';
        server.length += (size_t)n;
        server.said[server.length] = '\0';
    } else {
        close(server.out);
        server.out = -1;
    }
}

/* Hears what is in the pipe by now, and not for ever: whoever holds its other
 * end may go on writing. */
static void hear_rest(void)
{
    struct pollfd waiting = {.fd = server.out, .events = POLLIN};
    for (int i = 0; i < 64 && server.out >= 0 && poll(&waiting, 1, 0) == 1; i++)
        hear();
}

/* Whether it takes more of the machine than any solution would. */
static const char *takes_too_much(void)
{
    long most = server.build == PLAIN ? MEMORY_MOST : SANITIZED_MOST;
    if (proc_counter(server.pid, MEMORY) > most)
        return "it took more than a gigabyte of memory";
    if (proc_counter(server.pid, WRITTEN) > WRITTEN_MOST)
        return "it wrote more than two gigabytes";
    if (proc_counter(server.pid, THREADS) > 3000)
        return "it had more than 3000 threads";
    return NULL;
}

static void look_after(void)
{
    if (server.pid == 0 || server.ended)
        return;
    if (waitpid(server.pid, &server.status, WNOHANG) == server.pid) {
        server.ended = true;
        hear_rest();
        return;
    }
    if (seconds_now() - server.looked < 0.05)
        return;
    server.looked = seconds_now();
    server.greedy = takes_too_much();
    if (server.greedy != NULL)
        server_kill();
}

bool server_watch(int fd, short events, int ms)
{
    struct pollfd waiting[2] = {
        {.fd = fd, .events = events},
        {.fd = server.out, .events = POLLIN},
    };
    if (poll(waiting, 2, ms) > 0 && waiting[1].revents != 0)
        hear();
    look_after();
    return waiting[0].revents != 0;
}

/* "...listening on http://127.0.0.1:4711/..." -> 4711, else 0. */
static int announced_port(void)
{
    const char *url = strstr(server.said, "listening on http://127.0.0.1:");
    if (url == NULL)
        return 0;
    char *end;
    long port = strtol(url + 30, &end, 10);
    return *end == '/' && port > 0 && port < 65536 ? (int)port : 0;
}

static void wait_until_it_listens(void)
{
    static const char expected[] =
        "the program to print 'listening on http://127.0.0.1:PORT/'";
    struct patience patience;
    patience_begin(&patience);
    while ((server.port = announced_port()) == 0) {
        const char *ended = patience_ended(&patience);
        if (ended != NULL)
            session_fail(expected, server.out < 0
                                       ? "nothing; its stdout is closed"
                                       : "nothing of the kind");
        if (server.ended)
            session_fail(expected, "nothing of the kind");
        server_watch(-1, 0, 50);
    }
}

void server_start(const struct start *how)
{
    int out[2];
    server_stop();
    launch_prepare(how);
    require(pipe2(out, O_CLOEXEC) == 0, "a pipe", "none");
    server.said[server.length = 0] = '\0';
    server.build = how->build == 0 ? PLAIN : how->build;
    server.ended = server.asked = false;
    server.greedy = NULL;
    pid_t pid = fork();
    if (pid == 0)
        launch_become(how, out[1]);
    require(pid > 0, "a process for the program", "none: %s", strerror(errno));
    server.pid = pid; /* never -1, who would be everybody */
    close(out[1]);
    server.out = out[0];
    transcript_add("the program starts%s%s", how->options ? ": " : "",
                   how->options ? how->options : "");
    wait_until_it_listens();
}

void server_kill(void)
{
    if (server.pid == 0 || server.ended)
        return;
    kill(server.pid, SIGKILL);
    waitpid(server.pid, &server.status, 0);
    server.ended = true;
    hear_rest();
}

/* Waits for its end. Returns whether it came. */
static bool wait_for_end(void)
{
    struct patience patience;
    patience_begin(&patience);
    while (!server.ended && patience_ended(&patience) == NULL)
        server_watch(-1, 0, 20);
    return server.ended;
}

void expect_exit(int status)
{
    char expected[64];
    snprintf(expected, sizeof expected, "the program to exit with status %d",
             status);
    if (!wait_for_end())
        session_fail(expected, "it did not end");
    server.asked = true;
    if (!WIFEXITED(server.status) || WEXITSTATUS(server.status) != status)
        session_fail(expected, "another end");
}

/* Whether a sanitizer had something to report. */
static bool reported(void)
{
    return strstr(server.said, "Sanitizer") != NULL ||
           strstr(server.said, "runtime error:") != NULL;
}

static void expect_clean_end(void)
{
    server_signal(SIGTERM);
    bool end = wait_for_end();
    if (reported())
        session_fail("no report by the sanitizers",
                     "one: see what the program printed");
    if (!end)
        session_fail("an end after SIGTERM", "none");
    require(server.status == 0, "exit status 0 after SIGTERM", "another: %s",
            server_fate());
}

void server_stop(void)
{
    if (server.pid == 0)
        return;
    look_after();
    if (server.ended && !server.asked)
        session_fail("the program to go on running",
                     reported() ? "a sanitizer's report" : "it ended");
    if (server.build != PLAIN && !server.asked)
        expect_clean_end();
    if (server.build != PLAIN && reported())
        session_fail("no report by the sanitizers",
                     "one: see what the program printed");
    server_kill();
    if (server.out >= 0)
        close(server.out);
    server.out = -1;
    server.pid = 0;
}

void server_signal(int signal)
{
    transcript_add("the program gets SIG%s", sigabbrev_np(signal));
    server.asked = server.asked || signal == SIGTERM || signal == SIGINT;
    if (server.pid != 0 && !server.ended)
        kill(server.pid, signal);
}

/* SIGSTOP is not at once: waits until every thread stands. */
void server_freeze(void)
{
    siginfo_t info;
    server_signal(SIGSTOP);
    waitid(P_PID, (id_t)server.pid, &info, WSTOPPED | WEXITED | WNOWAIT);
}

void server_thaw(void)
{
    server_signal(SIGCONT);
}
