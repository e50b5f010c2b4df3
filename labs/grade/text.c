/* text.c: results in words, for every emitter that prints some. */
#include <stdlib.h>
#include <string.h>

#include "model.h"

static int counts(const struct result *result)
{
    return result->verdict != UNWANTED;
}

int grade_score(const struct grade *grade)
{
    int sum = 0;
    for (int i = 0; i < grade->count && grade->edited == NULL; i++)
        if (grade->results[i].verdict == PASSED)
            sum += grade->results[i].check->points;
    return sum;
}

int grade_most(const struct grade *grade)
{
    int sum = 0;
    for (int i = 0; i < grade->count; i++)
        if (counts(&grade->results[i]))
            sum += grade->results[i].check->points;
    return sum;
}

const char *verdict_word(enum verdict verdict)
{
    switch (verdict) {
    case PASSED:
        return "ok";
    case FAILED:
        return "FAIL";
    case SKIPPED:
        return "skip";
    case WAITING:
    case RUNNING:
    case UNWANTED:
        break;
    }
    return "-";
}

void make_plain(char *text)
{
    for (; text != NULL && *text != '\0'; text++)
        if ((*text < ' ' && *text != '\n' && *text != '\t') || *text > '~')
            *text = '?';
}

char *result_text(const struct grade *grade, const struct result *result)
{
    const struct check *check = result->check;
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    if (out == NULL)
        return NULL;
    if (result->verdict == SKIPPED)
        fprintf(out, "skipped, because '%s' did not pass\n", check->parent);
    if (result->verdict == FAILED) {
        fprintf(out, "expected  %s\n", result->expected);
        fprintf(out, "got       %s\n", result->got);
        fprintf(out, "why       %s\n", check->why);
        fprintf(out, "again     ");
        fprintf(out, grade->again, check->name);
        fputc('\n', out);
        fputs(result->evidence, out);
    }
    fclose(out);
    make_plain(text);
    return text;
}
