/* console_freeze.c: stops a server for a moment, and has it go on.
 *
 * Only the process that has the listening socket of the server's URL can be
 * stopped, and only if it is the user's own. The child that stops it also has
 * it go on, even when the console is killed meanwhile (stall.h). */
#include <errno.h>
#include <signal.h>
#include <sys/wait.h>

#include "clock.h"
#include "console.h"
#include "stall.h"

const char *freeze_begin(struct console_server *server, int64_t seconds)
{
    pid_t pid = (pid_t)poll_pid(&server->poll);
    if (!server->local)
        return "it is on another machine: stop it there";
    if (server->freezer > 0)
        return "it is frozen already: wait until it goes on";
    if (pid <= 1)
        return "its process is not known: it has not answered GET /stats yet";
    if (!server->door.listening || !kernel_owns(pid, server->door.inode))
        return "the process that its /stats names does not listen there";
    const char *wrong = stall_check(pid);
    if (wrong != NULL)
        return wrong;
    pid_t child = stall_begin(pid, seconds * CLOCK_S);
    if (child < 0)
        return "cannot start another process: end some";
    server->freezer = child;
    server->frozen = pid;
    return NULL;
}

void freeze_end(struct console_server *server)
{
    if (server->freezer <= 0)
        return;
    kill(server->freezer, SIGTERM);
    stall_end(server->freezer);
    kill(server->frozen, SIGCONT); /* should the child have been killed */
    server->freezer = server->frozen = 0;
}
