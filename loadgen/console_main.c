/* console_main.c: the command `loadgen console`: a table of options and the
 * servers' names. */
#include <err.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "commands.h"
#include "console.h"
#include "net.h"
#include "options.h"

static const char help_head[] =
    "usage: loadgen console [OPTION...] NAME=URL...\n"
    "       loadgen console --replay FILE\n\n"
    "Serves a page for the classroom: the servers as restaurants, drawn from "
    "their own\n/stats ten times a second, with customers that the teacher "
    "sends. `make demo`\nstarts five servers and this. Loads only the URLs "
    "given here.\n\n";
static const char help_tail[] =
    "\nexamples:\n"
    "  loadgen console B=http://127.0.0.1:8001 D=http://127.0.0.1:8002\n"
    "  loadgen console --listen 0.0.0.0:8000 B=http://127.0.0.1:8001\n"
    "                            for the class's own devices, with a token\n"
    "  loadgen console --replay results/console-20250131-101500/session.json\n"
    "\nexit status: 0 ended by Ctrl-C or SIGTERM, 1 usage, or cannot listen\n";

/* ---- the command line ------------------------------------------------- */

static const char *take_remote(const char *text, void *value)
{
    struct console_arguments *arguments = value;
    if (arguments->remote_count == CONSOLE_REMOTES)
        return "no more than 8 hosts";
    arguments->remotes[arguments->remote_count++] = text;
    return NULL;
}

static const char *take_listen(const char *text, void *value)
{
    struct sockaddr_storage address;
    socklen_t length;
    if (net_address(text, &address, &length) != 0)
        return "an address such as 127.0.0.1:8000 or [::1]:8000";
    *(const char **)value = text;
    return NULL;
}

