/* feed.h: messages that subscribers hear, kept in a ring for a while.
 *
 * Private to the request module. A publisher never waits for a subscriber:
 * one that is too slow finds its place in the ring overwritten. */
#ifndef REQUEST_FEED_H
#define REQUEST_FEED_H

#include <pthread.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

enum {
    FEED_RING = 1024,    /* messages kept */
    FEED_MESSAGE = 4096, /* bytes in one at most */
    FEED_BATCH = 65536   /* bytes of messages in one read, about */
};

struct feed {
    pthread_mutex_t lock; /* protects the ring and who writes `last` */
    char *text[FEED_RING];
    size_t length[FEED_RING];
    _Atomic uint64_t last; /* id of the newest message; 0: none yet */
    _Atomic long subscribers;
    _Atomic uint64_t dropped; /* subscribers that were too slow */
};

/* Returns NULL when there is no memory. */
struct feed *feed_new(void);

/* Adds a message of n bytes; its lines become data: lines. Returns its id,
 * or 0 when there is no memory. The caller announces it. */
uint64_t feed_publish(struct feed *feed, const char *message, size_t n);

/* The oldest id still in the ring, or the next one to come. */
uint64_t feed_oldest(struct feed *feed);

/* Text of the messages behind *seen, as many as a batch takes: malloc'd, the
 * caller's to free, its length in *n; moves *seen on. NULL with *n == 0 when
 * there are none, with *n == 1 when the message after *seen is gone from the
 * ring, with *n == 2 when there is no memory. */
char *feed_read(struct feed *feed, uint64_t *seen, size_t *n);

#endif
