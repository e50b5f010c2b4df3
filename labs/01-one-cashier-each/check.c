/* check.c: what a cashier for every customer must be able to do. */
#include "customers.h"

enum { MANY = 16 };

static const struct start plainly = {.build = PLAIN};

static void served(void)
{
    server_start(&plainly);
    struct wire *first = wire_open("the first");
    wire_get(first, "/hello");
    expect_reply(first, 200, NULL);
    wire_post(first, "/echo", "once more");
    expect_reply(first, 200, "once more");
    wire_close(first);
    struct wire *second = wire_open("the second");
    wire_get(second, "/bytes?n=100000");
    expect_reply(second, 200, NULL);
    wire_close(second);
}

static void stalled(void)
{
    struct wire *slow[MANY];
    server_start(&plainly);
    for (int i = 0; i < MANY; i++) {
        slow[i] = wire_open("slow %d", i + 1);
        wire_send(slow[i], "GET /hello HTTP/1.1\r\nHo");
    }
    struct wire *other = wire_open("the other");
    wire_get(other, "/hello");
    expect_reply(other, 200, NULL);
    for (int i = 0; i < MANY; i++)
        expect_silent(slow[i]);
    for (int i = MANY - 1; i >= 0; i--) {
        wire_send(slow[i], "st: counter\r\n\r\n");
        expect_reply(slow[i], 200, NULL);
    }
}

/* All come before the first is let in, and no thread begins to run before
 * the next customer is there too. */
static void crowd_at_once(enum build build)
{
    struct wire *customer[MANY];
    server_start(&(struct start){.build = build, .threads = "skip=1,late=50"});
    server_freeze();
    for (int i = 0; i < MANY; i++) {
        customer[i] = wire_open("customer %c", 'A' + i);
        wire_post(customer[i], "/echo", order_of(i));
    }
    server_thaw();
    for (int i = 0; i < MANY; i++)
        expect_reply(customer[i], 200, order_of(i));
    customers_leave(customer, MANY);
    files_with_one(); /* the door came back for them: done with the others */
}

static void own(void)
{
    crowd_at_once(PLAIN);
}

static void returned(void)
{
    server_start(&plainly);
    struct wire *stays = wire_open("one who stays");
    wire_get(stays, "/hello");
    expect_reply(stays, 200, NULL);
    long threads = counter(THREADS), files = counter(DESCRIPTORS);
    struct wire *customer[MANY];
    customers_come(customer, MANY);
    expect_counter(THREADS, threads + MANY, "while 16 more are there");
    customers_leave(customer, MANY);
    expect_counter(THREADS, threads, "after those 16 left");
    expect_counter(DESCRIPTORS, files, "after those 16 left");
}

static void stacks(void)
{
    struct wire *customer[MANY];
    server_start(&plainly);
    long threads = counter(THREADS);
    customers_come(customer, MANY);
    customers_leave(customer, MANY);
    expect_counter(THREADS, threads, "after 16 customers left");
    long before = counter(MAPPINGS);
    customers_one_by_one(100, THREADS, threads);
    expect_at_most(MAPPINGS, before + 50, "after 100 more came and went");
}

static void vanished(void)
{
    struct wire *customer[1];
    server_start(&plainly);
    long threads = counter(THREADS), files = counter(DESCRIPTORS);
    for (int i = 0; i < 4; i++)
        customer_vanishes();
    customers_come(customer, 1);
    customers_leave(customer, 1);
    expect_counter(THREADS, threads, "after those who vanished");
    expect_at_most(DESCRIPTORS, files + 5, "after those who vanished");
    expect_idle("after those who vanished");
}

static void interrupted(void)
{
    struct wire *customer;
    server_start(&(struct start){.faults = "eintr=100%,short=50%"});
    for (int i = 0; i < 5; i++) {
        customer = wire_open("customer %d", i + 1);
        wire_post(customer, "/echo", "two burgers, one without onions");
        expect_reply(customer, 200, "two burgers, one without onions");
        wire_get(customer, "/bytes?n=300000");
        expect_bytes(customer, 300000);
        wire_close(customer);
    }
    expect_met("read", "eintr");
    expect_met("write", "eintr");
    expect_met("accept", "eintr");
}

