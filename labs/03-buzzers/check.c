/* check.c: what one cashier with buzzers must be able to do. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "grade.h"

enum { MANY = 200, SOME = 16 };

static void come(struct wire **customer, int count)
{
    for (int i = 0; i < count; i++) {
        customer[i] = wire_open("customer %d", i + 1);
        wire_get(customer[i], "/hello");
        expect_reply(customer[i], 200, NULL);
    }
}

static void leave(struct wire **customer, int count)
{
    for (int i = 0; i < count; i++)
        wire_close(customer[i]);
}

/* Somebody who came later than all others is served. */
static void another_is_served(void)
{
    struct wire *other = wire_open("another");
    wire_get(other, "/hello");
    expect_reply(other, 200, NULL);
    wire_close(other);
}

/* Descriptors while only one customer is there, who stays. */
static long files_with_one(void)
{
    struct wire *stays = wire_open("one who stays");
    wire_get(stays, "/hello");
    expect_reply(stays, 200, NULL);
    return counter(DESCRIPTORS);
}

static void expect_bytes(struct wire *customer, size_t n)
{
    size_t length;
    expect_reply(customer, 200, NULL);
    wire_body(customer, &length);
    require(length == n, "a body of the length that was asked for",
            "%zu of %zu bytes", length, n);
}

static void served(void)
{
    server_start(&(struct start){.build = PLAIN});
    struct wire *first = wire_open("the first");
    wire_get(first, "/hello");
    expect_reply(first, 200, NULL);
    wire_post(first, "/echo", "once more");
    expect_reply(first, 200, "once more");
    wire_close(first);
    struct wire *second = wire_open("the second");
    wire_get(second, "/bytes?n=50000");
    expect_bytes(second, 50000);
    wire_close(second);
}

/* Everybody orders something else (good until the next call). */
static const char *order_of(int i)
{
    static char body[16];
    snprintf(body, sizeof body, "order %03d", i);
    return body;
}

static void stalled(void)
{
    struct wire *slow[MANY];
    server_start(&(struct start){.build = PLAIN});
    another_is_served();
    long threads = counter(THREADS);
    for (int i = 0; i < MANY; i++) {
        slow[i] = wire_open("slow %d", i + 1);
        wire_send(slow[i], "POST /echo HTTP/1.1\r\nHost: counter\r\nConte");
    }
    another_is_served();
    for (int i = 0; i < MANY; i++)
        expect_silent(slow[i]);
    expect_counter(THREADS, threads, "while 200 customers stall");
    for (int i = MANY - 1; i >= 0; i--)
        wire_send(slow[i], "nt-Length: 9\r\n\r\n%s", order_of(i));
    for (int i = 0; i < MANY; i++)
        expect_reply(slow[i], 200, order_of(i));
}

static void pipelined(void)
{
    server_start(&(struct start){.build = PLAIN});
    struct wire *customer = wire_open("one who cannot wait");
    wire_send(customer, "GET /hello HTTP/1.1\r\nHost: c\r\n\r\n"
                        "POST /echo HTTP/1.1\r\nHost: c\r\n"
                        "Content-Length: 6\r\n\r\nsecond"
                        "GET /bytes?n=5000 HTTP/1.1\r\nHost: c\r\n\r\n"
                        "POST /echo HTTP/1.1\r\nHost: c\r\n"
                        "Content-Length: 6\r\n\r\nfou");
    expect_reply(customer, 200, "hello\n");
    expect_reply(customer, 200, "second");
    expect_bytes(customer, 5000);
    another_is_served();
    expect_silent(customer);
    wire_send(customer, "rthGET /hello HTTP/1.1\r\nHost: c\r\n\r\n");
    expect_reply(customer, 200, "fourth");
    expect_reply(customer, 200, "hello\n");
}

/* Three customers, a few orders each, under a fault that they must meet. */
static void three_customers(const char *faults, const char *kind)
{
    struct wire *customer[3];
    server_start(&(struct start){.faults = faults});
    for (int i = 0; i < 3; i++)
        customer[i] = wire_open("customer %d", i + 1);
    for (int round = 0; round < 3; round++) {
        for (int i = 0; i < 3; i++)
            wire_post(customer[i], "/echo", "two, one without onions");
        for (int i = 0; i < 3; i++)
            expect_reply(customer[i], 200, "two, one without onions");
    }
    wire_get(customer[0], "/bytes?n=20000");
    expect_bytes(customer[0], 20000);
    require(faults_met("read", kind) > 0 && faults_met("write", kind) > 0,
            "the program to meet the fault", "no %s", kind);
    leave(customer, 3);
    another_is_served();
}

