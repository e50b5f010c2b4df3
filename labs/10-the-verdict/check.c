/* check.c: an experiment of the student's own, and whether their claims are
 * what their own runs say. Nothing is measured here. */
#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "grade.h"

enum { COLUMNS = 64, FIELD = 256, RUNS = 2000, BLOCKS = 5, CLAIMS = 40 };

/* One line of samples.csv; what was varied has the column `value`. */
struct run {
    long block, clients;
    char server; /* 'A' or 'B' */
    bool compared, valid;
    double value[COLUMNS];
};

struct samples {
    int columns, count;
    char name[COLUMNS][64];
    struct run run[RUNS];
};

/* One line of claims.csv: METRIC,CLIENTS,LOW,HIGH,VERDICT. */
struct claim {
    char metric[64], verdict[16];
    long clients;
    double low, high;
};

static struct samples samples;
static struct claim claims[CLAIMS];
static int claim_count;

/* Splits a line at commas outside of quotes. Returns the number of fields. */
static int split(const char *line, char field[COLUMNS][FIELD])
{
    int n = 0, at = 0;
    bool quoted = false;
    for (; *line != '\0' && *line != '\r' && *line != '\n'; line++) {
        if (*line == '"') {
            quoted = !quoted;
        } else if (*line == ',' && !quoted) {
            field[n++][at] = '\0';
            at = 0;
            if (n == COLUMNS)
                return n;
        } else if (at < FIELD - 1) {
            field[n][at++] = *line;
        }
    }
    field[n][at] = '\0';
    return n + 1;
}

static int column(const char *name)
{
    for (int i = 0; i < samples.columns; i++)
        if (strcmp(samples.name[i], name) == 0)
            return i;
    return -1;
}

static const char *field_of(char field[COLUMNS][FIELD], const char *name)
{
    int i = column(name);
    return i >= 0 ? field[i] : "";
}

static void add_run(char field[COLUMNS][FIELD], int fields)
{
    require(samples.count < RUNS, "at most 2000 runs", "more in samples.csv");
    struct run *run = &samples.run[samples.count++];
    require(fields == samples.columns,
            "a value for each column, as loadgen wrote them",
            "%d values for %d columns in line %d of samples.csv", fields,
            samples.columns, samples.count + 1);
    run->block = strtol(field_of(field, "block"), NULL, 10);
    run->clients = strtol(field_of(field, "value"), NULL, 10);
    run->server = field_of(field, "server")[0];
    run->compared = strcmp(field_of(field, "kind"), "compare") == 0;
    run->valid = strcmp(field_of(field, "valid"), "1") == 0;
    for (int i = 0; i < samples.columns; i++)
        run->value[i] = *field[i] != '\0' ? strtod(field[i], NULL) : NAN;
}

static FILE *open_file(const char *name)
{
    FILE *in = fopen(student_file(name), "r");
    require(in != NULL, "a file that can be read", "no %s", name);
    return in;
}

static void read_samples(void)
{
    static char field[COLUMNS][FIELD];
    char line[4096];
    FILE *in = open_file("samples.csv");
    require(fgets(line, sizeof line, in) != NULL,
            "your runs in samples.csv: `make measure` puts them there",
            "an empty samples.csv");
    samples.columns = split(line, field);
    for (int i = 0; i < samples.columns; i++)
        snprintf(samples.name[i], sizeof samples.name[i], "%.63s", field[i]);
    while (fgets(line, sizeof line, in) != NULL)
        add_run(field, split(line, field));
    fclose(in);
}

static void read_claims(void)
{
    char line[512];
    FILE *in = open_file("claims.csv");
    while (fgets(line, sizeof line, in) != NULL && claim_count < CLAIMS) {
        struct claim *claim = &claims[claim_count];
        line[strcspn(line, "\r\n")] = '\0';
        if (sscanf(line, " %63[^, ] , %ld , %lf , %lf , %15[a-z]",
                   claim->metric, &claim->clients, &claim->low, &claim->high,
                   claim->verdict) == 5)
            claim_count++;
        else
            require(line[strspn(line, " ")] == '\0' || line[0] == '#',
                    "claims like `rps,1000,0.8,1.2,open`, no head line, and "
                    "all digits of a number",
                    "'%.80s' in claims.csv", line);
    }
    fclose(in);
}

