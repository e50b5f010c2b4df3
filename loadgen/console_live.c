/* console_live.c: the console's clock, ten times a second.
 *
 * A turn asks every server for its /stats and reads the kernel; a moment
 * later, when the answers are there, the sample is told and recorded. */
#include <signal.h>
#include <stdlib.h>

#include "clock.h"
#include "console.h"

enum {
    ANSWERS_MS = 15, /* the moment */
    WRITE_TURNS = 10 /* the recording goes to the disk once a second */
};

static struct event *turn_event, *tell_event;
static int turns;

int64_t live_ms(const struct console *console)
{
    return (clock_now() - console->began) / CLOCK_MS;
}

/* ---- what has changed ------------------------------------------------- */

/* A server that was started anew may be another restaurant. */
static bool learn(struct console_server *server)
{
    int64_t pid = poll_pid(&server->poll);
    if (!server->poll.good || pid == server->pid)
        return false;
    server->pid = pid;
    server->scene = poll_scene(&server->poll);
    if (!server->local || !kernel_owns((pid_t)pid, server->door.inode) ||
        !kernel_command((pid_t)pid, server->command, sizeof server->command))
        server->command[0] = '\0';
    return true;
}

/* Notes who comes and goes. One that is only late is neither: its samples
 * tell. */
static void watch(struct console *console, int i)
{
    struct console_server *server = &console->servers[i];
    bool listening = !server->local || server->door.listening;
    bool up = listening && server->poll.good;
    const char *why;
    poll_is_up(&server->poll, listening, &why);
    if (up != server->was_up)
        tell_note(console, up ? "up" : "down", 1U << i,
                  json_pack("{s:s}", "why", up ? "" : why));
    server->was_up = up;
    if (!learn(server))
        return;
    char scene[2] = {server->scene, '\0'};
    tell_note(console, "scene", 1U << i, json_pack("{s:s}", "scene", scene));
    tell_config_again(console);
}

/* ---- the turns -------------------------------------------------------- */

static void look_at_doors(struct console *console)
{
    struct sockaddr_storage addresses[ASK_SERVERS] = {0};
    struct kernel_door doors[ASK_SERVERS];
    int count = console->server_count;
    for (int i = 0; i < count; i++)
        addresses[i] = console->servers[i].url.address;
    kernel_look(console->netlink, addresses, count, doors);
    for (int i = 0; i < count; i++)
        console->servers[i].door = doors[i];
}

static void turn(evutil_socket_t fd, short what, void *argument)
{
    struct console *console = argument;
    struct timeval moment = {0, ANSWERS_MS * 1000};
    (void)fd;
    (void)what;
    for (int i = 0; i < console->server_count; i++) {
        struct console_server *server = &console->servers[i];
        bool keep =
            server->scene != '\0' && !menu_is_fixed_staff(server->scene);
        poll_ask(&server->poll, console->base, keep);
    }
    event_add(tell_event, &moment);
}

void live_record(struct console *console)
{
    json_t *config = tell_config(console);
    if (session_write(&console->session, console->notes, config) != 0) {
        perror("loadgen console: session.json: no longer recorded");
        session_end(&console->session);
    }
    json_decref(config);
}

static void tell(evutil_socket_t fd, short what, void *argument)
{
    struct console *console = argument;
    (void)fd;
    (void)what;
    look_at_doors(console);
    for (int i = 0; i < console->server_count; i++)
        watch(console, i);
    json_t *sample = tell_sample(console);
    char *text = json_dumps(sample, JSON_COMPACT | JSON_REAL_PRECISION(9));
    json_decref(sample);
    if (text == NULL)
        return;
    stream_send_all(&console->streams, "sample", text);
    session_sample(&console->session, live_ms(console), text);
    free(text);
    if (++turns % WRITE_TURNS == 0)
        live_record(console);
}

static void replay_turn(evutil_socket_t fd, short what, void *argument)
{
    struct console *console = argument;
    (void)fd;
    (void)what;
    for (struct stream *s = console->streams.first, *next; s; s = next) {
        next = s->next;
        replay_tell(console->replay, s);
    }
}

int live_begin(struct console *console)
{
    struct timeval pace = {0, CONSOLE_SAMPLE_MS * 1000};
    bool live = console->replay == NULL;
    turn_event = event_new(console->base, -1, EV_PERSIST,
                           live ? turn : replay_turn, console);
    tell_event = event_new(console->base, -1, 0, tell, console);
    if (turn_event == NULL || tell_event == NULL)
        return -1;
    return event_add(turn_event, &pace);
}

void live_end(struct console *console)
{
    for (int i = 0; i < console->server_count; i++) {
        freeze_end(&console->servers[i]);
        load_side_stop(&console->servers[i].side);
    }
    live_record(console);
    session_end(&console->session);
    for (int i = 0; i < console->server_count; i++)
        poll_free(&console->servers[i].poll);
    event_free(turn_event);
    event_free(tell_event);
}

void live_child_ended(struct console *console, pid_t pid, int status)
{
    if (trace_child_ended(console, pid, status))
        return;
    for (int i = 0; i < console->server_count; i++) {
        struct console_server *server = &console->servers[i];
        if (load_side_ended(&server->side, pid, status))
            return;
        if (server->freezer != pid)
            continue;
        kill(server->frozen, SIGCONT); /* should the child have been killed */
        server->freezer = server->frozen = 0;
        tell_note(console, "thaw", 1U << i, json_object());
        return;
    }
}
