/* emit.c: the terminal, a table for scripts, and Autolab's last line. */
#include <stdlib.h>
#include <string.h>

#include "model.h"

/* Text with every line moved in. */
static void put_indented(const char *text, FILE *out)
{
    while (*text != '\0') {
        size_t n = strcspn(text, "\n");
        fprintf(out, "        %.*s\n", (int)n, text);
        text += n + (text[n] == '\n');
    }
}

int emit_line(const struct grade *grade, const struct result *result, FILE *out)
{
    const struct check *check = result->check;
    int had = result->verdict == PASSED ? check->points : 0;
    if (result->verdict == UNWANTED)
        return 0;
    fprintf(out, "  %-4s  %-12s %3d/%-3d %s\n", verdict_word(result->verdict),
            check->name, had, check->points, check->title);
    char *text = result_text(grade, result);
    if (text == NULL)
        return -1;
    put_indented(text, out);
    free(text);
    fflush(out);
    return 0;
}

int emit_total(const struct grade *grade, FILE *out)
{
    if (grade->edited != NULL)
        fprintf(out,
                "No points: files were edited that are not yours to edit. "
                "Restore them:\n%s",
                grade->edited);
    return fprintf(out, "Lab %d: %d of %d points, in %.0f s\n",
                   grade->lab->number, grade_score(grade), grade_most(grade),
                   grade->seconds) < 0
               ? -1
               : 0;
}

int emit_table(const struct grade *grade, FILE *out)
{
    for (int i = 0; i < grade->count; i++) {
        const struct result *result = &grade->results[i];
        if (result->verdict != UNWANTED)
            fprintf(out, "%s %s %.1f\n", result->check->name,
                    verdict_word(result->verdict), result->seconds);
    }
    return ferror(out) ? -1 : 0;
}

/* {"scores": {"Lab1": 80}, "scoreboard": [80]}. Autolab reads the last line
 * of stdout; the problem has to be called so. */
int emit_autolab(const struct grade *grade, FILE *out)
{
    int score = grade_score(grade);
    return fprintf(out, "{\"scores\":{\"Lab%d\":%d},\"scoreboard\":[%d]}\n",
                   grade->lab->number, score, score) < 0
               ? -1
               : 0;
}
