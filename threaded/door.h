/* door.h: where customers come in. Twin: evented/door.h. */
#ifndef THREADED_DOOR_H
#define THREADED_DOOR_H

#include <stddef.h>

#include "http.h"

struct door {
    struct http_server *server;
    int fd;            /* the listening socket */
    size_t stack_size; /* bytes of stack for each thread */
    bool said;         /* a shortage was told on stderr */
};

/* Accepts connections and starts a thread for each, until the server is
 * stopping. Outlives every shortage. */
void door_open(struct door *door);

#endif