static void bytewise(void)
{
    three_customers("one-byte=100%", "one-byte");
}

static void interrupted(void)
{
    three_customers("eintr=100%", "eintr");
}

static void not_yet(void)
{
    three_customers("eagain=100%", "eagain");
}

/* Asks for more than the program can send before somebody reads. */
static struct wire *stuck_reader(void)
{
    struct wire *reader = wire_open_small(4096, "one who does not read");
    wire_get(reader, "/bytes?n=100000000");
    expect_head(reader, 200);
    return reader;
}

static void reader(void)
{
    server_start(&(struct start){.build = PLAIN});
    for (int i = 0; i < 3; i++)
        stuck_reader();
    struct wire *slow = wire_open("one who reads after all");
    wire_get(slow, "/bytes?n=30000000");
    another_is_served();
    another_is_served();
    expect_bytes(slow, 30000000);
}

static void waits(void)
{
    struct wire *patient[2], *customer[SOME];
    server_start(&(struct start){.build = PLAIN});
    patient[0] = wire_open("the first patient one");
    wire_get(patient[0], "/wait?ms=60000");
    for (int i = 0; i < SOME; i++) {
        customer[i] = wire_open("customer %d", i + 1);
        wire_get(customer[i], i % 2 ? "/wait?ms=200" : "/wait?ms=300");
        expect_all_read(customer[i]);
    }
    patient[1] = wire_open("the last patient one");
    wire_get(patient[1], "/wait?ms=60000");
    another_is_served();
    for (int i = 0; i < SOME; i++)
        expect_reply(customer[i], 200, "waited\n");
    wire_get(customer[0], "/wait?ms=300"); /* and nobody else does anything */
    expect_reply(customer[0], 200, "waited\n");
    expect_silent(patient[0]);
    expect_silent(patient[1]);
}

/* The orders of a greedy customer: some 300 in one piece. */
static void order_much(struct wire *customer)
{
    static const char order[] = "GET /hello HTTP/1.1\r\nHost: c\r\n\r\n";
    char text[300 * sizeof order] = "";
    for (int i = 0; i < 300; i++)
        memcpy(text + (size_t)i * (sizeof order - 1), order, sizeof order);
    wire_send_bytes(customer, text, strlen(text));
}

/* All orders are there before the program sees any. One greedy customer sits
 * before the modest one, one behind, whichever way the program goes. */
static void turn(void)
{
    size_t length;
    struct wire *customer[3];
    server_start(&(struct start){.build = PLAIN});
    come(customer, 3);
    server_freeze();
    order_much(customer[0]);
    wire_get(customer[1], "/stats");
    order_much(customer[2]);
    server_thaw();
    expect_reply(customer[1], 200, NULL);
    const char *found = strstr(wire_body(customer[1], &length), "\"served\":");
    long before = found != NULL ? strtol(found + 9, NULL, 10) : -1;
    require(before >= 3 && before < 150,
            "one of three customers to be served before the 150th order",
            "%ld orders before that", before);
    for (int i = 0; i < 300; i++) {
        expect_reply(customer[0], 200, "hello\n");
        expect_reply(customer[2], 200, "hello\n");
    }
}

/* Everything that one can wait for, and two who do something meanwhile. */
static void idle(void)
{
    struct wire *customer[4];
    server_start(&(struct start){.build = PLAIN});
    come(customer, 4);
    wire_send(customer[0], "GET /hello HTTP/1.1\r\nHo");
    for (int i = 1; i < 4; i++) {
        wire_get(customer[i], "/wait?ms=60000");
        expect_all_read(customer[i]);
    }
    stuck_reader();
    wire_get(customer[1], "/hello");
    wire_reset(customer[2]);
    another_is_served();
    expect_idle("while everybody waits, whoever for");
    expect_silent(customer[1]);
}

static void one_by_one(int count, long files)
{
    struct wire *customer[1];
    for (int i = 0; i < count; i++) {
        come(customer, 1);
        leave(customer, 1);
        expect_counter(DESCRIPTORS, files, "between two customers");
    }
}

/* No more than 64 descriptors, so no more than 64 of them for poll(). */
static void gone(void)
{
    struct wire *customer[SOME];
    server_start(&(struct start){.build = PLAIN, .files = 64});
    long files = files_with_one() + SOME, left = 0;
    come(customer, SOME);
    for (int i = 0; i < SOME; i += 3) {
        wire_close(customer[i]);
        expect_counter(DESCRIPTORS, files - ++left, "after some left");
    }
    one_by_one(100, files - left);
    for (int i = 0; i < SOME; i++) {
        if (i % 3 == 0)
            continue;
        wire_get(customer[i], "/hello");
        expect_reply(customer[i], 200, NULL);
        wire_close(customer[i]);
    }
    expect_counter(DESCRIPTORS, files - SOME, "after all left");
}

