/* check.h: what must hold, or the fuzzer has found something. */
#ifndef FUZZ_CHECK_H
#define FUZZ_CHECK_H

#include <stdio.h>
#include <stdlib.h>

/* Ends with a line that says what does not hold, and with a crash, so that
 * the input is kept. */
#define CHECK(good, ...) ((good) ? (void)0 : check_failed(__VA_ARGS__))

#define check_failed(...)                                                      \
    (fprintf(stderr, "%s:%d: ", __FILE__, __LINE__),                           \
     fprintf(stderr, __VA_ARGS__), fputc('\n', stderr), abort())

/* What libFuzzer calls. */
int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

#endif
