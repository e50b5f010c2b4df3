/* units.h: numbers as people read them: 635.91us, 52.30k, 12.40MB. */
#ifndef LOADGEN_UNITS_H
#define LOADGEN_UNITS_H

#include <stdint.h>

enum { UNITS_SIZE = 16 };

/* Each writes to `text`, which it returns. */
char *units_time(int64_t ns, char text[UNITS_SIZE]);
char *units_count(double count, char text[UNITS_SIZE]);
char *units_bytes(double bytes, char text[UNITS_SIZE]);

#endif
