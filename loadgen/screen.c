/* screen.c: takes over a terminal and gives it back (see screen.h).
 *
 * ncurses may not be called from a signal handler. So what brings the
 * terminal back is written down beforehand: its modes, and the bytes that
 * show the cursor and the first screen again. */
#include "screen.h"

#include <curses.h>
#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <term.h>
#include <termios.h>
#include <unistd.h>

#include "load.h"

enum { TEXT = 512 };

/* Ours, and those that ncurses takes for itself. */
static const int signals[] = {SIGINT,  SIGTERM, SIGHUP,
                              SIGQUIT, SIGTSTP, SIGWINCH};
enum { SIGNALS = sizeof signals / sizeof signals[0], OURS = 4 };

static struct sigaction before[SIGNALS];
static struct termios modes; /* of the terminal, as they were */
static char give_back[TEXT]; /* the bytes */
static volatile sig_atomic_t taken, asked;
static SCREEN *screen;

/* ---- the way back ----------------------------------------------------- */

/* Adds a capability of the terminal, without its "$<5>": a pause in ms. */
static void add_bytes(const char *name)
{
    const char *text = tigetstr(name);
    size_t length = strlen(give_back);
    if (text == NULL || text == (const char *)-1)
        return;
    for (; *text != '\0' && length < TEXT - 1; text++) {
        if (text[0] == '$' && text[1] == '<' && strchr(text, '>') != NULL)
            text = strchr(text, '>');
        else
            give_back[length++] = *text;
    }
    give_back[length] = '\0';
}

/* Safe in a signal handler. */
static void give_back_now(void)
{
    if (!taken)
        return;
    taken = 0;
    for (const char *at = give_back; *at != '\0';) {
        ssize_t n = write(STDERR_FILENO, at, strlen(at));
        if (n < 0 && errno != EINTR)
            break;
        at += n > 0 ? n : 0;
    }
    tcsetattr(STDERR_FILENO, TCSANOW, &modes);
}

static void on_signal(int number)
{
    int error = errno;
    if ((number == SIGINT || number == SIGTERM) && !asked) {
        asked = 1;
        load_interrupt(number);
    } else {
        give_back_now();
        signal(number, SIG_DFL);
        raise(number); /* takes effect when this handler returns */
    }
    errno = error;
}

/* ---- the screen ------------------------------------------------------- */

static void take_signals(void)
{
    struct sigaction action = {.sa_handler = on_signal};
    sigfillset(&action.sa_mask);
    for (int i = 0; i < SIGNALS; i++)
        sigaction(signals[i], i < OURS ? &action : NULL, &before[i]);
}

static void return_signals(void)
{
    for (int i = 0; i < SIGNALS; i++)
        sigaction(signals[i], &before[i], NULL);
}

bool screen_open(void)
{
    static bool registered;
    if (!isatty(STDERR_FILENO) || tcgetattr(STDERR_FILENO, &modes) != 0)
        return false;
    if (!registered && atexit(give_back_now) != 0)
        return false;
    registered = true;
    give_back[0] = '\0';
    asked = 0;
    take_signals();
    screen = newterm(NULL, stderr, stdin);
    if (screen == NULL) {
        return_signals();
        return false;
    }
    add_bytes("sgr0");
    add_bytes("rmcup");
    add_bytes("cnorm");
    taken = 1;
    noecho();
    cbreak();
    curs_set(0);
    return true;
}

void screen_close(void)
{
    flushinp(); /* keys that were pressed are not for the shell */
    endwin();
    delscreen(screen);
    taken = 0;
    return_signals();
}

bool screen_was_asked_to_end(void)
{
    return asked;
}

/* ncurses only learns of a new size when it reads keys, which we do not. */
void screen_begin(void)
{
    struct winsize size;
    if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_row > 0 &&
        size.ws_col > 0 && (size.ws_row != LINES || size.ws_col != COLS))
        resizeterm(size.ws_row, size.ws_col);
    erase();
}

void screen_end(void)
{
    refresh();
}

void screen_put(int row, int column, const char *format, ...)
{
    char text[TEXT];
    va_list values;
    if (row < 0 || row >= LINES || column >= COLS)
        return;
    va_start(values, format);
    vsnprintf(text, sizeof text, format, values);
    va_end(values);
    mvaddnstr(row, column, text, COLS - column);
}

int screen_rows(void)
{
    return LINES;
}

int screen_columns(void)
{
    return COLS;
}
