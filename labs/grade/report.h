/* report.h: the message from a check's process to the grader. */
#ifndef GRADE_REPORT_H
#define GRADE_REPORT_H

#include <stdint.h>

#include "model.h"

enum { REPORT_SIZE = 65536 }; /* of a whole message, at most */

void report_send(int out, const uint8_t nonce[16], enum verdict verdict,
                 const char *expected, const char *got, const char *evidence);

/* Reads what a check's process left in the pipe, all of it, into *result.
 * Returns 0, or -1 when that is no message with this nonce. */
int report_read(int in, const uint8_t nonce[16], struct result *result);

#endif