/* Leaves while the program sends to it. The order, first the end and then
 * the reset, is what makes a write fail with EPIPE. */
static void vanish(void)
{
    struct wire *lost = stuck_reader();
    wire_finish(lost);
    wire_reset(lost);
}

static void vanished(void)
{
    server_start(&(struct start){.build = PLAIN});
    long files = files_with_one();
    for (int i = 0; i < 4; i++)
        vanish();
    another_is_served();
    expect_idle("after four customers vanished");
    expect_at_most(DESCRIPTORS, files, "after four customers vanished");
}

static void clean(void)
{
    struct wire *customer[MANY];
    server_start(&(struct start){.build = ADDRESS});
    long files = files_with_one();
    come(customer, MANY);
    for (int i = 0; i < SOME; i++) {
        wire_send(customer[i], "POST /echo HTTP/1.1\r\nHost: c\r\n"
                               "Content-Length: 100\r\n\r\nhalf");
        expect_all_read(customer[i]);
    }
    vanish();
    server_freeze(); /* so that all leave in the same round */
    leave(customer, MANY);
    server_thaw();
    expect_counter(DESCRIPTORS, files, "after all left");
    one_by_one(5, files);
}

/* name, parent, points, builds, title, why, run: see grade.h. */
static const struct check checks[] = {
    {"served", NULL, 5, PLAIN, "customers are served, one after another",
     "This much works from the beginning; it should stay so.", served},
    {"stalled", "served", 15, PLAIN,
     "200 customers stall, one more is served, by the same thread",
     "The thread may wait in poll() for everybody, and nowhere else for "
     "anybody.",
     stalled},
    {"pipelined", "stalled", 10, PLAIN,
     "several orders in one piece, and one in two pieces",
     "TCP carries bytes, not requests: one read() may bring three and a half. "
     "poll() tells nothing of what was read already.",
     pipelined},
    {"bytewise", "stalled", 10, PLAIN, "every call moves one byte only",
     "A read or a write may move any part of what it could. What it did not "
     "move is still to be moved.",
     bytewise},
    {"interrupted", "stalled", 5, PLAIN, "every call is interrupted once",
     "EINTR says that nothing happened yet, and nothing is wrong.",
     interrupted},
    {"not-yet", "stalled", 10, PLAIN, "every call says EAGAIN once",
     "poll() says that a call would probably not block. If it says EAGAIN all "
     "the same, poll() is to be asked again.",
     not_yet},
    {"reader", "stalled", 10, PLAIN,
     "three customers do not read their reply, others are served",
     "A socket that is full makes a write wait like any read: in poll(), for "
     "POLLOUT, with the rest of the reply kept.",
     reader},
    {"waits", "stalled", 10, PLAIN,
     "18 customers wait for time to pass, others are served",
     "The one thread must not sleep for one of them. poll() has a timeout: the "
     "time up to the first alarm.",
     waits},
    {"turn", "pipelined", 5, PLAIN,
     "two customers order 300 times at once, a third is served too",
     "Nobody takes the thread away from a customer who always has something to "
     "do: your code has to.",
     turn},
    {"idle", "waits", 5, PLAIN, "who waits costs no CPU, whatever for",
     "poll() returns at once as long as something is there that nobody takes: "
     "then the loop spins.",
     idle},
    {"gone", "stalled", 5, PLAIN,
     "who left leaves nothing behind, no entry for poll() either",
     "poll() looks at every entry every time. Those of customers who left grow "
     "in number for ever; above the limit of descriptors, poll() fails with "
     "EINVAL.",
     gone},
    {"vanished", "reader", 5, PLAIN,
     "customers who vanish in mid-reply disturb nothing",
     "A write that fails with EPIPE or ECONNRESET will not work next time "
     "either; the socket says that it is ready all the time.",
     vanished},
    {"clean", "stalled", 5, ADDRESS,
     "no memory is misused or lost, though 200 leave at once",
     "serve() may end the connection: who called it may not touch it after "
     "that, nor count on the list being as it was.",
     clean},
    {.name = NULL},
};

int main(int argc, char **argv)
{
    const struct lab lab = {3, "buzzers", checks};
    return grade_main(&lab, argc, argv);
}
