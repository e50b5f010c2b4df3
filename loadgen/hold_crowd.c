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
