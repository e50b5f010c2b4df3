/* check.c: what an order board must do that many customers watch. */
#include "grade.h"

#include <stdio.h>
#include <string.h>

enum {
    MANY = 100,     /* subscribers; more than a group, however large */
    MESSAGES = 20,  /* for each of them */
    SOME = 24,      /* subscribers, when there are several loops */
    LARGE = 4000,   /* bytes of a large message */
    BURST = 20,     /* messages published in one breath */
    FLOOD = 6000,   /* large messages: 24 MB, six times the ring */
    ROOM_KB = 12000 /* the ring, 4 MB, and then some */
};

static const struct start plainly = {.build = PLAIN};

static struct wire *subscribe(struct wire *wire)
{
    wire_get(wire, "/feed");
    expect_head(wire, 200);
    wire_until(wire, ": subscribed\n\n");
    return wire;
}

static void subscribe_all(struct wire **wire, int count)
{
    for (int i = 0; i < count; i++)
        wire[i] = subscribe(wire_open("subscriber %d", i + 1));
}

/* Publishes `text`, which must become message `id`. */
static void publish(struct wire *publisher, int id, const char *text)
{
    char reply[32];
    snprintf(reply, sizeof reply, "{\"id\":%d}\n", id);
    wire_post(publisher, "/feed", text);
    expect_reply(publisher, 200, reply);
}

/* The next that a subscriber hears must be this. */
static void expect_message(struct wire *wire, int id, const char *text)
{
    char expected[LARGE + 64];
    snprintf(expected, sizeof expected, "id: %d\ndata: %s\n\n", id, text);
    const char *heard = wire_until(wire, "\n\n");
    while (strcmp(heard, ": still here\n\n") == 0) /* 15 seconds went by */
        heard = wire_until(wire, "\n\n");
    require(strcmp(heard, expected) == 0, "each message once, in its order",
            "'%.40s' when it was time for 'id: %d'", heard, id);
}

static void expect_message_all(struct wire **wire, int count, int id,
                               const char *text)
{
    for (int i = 0; i < count; i++)
        expect_message(wire[i], id, text);
}

static void served(void)
{
    server_start(&plainly);
    struct wire *wire = wire_open("a customer");
    wire_get(wire, "/hello");
    expect_reply(wire, 200, "hello\n");
    publish(wire, 1, "to nobody");
    subscribe(wire);
    publish(wire_open("another"), 2, "to somebody");
}

static void told(void)
{
    server_start(&plainly);
    struct wire *wire = subscribe(wire_open("a subscriber"));
    struct wire *publisher = wire_open("the kitchen");
    publish(publisher, 1, "one burger");
    expect_message(wire, 1, "one burger");
    publish(publisher, 2, "two burgers");
    publish(publisher, 3, "three burgers");
    expect_message(wire, 2, "two burgers");
    expect_message(wire, 3, "three burgers");
}

static void everyone(void)
{
    struct wire *wire[MANY];
    server_start(&plainly);
    subscribe_all(wire, MANY);
    struct wire *publisher = wire_open("the kitchen");
    publish(publisher, 1, "one at a time");
    expect_message_all(wire, MANY, 1, "one at a time");
    for (int id = 2; id <= MESSAGES; id++)
        publish(publisher, id, "in a row");
    for (int id = 2; id <= MESSAGES; id++)
        expect_message_all(wire, MANY, id, "in a row");
}

static void idle(void)
{
    struct wire *wire[MANY];
    server_start(&plainly);
    subscribe_all(wire, MANY);
    expect_idle("while 100 subscribers wait for the first message");
    publish(wire_open("the kitchen"), 1, "the only one");
    expect_message_all(wire, MANY, 1, "the only one");
    expect_idle("after it");
}

static const char *large(void)
{
    static char text[LARGE + 1];
    memset(text, 'x', LARGE);
    return text;
}

/* Publishes so many large messages, of which the living hear at once. */
static void flood(struct wire **living, int count, int messages)
{
    struct wire *publisher = wire_open("the kitchen");
    for (int id = 1; id <= messages; id += BURST) {
        for (int i = 0; i < BURST; i++)
            wire_post(publisher, "/feed", large());
        for (int i = 0; i < BURST; i++)
            expect_reply(publisher, 200, NULL);
        for (int i = 0; i < BURST; i++)
            expect_message_all(living, count, id + i, large());
    }
}

static void slow(void)
{
    enum { BEHIND = 800 };
    struct wire *living[2];
    server_start(&plainly);
    struct wire *late = wire_open_small(16384, "one who reads later");
    subscribe(late);
    subscribe_all(living, 2);
    flood(living, 2, BEHIND);
    expect_idle("while one subscriber does not read");
    for (int id = 1; id <= BEHIND; id++)
        expect_message(late, id, large());
}

static void dead(void)
{
    struct wire *living[2];
    server_start(&plainly);
    subscribe_all(living, 2);
    long before = counter(MEMORY);
    subscribe(wire_open_small(16384, "one who never reads"));
    flood(living, 2, FLOOD);
    expect_at_most(MEMORY, before + ROOM_KB,
                   "after 24 MB that one subscriber did not read");
    expect_idle("while one subscriber does not read");
}

