/* fuzz_options.c: command lines, and numbers with units.
 *
 * An input is the words of a command line, a newline between two. What was
 * read must lie within its bounds, and must be read again from what
 * options_format writes. A refusal must be one line. */
#include <limits.h>
#include <string.h>

#include "check.h"
#include "options.h"

enum { WORDS = 32, LINE = 64 };

static const enum setting_kind number_kinds[] = {SETTING_COUNT, SETTING_BYTES,
                                                 SETTING_TIME};

/* All that a command line can set. */
struct values {
    bool quiet;
    int64_t count, size, time;
    const char *text;
    int sum; /* of the digits that `list` took */
};

/* Digits only: anything else is refused. */
static const char *take_list(const char *text, void *value)
{
    int sum = 0;
    for (; *text != '\0'; text++) {
        if (*text < '0' || *text > '9')
            return "digits";
        sum += *text - '0';
    }
    *(int *)value = sum;
    return NULL;
}

static int parse(struct values *v, int argc, char **argv,
                 char error[OPTIONS_ERROR_SIZE])
{
    const struct setting settings[] = {
        {"quiet", 'q', SETTING_FLAG, &v->quiet, 0, 0, NULL, "", NULL},
        {"count", 'c', SETTING_COUNT, &v->count, 1, 5000000, "N", "", NULL},
        {"size", 's', SETTING_BYTES, &v->size, 0, INT64_MAX, "N", "", NULL},
        {"time", 't', SETTING_TIME, &v->time, 5, INT64_MAX - 1, "N", "", NULL},
        {"text", 0, SETTING_TEXT, &v->text, 0, 0, "TEXT", "", NULL},
        {"list", 'l', SETTING_CALL, &v->sum, 0, 0, "LIST", "", take_list},
        {0},
    };
    *v = (struct values){false, 1, 0, 5, NULL, -1};
    return options_parse(settings, argc, argv, error);
}

static void check_error(const char error[OPTIONS_ERROR_SIZE], char **words,
                        int count)
{
    size_t length = strnlen(error, OPTIONS_ERROR_SIZE);
    bool newline = false; /* words may hold any byte but that one */
    CHECK(length > 0 && length < OPTIONS_ERROR_SIZE, "no error text");
    for (int i = 0; i < count; i++)
        newline = newline || strchr(words[i], '\n') != NULL;
    CHECK(newline || strchr(error, '\n') == NULL, "an error of two lines");
}

static void check_values(const struct values *v, char **words, int count)
{
    bool found = v->text == NULL;
    CHECK(v->count >= 1 && v->count <= 5000000, "count is out of bounds");
    CHECK(v->size >= 0, "size is out of bounds");
    CHECK(v->time >= 5 && v->time < INT64_MAX, "time is out of bounds");
    for (int i = 1; i < count && !found; i++)
        found = v->text >= words[i] && v->text <= words[i] + strlen(words[i]);
    CHECK(found, "text points nowhere");
}

/* The same values from a command line that is written anew. */
static void check_again(const struct values *v)
{
    char lines[4][LINE], number[32], error[OPTIONS_ERROR_SIZE];
    char *words[] = {"fuzz", lines[0], lines[1], lines[2], lines[3], NULL};
    struct values again;
    const int64_t numbers[] = {v->count, v->size, v->time};
    static const char *const names[] = {"count", "size", "time"};
    for (int i = 0; i < 3; i++)
        snprintf(lines[i], LINE, "--%s=%s", names[i],
                 options_format(number_kinds[i], numbers[i], number));
    snprintf(lines[3], LINE, "%s", v->quiet ? "-q" : "word");
    int left = parse(&again, 5, words, error);
    CHECK(left == !v->quiet, "written anew it fails: %s", error);
    CHECK(again.count == v->count && again.size == v->size &&
              again.time == v->time && again.quiet == v->quiet,
          "written anew it reads as something else");
}

/* A number as text, and the same bytes as a number. */
static void check_numbers(const char *text, const void *bytes)
{
    int64_t any, value;
    char written[32];
    memcpy(&any, bytes, sizeof any);
    any &= INT64_MAX;
    for (int i = 0; i < 3; i++) {
        enum setting_kind kind = number_kinds[i];
        CHECK(options_number(kind, options_format(kind, any, written),
                             &value) == 0 &&
                  value == any,
              "%s is read as another number", written);
        value = -1;
        if (options_number(kind, text, &value) == 0)
            CHECK(value >= 0, "'%s' is negative", text);
        else
            CHECK(value == -1, "'%s' is no number, but changed it", text);
    }
}

/* Each word in memory of its own size, so that reading on is noticed. */
static int split(const unsigned char *data, size_t size, char *words[WORDS + 2])
{
    int count = 0;
    words[count++] = strdup("fuzz");
    while (size > 0 && count <= WORDS) {
        const unsigned char *newline = memchr(data, '\n', size);
        size_t length = newline ? (size_t)(newline - data) : size;
        words[count++] = strndup((const char *)data, length);
        data += length + (newline != NULL);
        size -= length + (newline != NULL);
    }
    words[count] = NULL;
    return count;
}

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    char *words[WORDS + 2], *kept[WORDS + 2], error[OPTIONS_ERROR_SIZE] = "";
    struct values v;
    int count = split(data, size, words);
    memcpy(kept, words, sizeof kept);
    int left = parse(&v, count, words, error);
    CHECK(left >= -1 && left < count, "%d of %d words are left", left, count);
    check_values(&v, kept, count);
    if (left < 0)
        check_error(error, kept, count);
    else
        check_again(&v);
    if (count > 1 && size >= sizeof(int64_t))
        check_numbers(kept[1], data + size - sizeof(int64_t));
    for (int i = 0; i < count; i++)
        free(kept[i]);
    return 0;
}
