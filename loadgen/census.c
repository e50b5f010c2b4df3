/* census.c: who was served, and how evenly (see census.h).
 *
 * A pool of 64 threads may serve 64 of 1,000 connections well and the rest
 * never: rates and percentiles look healthy then, the census does not. */
#include "census.h"

void census_add(struct census *census, const struct crowd *crowd)
{
    const struct crowd_counts *from = &crowd->counts;
    struct crowd_counts *into = &census->counts;
    into->established += from->established;
    into->refused += from->refused;
    into->reset += from->reset;
    into->closed += from->closed;
    into->abandoned += from->abandoned;
    into->no_descriptor += from->no_descriptor;
    into->no_port += from->no_port;
    into->connects += from->connects;
    if (from->last_error != 0)
        into->last_error = from->last_error;
    for (int64_t i = 0; i < crowd->size; i++) {
        double answers = crowd->clients[i].served;
        census->served += answers > 0;
        census->sum += answers;
        census->squares += answers * answers;
    }
}

/* Jain's index: (sum x)^2 / (n * sum x^2), from 1/n (one gets everything)
 * to 1 (all get the same). Clients never established count as unserved. */
void census_finish(struct census *census)
{
    census->starved = census->counts.established - census->served;
    if (census->starved < 0)
        census->starved = 0;
    census->fairness = census->squares > 0 && census->asked > 0
                           ? census->sum * census->sum /
                                 ((double)census->asked * census->squares)
                           : 0;
}
