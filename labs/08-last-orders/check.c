/* check.c: what the last hour of a day must be like. */
#include <signal.h>

#include "grade.h"

static const char patient[] = "--drain-timeout=1h";

static void ask(struct wire *customer)
{
    wire_get(customer, "/hello");
    expect_reply(customer, 200, NULL);
}

static void served(void)
{
    server_start(&(struct start){.build = PLAIN});
    struct wire *first = wire_open("the first");
    ask(first);
    wire_post(first, "/echo", "once more");
    expect_reply(first, 200, "once more");
    wire_close(first);
    struct wire *second = wire_open("the second");
    wire_get(second, "/bytes?n=100000");
    expect_reply(second, 200, NULL);
}

static void ends(void)
{
    struct wire *customer;
    server_start(&(struct start){.options = patient});
    server_signal(SIGTERM);
    expect_exit(0);
    server_start(&(struct start){.options = patient});
    customer = wire_open("the only one");
    ask(customer);
    wire_close(customer);
    expect_asleep("after the only one left"); /* the door waits again */
    server_signal(SIGINT);
    expect_exit(0);
}

/* Two in the kitchen, one half-way through the order, one half-way through
 * the reply; the program may go when all four are served. */
static void in_flight(void)
{
    struct wire *kitchen[2];
    server_start(&(struct start){.options = patient, .gate = true});
    for (int i = 0; i < 2; i++) {
        kitchen[i] = wire_open("one in the kitchen, %d", i + 1);
        wire_get(kitchen[i], "/block?ms=1");
    }
    expect_held(2);
    struct wire *half = wire_open("one in mid-order");
    wire_send(half, "POST /echo HTTP/1.1\r\nHost: counter\r\n"
                    "Content-Length: 10\r\n\r\nlast ");
    expect_all_read(half);
    struct wire *eats = wire_open_small(4096, "one in mid-meal");
    wire_get(eats, "/bytes?n=20000000");
    expect_head(eats, 200);
    expect_asleep("with four in hand"); /* what was read has been begun */
    server_signal(SIGTERM);
    wire_take(eats, 20000000);
    expect_closed(eats);
    wire_send(half, "order");
    expect_reply(half, 200, "last order");
    expect_closed(half);
    gate_open(2);
    for (int i = 0; i < 2; i++) {
        expect_reply(kitchen[i], 200, "blocked\n");
        expect_closed(kitchen[i]);
    }
    expect_exit(0);
}

/* One is in the kitchen for as long as we like, and holds the day open. */
static struct wire *start_and_hold(const char *options)
{
    server_start(&(struct start){.options = options, .gate = true});
    struct wire *held = wire_open("one in the kitchen");
    wire_get(held, "/block?ms=1");
    expect_held(1);
    return held;
}

static void finish(struct wire *held)
{
    gate_open(1);
    expect_reply(held, 200, "blocked\n");
    expect_exit(0);
}

static void idle(void)
{
    struct wire *sits[4];
    struct wire *held = start_and_hold(patient);
    for (int i = 0; i < 4; i++)
        ask(sits[i] = wire_open("one who sits there, %d", i + 1));
    server_signal(SIGTERM);
    for (int i = 0; i < 4; i++)
        expect_closed(sits[i]);
    expect_silent(held);
    finish(held);
}

/* Their orders are in the socket, and their cashiers read them when they were
 * told that no more comes, or a good second later; meanwhile the signal comes.
 */
static void just_sent(void)
{
    struct wire *customer[4];
    server_start(&(struct start){.options = patient, .threads = "shut=1500"});
    long threads = counter(THREADS);
    for (int i = 0; i < 4; i++) {
        customer[i] = wire_open("customer %d", i + 1);
        wire_post(customer[i], "/echo", "one for the road");
    }
    expect_counter(THREADS, threads + 4, "once all four are in");
    server_signal(SIGTERM);
    for (int i = 0; i < 4; i++)
        expect_reply(customer[i], 200, "one for the road");
    expect_exit(0);
}

static void door(void)
{
    struct wire *sits, *held = start_and_hold(patient);
    ask(sits = wire_open("one who sits there"));
    server_signal(SIGTERM);
    expect_closed(sits); /* so it was heard */
    expect_refused("one who comes too late");
    finish(held);
}

static void twice(void)
{
    struct wire *sits, *held = start_and_hold(patient);
    ask(sits = wire_open("one who sits there"));
    server_signal(SIGTERM);
    expect_closed(sits);
    server_signal(SIGTERM);
    server_signal(SIGINT);
    finish(held);
}

