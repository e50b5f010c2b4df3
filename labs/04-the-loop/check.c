/* check.c: what one libevent loop must be able to do: lab 1's script, with
 * one thread, and what is new with callbacks. What it shares with lab 3 is in
 * labs/grade/scripts.c. */
#include "customers.h"
#include "scripts.h"

enum { SOME = 16 };

static void stalled(void)
{
    script_stalled();
    expect_counter(THREADS, 1, "after 200 customers stalled");
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

static void interrupted(void)
{
    script_faults("eintr=100%,short=50%", "eintr");
}

static void not_yet(void)
{
    script_faults("eagain=100%", "eagain");
}

static void returned(void)
{
    struct wire *customer[SOME];
    server_start(&(struct start){.build = PLAIN});
    long files = files_with_one();
    customers_come(customer, SOME);
    for (int i = 0; i < SOME; i += 2)
        wire_finish(customer[i]);
    for (int i = 1; i < SOME; i += 2)
        wire_reset(customer[i]);
    expect_counter(DESCRIPTORS, files, "after all left, each in their way");
    customers_one_by_one(50, DESCRIPTORS, files);
}

/* They leave while the program waits for them, in every way there is. The
 * timers of two may have run out when it looks, or not. Returns whether they
 * ran when the customers left; on a crowded machine that takes several tries.
 */
static bool leave_in_any_state(struct wire **customer)
{
    for (int i = 2; i < 8; i++) {
        wire_send(customer[i], "POST /echo HTTP/1.1\r\nHost: c\r\n"
                               "Content-Length: 100\r\n\r\nhalf");
        expect_all_read(customer[i]);
    }
    double asked = seconds_now();
    for (int i = 0; i < 2; i++)
        wire_get(customer[i], "/wait?ms=400");
    for (int i = 0; i < 2; i++)
        expect_all_read(customer[i]);
    server_freeze();
    bool ran = seconds_now() - asked < 0.4;
    customers_leave(customer, 5);
    for (int i = 5; i < SOME; i++)
        wire_reset(customer[i]);
    server_thaw();
    return ran;
}

static void clean(void)
{
    struct wire *customer[SOME];
    server_start(&(struct start){.build = ADDRESS});
    long files = files_with_one();
    for (int rounds = 0, tries = 0; rounds < 3 && tries < 30; tries++) {
        customers_come(customer, SOME);
        customer_vanishes();
        rounds += leave_in_any_state(customer);
        expect_counter(DESCRIPTORS, files, "after all left");
    }
    customers_come(customer, 1);
    wire_get(customer[0], "/wait?ms=600"); /* all timers ran out by then */
    expect_reply(customer[0], 200, NULL);
}

/* name, parent, points, builds, title, why, run: see grade.h. */
static const struct check checks[] = {
    {"served", NULL, 5, PLAIN, "customers are served, one after another",
     "This much works from the beginning; it should stay so.", script_served},
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
     "EV_READ tells of bytes in the kernel, not of those you have.",
     script_pipelined},
    {"returned", "stalled", 10, PLAIN, "who left leaves nothing behind",
     "A read of 0 bytes is the only news that a customer left. The "
     "descriptor's number is soon somebody else's.",
     returned},
    {"reader", "stalled", 10, PLAIN,
     "three customers do not read their reply, others are served",
     "A full socket is waited for like an empty one: by an event, which has to "
     "be registered, and added.",
     script_reader},
    {"waits", "stalled", 10, PLAIN,
     "18 customers wait for time to pass, others are served",
     "libevent's timers come to the loop like everything else.", script_waits},
    {"turn", "pipelined", 5, PLAIN,
     "two customers order 300 times at once, a third is served too",
     "libevent calls the next callback when yours returns. Until then "
     "everybody waits for one customer.",
     script_turn},
    {"idle", "waits", 5, PLAIN,
     "who waits costs no CPU, and is not served before it is time",
     "An event for what nobody takes comes again and again.", script_idle},
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
     script_vanished},
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
