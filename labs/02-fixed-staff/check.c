/* check.c: what a fixed staff and its line must be able to do. */
#include <signal.h>

#include "grade.h"

enum { STAFF = 3, PLACES = 2 };

static const char three_and_two[] = "--staff=3 --places=2";

/* Comes and asks for something that ends when the gate opens. */
static struct wire *come_and_block(int number)
{
    struct wire *customer = wire_open("customer %d", number);
    wire_get(customer, "/block?ms=1");
    return customer;
}

static void finish(struct wire *customer)
{
    expect_reply(customer, 200, NULL);
    wire_close(customer);
}

static void one_by_one(int count)
{
    for (int i = 0; i < count; i++) {
        struct wire *customer = wire_open("customer %d", i + 1);
        wire_get(customer, "/hello");
        finish(customer);
    }
}

static void served(void)
{
    server_start(&(struct start){.options = three_and_two});
    struct wire *customer = wire_open("the customer");
    for (int i = 0; i < 3; i++) {
        wire_get(customer, "/hello");
        expect_reply(customer, 200, NULL);
    }
}

static void idle(void)
{
    server_start(&(struct start){.options = three_and_two, .gate = true});
    expect_idle("while nobody is there");
    struct wire *customer = come_and_block(1);
    expect_held(1);
    expect_idle("while one customer is being served");
    gate_open(1);
    finish(customer);
}

/* The staff takes one after another: none comes before the one before is in
 * somebody's hands. */
static void keep_busy(struct wire *customer[STAFF])
{
    for (int i = 0; i < STAFF; i++) {
        customer[i] = come_and_block(i + 1);
        expect_held(i + 1);
    }
}

static void staff(void)
{
    struct wire *customer[STAFF + 1];
    server_start(&(struct start){.options = three_and_two, .gate = true});
    keep_busy(customer);
    customer[STAFF] = come_and_block(STAFF + 1);
    expect_asleep("with three in hand and one in line");
    expect_held(STAFF);
    expect_silent(customer[STAFF]);
    gate_open(1);
    finish(customer[0]);
    expect_held(STAFF);
    gate_open(STAFF);
    for (int i = 1; i <= STAFF; i++)
        finish(customer[i]);
}

static void order(void)
{
    enum { LINE = 5 };
    struct wire *customer[LINE];
    server_start(
        &(struct start){.options = "--staff=1 --places=5", .gate = true});
    for (int i = 0; i < LINE; i++) {
        customer[i] = come_and_block(i + 1);
        expect_held(1);
        expect_asleep("after one came");
    }
    for (int i = 0; i < LINE; i++) {
        expect_held(1);
        gate_open(1);
        expect_reply(customer[i], 200, NULL);
        for (int j = i + 1; j < LINE; j++)
            expect_silent(customer[j]);
        wire_close(customer[i]);
    }
}

/* And then the line is filled; `files` is how many were open before. */
static void fill(struct wire *customer[STAFF + PLACES], long files)
{
    keep_busy(customer);
    for (int i = STAFF; i < STAFF + PLACES; i++)
        customer[i] = come_and_block(i + 1);
    expect_counter(DESCRIPTORS, files + STAFF + PLACES, "once all are in");
    expect_asleep("with a full line");
    expect_held(STAFF);
}

static void full(void)
{
    struct wire *customer[STAFF + PLACES], *away;
    server_start(&(struct start){.options = three_and_two, .gate = true});
    long files = counter(DESCRIPTORS);
    for (int round = 0; round < 2; round++) {
        fill(customer, files);
        for (int i = 0; i < 3; i++) {
            away = wire_open("one too many");
            expect_reply(away, 503, NULL);
            expect_closed(away);
        }
        gate_open(STAFF + PLACES);
        for (int i = 0; i < STAFF + PLACES; i++)
            finish(customer[i]);
    }
}

/* All come at once, and whoever is woken takes a while to get going: by then
 * the others are in line, too. */
static void wakes(void)
{
    struct wire *customer[STAFF];
    server_start(&(struct start){.options = "--staff=3 --places=3",
                                 .threads = "wake=100"});
    long threads = counter(THREADS);
    expect_asleep("before anybody came");
    server_freeze();
    for (int i = 0; i < STAFF; i++) {
        customer[i] = wire_open("customer %d", i + 1);
        wire_get(customer[i], "/hello");
    }
    server_thaw();
    for (int i = 0; i < STAFF; i++)
        expect_reply(customer[i], 200, NULL); /* and keeps its cashier */
    expect_counter(THREADS, threads, "all the time");
}

