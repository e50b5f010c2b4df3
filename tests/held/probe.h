/* probe.h: good requests beside a load.
 *
 * Probes go one after another, each sent when the last was answered: they
 * prove by their order that a server serves others, and time nothing. */
#ifndef HELD_PROBE_H
#define HELD_PROBE_H

#include <stdbool.h>

/* Sends `least` probes, every other one on a new connection, and goes on
 * while more() says so (asked after each; may be NULL). A probe that is not
 * answered well is a fault. Notes how many there were. */
void probes_run(int least, bool (*more)(void));

#endif
