/* compare_run.c: one run: a fresh server, one generator, one result.
 *
 * Promises that neither process is left when run_once() returns, and that a
 * run which is not valid says why. Does not judge a valid run's numbers. */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "compare_far.h"
#include "exp_expand.h"
#include "spawn.h"

enum { WORDS = 60, START_S = 15, STOP_S = 5, CONNECT_S = 90 };

/* The last line of the log: what a program said before it gave up. Lines
 * that begin with # are ours. */
static char *last_words(const struct session *session, char text[300])
{
    char tail[300] = "";
    off_t end = lseek(session->log, 0, SEEK_END);
    off_t from = end > 299 ? end - 299 : 0;
    ssize_t n = pread(session->log, tail, sizeof tail - 1, from);
    while (n > 0 && tail[n - 1] == '\n')
        tail[--n] = '\0';
    char *line = strrchr(tail, '\n');
    line = line ? line + 1 : tail;
    bool silent = !*line || strncmp(line, "# ", 2) == 0;
    snprintf(text, 300, "%s", silent ? "it said nothing" : line);
    return text;
}

static char *join(char *const *words)
{
    char line[COMPARE_TEXT] = "";
    for (size_t used = 0; *words && used < sizeof line; words++) {
        snprintf(line + used, sizeof line - used, "%s%s", used ? " " : "",
                 *words);
        used = strlen(line);
    }
    return strdup(line);
}

/* Reads "...http://ADDRESS..." into url, or returns -1. */
static int read_url(const char *line, char *url, size_t size)
{
    const char *from = strstr(line, "http://");
    if (!from)
        return -1;
    snprintf(url, size, "%.*s", (int)strcspn(from, " \t,;)"), from);
    size_t length = strlen(url);
    if (length > 7 && url[length - 1] == '/')
        url[length - 1] = '\0';
    return 0;
}

static int start_server(const struct session *session,
                        const struct trial *trial, struct run *run,
                        const struct far *far, struct child *server, char *url,
                        size_t size)
{
    char line[COMPARE_TEXT], *words[WORDS + 1];
    const struct exp *exp = trial->exp;
    run_fill(session, trial, run, run_row(trial, run)->command, line);
    exp_words(line, words, WORDS);
    if (strcmp(words[0], "threaded") == 0)
        words[0] = (char *)session->threaded;
    else if (strcmp(words[0], "evented") == 0)
        words[0] = (char *)session->evented;
    free(run->server);
    run->server = join(words);
    dprintf(session->log, "# %s\n", run->server);
    const struct spawn_plan plan = {words, exp->server_cores, session->log,
                                    true};
    if (spawn_start_in(server, &plan, far->network.server) != 0)
        return -1;
    char first[300];
    if (spawn_first_line(server, first, sizeof first, START_S) != 0)
        return -1;
    return read_url(first, url, size);
}

static int start_generator(const struct session *session,
                           const struct trial *trial, struct run *run,
                           const struct far *far, const char *json,
                           const char *url, pid_t pid, struct child *generator)
{
    char line[COMPARE_TEXT], target[600], number[32], *words[WORDS + 12];
    const struct exp_row *row = run_row(trial, run);
    snprintf(target, sizeof target, "%s%s", url, row->path);
    snprintf(number, sizeof number, "%d", (int)pid);
    words[0] = (char *)session->self;
    words[1] = row->load;
    int n = 2 + exp_words(run_fill(session, trial, run, row->options, line),
                          words + 2, WORDS);
    if (row->peer) /* it may be several processes */
        words[n++] = "--pid-tree";
    if (row->rtt >= 0) { /* it is ours, though not on loopback */
        words[n++] = "--allow-remote";
        words[n++] = NETWORK_SERVER;
    }
    char *const last[] = {"--pid",   number, "--json", (char *)json,
                          "--quiet", target, NULL};
    memcpy(words + n, last, sizeof last);
    free(run->generator);
    run->generator = join(words);
    dprintf(session->log, "# %s\n", run->generator);
    const struct spawn_plan plan = {words, trial->exp->generator_cores,
                                    session->log, false};
    return spawn_start_in(generator, &plan, far->network.client);
}

/* What became of the generator. 0, or -1 when it cannot be used at all. */
static int judge(const struct session *session, const struct exp_row *row,
                 struct run *run, int status, const char *json)
{
    char words[300], why[400];
    int code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    if (code == 1 || code == 127) {
        compare_progress_end(session);
        fprintf(stderr, "loadgen compare: %s: %s\n", run->generator,
                last_words(session, words));
        return -1;
    }
    run_read_report(run, row, json);
    if (WIFSIGNALED(status)) {
        snprintf(why, sizeof why, "the generator died of signal %d",
                 WTERMSIG(status));
        run_invalid(run, why);
    } else if (code == 2) {
        run_invalid(run, "no connection could be made");
    }
    return 0;
}