static void spurious(void)
{
    server_start(
        &(struct start){.options = three_and_two, .threads = "spurious=1"});
    one_by_one(20);
    struct wire *customer[STAFF];
    for (int i = 0; i < STAFF; i++) {
        customer[i] = wire_open("customer %d", i + 1);
        wire_get(customer[i], "/hello");
        expect_reply(customer[i], 200, NULL);
    }
}

static void stops(void)
{
    struct wire *customer[STAFF + PLACES];
    server_start(&(struct start){.options = three_and_two, .gate = true});
    fill(customer, counter(DESCRIPTORS));
    server_signal(SIGTERM);
    expect_door_closed();
    gate_open(STAFF + PLACES);
    for (int i = 0; i < STAFF + PLACES; i++)
        expect_reply(customer[i], 200, NULL);
    expect_exit(0);
    server_start(&(struct start){.options = three_and_two});
    expect_asleep("while nobody is there");
    server_signal(SIGTERM);
    expect_exit(0);
}

static void crowd(enum build build)
{
    enum { CROWD = 12 };
    struct wire *customer[CROWD];
    server_start(
        &(struct start){.build = build, .options = "--staff=3 --places=20"});
    for (int round = 0; round < 3; round++) {
        for (int i = 0; i < CROWD; i++) {
            customer[i] = wire_open("customer %d", i + 1);
            wire_get(customer[i], "/hello");
            wire_finish(customer[i]);
        }
        for (int i = 0; i < CROWD; i++)
            finish(customer[i]);
    }
}

static void clean(void)
{
    crowd(ADDRESS);
}

static void races(void)
{
    crowd(THREAD);
}

static const struct check checks[] = {
    {.name = "served",
     .points = 5,
     .builds = PLAIN,
     .title = "a customer is served",
     .why = "This much works from the beginning; it should stay so.",
     .run = served},
    {.name = "idle",
     .parent = "served",
     .points = 10,
     .builds = PLAIN,
     .title = "waiting costs no CPU",
     .why = "A thread that asks again and again takes the CPU from those who "
            "have something to do.",
     .run = idle},
    {.name = "staff",
     .parent = "idle",
     .points = 20,
     .builds = PLAIN,
     .title = "three are served at the same time, the fourth waits",
     .why = "A pool of three threads is a promise: three at a time, neither "
            "fewer nor more, and the next one as soon as one is free.",
     .run = staff},
    {.name = "order",
     .parent = "staff",
     .points = 10,
     .builds = PLAIN,
     .title = "first come, first served",
     .why = "In a line that is no queue, somebody may wait for ever.",
     .run = order},
    {.name = "full",
     .parent = "staff",
     .points = 15,
     .builds = PLAIN,
     .title = "when all places are taken, the next one is turned away",
     .why = "A line without a bound only hides that there are too many. One "
            "that forgets its bound loses customers.",
     .run = full},
    {.name = "wakes",
     .parent = "staff",
     .points = 10,
     .builds = PLAIN,
     .title = "three who come at once wake three",
     .why = "A thread that sleeps while somebody waits in line is a lost "
            "wake-up. It shows when threads are slow to get going.",
     .run = wakes},
    {.name = "spurious",
     .parent = "staff",
     .points = 10,
     .builds = PLAIN,
     .title = "who is woken for nothing looks again",
     .why = "pthread_cond_wait() may return although nobody signalled, or "
            "after another thread was quicker: the manual says so.",
     .run = spurious},
    {.name = "stops",
     .parent = "staff",
     .points = 10,
     .builds = PLAIN,
     .title = "at the end, whoever is in line is served, and all go home",
     .why = "Threads that wait for a customer have to hear that none will "
            "come; customers who were let in were promised a meal.",
     .run = stops},
    {.name = "clean",
     .parent = "staff",
     .points = 5,
     .builds = ADDRESS,
     .title = "no memory is misused or lost",
     .why = "A ring that does not close writes over what lies behind it.",
     .run = clean},
    {.name = "races",
     .parent = "staff",
     .points = 5,
     .builds = THREAD,
     .title = "no data race",
     .why = "Whatever two threads touch belongs to a lock.",
     .run = races},
    {.name = NULL},
};

int main(int argc, char **argv)
{
    const struct lab lab = {2, "fixed-staff", checks};
    return grade_main(&lab, argc, argv);
}
