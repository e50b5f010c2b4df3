/* helpers.h: back-room staff: threads that do the loop's long jobs, and the
 * way back into the loop. */
#ifndef LAB_HELPERS_H
#define LAB_HELPERS_H

#include <event2/event_struct.h>
#include <pthread.h>

#include "http.h"

/* A job on its way to a helper and back to the loop that sent it. */
struct errand {
    struct http_job job;
    struct inbox *back; /* where it goes when it is done */
    struct errand *next;
};

struct errand_list {
    struct errand *first, **end;
};

/* Where the loop hears from helpers: errands that are done. */
struct inbox {
    void (*done)(struct errand *errand); /* called on the loop, for each */
    int wake; /* an eventfd: written by others, read by the loop */
    struct event woken;
    pthread_mutex_t lock; /* protects `finished` */
    struct errand_list finished;
};

/* A pool of threads and the queue that they share. */
struct helpers {
    int count;                  /* 0: the loop does its jobs itself */
    pthread_mutex_t lock;       /* protects `waiting` */
    pthread_cond_t arrived;     /* signalled for each errand */
    struct errand_list waiting; /* first come, first served */
};

/* Starts `count` threads, which live as long as the process. Returns 0 or an
 * errno. */
int helpers_start(struct helpers *helpers, int count);

/* Hands an errand over; the caller may not touch it until its inbox gives it
 * back. Never blocks for longer than a queue operation. */
void helpers_send(struct helpers *helpers, struct errand *errand);

/* Opens an inbox on a loop, its callback set beforehand. Returns 0, or -1
 * with errno. */
int inbox_open(struct inbox *inbox, struct event_base *base);

#endif
