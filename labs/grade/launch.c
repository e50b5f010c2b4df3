/* launch.c: prepares what the student's program needs, and becomes it.
 *
 * It runs from a copy, so that nothing it does to its own file matters. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "inside.h"

static int copy_file(const char *from, const char *to)
{
    char block[65536];
    int in = open(from, O_RDONLY | O_CLOEXEC);
    int out = open(to, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0755);
    ssize_t n = -1;
    while (in >= 0 && out >= 0 && (n = read(in, block, sizeof block)) > 0)
        if (write(out, block, (size_t)n) != n)
            break;
    close(in);
    close(out);
    return n == 0 ? 0 : -1;
}

/* The program's copy, and the folder that it runs in. */
static char program[128], home[128];

static bool prepare_program(const struct start *how)
{
    char from[4200];
    const char *kind = how->build == ADDRESS  ? "address"
                       : how->build == THREAD ? "thread"
                                              : "plain";
    snprintf(home, sizeof home, "%s/home", session_folder());
    if (mkdir(home, 0755) == 0 && geteuid() == 0 &&
        chown(home, session_user(), (gid_t)session_user()) != 0)
        return false;
    snprintf(from, sizeof from, "%s/%s/program", place.programs, kind);
    snprintf(program, sizeof program, "%s/program", session_folder());
    unlink(program);
    return copy_file(from, program) == 0;
}

/* The shim's copy, which the program may read wherever the grader lies. */
static bool prepare_shim(const char *name)
{
    char from[4200], to[192];
    snprintf(from, sizeof from, "%s/%s.so", place.shims, name);
    snprintf(to, sizeof to, "%s/%s.so", session_folder(), name);
    return copy_file(from, to) == 0;
}

/* A file for the fault shim's counts, that the program may write. */
static void prepare_counts(void)
{
    char path[128];
    snprintf(path, sizeof path, "%s/faults", session_folder());
    int fd = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (fd >= 0 && fchown(fd, session_user(), (gid_t)-1) == 0)
        close(fd);
}

void launch_prepare(const struct start *how)
{
    if (!prepare_program(how))
        session_fail("a program to start", "none: does it build?");
    if ((how->faults != NULL && !prepare_shim("faults")) ||
        (how->threads != NULL && !prepare_shim("threads")) ||
        (how->gate && !prepare_shim("gate")))
        session_fail("the grader's shims", "one that cannot be copied");
    prepare_counts();
    if (how->gate)
        gatekeeper_prepare();
}

void launch_become(const struct start *how, int out)
{
    char line[1024], *words[32] = {program, line};
    int count = 1;
    snprintf(line, sizeof line, "--listen 127.0.0.1:0 %s",
             how->options != NULL ? how->options : "");
    char *rest, *word = strtok_r(line, " ", &rest);
    for (; word != NULL && count < 31; word = strtok_r(NULL, " ", &rest))
        words[count++] = word;
    words[count] = NULL;
    box_enter(how, session_user(), home);
    int null = open("/dev/null", O_RDONLY);
    if (dup2(null, 0) < 0 || dup2(out, 1) < 0 || dup2(out, 2) < 0)
        _exit(126);
    close_range(3, ~0U, 0);
    execv(program, words);
    dprintf(2, "the grader cannot start %s: %s\n", program, strerror(errno));
    _exit(127);
}
