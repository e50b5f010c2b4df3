/* pool.c: a fixed staff, and the line in front of them (see pool.h).
 *
 * Yours. As it stands there is no staff and no line: whoever submits a
 * customer has to serve them. */
#include "pool.h"

#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>

struct pool {
    void (*serve)(int customer, void *argument);
    void *argument;
    /* Task 1: the line is a ring of `places` numbers. What does it need, and
     * which lock protects which of it? Say so in a comment. */
};

struct pool *pool_open(int staff, int places,
                       void (*serve)(int customer, void *argument),
                       void *argument)
{
    struct pool *pool = calloc(1, sizeof *pool);
    (void)staff, (void)places;
    if (pool == NULL)
        return NULL;
    pool->serve = serve;
    pool->argument = argument;
    return pool;
}

/* Task 2 (the line is full) and task 3 (who is woken?). */
int pool_submit(struct pool *pool, int customer)
{
    pool->serve(customer, pool->argument);
    return 0;
}

/* Task 4: how do threads that wait for customers learn that none will come? */
void pool_close(struct pool *pool)
{
    free(pool);
}
