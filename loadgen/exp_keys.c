/* exp_keys.c: see exp_keys.h. To add a key, add a field in exp.h and a row. */
#include "exp_keys.h"

#include <stdlib.h>
#include <string.h>

#include "options.h"
#include "stats.h"

static const char *take_count(const char *text, void *field)
{
    return options_number(SETTING_COUNT, text, field) == 0 &&
                   *(int64_t *)field > 0
               ? NULL
               : "a number above 0, such as 6 or 1k";
}

static const char *take_blocks(const char *text, void *field)
{
    return options_number(SETTING_COUNT, text, field) == 0 &&
                   *(int64_t *)field > 0 && *(int64_t *)field <= STATS_MAX
               ? NULL
               : "a number of blocks from 1 to 200, such as 6";
}

static const char *take_time(const char *text, void *field)
{
    return options_number(SETTING_TIME, text, field) == 0 &&
                   *(int64_t *)field >= 0
               ? NULL
               : "a time with its unit, such as 1500ms or 2s";
}

/* A point of A against A, or none. */
static const char *take_noise(const char *text, void *field)
{
    *(int64_t *)field = 0;
    return strcmp(text, "none") == 0 ? NULL
           : take_count(text, field) ? "a number above 0, such as 1k, or none"
                                     : NULL;
}

static const char *take_cores(const char *text, void *field)
{
    static const char wanted[] = "cores from 0, such as 0 or 0, 1; or any";
    uint64_t cores = 0;
    char item[16];
    *(uint64_t *)field = 0;
    if (strcmp(text, "any") == 0)
        return NULL;
    while ((text = exp_list_item(text, item, sizeof item))) {
        int64_t core = 0;
        if (options_number(SETTING_COUNT, item, &core) != 0 || core < 0 ||
            core > 63)
            return wanted;
        cores |= UINT64_C(1) << core;
    }
    *(uint64_t *)field = cores;
    return cores ? NULL : wanted;
}

static const char *take_yes(const char *text, void *field)
{
    *(bool *)field = strcmp(text, "yes") == 0;
    return *(bool *)field || strcmp(text, "no") == 0 ? NULL : "yes or no";
}

/* "0.1%", as a share. */
static const char *take_loss(const char *text, void *field)
{
    char *end;
    double percent = strtod(text, &end);
    *(double *)field = percent / 100;
    return end > text && strcmp(end, "%") == 0 && percent >= 0 && percent < 100
               ? NULL
               : "a share of the packets, such as 0.1%";
}

static const char *take_tolerance(const char *text, void *field)
{
    char *end;
    *(double *)field = strtod(text, &end);
    return *end == '\0' && *(double *)field > 1 && *(double *)field <= 10
               ? NULL
               : "a factor above 1, such as 1.1";
}

static void set_text(char **field, const char *text)
{
    free(*field);
    *field = strdup(text);
}

static const char *take_name(const char *text, void *field)
{
    static const char allowed[] = "abcdefghijklmnopqrstuvwxyz0123456789-";
    if (strspn(text, allowed) != strlen(text) || strlen(text) > 40)
        return "small letters, digits and dashes: files are named after it";
    set_text(field, text);
    return NULL;
}

static const char *take_load(const char *text, void *field)
{
    static const char *const known[] = {"run", "idle", "slow", "feed"};
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (strcmp(text, known[i]) == 0) {
            set_text(field, text);
            return NULL;
        }
    return "run, idle, slow or feed";
}

static const char *take_only(const char *text, void *field)
{
    if (strcmp(text, "full") != 0)
        return "full";
    set_text(field, text);
    return NULL;
}

static const char *take_times(const char *text, void *field)
{
    static const char *const known[] = {"service", "lag",   "wait",  "connect",
                                        "mix.0",   "mix.1", "mix.2", "mix.3"};
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (strcmp(text, known[i]) == 0) {
            set_text(field, text);
            return NULL;
        }
    return "service, lag, wait, connect, or mix.0 to mix.3";
}

static const char *take_draw(const char *text, void *field)
{
    static const char *const known[] = {[DRAW_LINES] = "lines",
                                        [DRAW_PERCENTILES] = "percentiles",
                                        [DRAW_BARS] = "bars",
                                        [DRAW_TIMELINE] = "timeline",
                                        [DRAW_CDF] = "cdf"};
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (strcmp(text, known[i]) == 0) {
            *(enum exp_draw *)field = (enum exp_draw)i;
            return NULL;
        }
    return "lines, percentiles, bars, timeline or cdf";
}

static const char *take_rows(const char *text, void *field)
{
    set_text(field, text);
    return NULL;
}

/* Lists every metric's name, once, for an error. */
static const char *metric_names(void)
{
    static char names[2000] = "one of";
    if (names[6] == '\0')
        for (int i = 0; i < METRIC_COUNT; i++) {
            strcat(names, i > 0 ? ", " : " ");
            strcat(names, metrics[i].name);
        }
    return names;
}

static const char *take_metric(const char *text, void *field)
{
    *(const struct metric **)field = metric_find(text);
    return *(const struct metric **)field ? NULL : metric_names();
}

