/* exp_points.c: lists in an experiment file, and the sets that a key may be
 * for (exp.h, exp_keys.h). */
#include <stdlib.h>
#include <string.h>

#include "exp_keys.h"
#include "options.h"

static int rising(const void *left, const void *right)
{
    int64_t a = *(const int64_t *)left, b = *(const int64_t *)right;
    return (a > b) - (a < b);
}

const char *exp_list_item(const char *text, char *item, size_t size)
{
    text += strspn(text, ", \t");
    size_t length = strcspn(text, ", \t");
    if (length == 0 || length >= size)
        return NULL;
    memcpy(item, text, length);
    item[length] = '\0';
    return text + length;
}

static void sort_points(struct exp_points *points)
{
    int kept = 1;
    qsort(points->value, (size_t)points->n, sizeof points->value[0], rising);
    for (int i = 1; i < points->n; i++)
        if (points->value[i] != points->value[kept - 1])
            points->value[kept++] = points->value[i];
    points->n = kept;
}

const char *exp_points_take(const char *text, void *field)
{
    struct exp_points *points = field;
    char item[32];
    points->n = 0;
    while ((text = exp_list_item(text, item, sizeof item))) {
        int64_t value = 0;
        if (options_number(SETTING_COUNT, item, &value) != 0 || value < 1 ||
            value > 1000000 || points->n == EXP_POINTS)
            return "up to 16 numbers from 1 to 1m, such as 1, 10, 100, 1k, 10k";
        points->value[points->n++] = value;
        if (text[strspn(text, ", \t")] == '\0')
            break;
    }
    if (points->n == 0)
        return "a list of numbers, such as 1, 10, 100, 1k, 10k";
    sort_points(points);
    return NULL;
}

bool exp_key_strip(enum exp_set set, const char **name, bool *special)
{
    static const char *const prefixes[] = {
        [SET_SHORT] = "short.", [SET_FULL] = "full.", [SET_TOY] = "toy."};
    *special = false;
    for (size_t i = 0; i < sizeof prefixes / sizeof prefixes[0]; i++) {
        size_t length = strlen(prefixes[i]);
        if (strncmp(*name, prefixes[i], length) != 0)
            continue;
        *name += length;
        *special = true;
        return i == set;
    }
    return true;
}
