/* schedule.c: see schedule.h.
 *
 * Promises balance: over an even number of blocks each rival of a point runs
 * first as often as last. Knows nothing of servers or clients. */
#include "schedule.h"

#include <stdlib.h>

/* SplitMix64: small, and the same numbers on every machine. */
static uint64_t random_next(uint64_t *state)
{
    uint64_t z = *state += 0x9e3779b97f4a7c15U;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9U;
    z = (z ^ z >> 27) * 0x94d049bb133111ebU;
    return z ^ z >> 31;
}

static void shuffle(int *items, int n, uint64_t *state)
{
    for (int i = 0; i < n; i++)
        items[i] = i;
    for (int i = n - 1; i > 0; i--) {
        int j = (int)(random_next(state) % ((uint64_t)i + 1));
        int kept = items[i];
        items[i] = items[j];
        items[j] = kept;
    }
}

/* Writes one block: orders[p] holds the order of point p's rivals, which is
 * drawn afresh in even blocks and read backwards in odd ones. */
static struct step *add_block(struct step *next, int block, const int *visit,
                              int points, const int *rivals,
                              int (*orders)[SCHEDULE_RIVALS], uint64_t *state)
{
    for (int i = 0; i < points; i++) {
        int point = visit[i];
        int n = rivals[point], *order = orders[point];
        if (block % 2 == 0)
            shuffle(order, n, state);
        for (int j = 0; j < n; j++)
            *next++ = (struct step){block, point,
                                    order[block % 2 == 0 ? j : n - 1 - j]};
    }
    return next;
}

struct step *schedule_make(int blocks, int points, const int *rivals,
                           uint64_t seed, int *count)
{
    int total = 0;
    for (int i = 0; i < points; i++)
        total += rivals[i];
    *count = total * blocks;
    struct step *steps = calloc((size_t)*count + 1, sizeof *steps);
    int *visit = calloc((size_t)points + 1, sizeof *visit);
    int(*orders)[SCHEDULE_RIVALS] = calloc((size_t)points + 1, sizeof *orders);
    struct step *next = steps;
    for (int block = 0; steps && visit && orders && block < blocks; block++) {
        shuffle(visit, points, &seed);
        next = add_block(next, block, visit, points, rivals, orders, &seed);
    }
    if (!visit || !orders) {
        free(steps);
        steps = NULL;
    }
    free(visit);
    free(orders);
    return steps;
}
