/* door.h: where customers come in. Twin: threaded/door.h. */
#ifndef EVENTED_DOOR_H
#define EVENTED_DOOR_H

#include "serve.h"

struct door {
    struct http_server *server;
    int fd; /* the listening socket, non-blocking */
    struct loop *loop;
    struct event arrival; /* EV_READ on fd */
    struct event recess;  /* ends a pause after a shortage */
};

/* Accepts connections for the loop from now on. Outlives every shortage.
 * Returns 0, or -1. */
int door_open(struct door *door);

/* Accepts no more. */
void door_close(struct door *door);

#endif
