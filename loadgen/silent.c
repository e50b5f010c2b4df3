/* silent.c: the crowd of `idle`: it says nothing (see hold.h).
 *
 * The crowd is never connected again: who is closed by the server is counted
 * as that. With --greet each asks once, right after it was connected. */
#include "clock.h"
#include "hold.h"
#include "validity.h"

static void silent_connected(struct client *client)
{
    struct hold *hold = hold_of(client);
    crowd_note_connected(client);
    if (!hold->plan->greet)
        return;
    hold->greets++;
    client->mark = 1; /* its greeting is unanswered */
    client_send(client, clock_now());
}

static void silent_answered(struct client *client, enum outcome outcome,
                            int64_t now)
{
    struct hold *hold = hold_of(client);
    (void)now;
    hold->greets--;
    client->mark = 0;
    if (outcome == OUTCOME_GOOD)
        client->served++;
    else
        hold->result->errors[outcome]++;
    if (client->state == CLIENT_CLOSED)
        hold->crowd.counts.closed++; /* answered, but not kept open */
}

static void silent_broken(struct client *client, enum outcome outcome,
                          int error)
{
    struct hold *hold = hold_of(client);
    if (hold_note_broken(client, outcome, error) || client->mark == 0)
        return;
    client->mark = 0;
    hold->greets--;
    hold->result->errors[outcome]++;
}

static bool silent_ready(const struct hold *hold)
{
    return hold->greets == 0;
}

static const struct hold_kind silent_kind = {
    .owner = {silent_connected, silent_answered, silent_broken},
    .ready = silent_ready,
    .judge = validity_judge_idle,
};

enum exit_status load_idle(const struct load_plan *plan,
                           struct load_result *result,
                           char error[LOAD_ERROR_SIZE])
{
    return hold_load(plan, result, &silent_kind, error);
}
