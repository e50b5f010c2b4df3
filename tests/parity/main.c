/* main.c: plays every script against every server and compares.
 *
 *   parity [OPTION...] COMMAND...
 *     --only=TEXT       play only the scripts with this in their names
 *     --whole           play nothing byte by byte
 *     --folder=FOLDER   for what the servers keep; without it, the scripts
 *                       about files, orders and the feed are left out
 *     --allow=TEXT      stderr may have lines with this in them
 *
 * Each COMMAND is a server's command line, such as
 * 'build/threaded/threaded --threads=4'. Every script is played against each
 * of them, whole and (short ones) byte by byte. It passes when each server
 * gave the answers that the script asks for, and all gave the same bytes.
 * At the end every server must exit with 0 on SIGTERM, having written
 * nothing to stderr but lines with --allow's text. Prints a line a test
 * (TAP); exits 1 if any failed. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "play.h"
#include "server.h"

enum { SERVERS = 8, DRIBBLE_LIMIT = 3000 /* bytes sent */ };

static const struct script *const tables[] = {scripts_basic,  scripts_routes,
                                              scripts_body,   scripts_refused,
                                              scripts_limits, scripts_store};

static struct server servers[SERVERS];
static int server_count;
static int planned, failures;

static void result(int good, const char *name, const char *more)
{
    printf("%s - %s%s\n", good ? "ok" : "not ok", name, more);
    planned++;
    failures += !good;
}

static void test(const struct script *script, bool dribble)
{
    struct transcript all[SERVERS] = {0};
    char why[PLAY_WHY];
    int bad = 0;
    for (int i = 0; i < server_count; i++) {
        struct server *server = &servers[i];
        if (play_script(script, server->port, dribble, &all[i], why) != 0) {
            printf("# %s: %s\n", server->name, why);
            bad++;
        }
    }
    for (int i = 1; i < server_count && bad == 0; i++)
        if (transcript_differ(&all[0], &all[i], why, sizeof why)) {
            printf("# %s and %s %s\n", servers[0].name, servers[i].name, why);
            bad++;
        }
    result(bad == 0, script->name, dribble ? ", byte by byte" : "");
    for (int i = 0; i < server_count; i++)
        transcript_free(&all[i]);
}

struct options {
    const char *only;   /* play what has this in its name, or NULL */
    const char *folder; /* for what the servers keep, or NULL */
    const char *allow;  /* a complaint that is no fault, or NULL */
    bool whole;         /* nothing byte by byte */
};

static bool wanted(const struct options *options, const struct script *table,
                   const struct script *script)
{
    if (table == scripts_store && options->folder == NULL)
        return false;
    return options->only == NULL || strstr(script->name, options->only);
}

static void test_all(const struct options *options)
{
    for (size_t t = 0; t < sizeof tables / sizeof tables[0]; t++)
        for (const struct script *s = tables[t]; s->name != NULL; s++) {
            if (!wanted(options, tables[t], s))
                continue;
            test(s, false);
            if (!options->whole && play_size(s) <= DRIBBLE_LIMIT)
                test(s, true);
        }
}

static void stop_all(const char *allowed)
{
    for (int i = 0; i < server_count; i++) {
        int status = server_stop(&servers[i]);
        if (status != 0)
            printf("# it ended with %d (-1: it had to be killed)\n", status);
        result(status == 0, servers[i].name, " exits with 0 on SIGTERM");
        result(server_complaints(&servers[i], allowed) == 0, servers[i].name,
               " wrote nothing to stderr");
    }
}

/* Takes the options away. Returns how many words are left, -1 if one is no
 * option. */
static int read_options(int argc, char **argv, struct options *options)
{
    int words = 0;
    for (int i = 1; i < argc; i++)
        if (strncmp(argv[i], "--only=", 7) == 0)
            options->only = argv[i] + 7;
        else if (strncmp(argv[i], "--folder=", 9) == 0)
            options->folder = argv[i] + 9;
        else if (strncmp(argv[i], "--allow=", 8) == 0)
            options->allow = argv[i] + 8;
        else if (strcmp(argv[i], "--whole") == 0)
            options->whole = true;
        else if (argv[i][0] == '-')
            return -1;
        else
            argv[++words] = argv[i];
    return words;
}

int main(int argc, char **argv)
{
    struct options options = {0};
    setvbuf(stdout, NULL, _IOLBF, 0);
    signal(SIGPIPE, SIG_IGN);
    int words = read_options(argc, argv, &options);
    if (words < 1 || words > SERVERS) {
        fprintf(stderr,
                "usage: parity [--only=TEXT] [--whole] "
                "[--folder=FOLDER] COMMAND... (1 to %d of them)\n",
                SERVERS);
        return 2;
    }
    for (int i = 1; i <= words; i++)
        if (server_start(&servers[server_count++], argv[i], options.folder))
            return 1;
    test_all(&options);
    stop_all(options.allow);
    printf("1..%d\n", planned);
    return failures > 0;
}
