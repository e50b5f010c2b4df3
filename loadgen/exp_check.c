/* exp_check.c: see exp_check.h. */
#include "exp_check.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "exp_elements.h"
#include "exp_expand.h"
#include "exp_formula.h"
#include "exp_keys.h"

struct check {
    struct exp *exp;
    const char *peers;
    char *error; /* "" while all is well */
    size_t size;
};

__attribute__((format(printf, 2, 3))) static bool wrong(struct check *check,
                                                        const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    if (!*check->error)
        vsnprintf(check->error, check->size, format, arguments);
    va_end(arguments);
    return false;
}

static bool in_list(const char *list, const char *word)
{
    char item[64];
    while (list && (list = exp_list_item(list, item, sizeof item)))
        if (strcmp(item, word) == 0)
            return true;
    return false;
}

/* ---- names and formulas ----------------------------------------------- */

/* Every %(name) in a command must be one that compare fills in. */
static void check_names(struct check *check, const char *text)
{
    const char *vary = check->exp->vary;
    const struct pair pairs[] = {{"seconds", ""}, {"block", ""}, {"here", ""},
                                 {"warmup", ""},  {"dir", ""},   {"files", ""},
                                 {"peers", ""},   {"host", ""},  {vary, ""},
                                 {NULL, NULL}};
    char scratch[8];
    const char *bad =
        text ? exp_expand(text, pairs, scratch, sizeof scratch) : NULL;
    if (bad)
        wrong(check,
              "%.*s) stands for nothing in a command; there are %%(seconds), "
              "%%(warmup), %%(block), %%(here), %%(dir), %%(files), %%(peers), "
              "%%(host)%s%s%s",
              (int)strcspn(bad, ")"), bad, vary ? " and %(" : "",
              vary ? vary : "", vary ? ")" : "");
}

static void check_formula(struct check *check, const char *formula)
{
    double value;
    if (formula && !formula_work(formula, check->exp->vary, 1, &value))
        wrong(check,
              "%s is no formula; it may hold numbers, + - * / ( ), min, max, "
              "sqrt%s%s",
              formula, check->exp->vary ? " and " : "",
              check->exp->vary ? check->exp->vary : "");
}

static void check_path(struct check *check, const char *path)
{
    if (path && path[0] != '/')
        wrong(check, "path = %s will not do; begin it with /", path);
}

/* ---- rows ------------------------------------------------------------- */

static void inherit(char **field, const char *from)
{
    if (!*field && from)
        *field = strdup(from);
}

/* Packets are lost on a network of one's own alone. */
static void check_distance(struct check *check, struct exp_row *row)
{
    if (row->rtt < 0)
        row->rtt = check->exp->rtt;
    if (row->loss < 0)
        row->loss = check->exp->loss;
    if (row->rtt < 0 && row->loss >= 0)
        wrong(check, "loss needs a network; for example: rtt = 20ms");
}

static void complete_row(struct check *check, struct exp_row *row)
{
    const struct exp *exp = check->exp;
    inherit(&row->load, exp->load);
    inherit(&row->options, exp->options);
    inherit(&row->path, exp->path);
    inherit(&row->accept, exp->accept);
    inherit(&row->times, exp->times);
    row->cold = row->cold || exp->cold;
    check_distance(check, row);
    check_names(check, row->command);
    check_names(check, row->options);
    check_formula(check, row->expect);
    check_path(check, row->path);
}

/* Whether that names a row that was left out. */
static bool is_absent(const struct exp_row *absent, int n, const char *name)
{
    for (int i = 0; i < n; i++)
        if (strcmp(absent[i].name, name) == 0)
            return true;
    return false;
}

/* Moves the rows of peers that nobody asked for, and those of another set,
 * to `absent`. */
static int part_rows(struct check *check, struct exp_row absent[EXP_ROWS])
{
    struct exp *exp = check->exp;
    int kept = 0, left = 0;
    for (int i = 0; i < exp->rows_n; i++) {
        struct exp_row row = exp->rows[i];
        if ((row.peer && !in_list(check->peers, row.peer)) ||
            (row.only && exp->set != SET_FULL))
            absent[left++] = row;
        else
            exp->rows[kept++] = row;
    }
    exp->rows_n = kept;
    return left;
}

