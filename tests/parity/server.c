/* server.c: starts and stops one server process (see server.h).
 *
 * The server dies with us (PR_SET_PDEATHSIG), whatever happens. Its first
 * line is read with a deadline, and its end is noticed by the end of its
 * stdout: nothing is polled, nothing sleeps. */
#include "server.h"

#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PATIENCE_MS = 60000 };

/* In the child: becomes the server. */
static void become(const char *command, const char *folder, int out, int errors)
{
    char line[4096], more[1024] = "";
    if (folder != NULL)
        snprintf(more, sizeof more, "'--root=%s/root' '--database=%s/%d.db'",
                 folder, folder, (int)getpid());
    snprintf(line, sizeof line, "exec %s --listen 127.0.0.1:0 %s", command,
             more);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (dup2(out, STDOUT_FILENO) >= 0 && dup2(errors, STDERR_FILENO) >= 0)
        execl("/bin/sh", "sh", "-c", line, (char *)NULL);
    _exit(127);
}

/* Reads up to the first newline or the end. Returns the length. */
static size_t first_line(int fd, char *line, size_t size)
{
    size_t length = 0;
    struct pollfd wait = {.fd = fd, .events = POLLIN};
    while (length + 1 < size && poll(&wait, 1, PATIENCE_MS) == 1 &&
           read(fd, line + length, 1) == 1 && line[length] != '\n')
        length++;
    line[length] = '\0';
    return length;
}

/* "with this build/threaded/threaded --threads=4" is "threaded --threads=4". */
static void set_name(struct server *server)
{
    const char *name = server->command, *options = strstr(name, " --");
    size_t length = options ? (size_t)(options - name) : strlen(name);
    const char *slash = memrchr(name, '/', length);
    snprintf(server->name, sizeof server->name, "%s", slash ? slash + 1 : name);
}

static int port_of(const char *line)
{
    const char *url = strstr(line, "http://");
    const char *end = url ? strchr(url + 7, '/') : NULL;
    while (end && end > url && end[-1] != ':')
        end--;
    return end ? (int)strtol(end, NULL, 10) : 0;
}

int server_start(struct server *server, const char *command, const char *folder)
{
    int out[2];
    char line[256];
    memset(server, 0, sizeof *server);
    server->command = command;
    set_name(server);
    server->errors = tmpfile();
    if (server->errors == NULL || pipe(out) != 0)
        return -1;
    fflush(stdout);
    server->pid = fork();
    if (server->pid == 0)
        become(command, folder, out[1], fileno(server->errors));
    close(out[1]);
    server->out = out[0];
    if (server->pid > 0 && first_line(server->out, line, sizeof line) > 0)
        server->port = port_of(line);
    if (server->port > 0)
        return 0;
    printf("# '%s' did not start: its first line should name its URL\n",
           command);
    server_stop(server);
    server_complaints(server, NULL);
    return -1;
}

/* Reads stdout to its end. Returns 0, or -1 when that does not come. */
static int wait_for_end(int out)
{
    char text[4096];
    struct pollfd wait = {.fd = out, .events = POLLIN};
    while (poll(&wait, 1, PATIENCE_MS) == 1)
        if (read(out, text, sizeof text) <= 0)
            return 0;
    return -1;
}

int server_stop(struct server *server)
{
    int status = 0;
    if (server->pid <= 0)
        return -1;
    kill(server->pid, SIGTERM);
    int late = wait_for_end(server->out);
    if (late)
        kill(server->pid, SIGKILL);
    waitpid(server->pid, &status, 0);
    close(server->out);
    if (late)
        return -1;
    return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

int server_complaints(struct server *server, const char *allowed)
{
    char line[1024];
    int lines = 0;
    rewind(server->errors);
    while (fgets(line, sizeof line, server->errors) != NULL) {
        printf("# %s: %s", server->name, line);
        lines += allowed == NULL || strstr(line, allowed) == NULL;
    }
    fclose(server->errors);
    return lines;
}
