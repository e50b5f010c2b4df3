/* compare_csv.c: samples.csv, one line a run, for a spreadsheet.
 *
 * Every run that was tried is there, the invalid ones with their reasons. */
#include <errno.h>
#include <math.h>
#include <string.h>

#include "compare.h"

/* A field in quotes, as RFC 4180 has it. */
static void quoted(FILE *out, const char *text)
{
    fputc('"', out);
    for (; *text; text++) {
        if (*text == '"')
            fputc('"', out);
        fputc(*text, out);
    }
    fputc('"', out);
}

static void write_run(FILE *out, const struct trial *trial, int i)
{
    const struct run *run = &trial->runs[i];
    const struct step *step = &run->step;
    bool noise = step->point == trial->points;
    const struct exp_row *row = &trial->exp->rows[trial_row(trial, step)];
    const char *vary = trial->exp->vary;
    fprintf(out, "%s,%d,%d,%s,%s,", trial->exp->name, step->block + 1, i + 1,
            noise ? "noise" : "compare", row->name);
    quoted(out, row->label);
    fprintf(out, ",%s,%lld,%d,", vary ? vary : "",
            (long long)(vary ? trial_at(trial, step->point) : 0), run->valid);
    quoted(out, run->why);
    for (int m = 0; m < METRIC_COUNT; m++) {
        double value = metric_read(&metrics[m], run->report);
        if (isfinite(value))
            fprintf(out, ",%.10g", value);
        else
            fputc(',', out);
    }
    fputs("\r\n", out);
}

int compare_write_csv(const struct session *session)
{
    FILE *out = compare_create(session, "samples.csv");
    if (!out)
        return -1;
    fputs("experiment,block,run,kind,server,label,vary,value,valid,reasons",
          out);
    for (int m = 0; m < METRIC_COUNT; m++)
        fprintf(out, ",%s", metrics[m].name);
    fputs("\r\n", out);
    for (int i = 0; i < session->trials_n; i++)
        for (int j = 0; j < session->trials[i].steps_n; j++)
            if (session->trials[i].runs[j].done)
                write_run(out, &session->trials[i], j);
    return fclose(out);
}
