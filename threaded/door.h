/* door.h: where customers come in. Twin: evented/door.h. */
#ifndef THREADED_DOOR_H
#define THREADED_DOOR_H

#include <stddef.h>

#include "http.h"

struct door {
    struct http_server *server;
    int fd;            /* the listening socket */
    int staff;         /* how many threads; 0: one for every connection */
    size_t stack_size; /* bytes of stack for each thread */
};

/* Accepts connections until the server is stopping: starts a thread for
 * each, or has a fixed staff of threads take them one after another. Outlives
 * every shortage. Returns 0, or an errno when the staff could not start. */
int door_open(struct door *door);

#endif
