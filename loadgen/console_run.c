/* console_run.c: sets the console up, runs its loop until Ctrl-C or SIGTERM,
 * and leaves nothing behind: no child, no server that is stopped. */
#include <err.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "clock.h"
#include "commands.h"
#include "console.h"
#include "net.h"

enum { DESCRIPTORS = 1024, CONTROLS_A_SECOND = 20 };

/* ---- setting up ------------------------------------------------------- */

static void set_tokens(struct console *console,
                       const struct console_arguments *arguments)
{
    static char made[GUARD_TOKEN];
    struct url url = {0};
    net_address(arguments->listen, &url.address, &url.length);
    console->anywhere = !url_is_loopback(&url);
    console->token = arguments->token;
    if (console->anywhere && console->token == NULL) {
        if (guard_token_make(made) != 0)
            console_fail("cannot make a token", strerror(errno));
        console->token = made;
    }
    if (console->token != NULL && guard_token_make(console->class_token) != 0)
        console_fail("cannot make a token", strerror(errno));
}

static void begin_record(struct console *console,
                         const struct console_arguments *arguments)
{
    char folder[PATH_MAX], stamp[32];
    time_t now = time(NULL);
    struct tm here;
    console->session.fd = -1;
    if (arguments->replay != NULL || arguments->no_record)
        return;
    localtime_r(&now, &here);
    strftime(stamp, sizeof stamp, "%Y%m%d-%H%M%S", &here);
    snprintf(folder, sizeof folder, "results/console-%s", stamp);
    const char *out = arguments->out != NULL ? arguments->out : folder;
    if (session_begin(&console->session, out) != 0)
        warn("console: this session is not recorded: %s (name another folder "
             "with --out)",
             out);
    live_record(console);
}

static void begin_console(struct console *console,
                          const struct console_arguments *arguments)
{
    char error[REPLAY_ERROR];
    time_t now = time(NULL);
    struct tm utc;
    gmtime_r(&now, &utc);
    strftime(console->created, sizeof console->created, "%Y-%m-%dT%H:%M:%SZ",
             &utc);
    console->began = clock_now();
    console->notes = json_array();
    console->controls =
        guard_rate(CONTROLS_A_SECOND, CONTROLS_A_SECOND, console->began);
    console->netlink = kernel_open();
    console->base = event_base_new();
    if (console->base == NULL)
        console_fail("no memory", "");
    if (arguments->replay != NULL) {
        console->replay = replay_read(arguments->replay, error);
        if (console->replay == NULL)
            console_fail(error, "");
    }
}

/* The generators raise it again for themselves; so many pages are enough. */
static void limit_descriptors(void)
{
    struct rlimit files;
    if (getrlimit(RLIMIT_NOFILE, &files) != 0 || files.rlim_cur <= DESCRIPTORS)
        return;
    files.rlim_cur = DESCRIPTORS;
    setrlimit(RLIMIT_NOFILE, &files);
}

/* ---- the loop --------------------------------------------------------- */

static void on_signal(evutil_socket_t fd, short what, void *argument)
{
    struct console *console = argument;
    struct signalfd_siginfo info;
    int status;
    pid_t pid;
    (void)what;
    while (read(fd, &info, sizeof info) == sizeof info)
        if (info.ssi_signo != SIGCHLD)
            event_base_loopbreak(console->base);
    while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
        live_child_ended(console, pid, status);
}

static int open_signals(void)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGHUP);
    sigaddset(&set, SIGCHLD);
    return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

static void announce(const struct console *console, const char *name)
{
    bool secret = console->token != NULL;
    printf("loadgen console: listening on http://%s/%s%s (pid %d)\n", name,
           secret ? "?token=" : "", secret ? console->token : "",
           (int)getpid());
    if (secret)
        printf("loadgen console: the class votes at http://%s/vote?token=%s\n",
               name, console->class_token);
    fflush(stdout);
}

static void end_console(struct console *console)
{
    trace_stop(console);
    live_end(console);
    stream_close_all(&console->streams);
    evhttp_free(console->http);
    event_base_free(console->base);
    replay_free(console->replay);
    json_decref(console->notes);
    close(console->netlink);
    while (waitpid(-1, NULL, 0) > 0 || errno == EINTR)
        continue;
}

int console_run(struct console *console,
                const struct console_arguments *arguments)
{
    char name[80];
    set_tokens(console, arguments);
    limit_descriptors();
    begin_console(console, arguments);
    spawn_prepare();
    if (http_begin(console, arguments->listen, name, sizeof name) != 0) {
        fprintf(stderr,
                "loadgen console: cannot listen on %s: %s; stop who does, or "
                "give another --listen\n",
                arguments->listen, strerror(errno));
        return EXIT_USAGE;
    }
    begin_record(console, arguments);
    int signals = open_signals();
    struct event *event = event_new(console->base, signals,
                                    EV_READ | EV_PERSIST, on_signal, console);
    if (event == NULL || event_add(event, NULL) != 0 ||
        live_begin(console) != 0)
        console_fail("cannot begin", strerror(errno));
    announce(console, name);
    event_base_dispatch(console->base);
    event_free(event);
    close(signals);
    end_console(console);
    return EXIT_GOOD;
}