/* Resolves "B, D" to rows. Names of rows left out are skipped. */
static void resolve(struct check *check, const struct exp_row *absent,
                    int absent_n, struct exp_rows *rows)
{
    const char *at = rows->names;
    char item[64];
    rows->n = 0;
    for (int i = 0; !at && i < check->exp->rows_n; i++)
        rows->row[rows->n++] = i;
    while (at && (at = exp_list_item(at, item, sizeof item))) {
        int row = exp_row_find(check->exp, item);
        if (row >= 0 && rows->n < EXP_ROWS)
            rows->row[rows->n++] = row;
        else if (!is_absent(absent, absent_n, item))
            wrong(check, "there is no [server %s] to show or compare", item);
    }
}

/* ---- verdicts --------------------------------------------------------- */

/* The first two rows that are ours. */
static void compare_first_two(const struct exp *exp,
                              struct exp_verdict *verdict)
{
    verdict->a = verdict->b = -1;
    for (int i = exp->rows_n - 1; i >= 0; i--)
        if (!exp->rows[i].peer) {
            verdict->b = verdict->a;
            verdict->a = i;
        }
}

/* Whether the verdict is about rows that are there. */
static bool resolve_verdict(struct check *check, const struct exp_row *absent,
                            int absent_n, struct exp_verdict *verdict)
{
    struct exp_rows rows = {.names =
                                verdict->row ? verdict->row : verdict->compare};
    struct exp *exp = check->exp;
    if (!rows.names) {
        compare_first_two(exp, verdict);
        return verdict->b >= 0 ||
               wrong(check, "two servers are needed to compare; add one");
    }
    resolve(check, absent, absent_n, &rows);
    int wanted = verdict->row ? 1 : 2;
    if (rows.n < wanted)
        return false;
    verdict->a = verdict->row ? -1 : rows.row[0];
    verdict->b = rows.row[wanted - 1];
    if (verdict->row)
        inherit(&verdict->expect, exp->rows[verdict->b].expect);
    if (verdict->row && !verdict->expect)
        return wrong(check,
                     "row = %s needs what is expected; for example: "
                     "expect = 64 / 0.1",
                     verdict->row);
    return true;
}

static void check_verdicts(struct check *check, const struct exp_row *absent,
                           int absent_n)
{
    struct exp *exp = check->exp;
    int kept = 0;
    for (int i = 0; i < exp->verdicts_n; i++) {
        struct exp_verdict verdict = exp->verdicts[i];
        check_formula(check, verdict.expect);
        bool about = resolve_verdict(check, absent, absent_n, &verdict);
        if (verdict.at.n > 1)
            wrong(check, "a verdict is told at one point; give one at");
        if (i == 0 && !about)
            wrong(check, "[verdict] must be about servers that are always "
                         "there");
        if (about || *check->error)
            exp->verdicts[kept++] = verdict;
        else
            exp_verdict_free(&verdict);
    }
    exp->verdicts_n = kept;
}

int exp_check(struct exp *exp, const char *peers, char *error, size_t size)
{
    struct exp_row absent[EXP_ROWS];
    struct check check = {exp, peers, error, size};
    error[0] = '\0';
    for (int i = 0; i < exp->rows_n; i++)
        complete_row(&check, &exp->rows[i]);
    int absent_n = part_rows(&check, absent);
    if (exp->rows_n < 2)
        wrong(&check,
              "there are %d servers; give two or more, such as "
              "[server B] and [server D]",
              exp->rows_n);
    for (int i = 0; i < exp->charts_n; i++) {
        struct exp_chart *chart = &exp->charts[i];
        resolve(&check, absent, absent_n, &chart->rows);
        check_formula(&check, chart->theory);
        chart->panels = chart->metrics[1] ? 2 : 1;
    }
    resolve(&check, absent, absent_n, &exp->noise_rows);
    if (!exp->noise_rows.names || exp->noise_rows.n == 0)
        exp->noise_rows = (struct exp_rows){exp->noise_rows.names, {0}, 1};
    if (!*error)
        check_verdicts(&check, absent, absent_n);
    for (int i = 0; i < absent_n; i++)
        exp_row_free(&absent[i]);
    return *error ? -1 : 0;
}