static const char *take_token(const char *text, void *value)
{
    static const char letters[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_";
    if (strlen(text) < GUARD_TOKEN_LEAST || text[strspn(text, letters)] != '\0')
        return "8 or more letters, digits, - and _";
    *(const char **)value = text;
    return NULL;
}

static bool is_allowed(const struct console_arguments *arguments,
                       const struct url *url)
{
    for (int i = 0; i < arguments->remote_count; i++)
        if (strcmp(arguments->remotes[i], url->host) == 0)
            return true;
    return url_is_loopback(url);
}

static bool is_named(const struct console *console, const char *name)
{
    for (int i = 0; i < console->server_count; i++)
        if (strcmp(console->servers[i].name, name) == 0)
            return true;
    return false;
}

/* Reads "B=http://127.0.0.1:8001". NULL, or what is wrong. */
static const char *add_server(struct console *console,
                              const struct console_arguments *arguments,
                              const char *word)
{
    const char *equals = strchr(word, '=');
    size_t length = equals != NULL ? (size_t)(equals - word) : 0;
    if (console->server_count == ASK_SERVERS)
        return "8 servers at most";
    struct console_server *server = &console->servers[console->server_count];
    if (length == 0 || length >= sizeof server->name)
        return "give NAME=URL, such as B=http://127.0.0.1:8001";
    memcpy(server->name, word, length);
    server->name[length] = '\0';
    if (!ask_is_name(server->name))
        return "a name is 1 to 15 letters, digits, - and _";
    if (is_named(console, server->name))
        return "that name is taken: give each server another";
    if (strlen(equals + 1) >= sizeof server->base)
        return "that is too long for a URL here";
    strcpy(server->base, equals + 1);
    const char *wrong = url_parse(server->base, &server->url);
    if (wrong != NULL)
        return wrong;
    if (*server->url.path != '\0' && strcmp(server->url.path, "/") != 0)
        return "leave out the path: the menu has those";
    server->base[server->url.path - server->base] = '\0';
    if (!is_allowed(arguments, &server->url))
        return "is not this machine; if its owner agrees, add --allow-remote";
    server->local = url_is_loopback(&server->url);
    server->poll.url = &server->url;
    server->side =
        (struct load_side){.program = console->program,
                           .server = server->base,
                           .remote = server->local ? NULL : server->url.host,
                           .max_clients = console->max_clients};
    console->server_count++;
    return NULL;
}

/* Whether the page is in that folder; names it anyway. */
static bool has_page(struct console *console, const char *first,
                     const char *rest)
{
    char index[PATH_MAX + 16];
    int length =
        snprintf(console->page, sizeof console->page, "%s%s", first, rest);
    snprintf(index, sizeof index, "%s/index.html", console->page);
    return length < (int)sizeof console->page && access(index, R_OK) == 0;
}

/* Where --page says; else beside this program, as installed or as built. */
static void find_page(struct console *console, const char *given)
{
    char folder[PATH_MAX];
    snprintf(folder, sizeof folder, "%s", console->program);
    *strrchr(folder, '/') = '\0';
    bool found = given != NULL ? has_page(console, given, "")
                               : has_page(console, folder,
                                          "/../share/two-counters/console") ||
                                     has_page(console, folder, "/../console");
    if (!found)
        warnx("console: no page in %s: run make, or name its folder with "
              "--page",
              console->page);
}

void console_fail(const char *what, const char *why)
{
    fprintf(stderr, "loadgen console: %s%s%s\n", what, *why ? ": " : "", why);
    exit(EXIT_USAGE);
}

static void read_servers(struct console *console,
                         const struct console_arguments *arguments, int words,
                         char **argv)
{
    if (arguments->replay != NULL && words > 0)
        console_fail(argv[1],
                     "a recorded session needs no servers: leave it out");
    if (arguments->replay == NULL && words == 0)
        console_fail(
            "no server: name them, such as B=http://127.0.0.1:8001, or run "
            "`make demo`, which starts five",
            "");
    for (int i = 1; i <= words; i++) {
        const char *wrong = add_server(console, arguments, argv[i]);
        if (wrong != NULL)
            console_fail(argv[i], wrong);
    }
}

/* ---- the command ------------------------------------------------------ */

int console_main(int argc, char **argv)
{
    static struct console console;
    struct console_arguments arguments = {.listen = "127.0.0.1:8000",
                                          .max_clients = 10000};
    char error[OPTIONS_ERROR_SIZE];
    const struct setting table[] = {
        {"listen", 'l', SETTING_CALL, &arguments.listen, 0, 0, "ADDRESS:PORT",
         "where the page is served (127.0.0.1:8000); port 0 picks one",
         take_listen},
        {"token", 0, SETTING_CALL, &arguments.token, 0, 0, "TEXT",
         "needed for all controls; beyond loopback one is made if not given",
         take_token},
        {"max-clients", 0, SETTING_COUNT, &arguments.max_clients, 1, 100000,
         "N", "no more for a server, whatever is asked", NULL},
        {"out", 0, SETTING_TEXT, &arguments.out, 0, 0, "FOLDER",
         "where session.json goes, if not results/console-STAMP", NULL},
        {"no-record", 0, SETTING_FLAG, &arguments.no_record, 0, 0, NULL,
         "keep no session.json", NULL},
        {"replay", 0, SETTING_TEXT, &arguments.replay, 0, 0, "FILE",
         "show a recorded session; nothing is loaded", NULL},
        {"page", 0, SETTING_TEXT, &arguments.page, 0, 0, "FOLDER",
         "the page's files, if not those beside this program", NULL},
        {"allow-remote", 0, SETTING_CALL, &arguments, 0, 0, "HOST",
         "permit this host, which is not this machine", take_remote},
        {"help", 'h', SETTING_FLAG, &arguments.help, 0, 0, NULL, "this text",
         NULL},
        {NULL, 0, SETTING_FLAG, NULL, 0, 0, NULL, NULL, NULL}};
    int words = options_parse(table, argc, argv, error);
    if (words < 0)
        console_fail(error, "");
    if (arguments.help) {
        arguments = (struct console_arguments){.max_clients = 10000};
        fputs(help_head, stdout);
        options_print(table);
        fputs(help_tail, stdout);
        return EXIT_GOOD;
    }
    if (readlink("/proc/self/exe", console.program,
                 sizeof console.program - 1) < 0)
        console_fail("/proc/self/exe", strerror(errno));
    console.max_clients = arguments.max_clients;
    read_servers(&console, &arguments, words, argv);
    find_page(&console, arguments.page);
    return console_run(&console, &arguments);
}
