/* screen.h: the whole terminal, taken over and given back, with ncurses. */
#ifndef LOADGEN_SCREEN_H
#define LOADGEN_SCREEN_H

#include <stdbool.h>

/* Takes over the terminal that stderr is. False: it is none that ncurses
 * knows, and nothing has changed. From here on the first SIGINT or SIGTERM
 * has the load end early, so that screen_close() is reached; a second one,
 * SIGHUP and SIGQUIT give the terminal back and end the program at once, as
 * does exit(). */
bool screen_open(void);

/* Gives the terminal back as it was, and the signals. */
void screen_close(void);

/* Whether the first SIGINT or SIGTERM came. */
bool screen_was_asked_to_end(void);

/* An empty screen, as large as the terminal is now. */
void screen_begin(void);

/* Shows what was written since. */
void screen_end(void);

/* Writes, printf-like, what fits: nothing goes on in the next row. */
void screen_put(int row, int column, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

int screen_rows(void);
int screen_columns(void);

#endif
