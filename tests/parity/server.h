/* server.h: starts a server on a port of its own, and stops it. */
#ifndef PARITY_SERVER_H
#define PARITY_SERVER_H

#include <stdio.h>
#include <sys/types.h>

struct server {
    const char *command; /* as given; --listen and more is added */
    char name[64];       /* "threaded --threads=4": for messages */
    pid_t pid;
    int port;     /* read from its first line */
    int out;      /* its stdout; ends when it does */
    FILE *errors; /* its stderr, in an unnamed file */
};

/* Starts `command` by the shell and waits for its first line of output, which
 * must name http://HOST:PORT/. With a folder, it serves the files in its root/
 * and keeps its orders there. Returns 0, or -1 after saying why on stdout. */
int server_start(struct server *server, const char *command,
                 const char *folder);

/* Sends SIGTERM and waits for the end. Returns the exit status, 128 + the
 * signal that killed it, or -1 if it had to be killed after a minute. */
int server_stop(struct server *server);

/* Prints what it wrote to stderr, a `#` before each line. Returns the number
 * of lines without the `allowed` text (NULL: of all). Ends the use of the
 * server. */
int server_complaints(struct server *server, const char *allowed);

#endif
