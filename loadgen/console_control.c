/* console_control.c: what the teacher, and with a vote the class, can do.
 *
 * A body is read and checked whole (console_ask) before anything is done, and
 * only the servers named at the start can be meant. */
#include <stdio.h>
#include <stdlib.h>

#include "console.h"

static struct ask_rules rules_of(const struct console *console)
{
    struct ask_rules rules = {.count = console->server_count,
                              .max_clients = console->max_clients};
    for (int i = 0; i < console->server_count; i++)
        rules.names[i] = console->servers[i].name;
    return rules;
}

/* The next of the servers meant, or NULL; begin with i = -1. */
static struct console_server *next_of(struct console *console, unsigned servers,
                                      int *i)
{
    while (++*i < console->server_count)
        if (servers >> *i & 1)
            return &console->servers[*i];
    return NULL;
}

/* Whoever watches the board is about to be called away. */
static void leave_board(struct console_server *server)
{
    const struct ask *was = &server->side.asked;
    if (was->clients > 0 && was->item->feed)
        poll_clear_board(&server->poll);
}

/* ---- controls --------------------------------------------------------- */

/* Whether connections are kept where nobody said so: not if one of the
 * servers has a fixed staff, of whom each would serve one customer only. */
static bool keep_of(struct console *console, unsigned servers)
{
    const struct console_server *server;
    for (int i = -1; (server = next_of(console, servers, &i)) != NULL;)
        if (menu_is_fixed_staff(server->scene))
            return false;
    return true;
}

int control_load(struct console *console, const json_t *body, json_t **answer,
                 char error[ASK_ERROR])
{
    struct ask_rules rules = rules_of(console);
    struct console_server *server;
    struct ask ask;
    (void)answer;
    int status = ask_load(body, &rules, &ask, error);
    if (status != 0)
        return status;
    bool keep = keep_of(console, ask.servers);
    for (int i = -1; (server = next_of(console, ask.servers, &i)) != NULL;) {
        leave_board(server);
        load_side_load(&server->side, console->base, &ask, keep);
    }
    json_t *what = json_pack(
        "{s:I,s:s,s:s,s:b}", "clients", (json_int_t)ask.clients, "menu",
        ask.item->id, "arrival", ask.open ? "open" : "closed", "keep",
        ask.item->feed || (ask.keep < 0 ? keep : ask.keep == 1));
    if (ask.open)
        json_object_set_new(what, "rate", json_integer(ask.rate));
    tell_note(console, "load", ask.servers, what);
    return 0;
}

int control_spike(struct console *console, const json_t *body, json_t **answer,
                  char error[ASK_ERROR])
{
    struct ask_rules rules = rules_of(console);
    struct console_server *server;
    struct ask ask;
    (void)answer;
    int status = ask_spike(body, &rules, &ask, error);
    if (status != 0)
        return status;
    for (int i = -1; (server = next_of(console, ask.servers, &i)) != NULL;)
        load_side_spike(&server->side, console->base, &ask);
    tell_note(console, "spike", ask.servers,
              json_pack("{s:I,s:I}", "factor", (json_int_t)ask.factor,
                        "seconds", (json_int_t)ask.seconds));
    return 0;
}

int control_slow(struct console *console, const json_t *body, json_t **answer,
                 char error[ASK_ERROR])
{
    struct ask_rules rules = rules_of(console);
    struct console_server *server;
    struct ask ask;
    (void)answer;
    int status = ask_slow(body, &rules, &ask, error);
    if (status != 0)
        return status;
    for (int i = -1; (server = next_of(console, ask.servers, &i)) != NULL;)
        load_side_slow(&server->side, console->base, ask.clients);
    tell_note(console, "slow", ask.servers,
              json_pack("{s:I}", "clients", (json_int_t)ask.clients));
    return 0;
}

/* Those that can be frozen are; the first that cannot is told of. */
int control_freeze(struct console *console, const json_t *body, json_t **answer,
                   char error[ASK_ERROR])
{
    struct ask_rules rules = rules_of(console);
    struct console_server *server;
    struct ask ask;
    unsigned frozen = 0;
    (void)answer;
    int status = ask_freeze(body, &rules, &ask, error);
    if (status != 0)
        return status;
    for (int i = -1; (server = next_of(console, ask.servers, &i)) != NULL;) {
        const char *wrong = freeze_begin(server, ask.seconds);
        if (wrong == NULL) {
            frozen |= 1U << i;
            continue;
        }
        if (status == 0)
            snprintf(error, ASK_ERROR, "%s is not frozen: %s", server->name,
                     wrong);
        status = 409;
    }
    if (frozen != 0)
        tell_note(console, "freeze", frozen,
                  json_pack("{s:I}", "seconds", (json_int_t)ask.seconds));
    return status;
}

int control_reset(struct console *console, const json_t *body, json_t **answer,
                  char error[ASK_ERROR])
{
    (void)answer;
    int status = ask_nothing(body, error);
    if (status != 0)
        return status;
    for (int i = 0; i < console->server_count; i++) {
        leave_board(&console->servers[i]);
        load_side_stop(&console->servers[i].side);
        if (console->servers[i].freezer > 0)
            tell_note(console, "thaw", 1U << i, json_object());
        freeze_end(&console->servers[i]);
    }
    tell_note(console, "reset", (1U << console->server_count) - 1,
              json_object());
    return 0;
}

/* ---- the vote --------------------------------------------------------- */

int control_question(struct console *console, const json_t *body,
                     json_t **answer, char error[ASK_ERROR])
{
    struct ask_question question;
    int status = ask_question(body, &question, error);
    if (status != 0)
        return status;
    int id = vote_begin(&console->vote, &question);
    *answer = json_pack("{s:b,s:i}", "ok", true, "id", id);
    tell_note(console, "question", 0, vote_json(&console->vote));
    return 0;
}

int control_reveal(struct console *console, const json_t *body, json_t **answer,
                   char error[ASK_ERROR])
{
    (void)answer;
    int status = ask_nothing(body, error);
    if (status != 0)
        return status;
    if (!vote_end(&console->vote)) {
        snprintf(error, ASK_ERROR, "no question is open: ask one first");
        return 409;
    }
    tell_note(console, "reveal", 0, vote_json(&console->vote));
    return 0;
}

int control_vote(struct console *console, const json_t *body, json_t **answer,
                 char error[ASK_ERROR])
{
    struct ask_vote vote;
    (void)answer;
    int status = ask_vote(body, &vote, error);
    if (status == 0)
        status = vote_take(&console->vote, &vote, error);
    if (status != 0)
        return status;
    json_t *counted = vote_json(&console->vote);
    char *text = json_dumps(counted, JSON_COMPACT);
    if (text != NULL)
        stream_send_all(&console->streams, "vote", text);
    free(text);
    json_decref(counted);
    return 0;
}
