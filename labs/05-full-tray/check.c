/* check.c: what a server must do with customers who do not take what they
 * ordered. */
#include "customers.h"

enum {
    SLOW = 4,
    ROOM = 16384,      /* a slow reader's receive buffer */
    PLENTY = 50 << 20, /* bytes: more than any kernel buffers for a socket */
    SLACK = 4096       /* KB that a few stuck customers may cost */
};

static const struct start plainly = {.build = PLAIN};

static void hello(struct wire *wire)
{
    wire_get(wire, "/hello");
    expect_reply(wire, 200, "hello\n");
}

static void served(void)
{
    server_start(&plainly);
    struct wire *first = wire_open("the first");
    hello(first);
    wire_post(first, "/echo", "once more");
    expect_reply(first, 200, "once more");
    wire_get(first, "/wait?ms=5");
    expect_reply(first, 200, NULL);
    wire_close(first);
    hello(wire_open("the second"));
}

static void idle(void)
{
    struct wire *customer[SLOW];
    server_start(&plainly);
    for (int i = 0; i < SLOW; i++) {
        customer[i] = wire_open("customer %d", i + 1);
        hello(customer[i]);
    }
    expect_idle("while 4 customers sit there and nobody orders");
    for (int i = 0; i < SLOW; i++)
        hello(customer[i]);
}

/* Somebody who orders so much, and takes the head only. */
static struct wire *slow_reader(int number, long bytes, const char *more)
{
    struct wire *slow = wire_open_small(ROOM, "slow reader %d", number);
    wire_send(slow, "GET /bytes?n=%ld HTTP/1.1\r\nHost: counter\r\n%s\r\n",
              bytes, more);
    return slow;
}

/* Reads a reply of /bytes, which is lines of 60 bytes, over and over. */
static void expect_plate(struct wire *wire, size_t expected)
{
    static const char line[] =
        "abcdefghijklmnopqrstuvwxyz0123456789abcdefghijklmnopqrstuvw\n";
    size_t length, i = 0;
    expect_reply(wire, 200, NULL);
    const char *body = wire_body(wire, &length);
    require(length == expected, "all bytes of the reply", "%zu of %zu", length,
            expected);
    while (i < length && body[i] == line[i % 60])
        i++;
    require(i == length, "each byte once, in its place",
            "another one at byte %zu of %zu", i, length);
}

static void whole(void)
{
    struct wire *slow[SLOW];
    server_start(&plainly);
    for (int i = 0; i < SLOW; i++)
        slow[i] = slow_reader(i + 1, 8000000, "");
    expect_asleep("while nobody takes what they ordered");
    for (int i = 0; i < SLOW; i++) {
        expect_plate(slow[i], 8000000);
        hello(slow[i]);
    }
    expect_idle("after all have taken everything");
}

static void partial(void)
{
    server_start(&(struct start){
        .faults = "eintr=30%,eagain=50%,short=50%,calls=write,one-byte=20%"});
    for (int i = 0; i < 5; i++) {
        struct wire *customer = wire_open("customer %d", i + 1);
        wire_get(customer, "/bytes?n=300000");
        expect_plate(customer, 300000);
        wire_post(customer, "/echo", "two burgers, one without onions");
        expect_reply(customer, 200, "two burgers, one without onions");
        wire_close(customer);
    }
    expect_met("write", "eintr");
    expect_met("write", "eagain");
    expect_met("write", "one-byte");
}

/* Each customer that is served means that the loop has gone round. */
static void others_are_served(int times)
{
    struct wire *other = wire_open("the other");
    for (int i = 0; i < times; i++)
        hello(other);
    wire_close(other);
}

static void others(void)
{
    struct wire *slow[SLOW];
    server_start(&plainly);
    for (int i = 0; i < SLOW; i++) {
        slow[i] = slow_reader(i + 1, PLENTY, "");
        expect_head(slow[i], 200);
    }
    expect_asleep("while nobody takes what they ordered");
    others_are_served(3);
    expect_idle("while 4 customers do not take what they ordered");
}

static void bounded(void)
{
    server_start(&plainly);
    others_are_served(1);
    long before = counter(MEMORY);
    struct wire *slow = slow_reader(1, PLENTY, "");
    expect_head(slow, 200);
    others_are_served(300);
    expect_at_most(MEMORY, before + SLACK,
                   "while a customer does not take 50 MB");
}

/* 1000 orders in one breath, and not a byte of the replies is read. */
static void pushed_back(void)
{
    server_start(&plainly);
    others_are_served(1);
    struct wire *greedy = wire_open_small(ROOM, "one who orders 1000 plates");
    long before = counter(MEMORY);
    for (int i = 0; i < 1000; i++)
        wire_get(greedy, "/bytes?n=100000");
    expect_head(greedy, 200);
    others_are_served(300);
    expect_at_most(MEMORY, before + SLACK,
                   "while nobody takes 1000 plates of 100 KB");
    expect_idle("while nobody takes 1000 plates");
    wire_take(greedy, 100000);
    for (int i = 0; i < 60; i++)
        expect_plate(greedy, 100000);
}

