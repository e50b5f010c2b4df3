/* door.h: where customers come in. */
#ifndef LAB_DOOR_H
#define LAB_DOOR_H

#include "http.h"

struct door {
    struct http_server *server;
    int fd; /* the listening socket */
};

/* Accepts connections, and has a thread of its own serve each, until the
 * server is stopping. */
void door_open(struct door *door);

#endif