/* Waits for the generator. Cold files are made cold again all the while. */
static enum spawn_end wait_for(const struct session *session, bool cold,
                               struct child *generator, double seconds)
{
    double deadline = spawn_now() + seconds;
    if (!cold)
        return spawn_wait(generator, seconds);
    for (;;) {
        enum spawn_end end = spawn_wait(generator, 0.1);
        if (end != SPAWN_LATE || spawn_now() > deadline)
            return end;
        files_forget(session);
    }
}

/* Loads a server that is up. As run_once(). */
static int load(const struct session *session, const struct trial *trial,
                struct run *run, struct far *far, const char *url, pid_t pid)
{
    char json[COMPARE_PATH + 32];
    struct child generator;
    double most = (double)(trial->exp->seconds + trial->exp->warmup) * 1e-9;
    snprintf(json, sizeof json, "%s/.run.json", session->dir);
    unlink(json);
    int result = -1;
    far_begin(far, run_row(trial, run), url);
    if (start_generator(session, trial, run, far, json, url, pid, &generator) !=
        0) {
        compare_progress_end(session);
        fprintf(stderr, "loadgen compare: fork: %s\n", strerror(errno));
        return -1;
    }
    bool cold = run_row(trial, run)->cold;
    switch (wait_for(session, cold, &generator, most + CONNECT_S)) {
    case SPAWN_ENDED:
        result =
            judge(session, run_row(trial, run), run, generator.status, json);
        far_judge(far, run_row(trial, run), run, pid);
        break;
    case SPAWN_LATE:
        run_invalid(run, "the generator did not end in time");
        result = 0;
        break;
    case SPAWN_INTERRUPTED:
        result = 1;
        break;
    }
    spawn_stop(&generator, STOP_S);
    unlink(json);
    return result;
}

/* A server that crashed has not served, whatever the numbers say. */
static void judge_server(struct run *run, const struct child *server,
                         bool stopped)
{
    char why[100];
    int status = server->status;
    if (!stopped || (WIFEXITED(status) && WEXITSTATUS(status) == 0) ||
        (WIFSIGNALED(status) && WTERMSIG(status) == SIGTERM))
        return;
    if (WIFSIGNALED(status))
        snprintf(why, sizeof why, "the server died of signal %d",
                 WTERMSIG(status));
    else
        snprintf(why, sizeof why, "the server ended with status %d",
                 WEXITSTATUS(status));
    run->valid = true; /* so that this reason comes first */
    run_invalid(run, why);
}

/* Whether that row's server has ever come up in this trial. */
static bool came_up(const struct trial *trial, int row)
{
    for (int i = 0; i < trial->steps_n; i++)
        if (trial->runs[i].report && trial_row(trial, &trial->steps[i]) == row)
            return true;
    return false;
}

/* A server that did not come up: once that may be chance. */
static int not_started(const struct session *session, const struct trial *trial,
                       struct run *run)
{
    char words[300], why[400];
    snprintf(why, sizeof why, "the server did not start: %.300s",
             last_words(session, words));
    run_invalid(run, why);
    if (run_row(trial, run)->peer ||
        came_up(trial, trial_row(trial, &run->step)))
        return 0;
    compare_progress_end(session);
    fprintf(stderr, "loadgen compare: %s: %s\n", run->server, why);
    return -1;
}

static int serve_and_load(struct session *session, const struct trial *trial,
                          struct run *run, struct far *far)
{
    struct child server;
    char url[300];
    if (run_row(trial, run)->cold)
        files_forget(session);
    int result =
        start_server(session, trial, run, far, &server, url, sizeof url);
    if (result == 0) {
        result = load(session, trial, run, far, url, server.pid);
        judge_server(run, &server, spawn_stop(&server, STOP_S));
        return result;
    }
    spawn_stop(&server, STOP_S);
    return spawn_interrupted() ? 1 : not_started(session, trial, run);
}

int run_once(struct session *session, struct trial *trial, struct run *run)
{
    double began = spawn_now();
    struct far far;
    if (files_begin_run(session) != 0)
        return -1;
    int result = 0;
    if (far_make(&far, session, trial, run) == 0)
        result = serve_and_load(session, trial, run, &far);
    far_end(&far);
    files_end_run(session);
    run->took_s = spawn_now() - began;
    run->done = result == 0;
    return result;
}

void run_free(struct run *run)
{
    json_decref(run->report);
    free(run->server);
    free(run->generator);
}