static const char *take_panels(const char *text, void *field)
{
    const struct metric **panels = field;
    char item[64];
    for (int n = 0; (text = exp_list_item(text, item, sizeof item)); n++) {
        if (n == EXP_PANELS)
            return "two metrics at most";
        panels[n] = metric_find(item);
        if (!panels[n])
            return metric_names();
        if (text[strspn(text, ", \t")] == '\0')
            return NULL;
    }
    return metric_names();
}

#define TOP(field)     offsetof(struct exp, field)
#define ROW(field)     offsetof(struct exp_row, field)
#define CHART(field)   offsetof(struct exp_chart, field)
#define VERDICT(field) offsetof(struct exp_verdict, field)

const struct exp_key exp_keys[] = {
    {"experiment", "name", take_name, TOP(name), true, "small-orders"},
    {"experiment", "claim", NULL, TOP(claim), true, "It scales well."},
    {"experiment", "prediction", NULL, TOP(prediction), true, "A tie."},
    {"experiment", "number", take_count, TOP(number), false, "2"},
    {"server", "label", NULL, ROW(label), true, "threaded"},
    {"server", "command", NULL, ROW(command), true,
     "threaded --listen 127.0.0.1:0"},
    {"server", "scene", NULL, ROW(scene), false, "B: a cashier for each"},
    {"server", "peer", take_name, ROW(peer), false, "node"},
    {"server", "only", take_only, ROW(only), false, "full"},
    {"server", "load", take_load, ROW(load), false, "run"},
    {"server", "options", NULL, ROW(options), false, "-c %(clients)"},
    {"server", "path", NULL, ROW(path), false, "/hello"},
    {"server", "accept", NULL, ROW(accept), false, "starved"},
    {"server", "times", take_times, ROW(times), false, "service"},
    {"server", "cold", take_yes, ROW(cold), false, "yes"},
    {"server", "rtt", take_time, ROW(rtt), false, "20ms"},
    {"server", "loss", take_loss, ROW(loss), false, "0.1%"},
    {"server", "expect", NULL, ROW(expect), false, "clients / 0.1"},
    {"load", "command", take_load, TOP(load), true, "run"},
    {"load", "options", NULL, TOP(options), true,
     "-c %(clients) -d %(seconds) --warmup %(warmup)"},
    {"load", "path", NULL, TOP(path), true, "/hello"},
    {"load", "accept", NULL, TOP(accept), false, "starved"},
    {"load", "times", take_times, TOP(times), false, "service"},
    {"load", "files", NULL, TOP(files), false, "plate 256M"},
    {"load", "cold", take_yes, TOP(cold), false, "yes"},
    {"load", "rtt", take_time, TOP(rtt), false, "20ms"},
    {"load", "loss", take_loss, TOP(loss), false, "0.1%"},
    {"vary", "unit", NULL, TOP(unit), false, "slow clients"},
    {"vary", "needs", take_count, TOP(needs), false, "2k"},
    {"vary", "blocks", take_blocks, TOP(blocks), false, "6"},
    {"vary", "seconds", take_time, TOP(seconds), false, "2s"},
    {"vary", "warmup", take_time, TOP(warmup), false, "500ms"},
    {"vary", "noise", take_noise, TOP(noise), false, "100"},
    {"vary", "noise_rows", take_rows, TOP(noise_rows), false, "B, OB"},
    {"pin", "server", take_cores, TOP(server_cores), false, "0"},
    {"pin", "generator", take_cores, TOP(generator_cores), false, "1"},
    {"chart", "draw", take_draw, CHART(draw), false, "lines"},
    {"chart", "metric", take_panels, CHART(metrics), true, "rps"},
    {"chart", "rows", take_rows, CHART(rows), false, "B, D"},
    {"chart", "at", exp_points_take, CHART(at), false, "100, 10k"},
    {"chart", "log", take_yes, CHART(log), false, "yes"},
    {"chart", "phrase", NULL, CHART(phrase), false, "%(more) wins"},
    {"chart", "theory", NULL, CHART(theory), false, "clients / 0.1"},
    {"chart", "theory_label", NULL, CHART(theory_label), false, "Little's law"},
    {"verdict", "metric", take_metric, VERDICT(metric), true, "rps"},
    {"verdict", "compare", NULL, VERDICT(compare), false, "B, D"},
    {"verdict", "row", NULL, VERDICT(row), false, "C"},
    {"verdict", "expect", NULL, VERDICT(expect), false, "64 / 0.1"},
    {"verdict", "theory", NULL, VERDICT(theory), false, "Little's law"},
    {"verdict", "tolerance", take_tolerance, VERDICT(tolerance), false, "1.1"},
    {"verdict", "at", exp_points_take, VERDICT(at), false, "1k"},
    {"verdict", "phrase", NULL, VERDICT(phrase), false, "%(more) wins"},
    {NULL, NULL, NULL, 0, false, NULL},
};

int exp_key_find(const char *section, const char *name)
{
    for (int i = 0; exp_keys[i].section; i++)
        if (strcmp(exp_keys[i].section, section) == 0 &&
            strcmp(exp_keys[i].name, name) == 0)
            return i;
    return -1;
}

bool exp_section_known(const char *section)
{
    for (int i = 0; exp_keys[i].section; i++)
        if (strcmp(exp_keys[i].section, section) == 0)
            return true;
    return false;
}

bool exp_section_repeats(const char *kind)
{
    return strcmp(kind, "server") == 0 || strcmp(kind, "chart") == 0 ||
           strcmp(kind, "verdict") == 0;
}
