/* closing.h: the end of the day. */
#ifndef LAB_CLOSING_H
#define LAB_CLOSING_H

/* Starts a thread that waits for SIGTERM and SIGINT, which it blocks for all
 * threads started later, and then ends the program with status 0. Call it
 * first. Returns 0 or an errno. */
int closing_watch(void);

#endif
