/* check.c: what a loop must be able to do that has helpers for long jobs.
 *
 * A job is GET /block, which blocks its thread; most checks hold it at the
 * gate, so that "while the job runs" has a beginning and an end. */
#include "grade.h"

enum { CROWD = 100, TOGETHER = 8, MANY = 16 };

static void hello(struct wire *wire)
{
    wire_get(wire, "/hello");
    expect_reply(wire, 200, "hello\n");
}

/* The loop answers somebody who comes now: it is not kept by a job, and has
 * seen what came before. */
static void the_loop_goes_round(void)
{
    struct wire *other = wire_open("somebody with a small order");
    hello(other);
    hello(other);
    wire_close(other);
}

static struct wire *order_turkey(const char *name, int number)
{
    struct wire *wire = wire_open("%s %d", name, number);
    wire_get(wire, "/block?ms=20");
    return wire;
}

static void served(void)
{
    server_start(&(struct start){.options = "--helpers=2"});
    struct wire *first = wire_open("the first");
    hello(first);
    wire_get(first, "/block?ms=1");
    expect_reply(first, 200, NULL);
    wire_get(first, "/burn?us=100");
    expect_reply(first, 200, "burned\n");
    hello(first);
}

static void turkey(void)
{
    server_start(&(struct start){.options = "--helpers=1", .gate = true});
    struct wire *wire = order_turkey("one who wants a turkey", 1);
    expect_held(1);
    the_loop_goes_round();
    expect_silent(wire);
    gate_open(1);
    expect_reply(wire, 200, NULL);
    hello(wire);
}

/* Three helpers, five turkeys, which are begun and served in their order. */
static void staff(void)
{
    struct wire *wire[5];
    server_start(&(struct start){.options = "--helpers=3", .gate = true});
    for (int i = 0; i < 5; i++) {
        wire[i] = order_turkey("turkey", i + 1);
        expect_all_read(wire[i]);
        expect_held(i < 3 ? i + 1 : 3);
        the_loop_goes_round();
    }
    for (int i = 0; i < 5; i++) {
        for (int later = i; later < 5; later++)
            expect_silent(wire[later]);
        gate_open(1);
        expect_reply(wire[i], 200, NULL);
        expect_held(i < 2 ? 3 : 4 - i);
    }
}

static void crowd(void)
{
    struct wire *wire[CROWD];
    server_start(&(struct start){.options = "--helpers=1", .gate = true});
    for (int i = 0; i < CROWD; i++) {
        wire[i] = order_turkey("turkey", i + 1);
        expect_all_read(wire[i]);
    }
    expect_held(1);
    the_loop_goes_round();
    gate_open(CROWD);
    for (int i = 0; i < CROWD; i++)
        expect_reply(wire[i], 200, NULL);
}

/* The loop is slow to look, so all jobs are done before it does. */
static void together(void)
{
    struct wire *wire[TOGETHER];
    server_start(
        &(struct start){.options = "--helpers=8",
                        .faults = "calls=wait,delay=100%,delay-us=100000"});
    the_loop_goes_round();
    server_freeze();
    for (int i = 0; i < TOGETHER; i++)
        wire[i] = order_turkey("turkey", i + 1);
    server_thaw();
    for (int i = 0; i < TOGETHER; i++)
        expect_reply(wire[i], 200, NULL);
    require(faults_met("wait", "delay") > 0, "the program to meet the fault",
            "no delay in epoll_wait");
}

static void impatient(void)
{
    server_start(&(struct start){.options = "--helpers=1", .gate = true});
    struct wire *wire = order_turkey("one who is impatient", 1);
    expect_held(1);
    wire_get(wire, "/hello");
    struct wire *last = order_turkey("one who sends no more", 2);
    wire_finish(last);
    the_loop_goes_round();
    expect_idle("while a helper has a job and more orders have come");
    expect_silent(wire);
    expect_silent(last);
    gate_open(2);
    expect_reply(wire, 200, NULL);
    expect_reply(wire, 200, "hello\n");
    expect_reply(last, 200, NULL);
}

static void vanished(void)
{
    server_start(&(struct start){
        .build = ADDRESS, .options = "--helpers=1", .gate = true});
    long files = counter(DESCRIPTORS);
    struct wire *lost[3];
    for (int i = 0; i < 3; i++) {
        lost[i] = order_turkey("one who vanishes", i + 1);
        expect_all_read(lost[i]);
    }
    expect_held(1);
    wire_reset(lost[0]);
    wire_reset(lost[1]);
    wire_close(lost[2]);
    the_loop_goes_round();
    gate_open(4);
    struct wire *wire = order_turkey("turkey", 4);
    expect_reply(wire, 200, NULL);
    wire_close(wire);
    expect_at_most(DESCRIPTORS, files, "after all left");
}

