/* options.c: reads command lines by a table (see options.h).
 *
 * Hand-written rather than getopt_long because the table carries units,
 * bounds and help text: getopt would still leave all of that to be done, and
 * it prints its own messages, which do not name the mend. */
#include "options.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct unit {
    enum setting_kind kind;
    const char *suffix;
    int64_t factor;
};

/* Largest factor first within a kind: options_format takes the first fit. */
static const struct unit units[] = {
    {SETTING_COUNT, "m", 1000000},
    {SETTING_COUNT, "k", 1000},
    {SETTING_COUNT, "", 1},
    {SETTING_BYTES, "G", 1LL << 30},
    {SETTING_BYTES, "M", 1 << 20},
    {SETTING_BYTES, "K", 1 << 10},
    {SETTING_BYTES, "g", 1LL << 30},
    {SETTING_BYTES, "m", 1 << 20},
    {SETTING_BYTES, "k", 1 << 10},
    {SETTING_BYTES, "", 1},
    {SETTING_TIME, "h", 3600000000000},
    {SETTING_TIME, "m", 60000000000},
    {SETTING_TIME, "s", 1000000000},
    {SETTING_TIME, "ms", 1000000},
    {SETTING_TIME, "us", 1000},
    {SETTING_TIME, "ns", 1},
    {SETTING_TIME, "", 1000000000},
};

enum { UNITS = sizeof units / sizeof units[0] };

static const struct unit *unit_find(enum setting_kind kind, const char *suffix)
{
    for (int i = 0; i < UNITS; i++)
        if (units[i].kind == kind && strcmp(units[i].suffix, suffix) == 0)
            return &units[i];
    return NULL;
}

int options_number(enum setting_kind kind, const char *text, int64_t *value)
{
    if (*text < '0' || *text > '9')
        return -1;
    char *end;
    errno = 0;
    long long whole = strtoll(text, &end, 10);
    if (errno != 0)
        return -1;
    double fraction = 0;
    if (*end == '.') { /* 0.5s, 1.5k: the fraction keeps double precision */
        double scale = 0.1;
        for (end++; *end >= '0' && *end <= '9'; end++, scale /= 10)
            fraction += (*end - '0') * scale;
    }
    const struct unit *unit = unit_find(kind, end);
    int64_t scaled;
    if (unit == NULL || __builtin_mul_overflow(whole, unit->factor, &scaled))
        return -1;
    int64_t rest = (int64_t)(fraction * (double)unit->factor + 0.5);
    if (__builtin_add_overflow(scaled, rest, &scaled))
        return -1;
    *value = scaled;
    return 0;
}

char *options_format(enum setting_kind kind, int64_t value, char text[32])
{
    const struct unit *best = NULL;
    for (int i = 0; i < UNITS && best == NULL; i++)
        if (units[i].kind == kind &&
            (value % units[i].factor == 0 || units[i].factor == 1))
            best = &units[i];
    if (best == NULL || value == 0)
        snprintf(text, 32, "%" PRId64, value);
    else
        snprintf(text, 32, "%" PRId64 "%s", value / best->factor, best->suffix);
    return text;
}

static const char *kind_example(enum setting_kind kind)
{
    switch (kind) {
    case SETTING_COUNT:
        return "a count such as 250 or 10k";
    case SETTING_BYTES:
        return "a size such as 512 or 64K";
    case SETTING_TIME:
        return "a time such as 500ms or 30s";
    case SETTING_FLAG:
    case SETTING_TEXT:
    case SETTING_CALL:
        break;
    }
    return "a value";
}

static int take_number(const struct setting *setting, const char *text,
                       char *error)
{
    int64_t number;
    if (options_number(setting->kind, text, &number) != 0) {
        snprintf(error, OPTIONS_ERROR_SIZE, "--%s=%.60s: give %s",
                 setting->name, text, kind_example(setting->kind));
        return -1;
    }
    if (number < setting->min || number > setting->max) {
        char low[32], high[32];
        snprintf(error, OPTIONS_ERROR_SIZE, "--%s=%.60s: give %s to %s",
                 setting->name, text,
                 options_format(setting->kind, setting->min, low),
                 options_format(setting->kind, setting->max, high));
        return -1;
    }
    *(int64_t *)setting->value = number;
    return 0;
}

