/* check.c: what a restaurant with closing hours must be able to do. */
#include <time.h>
#include <unistd.h>

#include "grade.h"

enum { FILES = 64, IN_LINE = 3, DRIPS = 60 };

static double now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

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
    wire_get(first, "/wait?ms=50");
    expect_reply(first, 200, NULL);
    wire_close(first);
    struct wire *second = wire_open("the second");
    wire_get(second, "/bytes?n=1000000");
    expect_reply(second, 200, NULL);
}

/* One who never said a word; one whose deadline moved on twice; and one more
 * after whom nothing may be left. */
static void idle(void)
{
    server_start(&(struct start){.options = "--idle-timeout=300ms"});
    long files = counter(DESCRIPTORS);
    struct wire *silent = wire_open("one who never asks");
    struct wire *silenced = wire_open("one who asks no more");
    ask(silenced);
    usleep(100000);
    ask(silenced);
    expect_closed(silent);
    expect_closed(silenced);
    expect_counter(DESCRIPTORS, files, "after those two were sent home");
    server_start(&(struct start){.options = "--idle-timeout=1h"});
    for (int i = 0; i < 10; i++)
        ask(wire_open("customer %d", i + 1));
    expect_idle("while 10 customers have an hour each");
}

/* Asks again and again for three times the patience. Returns false when we
 * ourselves were so slow that the program may have lost it. */
static bool keep_asking(void)
{
    struct wire *customer = wire_open("one who asks again and again");
    double asked = now_ms(), end = asked + 1500;
    for (; now_ms() < end; usleep(100000)) {
        if (now_ms() - asked > 350) {
            wire_close(customer);
            return false;
        }
        asked = now_ms();
        ask(customer);
    }
    return true;
}

static void active(void)
{
    int tries = 0;
    server_start(&(struct start){.options = "--idle-timeout=500ms"});
    while (!keep_asking())
        require(++tries < 20, "a machine on which 0.1 s can be told from 0.5",
                "a slower one");
}

static void waiting(void)
{
    server_start(&(struct start){
        .options = "--idle-timeout=300ms --request-timeout=300ms"});
    struct wire *patient = wire_open("one who waits for the kitchen");
    struct wire *half = wire_open("one with a long order");
    wire_send(half, "GET /wait?ms=600 HTTP/1.1\r\nHost: c");
    expect_all_read(half);
    double before = now_ms();
    wire_get(patient, "/wait?ms=600");
    wire_send(half, "ounter\r\n\r\n");
    expect_reply(patient, 200, "waited\n");
    require(now_ms() - before > 500, "the meal after 600 ms",
            "it after %.0f: an alarm cut the wait short", now_ms() - before);
    expect_reply(half, 200, "waited\n");
    expect_closed(patient); /* and then it is idle */
}

/* Sends a byte after another until an answer comes. */
static void drip(struct wire *customer, char byte)
{
    int sent = 0;
    for (; sent < DRIPS && !wire_heard(customer); sent++) {
        wire_send_bytes(customer, &byte, 1);
        usleep(50000);
    }
    require(sent < DRIPS, "408 while the request still drips in",
            "%d more bytes were waited for, one in 50 ms", sent);
    expect_reply(customer, 408, NULL);
    wire_finish(customer);
    expect_closed(customer);
}

static void slowloris(void)
{
    server_start(&(struct start){.options = "--request-timeout=400ms"});
    struct wire *half = wire_open("one who stops in mid-order");
    wire_send(half, "GET /hello HTTP/1.1\r\nHo");
    struct wire *head = wire_open("one whose head drips");
    wire_send(head, "GET /hello HTTP/1.1\r\nHost: counter\r\nX-Order: ");
    drip(head, 'a');
    expect_reply(half, 408, NULL);
    ask(wire_open("another"));
    struct wire *body = wire_open("one whose body drips");
    wire_send(body, "POST /echo HTTP/1.1\r\nHost: counter\r\n"
                    "Content-Length: 1000\r\n\r\n");
    drip(body, 'b');
}

static void stuck(void)
{
    struct wire *customer[3];
    server_start(&(struct start){.options = "--write-timeout=300ms"});
    long files = counter(DESCRIPTORS);
    for (int i = 0; i < 3; i++) {
        customer[i] = wire_open_small(4096, "one who takes nothing, %d", i + 1);
        wire_get(customer[i], "/bytes?n=50000000");
        expect_head(customer[i], 200);
    }
    struct wire *other = wire_open("another");
    ask(other);
    expect_counter(DESCRIPTORS, files + 1, "after three took nothing");
    ask(other);
}

/* All chairs are taken, and some wait outside: nobody may spin. Then they
 * leave one by one, and who waited longest is next. */
static void fill_and_empty(int chairs)
{
    struct wire *guest[FILES + IN_LINE];
    for (int i = 0; i < chairs; i++)
        ask(guest[i] = wire_open("guest %d", i + 1));
    for (int i = chairs; i < chairs + IN_LINE; i++) {
        guest[i] = wire_open("guest %d, outside", i + 1);
        wire_get(guest[i], "/hello");
    }
    for (int i = 0; i < chairs; i++)
        ask(guest[i]);
    for (int i = chairs; i < chairs + IN_LINE; i++)
        expect_silent(guest[i]);
    expect_idle("while all places are taken and some wait outside");
    for (int i = 0; i < chairs + IN_LINE; i++) {
        if (i >= chairs)
            expect_reply(guest[i], 200, NULL);
        wire_close(guest[i]);
    }
}

