/* crowd.h: many clients of one kind: gets them connected and keeps them so.
 *
 * Connecting is paced: few at a time, so that the server's backlog does not
 * overflow because of us, and at most so many a second if asked. Refused
 * and reset attempts are repeated a little later. A crowd belongs to one
 * event loop; its owner calls crowd_tick() some hundred times a second. */
#ifndef LOADGEN_CROWD_H
#define LOADGEN_CROWD_H

#include "client.h"

/* What happened to the connections; sums over threads make the census. */
struct crowd_counts {
    int64_t established;   /* clients that were connected at least once */
    int64_t refused;       /* attempts answered by a reset */
    int64_t reset;         /* connections that ended in ECONNRESET or EPIPE */
    int64_t closed;        /* connections the server closed unasked */
    int64_t abandoned;     /* clients given up before the load began */
    int64_t no_descriptor; /* attempts that failed for want of descriptors */
    int64_t no_port;       /* attempts that failed for want of local ports */
    int64_t connects;      /* connections made */
    int last_error;        /* errno of the last failed attempt, or 0 */
};

struct crowd_list {
    struct client *first, **last;
};

struct crowd {
    struct client_group group;
    struct client *clients;
    int64_t size;
    struct crowd_counts counts;
    struct crowd_list waiting; /* for their turn to connect */
    struct crowd_list resting; /* after a failure; till client->rest_until */
    int64_t unsettled;  /* neither connected nor given up, before the load */
    int64_t connecting; /* attempts under way */
    int64_t at_a_time;  /* most attempts under way */
    int64_t rate;       /* most attempts a second, or 0 for any */
    int64_t rate_from;  /* when counting them began */
    int64_t rate_used;  /* how many since then */
    int64_t deadline;   /* for settling, ns; 0 once the load runs */
    int64_t timeout;    /* for an answer or a reconnect, ns */
    int64_t sweep_at;   /* when to look for timeouts next */
};

/* Makes `size` clients, all closed. group, at_a_time, rate and timeout are
 * to be filled in before. 0, or -1 without memory. */
int crowd_init(struct crowd *crowd, int64_t size);

/* Closes every connection and frees the clients. */
void crowd_free(struct crowd *crowd);

/* Begins to connect everyone; unsettled falls to 0 by `deadline`. */
void crowd_connect_all(struct crowd *crowd, int64_t deadline);

/* From here on nobody is given up: the load begins. */
void crowd_settled(struct crowd *crowd);

/* Connects a closed client (again): now, or when its turn comes. */
void crowd_connect(struct client *client);

/* The owner's connected(), answered() and broken() begin with these. */
void crowd_note_connected(struct client *client);
void crowd_note_served(struct client *client);
void crowd_note_broken(struct client *client, enum outcome outcome, int error);

/* Connects a broken client again, after a rest; before the load begins it
 * gives up a client that never was connected after some attempts. */
void crowd_retry(struct client *client);

/* Starts what is due: attempts, timeouts, the deadline. */
void crowd_tick(struct crowd *crowd, int64_t now);

#endif
