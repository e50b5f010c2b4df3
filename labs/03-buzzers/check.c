/* check.c: what one cashier with buzzers must be able to do. What it shares
 * with lab 4 is in labs/grade/scripts.c. */
#include "customers.h"
#include "scripts.h"

enum { MANY = 200, SOME = 16 };

static void bytewise(void)
{
    script_faults("one-byte=100%", "one-byte");
}

static void interrupted(void)
{
    script_faults("eintr=100%", "eintr");
}

static void not_yet(void)
{
    script_faults("eagain=100%", "eagain");
}

/* No more than 64 descriptors, so no more than 64 of them for poll(). */
static void gone(void)
{
    struct wire *customer[SOME];
    server_start(&(struct start){.build = PLAIN, .files = 64});
    long files = files_with_one() + SOME, left = 0;
    customers_come(customer, SOME);
    for (int i = 0; i < SOME; i += 3) {
        wire_close(customer[i]);
        expect_counter(DESCRIPTORS, files - ++left, "after some left");
    }
    customers_one_by_one(100, DESCRIPTORS, files - left);
    for (int i = 0; i < SOME; i++) {
        if (i % 3 == 0)
            continue;
        wire_get(customer[i], "/hello");
        expect_reply(customer[i], 200, NULL);
        wire_close(customer[i]);
    }
    expect_counter(DESCRIPTORS, files - SOME, "after all left");
}

static void clean(void)
{
    struct wire *customer[MANY];
    server_start(&(struct start){.build = ADDRESS});
    long files = files_with_one();
    customers_come(customer, MANY);
    for (int i = 0; i < SOME; i++) {
        wire_send(customer[i], "POST /echo HTTP/1.1\r\nHost: c\r\n"
                               "Content-Length: 100\r\n\r\nhalf");
        expect_all_read(customer[i]);
    }
    customer_vanishes();
    server_freeze(); /* so that all leave in the same round */
    customers_leave(customer, MANY);
    server_thaw();
    expect_counter(DESCRIPTORS, files, "after all left");
    customers_one_by_one(5, DESCRIPTORS, files);
}

/* name, parent, points, builds, title, why, run: see grade.h. */
static const struct check checks[] = {
    {"served", NULL, 5, PLAIN, "customers are served, one after another",
     "This much works from the beginning; it should stay so.", script_served},
    {"stalled", "served", 15, PLAIN,
     "200 customers stall, one more is served, by the same thread",
     "The thread may wait in poll() for everybody, and nowhere else for "
     "anybody.",
     script_stalled},
    {"pipelined", "stalled", 10, PLAIN,
     "several orders in one piece, and one in two pieces",
     "TCP carries bytes, not requests: one read() may bring three and a half. "
     "poll() tells nothing of what was read already.",
     script_pipelined},
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
     script_reader},
    {"waits", "stalled", 10, PLAIN,
     "18 customers wait for time to pass, others are served",
     "The one thread must not sleep for one of them. poll() has a timeout: the "
     "time up to the first alarm.",
     script_waits},
    {"turn", "pipelined", 5, PLAIN,
     "two customers order 300 times at once, a third is served too",
     "Nobody takes the thread away from a customer who always has something to "
     "do: your code has to.",
     script_turn},
    {"idle", "waits", 5, PLAIN, "who waits costs no CPU, whatever for",
     "poll() returns at once as long as something is there that nobody takes: "
     "then the loop spins.",
     script_idle},
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
     script_vanished},
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