/* All of a file as one text, in lower case. */
static char *text_of(const char *name)
{
    static char text[65536];
    FILE *in = open_file(name);
    text[fread(text, 1, sizeof text - 1, in)] = '\0';
    fclose(in);
    for (char *at = text; *at != '\0'; at++)
        *at = (char)tolower((unsigned char)*at);
    return text;
}

/* Whether `key =` has something behind it. */
static bool has_value(const char *text, const char *key)
{
    const char *at = strstr(text, key);
    if (at == NULL)
        return false;
    at += strlen(key);
    return at[strspn(at, " =")] != '\n' && at[strspn(at, " =")] != '\0';
}

static void experiment(void)
{
    const char *text = text_of("mine.exp");
    require(has_value(text, "\nclaim"), "a claim in mine.exp", "none");
    require(has_value(text, "\nprediction"), "a prediction in mine.exp",
            "none");
}

static void schema(void)
{
    static const char *const needed[] = {
        "block", "kind",  "server", "vary",
        "value", "valid", "rps",    "generator_utilization"};
    read_samples();
    for (size_t i = 0; i < sizeof needed / sizeof *needed; i++)
        require(column(needed[i]) >= 0, "the columns that loadgen writes",
                "no column '%s' in samples.csv (`make measure` again)",
                needed[i]);
    require(samples.count > 0, "runs in samples.csv",
            "a head line and nothing below it");
}

static const struct run *find_run(long block, long clients, char server)
{
    for (int i = 0; i < samples.count; i++) {
        const struct run *run = &samples.run[i];
        if (run->compared && run->valid && run->block == block &&
            run->clients == clients && run->server == server)
            return run;
    }
    return NULL;
}

/* Of all blocks in which both runs are valid: threaded (A) divided by evented
 * (B), the least and the most. Returns how many blocks. */
static int ratios(const struct claim *claim, double *low, double *high)
{
    int blocks = 0, at = column(claim->metric);
    require(at >= 0, "a metric that is a column of samples.csv", "'%s'",
            claim->metric);
    for (long block = 1; block <= RUNS; block++) {
        const struct run *a = find_run(block, claim->clients, 'A');
        const struct run *b = find_run(block, claim->clients, 'B');
        if (a == NULL || b == NULL)
            continue;
        double ratio = a->value[at] / b->value[at];
        require(isfinite(ratio), "a metric that both were measured in",
                "%s of A by that of B, block %ld, is no number", claim->metric,
                block);
        *low = blocks == 0 ? ratio : fmin(*low, ratio);
        *high = blocks == 0 ? ratio : fmax(*high, ratio);
        blocks++;
    }
    return blocks;
}

static void read_both(void)
{
    read_samples();
    read_claims();
    require(claim_count >= 3, "three claims or more in claims.csv", "%d",
            claim_count);
}

static void repeats(void)
{
    double low, high;
    read_both();
    for (int i = 0; i < claim_count; i++) {
        int blocks = ratios(&claims[i], &low, &high);
        require(blocks >= BLOCKS,
                "five blocks or more in which both runs are valid",
                "%d for %s with %ld clients (servers A and B, valid = 1)",
                blocks, claims[i].metric, claims[i].clients);
    }
}

static void client(void)
{
    int at;
    read_both();
    at = column("generator_utilization");
    for (int i = 0; i < claim_count; i++)
        for (int j = 0; j < samples.count; j++) {
            const struct run *run = &samples.run[j];
            require(!run->compared || !run->valid ||
                        run->clients != claims[i].clients ||
                        !(run->value[at] > 0.9),
                    "claims only where the load generator had time to spare",
                    "%.0f %% of its CPU used with %ld clients, block %ld",
                    run->value[at] * 100, run->clients, run->block);
        }
}

static void blank_comments(char *text)
{
    bool comment = false;
    for (char *at = text; *at != '\0'; at++) {
        if (at == text || at[-1] == '\n')
            comment = *at == '#' || *at == ';';
        if (comment && *at != '\n')
            *at = ' ';
    }
}

/* Whether the [load] of mine.exp asks on a clock, in lower case: `run` with a
 * rate, or one of the crowds, beside which probes always do. */
