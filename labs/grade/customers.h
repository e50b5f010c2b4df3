/* customers.h: what customers do in more than one lab. */
#ifndef GRADE_CUSTOMERS_H
#define GRADE_CUSTOMERS_H

#include "grade.h"

/* So many come, are served once each, and stay; and leave again. */
void customers_come(struct wire **customer, int count);
void customers_leave(struct wire **customer, int count);

/* So many come one after another, are served and leave. Each time the counter
 * must be back at this value before the next one comes. */
void customers_one_by_one(int count, enum counter what, long value);

/* Somebody who came later than all others is served, and leaves. */
void another_is_served(void);

/* Descriptors while only one customer is there, who stays. */
long files_with_one(void);

/* Everybody orders something else: the text of order i, good until the next
 * call. */
const char *order_of(int i);

/* Somebody asks for more than the program can send before they read, and
 * reads the head only. */
struct wire *stuck_reader(const char *name);

/* Leaves while the program sends to it. The order, first the end and then
 * the reset, is what makes a write fail with EPIPE. */
void customer_vanishes(void);

/* Reads a whole reply to /bytes?n=. */
void expect_bytes(struct wire *wire, size_t n);

/* The program met the fault: `kind` in one of the calls `call` (faults_met).
 */
void expect_met(const char *call, const char *kind);

#endif
