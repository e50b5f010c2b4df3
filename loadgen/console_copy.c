/* console_copy.c: starts an extra copy of a server that runs: the same program
 * with the same options, on a port of its own, with --trace.
 *
 * Which program that is, the kernel says of the process that has the socket
 * at the server's URL; and only threaded and evented are started. */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "console.h"
#include "proc.h"

enum { WORDS = 40, OWN_WORDS = 6, COMMAND = 2048 };

/* A command line that is being read. */
struct copy {
    char program[PATH_MAX], command[COMMAND];
    char *words[WORDS];
    int count;
};

/* Options that belong to the server that runs, not to its copy. */
static bool is_own(const char *word, bool *value_follows)
{
    static const char *const names[] = {"--listen", "--trace", "--database",
                                        "-l"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        size_t length = strlen(names[i]);
        if (strncmp(word, names[i], length) != 0)
            continue;
        *value_follows = word[length] == '\0';
        if (*value_follows || word[length] == '=' || length == 2)
            return true;
    }
    return strcmp(word, "--reuse-port") == 0;
}

static const char *read_program(struct copy *copy,
                                const struct console_server *server)
{
    char path[64];
    pid_t pid = (pid_t)poll_pid(&server->poll);
    if (!server->local || pid <= 1 || !kernel_owns(pid, server->door.inode))
        return "its process is not known: is it on this machine, and up?";
    snprintf(path, sizeof path, "/proc/%d/exe", (int)pid);
    ssize_t n = readlink(path, copy->program, sizeof copy->program - 1);
    copy->program[n > 0 ? n : 0] = '\0';
    const char *slash = strrchr(copy->program, '/');
    if (slash == NULL ||
        (strcmp(slash, "/threaded") != 0 && strcmp(slash, "/evented") != 0))
        return "only threaded and evented write traces";
    copy->words[copy->count++] = copy->program;
    return NULL;
}

static const char *read_options(struct copy *copy, pid_t pid)
{
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/cmdline", (int)pid);
    ssize_t length = proc_text(path, copy->command, sizeof copy->command);
    if (length <= 0)
        return "its command line cannot be read";
    bool skip = false;
    for (char *word = copy->command + strlen(copy->command) + 1;
         word < copy->command + length && copy->count < WORDS - OWN_WORDS;
         word += strlen(word) + 1) {
        bool value = skip;
        skip = false;
        if (!value && !is_own(word, &skip))
            copy->words[copy->count++] = word;
    }
    return NULL;
}

const char *copy_start(struct child *child, const struct console_server *server,
                       const char *trace, int log)
{
    struct copy copy = {.count = 0};
    const char *wrong = read_program(&copy, server);
    if (wrong == NULL)
        wrong = read_options(&copy, (pid_t)poll_pid(&server->poll));
    if (wrong != NULL)
        return wrong;
    copy.words[copy.count++] = "--listen=127.0.0.1:0";
    copy.words[copy.count++] = "--drain-timeout=100ms";
    copy.words[copy.count++] = "--trace";
    copy.words[copy.count++] = (char *)trace;
    copy.words[copy.count] = NULL;
    const struct spawn_plan plan = {copy.words, 0, log, true};
    return spawn_start(child, &plan) == 0 ? NULL : strerror(errno);
}