static void last(void)
{
    server_start(&plainly);
    struct wire *slow = slow_reader(1, 20000000, "Connection: close\r\n");
    others_are_served(100);
    expect_plate(slow, 20000000);
    expect_closed(slow);
    struct wire *wrong = wire_open("one who orders what there is not");
    wire_send(wrong, "GET /nothing HTTP/1.1\r\nHost: counter\r\n"
                     "Connection: close\r\n\r\n");
    expect_reply(wrong, 404, NULL);
    expect_closed(wrong);
}

/* Leaves while the tray is full. The order, first the end and then the
 * reset, is what makes a write fail with EPIPE. */
static void vanish(int number)
{
    struct wire *lost = slow_reader(number, PLENTY, "");
    expect_head(lost, 200);
    others_are_served(50);
    wire_finish(lost);
    wire_reset(lost);
}

static void vanished(void)
{
    server_start(&plainly);
    long files = counter(DESCRIPTORS);
    for (int i = 0; i < SLOW; i++)
        vanish(i + 1);
    expect_at_most(DESCRIPTORS, files, "after those who vanished");
    others_are_served(1);
    expect_idle("after those who vanished");
}

static void clean(void)
{
    server_start(&(struct start){.build = ADDRESS});
    long files = counter(DESCRIPTORS);
    vanish(1);
    vanish(2);
    struct wire *slow = slow_reader(3, 8000000, "Connection: close\r\n");
    expect_plate(slow, 8000000);
    wire_close(slow);
    expect_at_most(DESCRIPTORS, files, "after all left");
}

static const struct check checks[] = {
    {.name = "served",
     .points = 5,
     .builds = PLAIN,
     .title = "small orders are served, one after another",
     .why = "This much works from the beginning; it should stay so.",
     .run = served},
    {.name = "idle",
     .parent = "served",
     .points = 15,
     .builds = PLAIN,
     .title = "customers who only sit there cost no CPU",
     .why = "A socket nearly always has room to send. A loop that asks to be "
            "told so is told so, again and again, as fast as it can ask.",
     .run = idle},
    {.name = "whole",
     .parent = "idle",
     .points = 15,
     .builds = PLAIN,
     .title = "slow readers get every byte, once, in order",
     .why = "write() takes what fits. The rest is still owed, and so is the "
            "next reply; and after that the loop must rest again.",
     .run = whole},
    {.name = "partial",
     .parent = "whole",
     .points = 10,
     .builds = PLAIN,
     .title = "partial, empty and interrupted writes change nothing",
     .why = "A write that took a part, or nothing (EAGAIN), or was "
            "interrupted (EINTR) is no error: go on where it stopped.",
     .run = partial},
    {.name = "last",
     .parent = "served",
     .points = 15,
     .builds = PLAIN,
     .title = "the last reply is taken before the connection closes",
     .why = "Closing throws away what was not sent. The customer waited for "
            "exactly that.",
     .run = last},
    {.name = "bounded",
     .parent = "served",
     .points = 15,
     .builds = PLAIN,
     .title = "a customer who does not take 50 MB costs next to no memory",
     .why = "Whoever cooks ahead of a slow reader keeps all of it in memory: "
            "some such customers, and there is none left for anybody.",
     .run = bounded},
    {.name = "others",
     .parent = "whole",
     .points = 5,
     .builds = PLAIN,
     .title = "while 4 do not take theirs, others are served, and CPU rests",
     .why = "There is one loop: who waits for room inside a callback, or "
            "tries without end, waits at everybody's expense.",
     .run = others},
    {.name = "pushed-back",
     .parent = "bounded",
     .points = 10,
     .builds = PLAIN,
     .title = "1000 orders in one breath are cooked as they are taken",
     .why = "A full tray must stop the reading, too: then the kernel's "
            "buffers fill up, and the customer cannot send any more.",
     .run = pushed_back},
    {.name = "vanished",
     .parent = "bounded",
     .points = 5,
     .builds = PLAIN,
     .title = "customers who vanish before a full tray disturb nothing",
     .why = "Writing to one that is gone fails with EPIPE or ECONNRESET. "
            "That is the end of the connection, and of nothing else.",
     .run = vanished},
    {.name = "clean",
     .parent = "vanished",
     .points = 5,
     .builds = ADDRESS,
     .title = "no memory is misused or lost",
     .why = "A tray belongs to its connection, and ends with it.",
     .run = clean},
    {.name = NULL},
};

int main(int argc, char **argv)
{
    const struct lab lab = {5, "full-tray", checks};
    return grade_main(&lab, argc, argv);
}
