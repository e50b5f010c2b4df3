/* console_generator.c: see console_generator.h.
 *
 * A generator is killed, not asked: it has nothing to save, and the kernel
 * closes its connections at once. Its end is noticed by SIGCHLD, for which
 * our caller waits. */
#include "console_generator.h"

#include <errno.h>
#include <event2/buffer.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "clock.h"
#include "commands.h"

enum { LONGEST_LINE = 65536 };

const char *generator_word(enum generator_state state)
{
    switch (state) {
    case GENERATOR_OFF:
        return "off";
    case GENERATOR_STARTING:
        return "starting";
    case GENERATOR_RUNNING:
        return "running";
    case GENERATOR_ENDED:
        return "ended";
    case GENERATOR_FAILED:
        break;
    }
    return "failed";
}

json_t *generator_number(const struct generator *generator, const char *name)
{
    json_t *number = json_object_get(generator->sample, name);
    return json_is_number(number) ? json_incref(number) : json_null();
}

/* ---- its samples ------------------------------------------------------ */

static void take_line(struct generator *generator, const char *line)
{
    json_t *sample = json_loads(line, 0, NULL);
    if (!json_is_object(sample)) {
        json_decref(sample);
        return;
    }
    json_decref(generator->sample);
    generator->sample = sample;
    generator->sampled = clock_now();
    const char *state = json_string_value(json_object_get(sample, "state"));
    if (state != NULL && strcmp(state, "running") == 0)
        generator->state = GENERATOR_RUNNING;
}

static void readable(evutil_socket_t fd, short what, void *argument)
{
    struct generator *generator = argument;
    char *line;
    (void)what;
    int n = evbuffer_read(generator->unread, fd, -1);
    if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR))
        event_del(generator->readable); /* SIGCHLD tells the rest */
    while ((line = evbuffer_readln(generator->unread, NULL, EVBUFFER_EOL_LF)) !=
           NULL) {
        take_line(generator, line);
        free(line);
    }
    if (evbuffer_get_length(generator->unread) > LONGEST_LINE)
        evbuffer_drain(generator->unread, LONGEST_LINE);
}

/* ---- its life --------------------------------------------------------- */

static void forget(struct generator *generator)
{
    if (generator->readable != NULL)
        event_free(generator->readable);
    if (generator->unread != NULL)
        evbuffer_free(generator->unread);
    if (generator->child.pid > 0) {
        close(generator->child.out);
        close(generator->errors);
    }
    json_decref(generator->sample);
    generator->readable = NULL;
    generator->unread = NULL;
    generator->sample = NULL;
    generator->child.pid = 0;
}

static int failed(struct generator *generator, int error)
{
    forget(generator);
    generator->state = GENERATOR_FAILED;
    snprintf(generator->why, sizeof generator->why,
             "cannot start a generator: %s", strerror(error));
    return -1;
}

int generator_start(struct generator *generator, struct event_base *base,
                    char *const argv[])
{
    generator_stop(generator);
    generator->errors = memfd_create("errors", MFD_CLOEXEC);
    if (generator->errors < 0)
        return failed(generator, errno);
    const struct spawn_plan plan = {argv, 0, generator->errors, true};
    if (spawn_start(&generator->child, &plan) != 0) {
        int error = errno;
        close(generator->errors);
        return failed(generator, error);
    }
    generator->state = GENERATOR_STARTING;
    generator->unread = evbuffer_new();
    generator->readable = event_new(base, generator->child.out,
                                    EV_READ | EV_PERSIST, readable, generator);
    if (generator->unread == NULL || generator->readable == NULL ||
        event_add(generator->readable, NULL) != 0) {
        generator_stop(generator);
        return failed(generator, ENOMEM);
    }
    return 0;
}

void generator_stop(struct generator *generator)
{
    if (generator->child.pid > 0)
        kill(-generator->child.pid, SIGKILL);
    forget(generator);
    generator->state = GENERATOR_OFF;
    generator->why[0] = '\0';
}

/* The last line that it said on stderr, without its own name. */
static void read_why(struct generator *generator)
{
    char text[1024];
    ssize_t n = pread(generator->errors, text, sizeof text - 1, 0);
    text[n > 0 ? n : 0] = '\0';
    char *end = text + strcspn(text, "\n");
    while (end[0] == '\n' && end[1] != '\0') { /* on to the last one */
        memmove(text, end + 1, strlen(end + 1) + 1);
        end = text + strcspn(text, "\n");
    }
    *end = '\0';
    const char *from = strncmp(text, "loadgen: ", 9) == 0 ? text + 9 : text;
    snprintf(generator->why, sizeof generator->why, "%.150s",
             *from != '\0' ? from : "the generator was killed");
}

bool generator_ended(struct generator *generator, pid_t pid, int status)
{
    if (generator->child.pid != pid)
        return false;
    bool good = WIFEXITED(status) && (WEXITSTATUS(status) == EXIT_GOOD ||
                                      WEXITSTATUS(status) == EXIT_INVALID);
    generator->state = good ? GENERATOR_ENDED : GENERATOR_FAILED;
    if (good)
        snprintf(generator->why, sizeof generator->why,
                 "its time is over; start it again");
    else
        read_why(generator);
    kill(-pid, SIGKILL); /* whatever it left in its group */
    forget(generator);
    return true;
}
