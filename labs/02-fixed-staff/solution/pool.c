/* pool.c: a fixed staff, and the line in front of them (see pool.h). */
#include "pool.h"

#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>

struct pool {
    void (*serve)(int customer, void *argument);
    void *argument;
    int staff;
    pthread_t *threads;
    pthread_mutex_t lock;   /* protects all that follows */
    pthread_cond_t arrived; /* signalled for each customer, and at the end */
    bool closed;
    int *line; /* a ring: `waiting` of them, the longest at `first` */
    int places, first, waiting;
};

/* Takes who waited longest. Returns whether there was one before the end. */
static bool take(struct pool *pool, int *customer)
{
    pthread_mutex_lock(&pool->lock);
    while (pool->waiting == 0 && !pool->closed)
        pthread_cond_wait(&pool->arrived, &pool->lock); /* waits for work */
    bool any = pool->waiting > 0;
    if (any) {
        *customer = pool->line[pool->first];
        pool->first = (pool->first + 1) % pool->places;
        pool->waiting--;
    }
    pthread_mutex_unlock(&pool->lock);
    return any;
}

static void *work(void *argument)
{
    struct pool *pool = argument;
    int customer;
    while (take(pool, &customer))
        pool->serve(customer, pool->argument);
    return NULL;
}

int pool_submit(struct pool *pool, int customer)
{
    pthread_mutex_lock(&pool->lock);
    int error = pool->waiting == pool->places ? EAGAIN : 0;
    if (error == 0) {
        int last = (pool->first + pool->waiting) % pool->places;
        pool->line[last] = customer;
        pool->waiting++;
        pthread_cond_signal(&pool->arrived);
    }
    pthread_mutex_unlock(&pool->lock);
    return error;
}

void pool_close(struct pool *pool)
{
    pthread_mutex_lock(&pool->lock);
    pool->closed = true;
    pthread_cond_broadcast(&pool->arrived);
    pthread_mutex_unlock(&pool->lock);
    for (int i = 0; i < pool->staff; i++)
        pthread_join(pool->threads[i], NULL);
    pthread_cond_destroy(&pool->arrived);
    pthread_mutex_destroy(&pool->lock);
    free(pool->threads);
    free(pool->line);
    free(pool);
}

struct pool *pool_open(int staff, int places,
                       void (*serve)(int customer, void *argument),
                       void *argument)
{
    int error = ENOMEM;
    struct pool *pool = calloc(1, sizeof *pool);
    if (pool == NULL)
        return NULL;
    pool->serve = serve;
    pool->argument = argument;
    pool->places = places;
    pool->threads = calloc((size_t)staff, sizeof *pool->threads);
    pool->line = calloc((size_t)places, sizeof *pool->line);
    pthread_mutex_init(&pool->lock, NULL);
    pthread_cond_init(&pool->arrived, NULL);
    if (pool->threads != NULL && pool->line != NULL)
        error = 0;
    for (; pool->staff < staff && error == 0; pool->staff += error == 0)
        error = pthread_create(&pool->threads[pool->staff], NULL, work, pool);
    if (error == 0)
        return pool;
    pool_close(pool);
    errno = error;
    return NULL;
}
