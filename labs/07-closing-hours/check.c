/* check.c: what a restaurant with closing hours must be able to do. */
#include <unistd.h>

#include "customers.h"

enum { FILES = 64, IN_LINE = 3, DRIPS = 60 };

static const double PATIENCE = 0.35; /* s: below half a second */

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

/* Whether we acted so soon after that moment that the program, with half a
 * second of patience, cannot have lost it. If not, the try does not count. */
static bool in_time(double since)
{
    static int tries;
    if (seconds_now() - since < PATIENCE)
        return true;
    require(++tries < 20, "a machine on which 0.1 s can be told from 0.5",
            "a slower one");
    return false;
}

/* Asks so soon after that moment, which is then moved to this one. If that
 * cannot count, false: nothing is expected then, and the customer leaves. */
static bool ask_in_time(struct wire *customer, double *since)
{
    double now = seconds_now();
    wire_get(customer, "/hello");
    bool counts = in_time(*since);
    if (counts)
        expect_reply(customer, 200, NULL);
    else
        wire_close(customer);
    *since = now;
    return counts;
}

/* One who asks, and asks again in time: the deadline moves on. */
static struct wire *ask_twice(void)
{
    for (;;) {
        double since = seconds_now();
        struct wire *customer = wire_open("one who asks no more");
        if (!ask_in_time(customer, &since))
            continue;
        usleep(100000);
        if (ask_in_time(customer, &since))
            return customer;
    }
}

/* One who never said a word; one whose deadline moved on; and one more after
 * whom nothing may be left. */
static void idle(void)
{
    server_start(&(struct start){.options = "--idle-timeout=500ms"});
    long files = counter(DESCRIPTORS);
    struct wire *silent = wire_open("one who never asks");
    struct wire *silenced = ask_twice();
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
    double since = seconds_now(), end = since + 1.5;
    struct wire *customer = wire_open("one who asks again and again");
    for (; seconds_now() < end; usleep(100000))
        if (!ask_in_time(customer, &since))
            return false;
    return ask_in_time(customer, &since);
}

static void active(void)
{
    server_start(&(struct start){.options = "--idle-timeout=500ms"});
    while (!keep_asking())
        continue;
}

/* Two who order what takes longer than their alarms; one of them in two
 * parts. Returns false when we were too slow to have ordered in time. */
static bool order_slow_food(struct wire *customer[2], double *ordered)
{
    double came = seconds_now();
    customer[0] = wire_open("one who waits for the kitchen");
    customer[1] = wire_open("one with a long order");
    wire_send(customer[1], "GET /wait?ms=900 HTTP/1.1\r\nHost: c");
    expect_all_read(customer[1]);
    *ordered = seconds_now();
    wire_get(customer[0], "/wait?ms=900");
    wire_send(customer[1], "ounter\r\n\r\n");
    if (in_time(came))
        return true;
    customers_leave(customer, 2);
    return false;
}

/* Looks until something came for the customer. Returns when we looked last
 * and there was nothing. */
static double silent_until(struct wire *customer, double from)
{
    double silent, look = from;
    do {
        silent = look;
        usleep(20000);
        look = seconds_now();
    } while (!wire_heard(customer) && look - from < 5);
    return silent;
}

static void waiting(void)
{
    struct wire *customer[2];
    server_start(&(struct start){
        .options = "--idle-timeout=500ms --request-timeout=500ms"});
    double ordered, silent;
    do { /* a try in which we did not look in between says nothing */
        while (!order_slow_food(customer, &ordered))
            continue;
        silent = silent_until(customer[0], ordered);
        double took = seconds_now() - ordered;
        require(took > 0.89, "the meal after 0.9 s",
                "it after %.2f s: an alarm cut the wait short", took);
        expect_reply(customer[0], 200, "waited\n");
    } while (silent - ordered < 0.6 && !in_time(ordered));
    expect_reply(customer[1], 200, "waited\n");
    expect_closed(customer[0]); /* and then it is idle */
}

/* Sends a byte after another until an answer comes, and another customer is
 * served after each. `last` is from before the head was sent. Returns false,
 * and the customer leaves, when it did not drip steadily: a program that gives
 * each byte its own time may have said 408 by right. */
static bool drip(struct wire *customer, struct wire *other, char byte,
                 double last)
{
    bool steady = true;
    int sent = 0;
    for (; sent < DRIPS && !wire_heard(customer); sent++) {
        double now = seconds_now();
        wire_send_bytes(customer, &byte, 1);
        steady = steady && now - last < PATIENCE;
        last = now;
        ask(other);
        usleep(50000);
    }
    if (!in_time(steady ? last : 0)) {
        wire_close(customer);
        return false;
    }
    require(sent < DRIPS, "408 while the request still drips in",
            "%d more bytes were waited for, one in 50 ms", sent);
    expect_reply(customer, 408, NULL);
    wire_finish(customer);
    expect_closed(customer);
    return true;
}

static void drips(struct wire *other, const char *name, const char *head,
                  char byte)
{
    struct wire *customer;
    double before;
    do {
        before = seconds_now();
        customer = wire_open("%s", name);
        wire_send(customer, "%s", head);
    } while (!drip(customer, other, byte, before));
}

