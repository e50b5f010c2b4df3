/* scripts.h: the checks of labs 3 and 4, which ask the same of one thread,
 * whatever it waits with. */
#ifndef GRADE_SCRIPTS_H
#define GRADE_SCRIPTS_H

/* Two customers, one after another. */
void script_served(void);

/* 200 stall in mid-order, one more is served, by no more threads. */
void script_stalled(void);

/* Several orders in one piece, and one in two pieces. */
void script_pipelined(void);

/* Three customers, a few orders each, under a fault (grade.h, struct start)
 * that both their reads and their writes must meet. */
void script_faults(const char *faults, const char *kind);

/* Three do not read their reply, another reads late, others are served. */
void script_reader(void);

/* 18 wait for time to pass, others are served. */
void script_waits(void);

/* Two order 300 times at once, a third is served too. */
void script_turn(void);

/* Everything that one can wait for, which costs no CPU. */
void script_idle(void);

/* Four vanish in mid-reply. */
void script_vanished(void);

#endif
