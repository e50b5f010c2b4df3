/* session.c: the process of one check (see inside.h).
 *
 * It runs the check under cmocka, sends one message about it to the grader,
 * and ends every process that it started. Whatever the student's program
 * does, the message comes from here: the pipe it goes through is closed to
 * the program, and its first bytes are a nonce that only the grader knows. */
#include "inside.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cmocka.h>

#include "report.h"

/* Of those that no system gives away. */
enum { FIRST_USER = 61000, USERS = 4000 };

struct place place = {.stretch = 1};

static struct {
    const struct check *check;
    int out;
    const uint8_t *nonce;
    char folder[64];
    uid_t user;
    int claim; /* a socket whose name says that the user is taken */
    bool told;
} session;

const char *session_folder(void)
{
    return session.folder;
}

uid_t session_user(void)
{
    return session.user;
}

const char *student_file(const char *name)
{
    static char path[4096];
    snprintf(path, sizeof path, "%s/%s", place.source, name);
    return path;
}

void note(const char *format, ...)
{
    char text[512];
    va_list values;
    va_start(values, format);
    vsnprintf(text, sizeof text, format, values);
    va_end(values);
    transcript_add("%s", text);
}

/* The state of everything, for who has to find out what went wrong. */
static char *evidence_now(void)
{
    char *text = NULL, *threads = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    if (out == NULL)
        return NULL;
    if (*transcript_text() != '\0')
        fprintf(out, "the wire, the last lines:\n%s", transcript_text());
    if (server_pid() != 0 && !server_ended())
        threads = evidence_threads(server_pid());
    if (threads != NULL)
        fprintf(out, "the program's threads:\n%s", threads);
    if (*server_said() != '\0')
        fprintf(out, "the program printed (its end):\n%s\n", server_said());
    fclose(out);
    free(threads);
    return text;
}

static void tell(enum verdict verdict, const char *expected, const char *got)
{
    char *evidence = verdict == FAILED ? evidence_now() : NULL;
    session.told = true;
    report_send(session.out, session.nonce, verdict, expected, got,
                evidence != NULL ? evidence : "");
    free(evidence);
}

void session_fail(const char *expected, const char *got)
{
    char whole[2048];
    for (int i = 0; i < 10 && server_pid() != 0 && !server_ended(); i++)
        server_watch(-1, 0, 10); /* it may be about to end: let it be seen */
    bool ended = server_ended();
    snprintf(whole, sizeof whole, "%s%s%s", got, ended ? "; " : "",
             ended ? server_fate() : "");
    tell(FAILED, expected, whole);
    fail();
    abort(); /* not reached: fail() jumps back into cmocka */
}

void require(bool holds, const char *expected, const char *got, ...)
{
    char text[1024];
    va_list values;
    if (holds)
        return;
    va_start(values, got);
    vsnprintf(text, sizeof text, got, values);
    va_end(values);
    session_fail(expected, text);
}

/* What cmocka calls. */
static void run_check(void **state)
{
    (void)state;
    session.check->run();
    server_stop();
}

const char *session_closed(void)
{
    static const char *const way[] = {"/", "/tmp", NULL};
    return geteuid() == 0 ? box_closed(way, FIRST_USER) : NULL;
}

/* Whether this user was nobody's, and is ours for as long as we live: a name
 * among sockets is taken once, and given back by the kernel. */
static bool claim(uid_t user)
{
    struct sockaddr_un name = {.sun_family = AF_UNIX};
    int n = snprintf(name.sun_path + 1, sizeof name.sun_path - 1,
                     "two-counters grade %d", (int)user);
    session.claim = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    socklen_t size = (socklen_t)offsetof(struct sockaddr_un, sun_path) + 1;
    if (bind(session.claim, (struct sockaddr *)&name, size + (socklen_t)n) == 0)
        return true;
    close(session.claim);
    return false;
}

/* Who the program runs as. Were it the same user in two checks, one program
 * could take all threads that the user may have from the other. */
static bool find_user(void)
{
    session.user = geteuid();
    for (uid_t i = 0; session.user == 0 && i < USERS; i++)
        if (claim(FIRST_USER + i))
            session.user = FIRST_USER + i;
    return session.user != 0;
}

/* Room of this check's own, and a user for it. */
static void make_room(void)
{
    snprintf(session.folder, sizeof session.folder, "/tmp/grade-%d-XXXXXX",
             (int)getpid());
    if (mkdtemp(session.folder) == NULL || chmod(session.folder, 0755) != 0) {
        tell(FAILED, "room in /tmp for the program", "none");
        _exit(1);
    }
    if (!find_user()) {
        tell(FAILED, "a user for the program", "none that is free");
        _exit(1);
    }
}

void session_clean(pid_t pid)
{
    char command[128];
    snprintf(command, sizeof command, "rm -rf /tmp/grade-%d-??????", (int)pid);
    if (system(command) != 0) /* NOLINT(cert-env33-c) */
        fprintf(stderr, "could not do: %s\n", command);
}

void session_run(const struct check *check, int out, const uint8_t nonce[16])
{
    const struct CMUnitTest test = {check->name, run_check, NULL, NULL, NULL};
    session.check = check;
    session.out = out;
    session.nonce = nonce;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    prctl(PR_SET_DUMPABLE, 0);
    signal(SIGPIPE, SIG_IGN);
    make_room();
    int failed = _cmocka_run_group_tests(check->name, &test, 1, NULL, NULL);
    if (failed == 0)
        tell(PASSED, "", "");
    else if (!session.told)
        tell(FAILED, "the check's own assertions to hold",
             "one that does not; cmocka says above which");
    server_kill();
    box_empty(session.user);
    session_clean(getpid());
    _exit(failed != 0 ? 1 : 0);
}
