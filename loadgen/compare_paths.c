/* compare_paths.c: where results go and where programs are (compare.h).
 *
 * Promises that every program an experiment needs can be executed before the
 * first run starts. */
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "beside.h"
#include "compare.h"

static int make_folders(const char *path)
{
    char partial[COMPARE_PATH];
    snprintf(partial, sizeof partial, "%s", path);
    for (char *at = partial + 1; *at; at++)
        if (*at == '/') {
            *at = '\0';
            if (mkdir(partial, 0777) != 0 && errno != EEXIST)
                return -1;
            *at = '/';
        }
    return mkdir(partial, 0777) != 0 && errno != EEXIST ? -1 : 0;
}

/* The path from / on, of what is there; false if it is not, or too long. */
static bool find_whole(const char *path, char whole[COMPARE_PATH])
{
    char *found = realpath(path, NULL);
    int length = found ? snprintf(whole, COMPARE_PATH, "%s", found) : -1;
    free(found);
    return length >= 0 && length < COMPARE_PATH;
}

int compare_folder(struct session *session)
{
    time_t now = time(NULL);
    struct tm utc, local;
    gmtime_r(&now, &utc);
    localtime_r(&now, &local);
    if (!session->earlier)
        strftime(session->stamp, sizeof session->stamp, "%Y-%m-%dT%H:%M:%SZ",
                 &utc);
    if (session->options.resume)
        snprintf(session->dir, sizeof session->dir, "%s",
                 session->options.resume);
    else if (session->options.out)
        snprintf(session->dir, sizeof session->dir, "%s", session->options.out);
    else
        strftime(session->dir, sizeof session->dir, "results/%Y%m%d-%H%M%S",
                 &local);
    char log[COMPARE_PATH + 16];
    snprintf(log, sizeof log, "%s/log.txt", session->dir);
    session->log = -1;
    if (make_folders(session->dir) == 0)
        session->log = open(log, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
    if (session->log < 0) {
        fprintf(stderr, "loadgen compare: %s: %s; name another with --out\n",
                session->dir, strerror(errno));
        return -1;
    }
    if (!find_whole(session->dir, session->whole_dir))
        snprintf(session->whole_dir, COMPARE_PATH, "%s", session->dir);
    return 0;
}

/* Appends a word so that a shell reads it back as it is. */
static void add_word(char *line, const char *word)
{
    static const char plain[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
        "-_./=:,@%+";
    size_t used = strlen(line);
    bool quote = !*word || word[strspn(word, plain)];
    snprintf(line + used, COMPARE_TEXT - used, quote ? "%s'%s'" : "%s%s",
             used ? " " : "", word);
}

static void find_server(const struct session *session, const char *name,
                        const char *given, char path[COMPARE_PATH])
{
    if (given)
        snprintf(path, COMPARE_PATH, "%s", given);
    else
        beside_server(session->self, name, path, COMPARE_PATH);
}

static bool uses(const struct session *session, const char *name)
{
    size_t length = strlen(name);
    for (int i = 0; i < session->trials_n; i++)
        for (int j = 0; j < session->trials[i].exp->rows_n; j++) {
            const char *command = session->trials[i].exp->rows[j].command;
            if (strncmp(command, name, length) == 0 &&
                strchr(" \t", command[length]))
                return true;
        }
    return false;
}

static int check_server(const struct session *session, const char *name,
                        const char *path)
{
    if (!uses(session, name) || access(path, X_OK) == 0)
        return 0;
    fprintf(stderr,
            "loadgen compare: %s: %s; build it with make, or name it with "
            "--%s\n",
            path, strerror(errno), name);
    return -1;
}

/* The launchers are beside the experiments, as in scripts/peers. */
static void find_peers(struct session *session)
{
    char file[COMPARE_PATH], folder[COMPARE_PATH];
    snprintf(file, sizeof file, "%s", session->trials[0].exp->file);
    snprintf(folder, sizeof folder, "%.900s/../peers", dirname(file));
    if (!find_whole(folder, session->peers) &&
        !beside_shared(session->self, "peers", session->peers, COMPARE_PATH))
        snprintf(session->peers, sizeof session->peers, "scripts/peers");
}

int compare_programs(struct session *session)
{
    if (beside_self(session->self, sizeof session->self) != 0) {
        perror("loadgen compare: /proc/self/exe");
        return -1;
    }
    find_peers(session);
    find_server(session, "threaded", session->options.threaded,
                session->threaded);
    find_server(session, "evented", session->options.evented, session->evented);
    if (check_server(session, "threaded", session->threaded) != 0 ||
        check_server(session, "evented", session->evented) != 0)
        return -1;
    if (session->options.generator)
        snprintf(session->self, sizeof session->self, "%s",
                 session->options.generator);
    return 0;
}

void compare_command(struct session *session, int argc, char **argv)
{
    add_word(session->command, "loadgen");
    for (int i = 0; i < argc; i++)
        add_word(session->command, argv[i]);
}

FILE *compare_create(const struct session *session, const char *name)
{
    char path[COMPARE_PATH + 100];
    snprintf(path, sizeof path, "%s/%s", session->dir, name);
    FILE *file = fopen(path, "we");
    if (!file)
        fprintf(stderr, "loadgen compare: %s: %s\n", path, strerror(errno));
    return file;
}