static void slowloris(void)
{
    server_start(&(struct start){.options = "--request-timeout=400ms"});
    struct wire *other = wire_open("another");
    struct wire *half = wire_open("one who stops in mid-order");
    wire_send(half, "GET /hello HTTP/1.1\r\nHo");
    drips(other, "one whose head drips",
          "GET /hello HTTP/1.1\r\nHost: counter\r\nX-Order: ", 'a');
    expect_reply(half, 408, NULL);
    ask(wire_open("one more"));
    drips(other, "one whose body drips",
          "POST /echo HTTP/1.1\r\nHost: counter\r\n"
          "Content-Length: 1000\r\n\r\n",
          'b');
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
    server_start(
        &(struct start){.options = "--idle-timeout=1h", .files = FILES});
    int files = (int)counter(DESCRIPTORS);
    fill_and_empty(FILES - files);
    expect_counter(DESCRIPTORS, files, "after all left");
    fill_and_empty(FILES - files);
}

static void full_house(void)
{
    server_start(
        &(struct start){.options = "--max-connections=4 --idle-timeout=1h"});
    fill_and_empty(4);
    struct wire *guest = wire_open("one more");
    ask(guest);
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
    expect_met("accept", "aborted");
    expect_met("accept", "eintr");
    expect_met("accept", "emfile");
}

/* They have sent their orders when the program sees them first, and leave
 * again; returns whether that was before their alarms would have rung. */
static bool leave_early(void)
{
    enum { MANY = 8 };
    struct wire *customer[MANY];
    server_freeze();
    struct wire *lost = wire_open_small(4096, "one who vanishes");
    wire_get(lost, "/bytes?n=100000000");
    for (int i = 0; i < MANY; i++) {
        customer[i] = wire_open("customer %d", i + 1);
        wire_get(customer[i], "/hello");
    }
    double came = seconds_now();
    server_thaw();
    for (int i = 0; i < MANY; i++)
        expect_reply(customer[i], 200, NULL);
    expect_head(lost, 200);
    wire_finish(lost);
    wire_reset(lost);
    customers_leave(customer, MANY);
    return in_time(came);
}

/* Everybody is gone before their alarm would have rung; and one waits for the
 * kitchen until long after that. */
static void clean(void)
{
    server_start(
        &(struct start){.build = ADDRESS,
                        .options = "--idle-timeout=500ms --write-timeout=1h"});
    while (!leave_early())
        continue;
    server_freeze();
    struct wire *waits = wire_open("one who waits");
    wire_get(waits, "/wait?ms=900");
    server_thaw();
    expect_reply(waits, 200, NULL);
    expect_closed(waits);
}

/* name, parent, points, builds, title, why, run: see grade.h. */
static const struct check checks[] = {
    {"served", NULL, 5, PLAIN, "customers are served, one after another",
     "This much works from the beginning; it should stay so.", served},
    {"idle", "served", 15, PLAIN,
     "who is silent for too long is sent home, at no cost",
     "A connection that says nothing holds a descriptor and memory. "
     "Without closing hours, the restaurant fills up with sleepers.",
     idle},
    {"active", "idle", 10, PLAIN, "who keeps asking may stay",
     "Patience is for silence: it begins anew with each request. A "
     "timer that was set once throws out the best customers.",
     active},
    {"waiting", "idle", 10, PLAIN, "who waits for the kitchen is not idle",
     "While the answer is not there, the customer is the one who has "
     "patience; an alarm set before that means nothing now.",
     waiting},
    {"slowloris", "idle", 15, PLAIN,
     "a request that drips in is refused with 408",
     "An attacker sends a byte now and then, on every connection that "
     "you have. A request has a deadline as a whole.",
     slowloris},
    {"stuck", "idle", 10, PLAIN, "who does not take the reply is let go",
     "Waiting for room to send is waiting, too, and the reply is held "
     "in your memory as long.",
     stuck},
    {"no-chair", "served", 15, PLAIN,
     "without a descriptor left: no spinning, and recovery",
     "accept() fails with EMFILE, the customer stays in the backlog, "
     "and the loop is told again at once, and again.",
     no_chair},
    {"full-house", "served", 10, PLAIN,
     "--max-connections=4: the fifth waits outside",
     "A limit that you set yourself protects those who are inside, "
     "long before descriptors or memory run out.",
     full_house},
    {"hiccups", "served", 5, PLAIN, "accept() that fails once does no harm",
     "A customer who left again (ECONNABORTED), a signal (EINTR), a "
     "shortage of a moment (EMFILE): none of them ends the day.",
     hiccups},
    {"clean", "idle", 5, ADDRESS, "no memory is misused or lost",
     "An alarm that rings for a customer who was freed reads, and "
     "writes, what belongs to somebody else by now.",
     clean},
    {.name = NULL},
};

int main(int argc, char **argv)
{
    const struct lab lab = {7, "closing-hours", checks};
    return grade_main(&lab, argc, argv);
}
