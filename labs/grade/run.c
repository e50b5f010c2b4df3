/* run.c: forks the checks, waits for them, collects what they report.
 *
 * A check that crashes, or that its own program manages to kill, has failed
 * and says so; it takes no other with it. */
#include "run.h"

#include <err.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/wait.h>
#include <unistd.h>

#include "inside.h"
#include "report.h"

enum { JOBS = 16, LOG = 4000 };

/* Seconds, times the stretch: for a check, and for all of them, so that who
 * waits for the grader (a platform, ten minutes) does not wait in vain. */
static const double check_deadline = 300, whole_deadline = 480;

struct job {
    struct result *result;
    double began;
    pid_t pid; /* 0: this slot is free */
    int in;    /* where it reports */
    int log;   /* what cmocka printed */
    uint8_t nonce[16];
    bool late; /* and was killed for it */
};

static struct job jobs[JOBS];
static double began; /* with the first of them */

static struct result *named(const struct grade *grade, const char *name)
{
    for (int i = 0; i < grade->count; i++)
        if (strcmp(grade->results[i].check->name, name) == 0)
            return &grade->results[i];
    errx(2, "a check names the parent '%s', which there is not", name);
}

static bool time_is_up(void)
{
    return seconds_now() - began > whole_deadline * place.stretch;
}

static void fail_unbegun(struct result *result)
{
    result->verdict = FAILED;
    result->expected = strdup("all checks to end in time");
    result->got = strdup("they did not, and this one was not begun");
    result->evidence = strdup("");
}

/* A result that can be run now; settles those that never can. */
static struct result *next_to_run(struct grade *grade)
{
    for (int i = 0; i < grade->count; i++) {
        struct result *result = &grade->results[i];
        const char *parent = result->check->parent;
        enum verdict before =
            parent != NULL ? named(grade, parent)->verdict : PASSED;
        if (result->verdict != WAITING)
            continue;
        if (before == PASSED && !time_is_up())
            return result;
        if (before == PASSED)
            fail_unbegun(result);
        if (before == FAILED || before == SKIPPED)
            result->verdict = SKIPPED;
    }
    return NULL;
}

static void start(struct job *job, struct result *result)
{
    int out[2];
    if (getrandom(job->nonce, sizeof job->nonce, 0) !=
            (ssize_t)sizeof job->nonce ||
        pipe2(out, O_CLOEXEC) != 0)
        err(2, "cannot run a check");
    fcntl(out[1], F_SETPIPE_SZ, REPORT_SIZE);
    job->in = out[0];
    job->log = memfd_create("log", MFD_CLOEXEC);
    job->began = seconds_now();
    job->late = false;
    job->result = result;
    result->verdict = RUNNING;
    fflush(NULL);
    job->pid = fork();
    if (job->pid < 0)
        err(2, "cannot run a check");
    if (job->pid == 0) {
        dup2(job->log, STDOUT_FILENO);
        dup2(job->log, STDERR_FILENO);
        session_run(result->check, out[1], job->nonce);
    }
    close(out[1]);
}

/* What cmocka printed, behind the evidence, if an assert_* of its own failed
 * or the check crashed. */
static char *log_of(const struct job *job)
{
    char *text = calloc(1, LOG + 1);
    if (text != NULL && pread(job->log, text, LOG, 0) < 0)
        text[0] = '\0';
    return text;
}

static void no_report(struct job *job, int status)
{
    struct result *result = job->result;
    result->verdict = FAILED;
    result->expected = strdup("the check to run to its end");
    if (job->late)
        result->got = strdup("it did not, for so long that it was killed");
    else if (WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL)
        result->got = strdup("it was killed, perhaps by the program that it "
                             "checks");
    else
        result->got = strdup("it crashed, or sent no result");
    result->evidence = log_of(job);
}

static void collect(struct job *job, int status)
{
    struct result *result = job->result;
    result->seconds = seconds_now() - job->began;
    if (!WIFEXITED(status))
        session_clean(job->pid);
    if (report_read(job->in, job->nonce, result) != 0)
        no_report(job, status);
    else if (result->verdict == FAILED &&
             strstr(result->got, "cmocka says") != NULL) {
        free(result->evidence);
        result->evidence = log_of(job);
    }
    close(job->in);
    close(job->log);
    job->pid = 0;
}

/* Whether it had its time: then it and its program (PDEATHSIG) are killed. */
static void kill_if_late(struct job *job)
{
    double most = check_deadline * place.stretch;
    job->late = time_is_up() || seconds_now() - job->began > most;
    if (job->late)
        kill(job->pid, SIGKILL);
}

/* Collects the jobs that ended. */
static void collect_some(void)
{
    int status;
    for (int i = 0; i < JOBS; i++) {
        if (jobs[i].pid == 0)
            continue;
        if (waitpid(jobs[i].pid, &status, WNOHANG) == jobs[i].pid)
            collect(&jobs[i], status);
        else
            kill_if_late(&jobs[i]);
    }
}

static struct job *free_slot(int most)
{
    for (int i = 0; i < most && i < JOBS; i++)
        if (jobs[i].pid == 0)
            return &jobs[i];
    return NULL;
}

void run_checks(struct grade *grade, int most,
                void (*shown)(const struct grade *grade,
                              const struct result *result))
{
    int at = 0;
    struct result *next = NULL;
    began = seconds_now();
    prctl(PR_SET_DUMPABLE, 0); /* who is not root cannot look inside */
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    do {
        struct job *slot = free_slot(most);
        next = slot != NULL ? next_to_run(grade) : NULL;
        if (next != NULL)
            start(slot, next);
        else
            usleep(5000);
        collect_some();
        while (at < grade->count && grade->results[at].verdict != WAITING &&
               grade->results[at].verdict != RUNNING)
            shown(grade, &grade->results[at++]);
    } while (at < grade->count);
    box_empty(0);
    grade->seconds = seconds_now() - began;
}