/* Twice: what was learnt from a shortage must be forgotten after it. */
static void no_chair(void)
{
    server_start(&(struct start){.files = FILES});
    int files = (int)counter(DESCRIPTORS);
    fill_and_empty(FILES - files);
    expect_counter(DESCRIPTORS, files, "after all left");
    fill_and_empty(FILES - files);
}

static void full_house(void)
{
    server_start(&(struct start){.options = "--max-connections=4"});
    fill_and_empty(4);
    struct wire *guest = wire_open("one more");
    ask(guest);
}

static void met(const char *kind)
{
    require(faults_met("accept", kind) > 0, "accept() to meet the fault",
            "no %s", kind);
}

static void hiccups(void)
{
    server_start(&(struct start){
        .faults = "aborted=40%,eintr=40%,emfile=40%,calls=accept"});
    for (int i = 0; i < 40; i++) {
        struct wire *customer = wire_open("customer %d", i + 1);
        ask(customer);
        wire_close(customer);
    }
    met("aborted");
    met("eintr");
    met("emfile");
}

/* Everybody is gone long before their alarm would have rung. */
static void clean(void)
{
    enum { MANY = 8 };
    struct wire *customer[MANY];
    server_start(
        &(struct start){.build = ADDRESS,
                        .options = "--idle-timeout=300ms --write-timeout=1h"});
    struct wire *waits = wire_open("one who waits for the kitchen");
    for (int i = 0; i < MANY; i++)
        ask(customer[i] = wire_open("customer %d", i + 1));
    struct wire *lost = wire_open_small(4096, "one who vanishes");
    wire_get(lost, "/bytes?n=50000000");
    expect_head(lost, 200);
    wire_get(waits, "/wait?ms=500");
    wire_reset(lost);
    for (int i = 0; i < MANY; i++)
        wire_close(customer[i]);
    expect_reply(waits, 200, NULL);
    expect_closed(waits);
}

static const struct check checks[] = {
    {.name = "served",
     .points = 5,
     .builds = PLAIN,
     .title = "customers are served, one after another",
     .why = "This much works from the beginning; it should stay so.",
     .run = served},
    {.name = "idle",
     .parent = "served",
     .points = 15,
     .builds = PLAIN,
     .title = "who is silent for too long is sent home, at no cost",
     .why = "A connection that says nothing holds a descriptor and memory. "
            "Without closing hours, the restaurant fills up with sleepers.",
     .run = idle},
    {.name = "active",
     .parent = "idle",
     .points = 10,
     .builds = PLAIN,
     .title = "who keeps asking may stay",
     .why = "Patience is for silence: it begins anew with each request. A "
            "timer that was set once throws out the best customers.",
     .run = active},
    {.name = "waiting",
     .parent = "idle",
     .points = 10,
     .builds = PLAIN,
     .title = "who waits for the kitchen is not idle",
     .why = "While the answer is not there, the customer is the one who has "
            "patience; an alarm set before that means nothing now.",
     .run = waiting},
    {.name = "slowloris",
     .parent = "idle",
     .points = 15,
     .builds = PLAIN,
     .title = "a request that drips in is refused with 408",
     .why = "An attacker sends a byte now and then, on every connection that "
            "you have. A request has a deadline as a whole.",
     .run = slowloris},
    {.name = "stuck",
     .parent = "idle",
     .points = 10,
     .builds = PLAIN,
     .title = "who does not take the reply is let go",
     .why = "Waiting for room to send is waiting, too, and the reply is held "
            "in your memory as long.",
     .run = stuck},
    {.name = "no-chair",
     .parent = "served",
     .points = 15,
     .builds = PLAIN,
     .title = "without a descriptor left: no spinning, and recovery",
     .why = "accept() fails with EMFILE, the customer stays in the backlog, "
            "and the loop is told again at once, and again.",
     .run = no_chair},
    {.name = "full-house",
     .parent = "served",
     .points = 10,
     .builds = PLAIN,
     .title = "--max-connections=4: the fifth waits outside",
     .why = "A limit that you set yourself protects those who are inside, "
            "long before descriptors or memory run out.",
     .run = full_house},
    {.name = "hiccups",
     .parent = "served",
     .points = 5,
     .builds = PLAIN,
     .title = "accept() that fails once does no harm",
     .why = "A customer who left again (ECONNABORTED), a signal (EINTR), a "
            "shortage of a moment (EMFILE): none of them ends the day.",
     .run = hiccups},
    {.name = "clean",
     .parent = "idle",
     .points = 5,
     .builds = ADDRESS,
     .title = "no memory is misused or lost",
     .why = "An alarm that rings for a customer who was freed reads, and "
            "writes, what belongs to somebody else by now.",
     .run = clean},
    {.name = NULL},
};

int main(int argc, char **argv)
{
    const struct lab lab = {7, "closing-hours", checks};
    return grade_main(&lab, argc, argv);
}
