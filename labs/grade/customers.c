/* customers.c: what customers do in more than one lab (see customers.h). */
#include "customers.h"

#include <stdio.h>

void customers_come(struct wire **customer, int count)
{
    for (int i = 0; i < count; i++) {
        customer[i] = wire_open("customer %d", i + 1);
        wire_get(customer[i], "/hello");
        expect_reply(customer[i], 200, NULL);
    }
}

void customers_leave(struct wire **customer, int count)
{
    for (int i = 0; i < count; i++)
        wire_close(customer[i]);
}

void customers_one_by_one(int count, enum counter what, long value)
{
    struct wire *customer[1];
    for (int i = 0; i < count; i++) {
        customers_come(customer, 1);
        customers_leave(customer, 1);
        expect_counter(what, value, "between two customers");
    }
}

void another_is_served(void)
{
    struct wire *other = wire_open("another");
    wire_get(other, "/hello");
    expect_reply(other, 200, NULL);
    wire_close(other);
}

long files_with_one(void)
{
    struct wire *stays = wire_open("one who stays");
    wire_get(stays, "/hello");
    expect_reply(stays, 200, NULL);
    return counter(DESCRIPTORS);
}

const char *order_of(int i)
{
    static char body[16];
    snprintf(body, sizeof body, "order %03d", i);
    return body;
}

struct wire *stuck_reader(const char *name)
{
    struct wire *reader = wire_open_small(4096, "%s", name);
    wire_get(reader, "/bytes?n=100000000");
    expect_head(reader, 200);
    return reader;
}

void customer_vanishes(void)
{
    struct wire *lost = stuck_reader("one who vanishes");
    wire_finish(lost);
    wire_reset(lost);
}

void expect_bytes(struct wire *wire, size_t n)
{
    size_t length;
    expect_reply(wire, 200, NULL);
    wire_body(wire, &length);
    require(length == n, "a body of the length that was asked for",
            "%zu of %zu bytes", length, n);
}

void expect_met(const char *call, const char *kind)
{
    require(faults_met(call, kind) > 0, "the program to meet the fault",
            "no %s in %s", kind, call);
}
