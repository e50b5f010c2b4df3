/* door.h: where customers come in. */
#ifndef LAB_DOOR_H
#define LAB_DOOR_H

#include "serve.h"

struct door {
    struct http_server *server;
    int fd; /* the listening socket, non-blocking */
    struct loop *loop;
};

/* Somebody is at the door: accepts connections for the loop, a group at
 * most. Never waits. */
void customer_arrives(struct door *door);

#endif