static bool asks_at_a_rate(void)
{
    static const char *const clocks[] = {" -r",   "--rate", "--profile",
                                         " idle", " slow",  " feed"};
    char *text = text_of("mine.exp");
    blank_comments(text);
    char *load = strstr(text, "\n[load]");
    char *end = load ? strstr(load + 1, "\n[") : NULL;
    if (end != NULL)
        *end = '\0';
    for (size_t i = 0; load && i < sizeof clocks / sizeof *clocks; i++)
        if (strstr(load, clocks[i]) != NULL)
            return true;
    return false;
}

static bool is_time(const char *metric)
{
    return strstr(metric, "p50") || strstr(metric, "p9") ||
           strstr(metric, "mean") || strcmp(metric, "max") == 0;
}

/* A client that waits for its answer before it asks again asks least when
 * times are worst. */
static void omission(void)
{
    read_both();
    bool open = asks_at_a_rate();
    for (int i = 0; i < claim_count; i++)
        require(!is_time(claims[i].metric) || open,
                "times from a load that asks on a clock: `run` with --rate, "
                "or the probes of `idle`, `slow` or `feed`",
                "%s from clients that wait for their answers",
                claims[i].metric);
}

static bool close_to(double said, double is)
{
    return fabs(said - is) <= 0.02 * fabs(is);
}

static void spread(void)
{
    double low = 0, high = 0;
    read_both();
    for (int i = 0; i < claim_count; i++) {
        const struct claim *claim = &claims[i];
        ratios(claim, &low, &high);
        require(close_to(claim->low, low) && close_to(claim->high, high),
                "the least and the most of your own blocks' ratios",
                "%g to %g for %s with %ld clients; your runs say %.4g to %.4g",
                claim->low, claim->high, claim->metric, claim->clients, low,
                high);
    }
}

static void verdicts(void)
{
    read_both();
    for (int i = 0; i < claim_count; i++) {
        const struct claim *claim = &claims[i];
        const char *is = claim->low > 1    ? "more"
                         : claim->high < 1 ? "less"
                                           : "open";
        require(strcmp(claim->verdict, is) == 0, is, "'%s' for %s: %g to %g",
                claim->verdict, claim->metric, claim->low, claim->high);
    }
}

static void page(void)
{
    static const char *const needed[] = {"kernel",     "core",    "block",
                                         "prediction", "invalid", "claim"};
    const char *text = text_of("page.md");
    require(strlen(text) > 1000, "a page", "%zu bytes", strlen(text));
    for (size_t i = 0; i < sizeof needed / sizeof *needed; i++)
        require(strstr(text, needed[i]) != NULL,
                "a page that tells machine, repeats, what was predicted and "
                "what was not valid",
                "not a word about '%s'", needed[i]);
}

static const struct check checks[] = {
    {.name = "experiment",
     .points = 10,
     .title = "mine.exp says what is claimed, and what you expect",
     .why = "A prediction that is made afterwards always comes true.",
     .run = experiment},
    {.name = "schema",
     .points = 10,
     .title = "samples.csv is what loadgen wrote",
     .why = "Every run counts, also those that did not come out well.",
     .run = schema},
    {.name = "repeats",
     .parent = "schema",
     .points = 15,
     .title = "each claim stands on five blocks or more",
     .why = "One run tells one number. How far it may be off, only others "
            "can tell.",
     .run = repeats},
    {.name = "client",
     .parent = "schema",
     .points = 15,
     .title = "no claim about servers where the client was the limit",
     .why = "A load generator that is out of breath measures itself.",
     .run = client},
    {.name = "omission",
     .parent = "schema",
     .points = 10,
     .title = "times come from a load that does not wait for them",
     .why = "A client that waits leaves out the requests that would have had "
            "to wait longest: coordinated omission.",
     .run = omission},
    {.name = "spread",
     .parent = "repeats",
     .points = 15,
     .title = "claims tell the spread, as your own runs have it",
     .why = "A mean without its spread is no claim that could be wrong.",
     .run = spread},
    {.name = "verdicts",
     .parent = "spread",
     .points = 15,
     .title = "each verdict follows from its spread",
     .why = "What may go either way is open, and that is a result, too.",
     .run = verdicts},
    {.name = "page",
     .points = 10,
     .title = "the page tells what somebody else needs to repeat it",
     .why = "A number without its machine is no fact.",
     .run = page},
    {.name = NULL},
};

int main(int argc, char **argv)
{
    const struct lab lab = {10, "the-verdict", checks};
    return grade_main(&lab, argc, argv);
}
