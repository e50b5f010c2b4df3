/* beside.h: finds what belongs to this program: in build/, where each program
 * has a folder of its own, and where `make install` puts it, which may be
 * anywhere: PREFIX/bin/loadgen knows PREFIX from its own path. */
#ifndef LOADGEN_BESIDE_H
#define LOADGEN_BESIDE_H

#include <stdbool.h>
#include <stddef.h>

/* The path of this program's own file. Returns 0, or -1 with errno. */
int beside_self(char *path, size_t size);

/* The path of a server, "threaded" or "evented": beside `self` as installed,
 * else as built, whether it is there or not. */
void beside_server(const char *self, const char *name, char *path, size_t size);

/* PREFIX/share/two-counters/NAME; returns whether it can be read. */
bool beside_shared(const char *self, const char *name, char *path, size_t size);

#endif