static void no_thread(void)
{
    struct wire *turned_away[2], *served_on[2];
    server_start(
        &(struct start){.build = ADDRESS, .threads = "skip=1,fail=3-4"});
    long threads = counter(THREADS), files = counter(DESCRIPTORS);
    customers_come(served_on, 2);
    for (int i = 0; i < 2; i++) {
        turned_away[i] = wire_open("one too many, %d", i + 1);
        wire_get(turned_away[i], "/hello");
        expect_answered_or_closed(turned_away[i]);
        expect_closed(turned_away[i]);
    }
    struct wire *customer[1];
    customers_come(customer, 1);
    customers_leave(customer, 1);
    customers_leave(served_on, 2);
    expect_counter(THREADS, threads, "after all left");
    expect_counter(DESCRIPTORS, files, "after all left");
}

static void clean(void)
{
    struct wire *customer[MANY];
    server_start(&(struct start){.build = ADDRESS});
    long threads = counter(THREADS);
    customers_come(customer, MANY);
    for (int i = 0; i < MANY; i++) {
        wire_send(customer[i], "POST /echo HTTP/1.1\r\nHost: c\r\n"
                               "Content-Length: 100\r\n\r\nhalf");
        expect_all_read(customer[i]);
    }
    customer_vanishes();
    customers_leave(customer, MANY);
    expect_counter(THREADS, threads, "after all left");
}

static void races(void)
{
    crowd_at_once(THREAD);
}

static const struct check checks[] = {
    {.name = "served",
     .points = 5,
     .builds = PLAIN,
     .title = "customers are served, one after another",
     .why = "This much works from the beginning; it should stay so.",
     .run = served},
    {.name = "stalled",
     .parent = "served",
     .points = 20,
     .builds = PLAIN,
     .title = "16 customers stall in mid-order, and one more is served",
     .why = "A cashier who waits for one customer must keep nobody else "
            "waiting: that is what a thread for each is for.",
     .run = stalled},
    {.name = "own",
     .parent = "served",
     .points = 15,
     .builds = PLAIN,
     .title = "of 16 who come at once, each gets their own order",
     .why = "A new thread may begin to run at any later time. What it is "
            "given must be its own, and still be there then.",
     .run = own},
    {.name = "returned",
     .parent = "stalled",
     .points = 15,
     .builds = PLAIN,
     .title = "threads and descriptors come back",
     .why = "What a customer does not give back is missing for ever: after "
            "some thousands of them the program can accept nobody.",
     .run = returned},
    {.name = "stacks",
     .parent = "returned",
     .points = 5,
     .builds = PLAIN,
     .title = "the stacks of threads that ended come back",
     .why = "A thread that ended keeps its stack until somebody joins it, "
            "unless it is detached.",
     .run = stacks},
    {.name = "vanished",
     .parent = "served",
     .points = 10,
     .builds = PLAIN,
     .title = "customers who vanish in mid-reply disturb nothing",
     .why = "Clients go away at any moment. Writing to one that did raises "
            "SIGPIPE, which ends the whole program, or fails with EPIPE.",
     .run = vanished},
    {.name = "interrupted",
     .parent = "served",
     .points = 10,
     .builds = PLAIN,
     .title = "interrupted and partial calls change nothing",
     .why = "A call that failed with EINTR did nothing wrong and wants to be "
            "made again; one that moved a part has moved a part.",
     .run = interrupted},
    {.name = "no-thread",
     .parent = "returned",
     .points = 10,
     .builds = ADDRESS,
     .title = "when there is no thread to be had, nobody waits for ever",
     .why = "pthread_create can fail. The customer is then turned away, what "
            "was prepared is given back, and the others go on.",
     .run = no_thread},
    {.name = "clean",
     .parent = "returned",
     .points = 5,
     .builds = ADDRESS,
     .title = "no memory is misused or lost",
     .why = "A block used after it was freed may belong to another customer.",
     .run = clean},
    {.name = "races",
     .parent = "own",
     .points = 5,
     .builds = THREAD,
     .title = "no data race",
     .why = "Two threads that touch the same memory at the same time, one of "
            "them writing, have no defined result.",
     .run = races},
    {.name = NULL},
};

int main(int argc, char **argv)
{
    const struct lab lab = {1, "one-cashier-each", checks};
    return grade_main(&lab, argc, argv);
}
