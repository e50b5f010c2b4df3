/* console_tell.c: what the page is told, as JSON (see console.h). */
#include <stdlib.h>
#include <unistd.h>

#include "clock.h"
#include "console.h"
#include "proc.h"

static json_t *text_or_null(const char *text)
{
    json_t *json = *text != '\0' ? json_string(text) : NULL;
    return json != NULL ? json : json_null();
}

/* ---- the configuration ------------------------------------------------ */

static json_t *server_json(const struct console_server *server)
{
    char scene[2] = {server->scene, '\0'};
    const json_t *stats = server->poll.stats;
    json_t *model = json_object_get(stats, "model");
    return json_pack("{s:s,s:s,s:O?,s:o,s:o,s:o}", "name", server->name, "url",
                     server->base, "model", model, "scene", text_or_null(scene),
                     "title", text_or_null(menu_scene(server->scene)),
                     "command", text_or_null(server->command));
}

static json_t *limits_json(const struct console *console)
{
    return json_pack("{s:I,s:i,s:i,s:i,s:i}", "clients",
                     (json_int_t)console->max_clients, "rate", ASK_RATE,
                     "factor", ASK_FACTOR, "seconds", ASK_SPIKE_S, "freeze",
                     ASK_FREEZE_S);
}

json_t *tell_config(const struct console *console)
{
    char vote[64];
    if (console->replay != NULL)
        return json_incref(console->replay->config);
    json_t *servers = json_array();
    for (int i = 0; i < console->server_count; i++)
        json_array_append_new(servers, server_json(&console->servers[i]));
    bool secret = console->token != NULL;
    snprintf(vote, sizeof vote, "/vote%s%s", secret ? "?token=" : "",
             secret ? console->class_token : "");
    return json_pack("{s:s,s:o,s:I,s:o,s:o,s:i,s:b,s:s,s:I}", "created",
                     console->created, "servers", servers, "max_clients",
                     (json_int_t)console->max_clients, "limits",
                     limits_json(console), "menu", menu_json(), "cores",
                     (int)sysconf(_SC_NPROCESSORS_ONLN), "replay", false,
                     "vote", vote, "elapsed_ms", (json_int_t)live_ms(console));
}

void tell_config_again(struct console *console)
{
    json_t *config = tell_config(console);
    char *text = json_dumps(config, JSON_COMPACT);
    if (text != NULL)
        stream_send_all(&console->streams, "config", text);
    free(text);
    json_decref(config);
}

/* ---- a sample --------------------------------------------------------- */

static json_t *integer_if(bool known, int64_t value)
{
    return known ? json_integer(value) : json_null();
}

/* What the kernel tells, which is true also of a server that is too busy to
 * tell anything; null where nobody listens. Its process is known from its
 * first answer on: until then what would be told of that is null. */
static json_t *kernel_json(const struct console_server *server)
{
    struct proc_process process = {0};
    pid_t pid = (pid_t)server->pid;
    if (!server->local || !server->door.listening)
        return json_null();
    bool queue = server->door.waiting >= 0;
    bool found = pid > 1 && proc_process_brief(pid, &process) == 0;
    return json_pack("{s:o,s:o,s:o,s:o,s:o}", "waiting",
                     integer_if(queue, server->door.waiting), "most",
                     integer_if(queue, server->door.most), "threads",
                     integer_if(found, process.threads), "rss_bytes",
                     integer_if(found, process.rss_bytes), "cpu_s",
                     found ? json_real(clock_seconds(process.cpu_ns))
                           : json_null());
}

static json_t *one_json(struct console_server *server, int64_t now)
{
    const struct stats_poll *poll = &server->poll;
    const char *why;
    bool up = poll_is_up(&server->poll,
                         !server->local || server->door.listening, &why);
    json_t *age = poll->stats == NULL
                      ? json_null()
                      : json_integer((now - poll->answered) / CLOCK_MS);
    return json_pack("{s:b,s:s,s:I,s:o,s:O?,s:o,s:o,s:o,s:o,s:b}", "up", up,
                     "why", why, "asked", (json_int_t)poll->answers, "age_ms",
                     age, "stats", poll->stats, "kernel", kernel_json(server),
                     "load", load_side_load_json(&server->side, now), "slow",
                     load_side_slow_json(&server->side), "spike",
                     load_side_spike_json(&server->side, now), "frozen",
                     server->freezer > 0);
}

json_t *tell_sample(struct console *console)
{
    int64_t now = clock_now();
    json_t *servers = json_object();
    for (int i = 0; i < console->server_count; i++)
        json_object_set_new(servers, console->servers[i].name,
                            one_json(&console->servers[i], now));
    return json_pack("{s:I,s:o}", "t", (json_int_t)live_ms(console), "servers",
                     servers);
}

/* ---- notes ------------------------------------------------------------ */

void tell_note(struct console *console, const char *kind, unsigned servers,
               json_t *what)
{
    json_t *names = json_array();
    for (int i = 0; i < console->server_count; i++)
        if (servers >> i & 1)
            json_array_append_new(names, json_string(console->servers[i].name));
    json_t *note =
        json_pack("{s:I,s:s,s:o,s:o}", "t", (json_int_t)live_ms(console),
                  "kind", kind, "servers", names, "what", what);
    char *text = json_dumps(note, JSON_COMPACT);
    if (text != NULL)
        stream_send_all(&console->streams, "note", text);
    free(text);
    if (json_array_size(console->notes) < CONSOLE_NOTES)
        json_array_append(console->notes, note);
    json_decref(note);
}
