/* door.h: where customers come in. */
#ifndef LAB_DOOR_H
#define LAB_DOOR_H

#include "serve.h"

struct door {
    int fd; /* the listening socket, non-blocking */
    struct loop *loop;
    struct event arrival; /* EV_READ on fd */
};

/* Accepts connections for the loop from now on. Returns 0, or -1. */
int door_open(struct door *door);

#endif
