/* options.h: command lines from one table.
 *
 * A program describes its options as an array of struct setting; parsing,
 * checking, units and --help all come from that array, so a default or a
 * limit is written once. Both servers and the load generator use it.
 *
 * Forms: --name=VALUE, --name VALUE, -n VALUE, -nVALUE, and --name for a
 * flag. Words that are no option are kept in their order; -- ends options.
 */
#ifndef REQUEST_OPTIONS_H
#define REQUEST_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum setting_kind {
    SETTING_FLAG,  /* bool *: true when named, takes no argument */
    SETTING_COUNT, /* int64_t *: 250, 10k = 10,000, 2m = 2,000,000 */
    SETTING_BYTES, /* int64_t *: 512, 64K = 65,536, 2M, 1G (k, m, g alike) */
    SETTING_TIME,  /* int64_t *, nanoseconds: 10us, 50ms, 30s, 2m; 3 = 3s */
    SETTING_TEXT,  /* const char **: points into argv */
    SETTING_CALL   /* a setting_take function that reads the text itself */
};

/* Reads `text` into `value`; returns NULL, or (static) what would be right,
 * such as "a list like 1,10,100". May be called once per mention. */
typedef const char *setting_take(const char *text, void *value);

struct setting {
    const char *name;       /* long name, without the dashes; NULL ends */
    char letter;            /* short name, or 0 */
    enum setting_kind kind; /* how the argument is read */
    void *value;            /* where it goes; holds the default beforehand */
    int64_t min, max;       /* COUNT, BYTES, TIME: bounds, both included */
    const char *argument;   /* its name in --help: "N", "ADDRESS:PORT" */
    const char *help;       /* one line; the default is added by itself */
    setting_take *take;     /* CALL only */
};

enum { OPTIONS_ERROR_SIZE = 256 };

/* Reads argv[1..argc-1] into the settings.
 * Returns how many words were no options; they are moved to argv[1...].
 * Returns -1 on a bad command line with one line in `error` (no newline)
 * that names the option and the mend; values read so far stay changed.
 * Allocates nothing, prints nothing, never exits. */
int options_parse(const struct setting *settings, int argc, char **argv,
                  char error[OPTIONS_ERROR_SIZE]);

/* Prints a line for each setting on stdout, with its present value as the
 * default: call it on a table that was not parsed into yet. */
void options_print(const struct setting *settings);

/* Reads one number with its unit, as a setting of that kind would (COUNT,
 * BYTES or TIME). Returns 0, or -1 and leaves *value alone. */
int options_number(enum setting_kind kind, const char *text, int64_t *value);

/* Writes a number in the shortest exact form that options_number reads:
 * 10000 -> "10k", 30 s -> "30s". Returns `text`. */
char *options_format(enum setting_kind kind, int64_t value, char text[32]);

#endif
