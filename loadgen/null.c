/* null.c: a responder that does nothing but answer (see null.h). */
#include "null.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "net.h"

enum { BUFFER = 16384, EVENTS = 256, BACKLOG = 4096, REPLIES = 512 };

static const char reply[] = "HTTP/1.1 200 OK\r\n"
                            "Content-Type: text/plain; charset=utf-8\r\n"
                            "Content-Length: 6\r\n\r\nhello\n";
enum { REPLY = sizeof reply - 1 };

static void accept_all(int epoll, int listener)
{
    int fd;
    while ((fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC)) >=
           0) {
        struct epoll_event event = {.events = EPOLLIN, .data.fd = fd};
        if (epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event) != 0)
            close(fd);
    }
}

/* How many request heads end in the text. */
static int ends(const char *text, size_t length)
{
    int count = 0;
    const char *at = text, *end = text + length;
    while ((at = memmem(at, (size_t)(end - at), "\r\n\r\n", 4)) != NULL) {
        at += 4;
        count++;
    }
    return count;
}

/* A head that comes in pieces whose end is cut up is never answered: the
 * generator, its only client, sends heads whole. */
static void answer(int fd)
{
    static char input[BUFFER], output[REPLIES * REPLY];
    ssize_t n = read(fd, input, sizeof input);
    if (n < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    int count = n > 0 ? ends(input, (size_t)n) : 0;
    if (count > REPLIES)
        count = REPLIES;
    for (int i = 0; i < count && output[(i + 1) * REPLY - 1] == '\0'; i++)
        memcpy(output + (size_t)i * REPLY, reply, REPLY);
    size_t length = (size_t)count * REPLY;
    if (n <= 0 || send(fd, output, length, MSG_NOSIGNAL) != (ssize_t)length)
        close(fd);
}

/* The child's whole life. */
static void serve(int listener)
{
    struct epoll_event events[EVENTS];
    struct epoll_event event = {.events = EPOLLIN, .data.fd = listener};
    int epoll = epoll_create1(EPOLL_CLOEXEC);
    if (epoll < 0 || epoll_ctl(epoll, EPOLL_CTL_ADD, listener, &event) != 0)
        _exit(1);
    for (;;) {
        int n = epoll_wait(epoll, events, EVENTS, -1);
        for (int i = 0; i < n; i++)
            if (events[i].data.fd == listener)
                accept_all(epoll, listener);
            else
                answer(events[i].data.fd);
    }
}

int null_start(struct null *null)
{
    char name[64];
    int listener = net_listen("127.0.0.1:0", BACKLOG, false, true);
    if (listener < 0)
        return -1;
    snprintf(null->url, sizeof null->url, "http://%.50s/",
             net_name(listener, name, sizeof name));
    net_prepare();
    pid_t parent = getpid();
    null->pid = fork();
    if (null->pid == 0) {
        signal(SIGINT, SIG_IGN); /* Ctrl-C is the parent's matter */
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (getppid() != parent)
            _exit(1);
        serve(listener);
    }
    int saved = errno;
    close(listener);
    errno = saved;
    return null->pid < 0 ? -1 : 0;
}

int null_load(struct load_plan *plan, struct null *null,
              char error[OPTIONS_ERROR_SIZE])
{
    if (null_start(null) != 0) {
        snprintf(error, OPTIONS_ERROR_SIZE, "--null: %s", strerror(errno));
        return -1;
    }
    plan->url = null->url;
    plan->pid = null->pid;
    if (plan_finish(plan, error) == 0)
        return 0;
    null_stop(null);
    return -1;
}

void null_stop(struct null *null)
{
    if (null->pid <= 0)
        return;
    kill(null->pid, SIGKILL);
    while (waitpid(null->pid, NULL, 0) < 0 && errno == EINTR)
        ;
    null->pid = 0;
}
