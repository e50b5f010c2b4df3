/* hold_crowd.c: what crowds of every kind need (see hold.h). */
#include <string.h>

#include "hold.h"

bool hold_note_broken(struct client *client, enum outcome outcome, int error)
{
    crowd_note_broken(client, outcome, error);
    if (client->was_established)
        return false;
    crowd_retry(client);
    return true;
}

int hold_wire(const struct load_plan *plan, const char *method,
              const char *path, struct wire *wire)
{
    struct wire_request request = plan->request;
    struct url url = plan->target;
    if (method != NULL) {
        request.method = method;
        request.body_file = NULL;
    }
    if (path != NULL)
        url.path = path;
    return wire_build(wire, &request, &url);
}

void hold_prepare_crowd(struct hold *hold, struct crowd *crowd,
                        const struct wire *wire,
                        const struct client_owner *owner)
{
    const struct load_plan *plan = hold->plan;
    struct client_group *group = &crowd->group;
    group->base = hold->base;
    group->buffer = hold->buffer;
    group->wire = wire;
    group->owner = owner;
    group->expect = plan->expect_body;
    group->expect_length = plan->expect_body ? strlen(plan->expect_body) : 0;
    group->server = (const struct sockaddr *)&plan->target.address;
    group->server_length = plan->target.length;
    group->source_first = plan->source_first;
    group->source_count = plan->source_count;
    group->reset = plan->reset;
    crowd->at_a_time = plan->connecting;
    crowd->timeout = plan->timeout;
}

uint64_t hold_sum(const uint64_t errors[OUTCOMES])
{
    uint64_t all = 0;
    for (int i = 0; i < OUTCOMES; i++)
        all += errors[i];
    return all;
}

/* Everyone who has a connection, and how long one of the probes has waited
 * already. */
static void look_at_clients(const struct hold *hold, int64_t now,
                            struct ticker_look *look)
{
    const struct crowd *probes = &hold->probe.crowd;
    for (int64_t i = 0; i < hold->crowd.size; i++)
        look->connected += hold->crowd.clients[i].state >= CLIENT_OPEN;
    for (int64_t i = 0; i < probes->size; i++) {
        const struct client *client = &probes->clients[i];
        if (client_is_busy(client) && now - client->mark > look->longest)
            look->longest = now - client->mark;
    }
}

void hold_tell(struct hold *hold, int64_t now)
{
    const struct probe *probe = &hold->probe;
    struct ticker_look look = {.at = now,
                               .latency = probe->latency,
                               .lag = probe->lag,
                               .answered = probe->good,
                               .errors = hold_sum(probe->errors)};
    if (!ticker_due(&hold->ticker, now))
        return;
    look_at_clients(hold, now, &look);
    if (hold->kind->times != NULL) {
        look.latency = hold->kind->times(hold);
        look.answered = look.latency->count;
        look.longest = 0; /* of the probes: nobody else's */
    }
    ticker_running(&hold->ticker, now, &look);
}
