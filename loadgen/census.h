/* census.h: who of the clients was served, and how evenly. */
#ifndef LOADGEN_CENSUS_H
#define LOADGEN_CENSUS_H

#include <stdint.h>

#include "crowd.h"

struct census {
    struct crowd_counts counts; /* from the first connect on */
    int64_t asked;              /* clients wanted */
    int64_t served;   /* clients with at least one good answer in the window */
    int64_t starved;  /* established, but never served in the window */
    double fairness;  /* Jain's index of the answers a client, 1 is equal */
    double connect_s; /* how long connecting everyone took */
    double sum, squares; /* of the answers a client: for the index */
};

/* Adds the clients of one crowd. */
void census_add(struct census *census, const struct crowd *crowd);

/* Works out what needs all of them: starved and fairness. */
void census_finish(struct census *census);

#endif
