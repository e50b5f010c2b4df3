/* scripts.c: the checks of labs 3 and 4 (see scripts.h). */
#include "scripts.h"

#include <stdlib.h>
#include <string.h>

#include "customers.h"
#include "inside.h"

enum { MANY = 200, SOME = 16, ORDERS = 300 };

static const struct start plainly = {.build = PLAIN};

void script_served(void)
{
    server_start(&plainly);
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

void script_stalled(void)
{
    struct wire *slow[MANY];
    server_start(&plainly);
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

void script_pipelined(void)
{
    server_start(&plainly);
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

void script_faults(const char *faults, const char *kind)
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
    expect_met("read", kind);
    expect_met("write", kind);
    customers_leave(customer, 3);
    another_is_served();
}

void script_reader(void)
{
    server_start(&plainly);
    for (int i = 0; i < 3; i++)
        stuck_reader("one who does not read");
    struct wire *slow = wire_open("one who reads after all");
    wire_get(slow, "/bytes?n=30000000");
    another_is_served();
    another_is_served();
    expect_bytes(slow, 30000000);
}

/* Who ordered `/wait?ms=60000` waits still, unless the machine is so slow that
 * the minute may be over. */
static void expect_patience(struct wire *patient, double ordered)
{
    if (seconds_now() - ordered < 50)
        expect_silent(patient);
}

void script_waits(void)
{
    struct wire *patient[2], *customer[SOME];
    server_start(&plainly);
    double ordered = seconds_now();
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
    expect_patience(patient[0], ordered);
    expect_patience(patient[1], ordered);
}

/* The orders of a greedy customer, all in one piece. */
static void order_much(struct wire *customer)
{
    static const char order[] = "GET /hello HTTP/1.1\r\nHost: c\r\n\r\n";
    char text[ORDERS * sizeof order] = "";
    for (int i = 0; i < ORDERS; i++)
        memcpy(text + (size_t)i * (sizeof order - 1), order, sizeof order);
    wire_send_bytes(customer, text, strlen(text));
}

/* All orders are there before the program sees any. One greedy customer sits
 * before the modest one, one behind, whichever way the program goes. */
void script_turn(void)
{
    struct wire *customer[3];
    server_start(&plainly);
    customers_come(customer, 3);
    server_freeze();
    order_much(customer[0]);
    wire_get(customer[1], "/stats");
    order_much(customer[2]);
    server_thaw();
    expect_reply(customer[1], 200, NULL);
    const char *found = strstr(wire_body(customer[1], NULL), "\"served\":");
    long before = found != NULL ? strtol(found + 9, NULL, 10) : -1;
    require(before >= 3 && before < ORDERS / 2,
            "one of three customers to be served before the 150th order",
            "%ld orders before that", before);
    for (int i = 0; i < ORDERS; i++) {
        expect_reply(customer[0], 200, "hello\n");
        expect_reply(customer[2], 200, "hello\n");
    }
}

/* Two of them do something meanwhile. */
void script_idle(void)
{
    struct wire *customer[4];
    server_start(&plainly);
    double ordered = seconds_now();
    customers_come(customer, 4);
    wire_send(customer[0], "GET /hello HTTP/1.1\r\nHo");
    for (int i = 1; i < 4; i++) {
        wire_get(customer[i], "/wait?ms=60000");
        expect_all_read(customer[i]);
    }
    stuck_reader("one who does not read");
    wire_get(customer[1], "/hello");
    wire_reset(customer[2]);
    another_is_served();
    expect_idle("while everybody waits, whoever for");
    expect_patience(customer[1], ordered);
}

void script_vanished(void)
{
    server_start(&plainly);
    long files = files_with_one();
    for (int i = 0; i < 4; i++)
        customer_vanishes();
    another_is_served();
    expect_idle("after four customers vanished");
    expect_at_most(DESCRIPTORS, files, "after four customers vanished");
}
