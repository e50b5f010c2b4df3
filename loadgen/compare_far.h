/* compare_far.h: the network of a run whose customers are not on loopback; for
 * other runs these do nothing. */
#ifndef LOADGEN_COMPARE_FAR_H
#define LOADGEN_COMPARE_FAR_H

#include "compare.h"
#include "network.h"

struct far {
    struct network network;
    int64_t rtt;          /* as measured before the load; -1: it could not be */
    int64_t began, spent; /* clock, and the link's CPU time by then */
};

/* Whether the machine allows what the experiment needs; else fills in
 * trial->skipped. Makes a network to find out. */
void far_check(const struct session *session, struct trial *trial);

/* 0, or -1 with the run invalid; far_end() is right after either. */
int far_make(struct far *far, const struct session *session,
             const struct trial *trial, struct run *run);

/* Just before the load. */
void far_begin(struct far *far, const struct exp_row *row, const char *url);

/* Just after: puts "network" into the run's report, and judges it. */
void far_judge(struct far *far, const struct exp_row *row, struct run *run,
               pid_t server);
void far_end(struct far *far);

#endif
