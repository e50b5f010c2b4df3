/* door.h: where customers come in. */
#ifndef LAB_DOOR_H
#define LAB_DOOR_H

#include "serve.h"

struct door {
    struct http_server *server;
    int fd; /* the listening socket, non-blocking */
    struct loop *loop;
    struct event arrival; /* EV_READ on fd */
    struct event recess;  /* a timer: ends a pause after a shortage */
    bool said;            /* a shortage was told on stderr */
};

/* Accepts connections for the loop from now on. Outlives every shortage.
 * Returns 0, or -1. */
int door_open(struct door *door);

#endif
