/* check.c: what one libevent loop must be able to do: lab 1's script, with
 * one thread, and what is new with callbacks. */
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
    for (int i = 0; i < MANY; i++) {
        slow[i] = wire_open("slow %d", i + 1);
        wire_send(slow[i], "POST /echo HTTP/1.1\r\nHost: counter\r\nConte");
    }
    another_is_served();
    for (int i = 0; i < MANY; i++)
        expect_silent(slow[i]);
    expect_counter(THREADS, 1, "while 200 customers stall");
    for (int i = MANY - 1; i >= 0; i--)
        wire_send(slow[i], "nt-Length: 9\r\n\r\n%s", order_of(i));
    for (int i = 0; i < MANY; i++)
        expect_reply(slow[i], 200, order_of(i));
}

/* All are there before the program sees the first. */
static void own(void)
{
    struct wire *customer[SOME];
    server_start(&(struct start){.build = PLAIN});
    server_freeze();
    for (int i = 0; i < SOME; i++) {
        customer[i] = wire_open("customer %c", 'A' + i);
        wire_post(customer[i], "/echo", order_of(i));
    }
    server_thaw();
    for (int i = 0; i < SOME; i++)
        expect_reply(customer[i], 200, order_of(i));
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

static void interrupted(void)
{
    three_customers("eintr=100%,short=50%", "eintr");
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

static void returned(void)
{
    struct wire *customer[SOME];
    server_start(&(struct start){.build = PLAIN});
    long files = files_with_one();
    come(customer, SOME);
    for (int i = 0; i < SOME; i += 2)
        wire_finish(customer[i]);
    for (int i = 1; i < SOME; i += 2)
        wire_reset(customer[i]);
    expect_counter(DESCRIPTORS, files, "after all left, each in their way");
    one_by_one(50, files);
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

/* They leave while the program waits for them, in every way there is. The
 * timers of two may have run out when it looks, or not. */
static void leave_in_any_state(struct wire **customer)
{
    for (int i = 2; i < 8; i++) {
        wire_send(customer[i], "POST /echo HTTP/1.1\r\nHost: c\r\n"
                               "Content-Length: 100\r\n\r\nhalf");
        expect_all_read(customer[i]);
    }
    for (int i = 0; i < 2; i++)
        wire_get(customer[i], "/wait?ms=400");
    for (int i = 0; i < 2; i++)
        expect_all_read(customer[i]);
    server_freeze();
    leave(customer, 5);
    for (int i = 5; i < SOME; i++)
        wire_reset(customer[i]);
    server_thaw();
}

static void clean(void)
{
    struct wire *customer[SOME];
    server_start(&(struct start){.build = ADDRESS});
    long files = files_with_one();
    for (int round = 0; round < 3; round++) {
        come(customer, SOME);
        vanish();
        leave_in_any_state(customer);
        expect_counter(DESCRIPTORS, files, "after all left");
    }
    come(customer, 1);
    wire_get(customer[0], "/wait?ms=600"); /* all timers ran out by then */
    expect_reply(customer[0], 200, NULL);
}

/* name, parent, points, builds, title, why, run: see grade.h. */
static const struct check checks[] = {
    {"served", NULL, 5, PLAIN, "customers are served, one after another",
     "This much works from the beginning; it should stay so.", served},
    {"stalled", "served", 15, PLAIN,
     "200 customers stall, one more is served, by the one thread",
     "A callback that waits keeps the loop from all others: it has to register "
     "an event instead, and return.",
     stalled},
    {"own", "served", 5, PLAIN,
     "of 16 who come at once, each gets their own order",
     "A callback must find all that it needs in its argument, and use what it "
     "read before it returns: the next one reads into the same buffer.",
     own},
    {"pipelined", "stalled", 5, PLAIN,
     "several orders in one piece, and one in two pieces",
     "EV_READ tells of bytes in the kernel, not of those you have.", pipelined},
    {"returned", "stalled", 10, PLAIN, "who left leaves nothing behind",
     "A read of 0 bytes is the only news that a customer left. The "
     "descriptor's number is soon somebody else's.",
     returned},
    {"reader", "stalled", 10, PLAIN,
     "three customers do not read their reply, others are served",
     "A full socket is waited for like an empty one: by an event, which has to "
     "be registered, and added.",
     reader},
    {"waits", "stalled", 10, PLAIN,
     "18 customers wait for time to pass, others are served",
     "libevent's timers come to the loop like everything else.", waits},
    {"turn", "pipelined", 5, PLAIN,
     "two customers order 300 times at once, a third is served too",
     "libevent calls the next callback when yours returns. Until then "
     "everybody waits for one customer.",
     turn},
    {"idle", "waits", 5, PLAIN,
     "who waits costs no CPU, and is not served before it is time",
     "An event for what nobody takes comes again and again.", idle},
    {"interrupted", "stalled", 5, PLAIN,
     "interrupted and partial calls change nothing",
     "A call that failed with EINTR did nothing wrong and wants to be made "
     "again; one that moved a part has moved a part.",
     interrupted},
    {"not-yet", "stalled", 5, PLAIN, "every call says EAGAIN once",
     "An event says that a call would probably not block. If it says EAGAIN "
     "all the same, the event is to be waited for again.",
     not_yet},
    {"vanished", "reader", 5, PLAIN,
     "customers who vanish in mid-reply disturb nothing",
     "A write that fails with EPIPE or ECONNRESET will not work next time "
     "either; the socket says that it is ready all the time.",
     vanished},
    {"clean", "stalled", 15, ADDRESS,
     "no memory is misused or lost, in whatever state they leave",
     "libevent keeps a pointer to each event that is added, and the event one "
     "to the connection. Freeing comes last.",
     clean},
    {.name = NULL},
};

int main(int argc, char **argv)
{
    const struct lab lab = {4, "the-loop", checks};
    return grade_main(&lab, argc, argv);
}
