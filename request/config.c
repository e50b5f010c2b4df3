/* config.c: reads the options that both servers share (see config.h). */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "net.h"
#include "version.h"

enum { SHARED = 16, EXTRAS = 8 };

static const int64_t second = 1000000000;

static void config_default(struct config *config, char *address, int port)
{
    sprintf(address, "127.0.0.1:%d", port);
    *config = (struct config){
        .listen = address,
        .backlog = 4096,
        .idle_timeout = 60 * second,
        .request_timeout = 20 * second,
        .write_timeout = 20 * second,
        .drain_timeout = 10 * second,
        .max_head = 16384,
        .max_body = 1 << 20,
    };
}

static const char *take_address(const char *text, void *value)
{
    struct sockaddr_storage address;
    socklen_t length;
    if (net_address(text, &address, &length) != 0)
        return "an address such as 127.0.0.1:8001 or [::1]:8001";
    *(const char **)value = text;
    return NULL;
}

static void config_settings(struct config *c, bool *help, bool *version,
                            const struct setting *extras,
                            struct setting settings[SHARED + EXTRAS + 1])
{
    const int64_t day = 86400 * second;
    const struct setting shared[SHARED] = {
        {"listen", 'l', SETTING_CALL, &c->listen, 0, 0, "ADDRESS:PORT",
         "where to listen; port 0 picks a free one", take_address},
        {"backlog", 0, SETTING_COUNT, &c->backlog, 1, 65535, "N",
         "connections the kernel queues for us", NULL},
        {"reuse-port", 0, SETTING_FLAG, &c->reuse_port, 0, 0, NULL,
         "let other processes listen on the same port", NULL},
        {"max-connections", 0, SETTING_COUNT, &c->max_connections, 0, 10000000,
         "N", "more wait outside; 0 sets no limit", NULL},
        {"idle-timeout", 0, SETTING_TIME, &c->idle_timeout, 0, day, "TIME",
         "close a silent connection; 0 never", NULL},
        {"request-timeout", 0, SETTING_TIME, &c->request_timeout, 0, day,
         "TIME", "a whole request must come within; 0 never", NULL},
        {"write-timeout", 0, SETTING_TIME, &c->write_timeout, 0, day, "TIME",
         "each piece of a reply must be taken within", NULL},
        {"drain-timeout", 0, SETTING_TIME, &c->drain_timeout, 0, day, "TIME",
         "finish requests after SIGTERM within", NULL},
        {"max-head", 0, SETTING_BYTES, &c->max_head, 256, 1 << 20, "SIZE",
         "largest target and header fields", NULL},
        {"max-body", 0, SETTING_BYTES, &c->max_body, 0, 1 << 30, "SIZE",
         "largest request body", NULL},
        {"root", 0, SETTING_TEXT, &c->root, 0, 0, "FOLDER",
         "what GET /files/ serves; nothing without", NULL},
        {"database", 0, SETTING_TEXT, &c->database, 0, 0, "FILE",
         "SQLite file for /orders, made if missing", NULL},
        {"trace", 0, SETTING_TEXT, &c->trace, 0, 0, "FILE",
         "write who waited for what, for Perfetto", NULL},
        {"quiet", 'q', SETTING_FLAG, &c->quiet, 0, 0, NULL,
         "no closing line on stdout", NULL},
        {"help", 'h', SETTING_FLAG, help, 0, 0, NULL, "this help", NULL},
        {"version", 0, SETTING_FLAG, version, 0, 0, NULL, "the version", NULL},
    };
    int n = 0;
    for (; n < EXTRAS && extras[n].name != NULL; n++)
        settings[n] = extras[n];
    memcpy(settings + n, shared, sizeof shared);
    settings[n + SHARED] = (struct setting){0};
}

static void print_help(const char *model, const struct setting *settings,
                       const char *example)
{
    printf("usage: %s [OPTION...]\n\n", model);
    options_print(settings);
    printf("\nUnits: 10k is 10,000; 64K is 65,536 bytes; 50ms, 30s, 2m.\n"
           "For example:\n  %s --listen 127.0.0.1:0\n  %s\n",
           model, example);
}

void config_read(struct config *config, const char *model, int port,
                 const struct setting *extras, const char *example, int argc,
                 char **argv)
{
    static char address[32];
    struct setting settings[SHARED + EXTRAS + 1], defaults[SHARED + EXTRAS + 1];
    struct config untouched;
    bool help = false, version = false;
    char error[OPTIONS_ERROR_SIZE];
    config_default(config, address, port);
    config_settings(config, &help, &version, extras, settings);
    untouched = *config;
    config_settings(&untouched, &help, &version, extras, defaults);
    int words = options_parse(settings, argc, argv, error);
    if (words > 0)
        snprintf(error, sizeof error,
                 "'%.60s': not an option; --help lists them", argv[1]);
    if (words != 0) {
        fprintf(stderr, "%s: %s\n", model, error);
        exit(2);
    }
    if (help)
        print_help(model, defaults, example);
    if (version)
        printf("%s " VERSION "\n", model);
    if (help || version)
        exit(0);
}
