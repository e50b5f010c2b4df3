/* emit_files.c: JUnit XML, and Gradescope's results.json. */
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "model.h"

/* Text as XML allows it: no control characters, no markup. */
static void put_xml(const char *text, FILE *out)
{
    for (; *text != '\0'; text++) {
        unsigned char c = (unsigned char)*text;
        if (c == '&')
            fputs("&amp;", out);
        else if (c == '<')
            fputs("&lt;", out);
        else if (c == '>')
            fputs("&gt;", out);
        else if (c == '"')
            fputs("&quot;", out);
        else if ((c < ' ' && c != '\n' && c != '\t') || c > '~')
            fputc('?', out);
        else
            fputc(c, out);
    }
}

static int count(const struct grade *grade, enum verdict verdict)
{
    int n = 0;
    for (int i = 0; i < grade->count; i++)
        n += grade->results[i].verdict == verdict;
    return n;
}

static void put_case(const struct grade *grade, const struct result *result,
                     FILE *out)
{
    char *text = result_text(grade, result);
    fprintf(out, "  <testcase classname=\"lab%d\" name=\"%s\" time=\"%.2f\">",
            grade->lab->number, result->check->name, result->seconds);
    if (result->verdict == FAILED) {
        fputs("<failure message=\"", out);
        put_xml(result->got, out);
        fputs("\">", out);
        put_xml(text != NULL ? text : "", out);
        fputs("</failure>", out);
    } else if (result->verdict == SKIPPED) {
        fprintf(out, "<skipped message=\"needs %s\"/>", result->check->parent);
    }
    fputs("</testcase>\n", out);
    free(text);
}

int emit_junit(const struct grade *grade, FILE *out)
{
    int unwanted = count(grade, UNWANTED);
    fprintf(out,
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
            "<testsuites>\n<testsuite name=\"lab%d-%s\" tests=\"%d\" "
            "failures=\"%d\" errors=\"0\" skipped=\"%d\" time=\"%.2f\">\n",
            grade->lab->number, grade->lab->name, grade->count - unwanted,
            count(grade, FAILED), count(grade, SKIPPED), grade->seconds);
    for (int i = 0; i < grade->count; i++)
        if (grade->results[i].verdict != UNWANTED)
            put_case(grade, &grade->results[i], out);
    fputs("</testsuite>\n</testsuites>\n", out);
    return ferror(out) ? -1 : 0;
}

static json_t *test_of(const struct grade *grade, const struct result *result,
                       int number)
{
    const struct check *check = result->check;
    bool passed = result->verdict == PASSED;
    bool had = passed && grade->edited == NULL;
    char *text = result_text(grade, result), name[16];
    snprintf(name, sizeof name, "%d.%d", grade->lab->number, number);
    json_t *test = json_pack(
        "{s:s, s:s++, s:i, s:i, s:s, s:s, s:[s], s:s}", "number", name, "name",
        check->name, ": ", check->title, "score", had ? check->points : 0,
        "max_score", check->points, "status", passed ? "passed" : "failed",
        "output", text != NULL ? text : "", "tags", grade->lab->name,
        "visibility", "visible");
    free(text);
    return test;
}

int emit_gradescope(const struct grade *grade, FILE *out)
{
    json_t *tests = json_array();
    for (int i = 0; i < grade->count; i++)
        json_array_append_new(tests, test_of(grade, &grade->results[i], i + 1));
    json_t *all =
        json_pack("{s:o, s:f, s:s, s:s}", "tests", tests, "execution_time",
                  grade->seconds, "stdout_visibility", "hidden", "output",
                  grade->edited != NULL ? grade->edited : "");
    int status = all != NULL ? json_dumpf(all, out, JSON_INDENT(2)) : -1;
    fputc('\n', out);
    json_decref(all);
    return status;
}