/* The first, the last, and some neighbours vanish, all before the loop
 * looks. */
static bool vanishes(int i)
{
    return i == 0 || i == 5 || i == 6 || i == 7 || i == MANY - 1;
}

static void gone(void)
{
    struct wire *wire[MANY];
    server_start(&(struct start){.build = ADDRESS});
    long files = counter(DESCRIPTORS);
    subscribe_all(wire, MANY);
    struct wire *publisher = wire_open("the kitchen");
    publish(publisher, 1, "to all");
    expect_message_all(wire, MANY, 1, "to all");
    server_freeze();
    for (int i = 0; i < MANY; i++)
        if (vanishes(i))
            wire_reset(wire[i]);
    wire_post(publisher, "/feed", "to those who are left");
    server_thaw();
    expect_reply(publisher, 200, "{\"id\":2}\n");
    for (int i = 0; i < MANY; i++)
        if (!vanishes(i))
            expect_message(wire[i], 2, "to those who are left");
    expect_at_most(DESCRIPTORS, files + MANY + 1 - 5, "when 5 are gone");
    for (int i = 0; i < MANY; i++)
        if (!vanishes(i))
            wire_reset(wire[i]);
    publish(publisher, 3, "to nobody");
    wire_close(publisher);
    expect_at_most(DESCRIPTORS, files, "when all are gone");
}

static void publish_from_many(enum build build)
{
    struct wire *wire[SOME];
    server_start(&(struct start){.build = build, .options = "--loops=3"});
    subscribe_all(wire, SOME);
    for (int id = 1; id <= SOME; id++) {
        struct wire *publisher = wire_open("publisher %d", id);
        publish(publisher, id, "from wherever");
        expect_message_all(wire, SOME, id, "from wherever");
    }
    for (int i = 0; i < SOME; i += 2)
        wire_reset(wire[i]);
    struct wire *publisher = wire_open("the last publisher");
    publish(publisher, SOME + 1, "to half of them");
    for (int i = 1; i < SOME; i += 2)
        expect_message(wire[i], SOME + 1, "to half of them");
}

static void loops(void)
{
    publish_from_many(PLAIN);
}

static void races(void)
{
    publish_from_many(THREAD);
}

static const struct check checks[] = {
    {.name = "served",
     .points = 5,
     .builds = PLAIN,
     .title = "who publishes is answered, who subscribes is welcomed",
     .why = "This much works from the beginning; it should stay so.",
     .run = served},
    {.name = "told",
     .parent = "served",
     .points = 20,
     .builds = PLAIN,
     .title = "a subscriber hears of each message when it is published",
     .why = "A board on which the news appear a quarter of a minute later is "
            "none. Who waits for news must be woken by them.",
     .run = told},
    {.name = "everyone",
     .parent = "told",
     .points = 15,
     .builds = PLAIN,
     .title = "100 subscribers hear of 20 messages, once, in their order",
     .why = "All who listen are told, also those at the end of a long list; "
            "and who was told listens again.",
     .run = everyone},
    {.name = "idle",
     .parent = "told",
     .points = 5,
     .builds = PLAIN,
     .title = "who waits for news costs no CPU",
     .why = "Looking again and again is not waiting. With 100 subscribers, a "
            "loop that looks each millisecond does nothing else.",
     .run = idle},
    {.name = "slow",
     .parent = "everyone",
     .points = 10,
     .builds = PLAIN,
     .title = "who reads later hears all that the board remembers",
     .why = "News that come while a subscriber's socket is full are not for "
            "it now, but they are not lost either.",
     .run = slow},
    {.name = "dead",
     .parent = "everyone",
     .points = 15,
     .builds = PLAIN,
     .title = "who never reads costs the others nothing, and no memory",
     .why = "One who sleeps must not keep the board's past alive: a backlog "
            "for each subscriber grows until there is no memory left.",
     .run = dead},
    {.name = "gone",
     .parent = "everyone",
     .points = 15,
     .builds = ADDRESS,
     .title = "subscribers who vanish harm neither list nor memory",
     .why = "Telling a listener may end it, and take it off the list that is "
            "being walked at that moment.",
     .run = gone},
    {.name = "loops",
     .parent = "everyone",
     .points = 5,
     .builds = PLAIN,
     .title = "whichever loop a message comes to, all loops tell it",
     .why = "Subscribers are spread over the loops; who publishes is on one.",
     .run = loops},
    {.name = "races",
     .parent = "everyone",
     .points = 10,
     .builds = THREAD,
     .title = "no data race between loops",
     .why = "A connection and its list belong to one loop's thread. Another "
            "may poke that loop, and nothing more.",
     .run = races},
    {.name = NULL},
};

int main(int argc, char **argv)
{
    const struct lab lab = {9, "order-board", checks};
    return grade_main(&lab, argc, argv);
}
