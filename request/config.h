/* config.h: the options of both servers, in one table.
 *
 * Same names, same defaults, same bounds: a chart must never be explained by
 * an option. What only one server can do (threads, loops) is added by it. */
#ifndef REQUEST_CONFIG_H
#define REQUEST_CONFIG_H

#include <stdbool.h>
#include <stdint.h>

#include "options.h"

struct config {
    const char *listen;      /* address:port; port 0 picks a free one */
    int64_t backlog;         /* connections the kernel may queue */
    bool reuse_port;         /* others may listen on the same port too */
    int64_t max_connections; /* more wait in the backlog; 0 = no limit */
    int64_t idle_timeout;    /* ns without a request; 0 = for ever */
    int64_t request_timeout; /* ns for a whole head and body; 0 = for ever */
    int64_t write_timeout;   /* ns to take one piece of a reply; 0 = ever */
    int64_t drain_timeout;   /* ns to finish requests after SIGTERM */
    int64_t max_head;        /* bytes of target and header fields */
    int64_t max_body;        /* bytes of a request's body */
    const char *root;        /* folder behind /files/, or NULL */
    const char *database;    /* SQLite file behind /orders, or NULL */
    const char *trace;       /* file for trace events, or NULL */
    bool quiet;              /* no closing line on stdout */
};

/* Reads the command line of the server `model`, whose own settings are
 * `extras` (ended by a NULL name, at most 8; their values hold defaults).
 * --help and --version print and exit 0; a bad command line prints one line
 * on stderr and exits 2. `example` is one more line for --help. */
void config_read(struct config *config, const char *model, int port,
                 const struct setting *extras, const char *example, int argc,
                 char **argv);

#endif
