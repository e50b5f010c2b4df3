/* exp_expand.c: see exp_expand.h. No shell is ever asked. */
#include "exp_expand.h"

#include <string.h>

static const char *value_of(const struct pair *pairs, const char *name,
                            size_t length)
{
    for (; pairs->name; pairs++)
        if (strlen(pairs->name) == length &&
            memcmp(pairs->name, name, length) == 0)
            return pairs->value;
    return NULL;
}

static size_t append(char *to, size_t used, size_t size, const char *from,
                     size_t length)
{
    if (length > size - 1 - used)
        length = size - 1 - used;
    memcpy(to + used, from, length);
    return used + length;
}

const char *exp_expand(const char *from, const struct pair *pairs, char *to,
                       size_t size)
{
    size_t used = 0;
    const char *unknown = NULL;
    while (*from) {
        size_t plain = 1, length = strcspn(from, ")");
        const char *value = NULL;
        if (from[0] == '%' && from[1] == '(' && from[length] == ')') {
            value = value_of(pairs, from + 2, length - 2);
            plain = length + 1;
            if (!value && !unknown)
                unknown = from;
        }
        used = append(to, used, size, value ? value : from,
                      value ? strlen(value) : plain);
        from += plain;
    }
    to[used] = '\0';
    return unknown;
}

int exp_words(char *line, char **words, int most)
{
    int n = 0;
    char *rest = NULL;
    for (char *word = strtok_r(line, " \t", &rest); word && n < most;
         word = strtok_r(NULL, " \t", &rest))
        words[n++] = word;
    words[n] = NULL;
    return n;
}