static void late(void)
{
    start_and_hold("--drain-timeout=300ms");
    struct wire *half = wire_open("one who never finishes");
    wire_send(half, "GET /hello HTTP/1.1\r\nHo");
    expect_all_read(half);
    server_signal(SIGTERM);
    expect_exit(0);
}

/* Whoever was let in just now is served, at whatever moment the signal comes:
 * before the door waits, and while it holds a lock. */
static void moment(void)
{
    server_start(
        &(struct start){.options = patient, .threads = "term-accept=2"});
    server_freeze(); /* the order is there before the customer is let in */
    struct wire *customer = wire_open("the only one");
    wire_get(customer, "/hello");
    server_thaw();
    expect_reply(customer, 200, NULL);
    expect_closed(customer);
    expect_exit(0);
    server_start(&(struct start){.options = patient, .threads = "term-lock=2"});
    ask(wire_open("the first"));
    customer = wire_open("the second");
    wire_get(customer, "/hello");
    expect_answered_or_closed(customer);
    expect_exit(0);
}

static void crowd(enum build build)
{
    struct wire *customer[8];
    server_start(&(struct start){.build = build, .options = patient});
    for (int i = 0; i < 8; i++)
        ask(customer[i] = wire_open("customer %d", i + 1));
    for (int i = 0; i < 4; i++)
        wire_get(customer[i], "/wait?ms=100");
    for (int i = 0; i < 4; i++)
        expect_all_read(customer[i]);
    server_signal(SIGTERM);
    for (int i = 0; i < 4; i++)
        expect_reply(customer[i], 200, NULL);
    expect_exit(0);
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
     .title = "customers are served, one after another",
     .why = "This much works from the beginning; it should stay so.",
     .run = served},
    {.name = "ends",
     .parent = "served",
     .points = 15,
     .builds = PLAIN,
     .title = "SIGTERM and SIGINT end the program, with status 0",
     .why = "Who started you decides by the status whether all went well. A "
            "program that has to be killed loses what it had in hand.",
     .run = ends},
    {.name = "in-flight",
     .parent = "ends",
     .points = 20,
     .builds = PLAIN,
     .title = "requests that have begun are served to the end",
     .why = "Each new version of your program begins with the end of the old "
            "one: no customer should notice.",
     .run = in_flight},
    {.name = "idle",
     .parent = "ends",
     .points = 10,
     .builds = PLAIN,
     .title = "who sits there without an order is sent home",
     .why = "Kept-alive connections may be silent for minutes; waiting for "
            "them means waiting for the drain timeout every time.",
     .run = idle},
    {.name = "just-sent",
     .parent = "idle",
     .points = 10,
     .builds = PLAIN,
     .title = "a request that was sent before the end is answered",
     .why = "Between two requests means that you have read nothing, not that "
            "nothing was sent: it may be in the socket.",
     .run = just_sent},
    {.name = "door",
     .parent = "idle",
     .points = 10,
     .builds = PLAIN,
     .title = "nobody is let in any more",
     .why = "Who is refused at once can go elsewhere: a load balancer does. "
            "Who waits in the backlog of a program that ends is lost.",
     .run = door},
    {.name = "twice",
     .parent = "idle",
     .points = 5,
     .builds = PLAIN,
     .title = "a second signal changes nothing",
     .why = "Ctrl-C twice, or a manager who repeats the order: the meal on "
            "the table is still to be eaten.",
     .run = twice},
    {.name = "late",
     .parent = "ends",
     .points = 5,
     .builds = PLAIN,
     .title = "after --drain-timeout the day is over in any case",
     .why = "One customer who never finishes must not keep the house open.",
     .run = late},
    {.name = "moment",
     .parent = "ends",
     .points = 10,
     .builds = PLAIN,
     .title = "the signal may come at the worst moment",
     .why = "Between 'are we stopping?' and accept() a signal is easily lost; "
            "and a handler may interrupt whoever holds the lock it wants.",
     .run = moment},
    {.name = "clean",
     .parent = "ends",
     .points = 5,
     .builds = ADDRESS,
     .title = "no memory is misused or lost",
     .why = "What was given back at the end was given back all day.",
     .run = clean},
    {.name = "races",
     .parent = "ends",
     .points = 5,
     .builds = THREAD,
     .title = "no data race",
     .why = "The thread that hears the signal and those that serve share "
            "memory: whatever they share is atomic or has a lock.",
     .run = races},
    {.name = NULL},
};

int main(int argc, char **argv)
{
    const struct lab lab = {8, "last-orders", checks};
    return grade_main(&lab, argc, argv);
}
