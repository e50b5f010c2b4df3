/* exp_formula.c: see exp_formula.h. Recursive descent: a function a level of
 * the grammar, and nesting no deeper than DEEPEST. */
#include "exp_formula.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { DEEPEST = 20 };

struct reader {
    const char *at;
    const char *name;
    double value;
    int depth;
    bool wrong;
};

static double read_sum(struct reader *reader);

/* A formula nests; read_inner() bounds how deep. */
/* NOLINTBEGIN(misc-no-recursion) */

static char peek(struct reader *reader)
{
    while (isspace((unsigned char)*reader->at))
        reader->at++;
    return *reader->at;
}

static bool take(struct reader *reader, char wanted)
{
    if (peek(reader) != wanted)
        return false;
    reader->at++;
    return true;
}

static double fail(struct reader *reader)
{
    reader->wrong = true;
    return NAN;
}

static double read_inner(struct reader *reader)
{
    if (++reader->depth > DEEPEST)
        return fail(reader);
    double value = read_sum(reader);
    reader->depth--;
    return value;
}

/* The arguments of a function of that name, and its value. */
static double read_call(struct reader *reader, const char *name, size_t length)
{
    double first = read_inner(reader), second = NAN;
    bool two = take(reader, ',');
    if (two)
        second = read_inner(reader);
    if (!take(reader, ')'))
        return fail(reader);
    if (two && length == 3 && memcmp(name, "min", 3) == 0)
        return fmin(first, second);
    if (two && length == 3 && memcmp(name, "max", 3) == 0)
        return fmax(first, second);
    if (!two && length == 4 && memcmp(name, "sqrt", 4) == 0)
        return sqrt(first);
    return fail(reader);
}

static double read_word(struct reader *reader)
{
    const char *word = reader->at;
    while (isalnum((unsigned char)*reader->at) || *reader->at == '_')
        reader->at++;
    size_t length = (size_t)(reader->at - word);
    if (take(reader, '('))
        return read_call(reader, word, length);
    if (reader->name && strlen(reader->name) == length &&
        memcmp(word, reader->name, length) == 0)
        return reader->value;
    return fail(reader);
}

static double read_atom(struct reader *reader);

static double read_inner_atom(struct reader *reader)
{
    if (++reader->depth > DEEPEST)
        return fail(reader);
    double value = read_atom(reader);
    reader->depth--;
    return value;
}

static double read_atom(struct reader *reader)
{
    char next = peek(reader);
    if (take(reader, '(')) {
        double value = read_inner(reader);
        return take(reader, ')') ? value : fail(reader);
    }
    if (take(reader, '-'))
        return -read_inner_atom(reader);
    if (isalpha((unsigned char)next))
        return read_word(reader);
    if (!isdigit((unsigned char)next))
        return fail(reader);
    char *end;
    double value = strtod(reader->at, &end);
    reader->at = end;
    return value;
}

static double read_product(struct reader *reader)
{
    double value = read_atom(reader);
    for (;;) {
        if (take(reader, '*'))
            value *= read_atom(reader);
        else if (take(reader, '/'))
            value /= read_atom(reader);
        else
            return value;
    }
}

static double read_sum(struct reader *reader)
{
    double value = read_product(reader);
    for (;;) {
        if (take(reader, '+'))
            value += read_product(reader);
        else if (take(reader, '-'))
            value -= read_product(reader);
        else
            return value;
    }
}

/* NOLINTEND(misc-no-recursion) */

bool formula_work(const char *text, const char *name, double value,
                  double *result)
{
    struct reader reader = {.at = text, .name = name, .value = value};
    *result = read_sum(&reader);
    return !reader.wrong && peek(&reader) == '\0';
}
