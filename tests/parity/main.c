/* main.c: plays every script against every server and compares.
 *
 *   parity [--only=TEXT] [--whole] [--allow=TEXT] COMMAND...
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

static const struct script *const tables[] = {scripts_basic, scripts_routes,
                                              scripts_body, scripts_refused,
                                              scripts_limits};

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

static void test_all(const char *only, bool whole_only)
{
    for (size_t t = 0; t < sizeof tables / sizeof tables[0]; t++)
        for (const struct script *s = tables[t]; s->name != NULL; s++) {
            if (only != NULL && strstr(s->name, only) == NULL)
                continue;
            test(s, false);
            if (!whole_only && play_size(s) <= DRIBBLE_LIMIT)
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

int main(int argc, char **argv)
{
    const char *only = NULL, *allowed = NULL;
    bool whole_only = false;
    setvbuf(stdout, NULL, _IOLBF, 0);
    signal(SIGPIPE, SIG_IGN);
    for (int i = 1; i < argc; i++) {
        if (strncmp(argv[i], "--only=", 7) == 0)
            only = argv[i] + 7;
        else if (strcmp(argv[i], "--whole") == 0)
            whole_only = true;
        else if (strncmp(argv[i], "--allow=", 8) == 0)
            allowed = argv[i] + 8;
        else if (argv[i][0] == '-' || server_count == SERVERS)
            server_count = -1; /* usage */
        else if (server_start(&servers[server_count++], argv[i]) != 0)
            return 1;
        if (server_count < 0)
            break;
    }
    if (server_count < 1) {
        fprintf(stderr,
                "usage: parity [--only=TEXT] [--whole] [--allow=TEXT] "
                "COMMAND... (up to %d servers)\n",
                SERVERS);
        return 2;
    }
    test_all(only, whole_only);
    stop_all(allowed);
    printf("1..%d\n", planned);
    return failures > 0;
}