static int take_value(const struct setting *setting, const char *text,
                      char *error)
{
    switch (setting->kind) {
    case SETTING_FLAG:
        *(bool *)setting->value = true;
        return 0;
    case SETTING_COUNT:
    case SETTING_BYTES:
    case SETTING_TIME:
        return take_number(setting, text, error);
    case SETTING_TEXT:
        *(const char **)setting->value = text;
        return 0;
    case SETTING_CALL:
        break;
    }
    const char *mend = setting->take(text, setting->value);
    if (mend == NULL)
        return 0;
    snprintf(error, OPTIONS_ERROR_SIZE, "--%s=%.60s: give %.120s",
             setting->name, text, mend);
    return -1;
}

/* The setting that `word` (with its dashes) names, or NULL. Sets *argument
 * to the text behind = or behind a letter, or to NULL. */
static const struct setting *setting_named(const struct setting *settings,
                                           char *word, char **argument)
{
    bool is_long = word[1] == '-';
    char *equals = is_long ? strchr(word, '=') : NULL;
    size_t length = equals ? (size_t)(equals - word) : strlen(word);
    *argument = equals ? equals + 1 : NULL;
    if (!is_long && word[2] != '\0')
        *argument = word + 2;
    for (const struct setting *s = settings; s->name != NULL; s++) {
        if (is_long && strlen(s->name) == length - 2 &&
            strncmp(s->name, word + 2, length - 2) == 0)
            return s;
        if (!is_long && s->letter != 0 && s->letter == word[1])
            return s;
    }
    return NULL;
}

/* Reads the option at argv[*at]; moves *at on when its argument is the next
 * word. */
static int take_option(const struct setting *settings, int argc, char **argv,
                       int *at, char *error)
{
    char *word = argv[*at], *argument;
    const struct setting *setting = setting_named(settings, word, &argument);
    if (setting == NULL) {
        snprintf(error, OPTIONS_ERROR_SIZE,
                 "%.60s: no such option; --help lists them", word);
        return -1;
    }
    if (setting->kind == SETTING_FLAG && argument != NULL) {
        snprintf(error, OPTIONS_ERROR_SIZE,
                 "%.60s: takes no value; give --%s alone", word, setting->name);
        return -1;
    }
    if (setting->kind != SETTING_FLAG && argument == NULL) {
        if (*at + 1 >= argc) {
            snprintf(error, OPTIONS_ERROR_SIZE,
                     "--%s: needs a value; give --%s=%s", setting->name,
                     setting->name, setting->argument);
            return -1;
        }
        argument = argv[++*at];
    }
    return take_value(setting, argument, error);
}

int options_parse(const struct setting *settings, int argc, char **argv,
                  char error[OPTIONS_ERROR_SIZE])
{
    int words = 0;
    bool ended = false;
    for (int at = 1; at < argc; at++) {
        char *word = argv[at];
        if (ended || word[0] != '-' || word[1] == '\0')
            argv[++words] = word;
        else if (strcmp(word, "--") == 0)
            ended = true;
        else if (take_option(settings, argc, argv, &at, error) != 0)
            return -1;
    }
    return words;
}

static void print_default(const struct setting *setting)
{
    char text[32];
    switch (setting->kind) {
    case SETTING_COUNT:
    case SETTING_BYTES:
    case SETTING_TIME:
        printf(" (%s)",
               options_format(setting->kind, *(int64_t *)setting->value, text));
        break;
    case SETTING_TEXT:
        if (*(const char **)setting->value != NULL)
            printf(" (%s)", *(const char **)setting->value);
        break;
    case SETTING_FLAG:
    case SETTING_CALL:
        break;
    }
}

void options_print(const struct setting *settings)
{
    for (const struct setting *s = settings; s->name != NULL; s++) {
        char left[64];
        int used = s->letter ? snprintf(left, sizeof left, "  -%c, ", s->letter)
                             : snprintf(left, sizeof left, "      ");
        snprintf(left + used, sizeof left - (size_t)used, "--%s%s%s", s->name,
                 s->argument ? "=" : "", s->argument ? s->argument : "");
        printf("%-32s %s", left, s->help);
        print_default(s);
        putchar('\n');
    }
}