static void idle(void)
{
    server_start(&(struct start){.options = "--helpers=2", .gate = true});
    struct wire *first = order_turkey("turkey", 1);
    gate_open(1);
    expect_reply(first, 200, NULL);
    expect_idle("when a job is done and nobody orders");
    struct wire *second = order_turkey("turkey", 2);
    expect_held(1);
    expect_idle("while a job runs that only waits");
    gate_open(1);
    expect_reply(second, 200, NULL);
}

static void hired(void)
{
    struct wire *wire[MANY];
    server_start(&(struct start){.options = "--helpers=3",
                                 .threads = "spurious=1,wake=10"});
    expect_asleep("before anybody orders");
    expect_counter(THREADS, 4, "with 3 helpers and a loop");
    for (int i = 0; i < MANY; i++)
        wire[i] = order_turkey("turkey", i + 1);
    for (int i = 0; i < MANY; i++)
        expect_reply(wire[i], 200, NULL);
    expect_counter(THREADS, 4, "after 16 turkeys");
}

static void races(void)
{
    struct wire *wire[MANY];
    server_start(&(struct start){.build = THREAD, .options = "--helpers=3"});
    the_loop_goes_round();
    for (int round = 0; round < 3; round++) {
        for (int i = 0; i < MANY; i++)
            wire[i] = order_turkey("turkey", i + 1);
        the_loop_goes_round();
        for (int i = 0; i < MANY; i++) {
            expect_reply(wire[i], 200, NULL);
            hello(wire[i]);
            wire_close(wire[i]);
        }
    }
}

static const struct check checks[] = {
    {.name = "served",
     .points = 5,
     .builds = PLAIN,
     .title = "small orders and turkeys are served",
     .why = "This much works from the beginning; it should stay so.",
     .run = served},
    {.name = "turkey",
     .parent = "served",
     .points = 20,
     .builds = PLAIN,
     .title = "while a helper has a turkey, the loop serves others",
     .why = "Whatever the loop does itself, everybody waits for. A job that "
            "takes long belongs to another thread.",
     .run = turkey},
    {.name = "staff",
     .parent = "turkey",
     .points = 15,
     .builds = PLAIN,
     .title = "3 helpers do 3 jobs at a time, first come, first served",
     .why = "Helpers share one queue; its lock is for taking an errand, not "
            "for doing it.",
     .run = staff},
    {.name = "crowd",
     .parent = "turkey",
     .points = 10,
     .builds = PLAIN,
     .title = "100 turkeys wait for one helper, and the loop for none",
     .why = "Handing over must never wait for a helper: then the loop would "
            "wait, and with it all who want no turkey.",
     .run = crowd},
    {.name = "together",
     .parent = "turkey",
     .points = 10,
     .builds = PLAIN,
     .title = "8 jobs that are done in one moment all come back",
     .why = "An eventfd counts. The loop is woken once for several pokes and "
            "must then look for all that is finished.",
     .run = together},
    {.name = "impatient",
     .parent = "turkey",
     .points = 10,
     .builds = PLAIN,
     .title = "who orders on, or ends, while a helper has their job, waits",
     .why = "A connection whose errand is out waits for that and for nothing "
            "else; what comes meanwhile stays in the socket.",
     .run = impatient},
    {.name = "vanished",
     .parent = "impatient",
     .points = 10,
     .builds = ADDRESS,
     .title = "customers may vanish while helpers have their jobs",
     .why = "A helper works with memory that belongs to the connection. It "
            "may be freed only when the errand is back.",
     .run = vanished},
    {.name = "idle",
     .parent = "turkey",
     .points = 5,
     .builds = PLAIN,
     .title = "waiting costs no CPU, on the loop and in the back room",
     .why = "An eventfd that is not read stays readable, and the loop does "
            "nothing else any more.",
     .run = idle},
    {.name = "hired",
     .parent = "turkey",
     .points = 5,
     .builds = PLAIN,
     .title = "as many threads as helpers, even if woken for nothing",
     .why = "pthread_cond_wait may return though nothing was signalled, and "
            "another helper may have taken the errand already.",
     .run = hired},
    {.name = "races",
     .parent = "together",
     .points = 10,
     .builds = THREAD,
     .title = "no data race",
     .why = "The connection, its buffers and libevent's base belong to the "
            "loop's thread. A helper may touch its errand, and only that.",
     .run = races},
    {.name = NULL},
};

int main(int argc, char **argv)
{
    const struct lab lab = {6, "turkey", checks};
    return grade_main(&lab, argc, argv);
}
