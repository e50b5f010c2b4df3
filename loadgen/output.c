/* output.c: where a result goes (see output.h).
 *
 * Each format has a writer of its own that knows nothing of files: here they
 * are opened, closed, and complained about. */
#include "output.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "condition.h"
#include "csv.h"
#include "hgrm.h"
#include "hlog.h"
#include "json.h"
#include "plan.h"
#include "result.h"

static const char *take_fail_if(const char *text, void *value)
{
    struct output *output = value;
    struct condition condition;
    if (output->fail_if_count == OUTPUT_CONDITIONS)
        return "no more than 16 conditions";
    const char *wrong = condition_read(text, &condition);
    if (wrong == NULL)
        output->fail_if[output->fail_if_count++] = text;
    return wrong;
}

static const char *take_hlog(const char *text, void *value)
{
    struct output *output = value;
    output->hlog = text;
    output->intervals = true;
    return NULL;
}

struct setting *output_settings(struct output *output, struct setting *table)
{
    const struct setting own[] = {
        {"json", 0, SETTING_TEXT, &output->json, 0, 0, "FILE",
         "write the result as JSON; - is standard output", NULL},
        {"csv", 0, SETTING_TEXT, &output->csv, 0, 0, "FILE",
         "add a line with the headline figures", NULL},
        {"hgrm", 0, SETTING_TEXT, &output->hgrm, 0, 0, "FILE",
         "write the percentiles as HdrHistogram's plotter reads them", NULL},
        {"hlog", 0, SETTING_CALL, output, 0, 0, "FILE",
         "write a histogram a second, HdrHistogram's log format V2", take_hlog},
        {"samples", 0, SETTING_TEXT, &output->samples, 0, 0, "FILE",
         "write a line of JSON ten times a second; - is standard output", NULL},
        {"fail-if", 0, SETTING_CALL, output, 0, 0, "'p99>50ms'",
         "exit with 99 if it is so; may be repeated", take_fail_if},
        {"live", 0, SETTING_FLAG, &output->live, 0, 0, NULL,
         "draw rate, times and server on the whole terminal", NULL}};
    memcpy(table, own, sizeof own);
    return table + sizeof own / sizeof own[0];
}

static bool is_stdout(const char *name)
{
    return name != NULL && strcmp(name, "-") == 0;
}

bool output_takes_stdout(const struct output *output)
{
    return is_stdout(output->json) || is_stdout(output->csv) ||
           is_stdout(output->hgrm) || is_stdout(output->hlog) ||
           is_stdout(output->samples);
}

/* ---- one file --------------------------------------------------------- */

static FILE *open_file(const char *name, const char *mode)
{
    return is_stdout(name) ? stdout : fopen(name, mode);
}

static int close_file(FILE *file)
{
    int failed = ferror(file) | fflush(file);
    if (file != stdout)
        failed |= fclose(file);
    return failed != 0 ? -1 : 0;
}

static int complain(const char *option, const char *name)
{
    fprintf(stderr, "loadgen: --%s=%s: %s\n", option, name, strerror(errno));
    return -1;
}

static int write_csv(const char *name, const struct load_plan *plan,
                     const struct load_result *result)
{
    FILE *file = open_file(name, "a");
    if (file == NULL)
        return complain("csv", name);
    if (file == stdout || ftell(file) == 0)
        csv_head(file);
    csv_line(file, plan, result);
    return close_file(file) == 0 ? 0 : complain("csv", name);
}

static int write_hgrm(const char *name, const struct load_result *result)
{
    FILE *file = open_file(name, "w");
    if (file == NULL)
        return complain("hgrm", name);
    hgrm_write(file, result->latency);
    return close_file(file) == 0 ? 0 : complain("hgrm", name);
}

static int write_hlog(const char *name, const struct load_result *result)
{
    FILE *file = open_file(name, "w");
    if (file == NULL)
        return complain("hlog", name);
    hlog_write(file, result);
    return close_file(file) == 0 ? 0 : complain("hlog", name);
}

static int write_json(const char *name, const struct load_plan *plan,
                      const struct load_result *result, int argc, char **argv)
{
    FILE *file = open_file(name, "w");
    if (file == NULL)
        return complain("json", name);
    json_write(file, plan, result, argc, argv);
    return close_file(file) == 0 ? 0 : complain("json", name);
}

/* ---- all of them ------------------------------------------------------ */

int output_write(const struct load_plan *plan, const struct load_result *result,
                 int argc, char **argv)
{
    const struct output *output = &plan->output;
    int failed = 0;
    if (output->json != NULL)
        failed |= write_json(output->json, plan, result, argc, argv);
    if (output->csv != NULL)
        failed |= write_csv(output->csv, plan, result);
    if (output->hgrm != NULL)
        failed |= write_hgrm(output->hgrm, result);
    if (output->hlog != NULL)
        failed |= write_hlog(output->hlog, result);
    return failed;
}

int output_failures(const struct output *output,
                    const struct load_result *result)
{
    int failures = 0;
    for (int i = 0; i < output->fail_if_count; i++) {
        struct condition condition;
        char said[CONDITION_SENTENCE];
        if (condition_read(output->fail_if[i], &condition) != NULL)
            continue;
        bool known = condition_is_known(&condition, result);
        if (known && !condition_holds(&condition, result))
            continue;
        failures++;
        fprintf(stderr, "loadgen: --fail-if %s%s\n",
                condition_say(&condition, result, said),
                known ? "" : " (cpu needs --pid, times need an answer)");
    }
    return failures;
}
