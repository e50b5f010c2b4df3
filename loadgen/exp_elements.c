/* exp_elements.c: see exp_elements.h. */
#include "exp_elements.h"

#include <stdlib.h>
#include <string.h>

int exp_row_find(const struct exp *exp, const char *name)
{
    for (int i = 0; i < exp->rows_n; i++)
        if (strcmp(exp->rows[i].name, name) == 0)
            return i;
    return -1;
}

void exp_begin(struct exp *exp, enum exp_set set)
{
    exp->set = set;
    exp->blocks = 6;
    exp->seconds = INT64_C(2000000000);
    exp->warmup = INT64_C(500000000);
    exp->noise = 100;
    exp->rtt = -1;
    exp->loss = -1;
    exp->server_cores = 1;
    exp->generator_cores = 2;
    exp->verdicts_n = 1;
    for (int i = 0; i < EXP_VERDICTS; i++)
        exp->verdicts[i].tolerance = 1.1;
}

bool exp_name_good(const char *name, const char *letters)
{
    return *name && strspn(name, letters) == strlen(name);
}

int exp_row_make(struct exp *exp, const char *name)
{
    int i = exp_row_find(exp, name);
    if (i >= 0)
        return i;
    if (exp->rows_n == EXP_ROWS ||
        !exp_name_good(name, EXP_SMALL "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-"))
        return -1;
    exp->rows[exp->rows_n].name = strdup(name);
    exp->rows[exp->rows_n].rtt = -1;
    exp->rows[exp->rows_n].loss = -1;
    return exp->rows_n++;
}

int exp_chart_make(struct exp *exp, const char *name)
{
    for (int i = 0; i < exp->charts_n; i++)
        if (strcmp(exp->charts[i].name, name) == 0)
            return i;
    if (exp->charts_n == EXP_CHARTS ||
        !exp_name_good(name, EXP_SMALL "0123456789-"))
        return -1;
    exp->charts[exp->charts_n].name = strdup(name);
    return exp->charts_n++;
}

int exp_verdict_make(struct exp *exp, const char *name)
{
    if (!*name)
        return 0;
    for (int i = 1; i < exp->verdicts_n; i++)
        if (strcmp(exp->verdicts[i].name, name) == 0)
            return i;
    if (exp->verdicts_n == EXP_VERDICTS ||
        !exp_name_good(name, EXP_SMALL "0123456789-"))
        return -1;
    exp->verdicts[exp->verdicts_n].name = strdup(name);
    return exp->verdicts_n++;
}

/* ---- freeing ---------------------------------------------------------- */

static void free_all(char **texts, size_t n)
{
    for (size_t i = 0; i < n; i++)
        free(texts[i]);
}

void exp_row_free(struct exp_row *row)
{
    char *texts[] = {row->name,   row->label, row->command, row->scene,
                     row->peer,   row->load,  row->options, row->path,
                     row->accept, row->times, row->only,    row->expect};
    free_all(texts, sizeof texts / sizeof texts[0]);
}

void exp_chart_free(struct exp_chart *chart)
{
    char *texts[] = {chart->name, chart->rows.names, chart->phrase,
                     chart->theory, chart->theory_label};
    free_all(texts, sizeof texts / sizeof texts[0]);
}

void exp_verdict_free(struct exp_verdict *verdict)
{
    char *texts[] = {verdict->name,   verdict->compare, verdict->row,
                     verdict->expect, verdict->theory,  verdict->phrase};
    free_all(texts, sizeof texts / sizeof texts[0]);
}

void exp_free(struct exp *exp)
{
    if (!exp)
        return;
    for (int i = 0; i < exp->rows_n; i++)
        exp_row_free(&exp->rows[i]);
    for (int i = 0; i < exp->charts_n; i++)
        exp_chart_free(&exp->charts[i]);
    for (int i = 0; i < exp->verdicts_n; i++)
        exp_verdict_free(&exp->verdicts[i]);
    char *texts[] = {exp->file,
                     exp->name,
                     exp->claim,
                     exp->prediction,
                     exp->load,
                     exp->options,
                     exp->path,
                     exp->accept,
                     exp->times,
                     exp->files,
                     exp->noise_rows.names,
                     exp->vary,
                     exp->unit};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        free(texts[i]);
    free(exp);
}
