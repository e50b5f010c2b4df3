/* feed.c: the ring of messages (see feed.h). */
#include "feed.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct feed *feed_new(void)
{
    struct feed *feed = calloc(1, sizeof *feed);
    if (feed != NULL)
        pthread_mutex_init(&feed->lock, NULL);
    return feed;
}

/* A message as server-sent events want it: id, then a data: a line. */
static char *compose(uint64_t id, const char *message, size_t n, size_t *length)
{
    char *text = NULL;
    FILE *out = open_memstream(&text, length);
    if (out == NULL)
        return NULL;
    fprintf(out, "id: %" PRIu64 "\ndata: ", id);
    for (size_t i = 0; i < n; i++) {
        bool pair = message[i] == '\r' && i + 1 < n && message[i + 1] == '\n';
        if (pair || message[i] == '\0')
            continue;
        if (message[i] == '\n' || message[i] == '\r')
            fputs("\ndata: ", out);
        else
            fputc(message[i], out);
    }
    fputs("\n\n", out);
    if (fclose(out) == 0)
        return text;
    free(text);
    return NULL;
}

uint64_t feed_publish(struct feed *feed, const char *message, size_t n)
{
    size_t length;
    pthread_mutex_lock(&feed->lock);
    uint64_t id = feed->last + 1;
    char *text = compose(id, message, n, &length);
    if (text != NULL) {
        free(feed->text[id % FEED_RING]);
        feed->text[id % FEED_RING] = text;
        feed->length[id % FEED_RING] = length;
        feed->last = id;
    }
    pthread_mutex_unlock(&feed->lock);
    return text != NULL ? id : 0;
}

static uint64_t oldest(const struct feed *feed)
{
    return feed->last < FEED_RING ? 1 : feed->last - FEED_RING + 1;
}

uint64_t feed_oldest(struct feed *feed)
{
    pthread_mutex_lock(&feed->lock);
    uint64_t id = oldest(feed);
    pthread_mutex_unlock(&feed->lock);
    return id;
}

/* How many bytes the messages behind `seen` take, up to a batch; moves *to
 * to the last of them. */
static size_t measure(const struct feed *feed, uint64_t seen, uint64_t *to)
{
    size_t bytes = 0;
    *to = seen;
    while (*to < feed->last && bytes < FEED_BATCH)
        bytes += feed->length[++*to % FEED_RING];
    return bytes;
}

static char *copy(const struct feed *feed, uint64_t from, uint64_t to,
                  size_t bytes)
{
    char *text = malloc(bytes + 1), *at = text;
    for (uint64_t id = from; text != NULL && id <= to; id++) {
        memcpy(at, feed->text[id % FEED_RING], feed->length[id % FEED_RING]);
        at += feed->length[id % FEED_RING];
    }
    return text;
}

char *feed_read(struct feed *feed, uint64_t *seen, size_t *n)
{
    char *text = NULL;
    uint64_t to;
    *n = 0;
    if (atomic_load(&feed->last) == *seen)
        return NULL;
    pthread_mutex_lock(&feed->lock);
    if (*seen + 1 < oldest(feed)) {
        *n = 1;
    } else if (*seen < feed->last) {
        size_t bytes = measure(feed, *seen, &to);
        text = copy(feed, *seen + 1, to, bytes);
        *n = text ? bytes : 2;
        *seen = text ? to : *seen;
    }
    pthread_mutex_unlock(&feed->lock);
    return text;
}
