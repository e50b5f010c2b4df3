/* pool.h: a fixed staff, and the line in front of them. */
#ifndef LAB_POOL_H
#define LAB_POOL_H

struct pool;

/* Hires `staff` threads, and makes a line with `places` places. Each thread
 * takes the customer (a number, here a socket) who has waited longest and
 * calls serve(customer, argument), again and again. Returns NULL with errno
 * when there is no memory or there are no threads; nothing is left then. */
struct pool *pool_open(int staff, int places,
                       void (*serve)(int customer, void *argument),
                       void *argument);

/* Puts a customer at the end of the line. Never waits for a place: returns 0,
 * or EAGAIN when all of them are taken, and then the customer is still the
 * caller's. A customer whom a free thread takes at once needs a place for a
 * moment, too. */
int pool_submit(struct pool *pool, int customer);

/* The end of the day: nobody submits any more, whoever is in the line is
 * still served, the staff goes home (is joined), the pool is freed. */
void pool_close(struct pool *pool);

#endif
