/* closing.c: the end of the day.
 *
 * Yours. As it stands, nobody listens for signals: SIGTERM ends the program
 * on the spot, and whoever was eating sits in the street. */
#include "closing.h"

#include <signal.h>
#include <sys/socket.h>
#include <time.h>

#include "serve.h"

/* Task 1: hear SIGTERM and SIGINT, and have the door closed.
 * Task 3: who sits there without an order may go home. */
int closing_watch(struct http_server *server, int door)
{
    (void)server, (void)door;
    return 0;
}

/* Task 2: server->open, server->lock and server->left (http.h) are what you
 * need. Task 4: but not for ever. */
void closing_wait(struct http_server *server)
{
    (void)server;
}
