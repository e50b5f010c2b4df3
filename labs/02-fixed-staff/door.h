/* door.h: where customers come in. */
#ifndef LAB_DOOR_H
#define LAB_DOOR_H

#include "http.h"
#include "pool.h"

struct door {
    struct http_server *server;
    struct pool *pool;
    int fd; /* the listening socket */
};

/* Accepts connections until the server is stopping, and submits each to the
 * pool. Turns away whom it has no place for. */
void door_open(struct door *door);

/* Serves one customer: what the pool's threads are given to do. */
void door_serve(int fd, void *server);

#endif
