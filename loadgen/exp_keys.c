/* exp_keys.c: see exp_keys.h. To add a key, add a field in exp.h and a row. */
#include "exp_keys.h"

#include <stdlib.h>
#include <string.h>

#include "options.h"
#include "stats.h"

static int rising(const void *left, const void *right)
{
    int64_t a = *(const int64_t *)left, b = *(const int64_t *)right;
    return (a > b) - (a < b);
}

/* Copies the next item of a list of words between commas or blanks. */
static const char *list_item(const char *text, char *item, size_t size)
{
    text += strspn(text, ", \t");
    size_t length = strcspn(text, ", \t");
    if (length == 0 || length >= size)
        return NULL;
    memcpy(item, text, length);
    item[length] = '\0';
    return text + length;
}

const char *exp_clients_take(const char *text, void *field)
{
    struct exp_clients *clients = field;
    char item[32];
    clients->n = 0;
    while ((text = list_item(text, item, sizeof item))) {
        int64_t value = 0;
        if (options_number(SETTING_COUNT, item, &value) != 0 || value < 1 ||
            value > 1000000 || clients->n == EXP_CLIENTS)
            return "up to 16 counts from 1 to 1m, such as 1, 10, 100, 1k, 10k";
        clients->count[clients->n++] = value;
        if (text[strspn(text, ", \t")] == '\0')
            break;
    }
    if (clients->n == 0)
        return "a list of client counts, such as 1, 10, 100, 1k, 10k";
    qsort(clients->count, (size_t)clients->n, sizeof clients->count[0], rising);
    int kept = 1;
    for (int i = 1; i < clients->n; i++)
        if (clients->count[i] != clients->count[kept - 1])
            clients->count[kept++] = clients->count[i];
    clients->n = kept;
    return NULL;
}

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

static const char *take_core(const char *text, void *field)
{
    if (strcmp(text, "any") == 0) {
        *(int64_t *)field = EXP_ANY_CORE;
        return NULL;
    }
    return options_number(SETTING_COUNT, text, field) == 0 &&
                   *(int64_t *)field >= 0
               ? NULL
               : "a core's number from 0, or any";
}

static const char *take_name(const char *text, void *field)
{
    static const char allowed[] = "abcdefghijklmnopqrstuvwxyz0123456789-";
    if (strspn(text, allowed) != strlen(text) || strlen(text) > 40)
        return "small letters, digits and dashes: files are named after it";
    *(char **)field = strdup(text);
    return NULL;
}

static const char *take_load(const char *text, void *field)
{
    if (strcmp(text, "run") != 0 && strcmp(text, "idle") != 0)
        return "run or idle";
    *(char **)field = strdup(text);
    return NULL;
}

static const char *take_draw(const char *text, void *field)
{
    if (strcmp(text, "clients") == 0)
        *(enum exp_draw *)field = DRAW_CLIENTS;
    else if (strcmp(text, "percentiles") == 0)
        *(enum exp_draw *)field = DRAW_PERCENTILES;
    else
        return "clients or percentiles";
    return NULL;
}

/* Lists every metric's name, once, for an error. */
static const char *metric_names(void)
{
    static char names[400] = "one of";
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
    for (int n = 0; (text = list_item(text, item, sizeof item)); n++) {
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

#define TOP(field)    offsetof(struct exp, field)
#define SERVER(field) offsetof(struct exp_server, field)
#define CHART(field)  offsetof(struct exp_chart, field)

const struct exp_key exp_keys[] = {
    {"experiment", "name", take_name, TOP(name), true, "small-orders"},
    {"experiment", "claim", NULL, TOP(claim), true, "It scales well."},
    {"experiment", "prediction", NULL, TOP(prediction), true, "A tie."},
    {"server", "label", NULL, SERVER(label), true, "threaded"},
    {"server", "command", NULL, SERVER(command), true,
     "threaded --listen 127.0.0.1:0"},
    {"load", "command", take_load, TOP(load), true, "run"},
    {"load", "options", NULL, TOP(options), true,
     "-c %(clients) -d %(seconds) --warmup %(warmup)"},
    {"load", "path", NULL, TOP(path), true, "/hello"},
    {"vary", "clients", exp_clients_take, TOP(clients), true, "1, 10, 100"},
    {"vary", "blocks", take_blocks, TOP(blocks), false, "6"},
    {"vary", "seconds", take_time, TOP(seconds), false, "2s"},
    {"vary", "warmup", take_time, TOP(warmup), false, "500ms"},
    {"vary", "noise", take_count, TOP(noise), false, "100"},
    {"pin", "server", take_core, TOP(server_core), false, "0"},
    {"pin", "generator", take_core, TOP(generator_core), false, "1"},
    {"chart", "draw", take_draw, CHART(draw), false, "clients"},
    {"chart", "metric", take_panels, CHART(metrics), true, "rps"},
    {"chart", "at", exp_clients_take, CHART(at), false, "100, 10k"},
    {"chart", "phrase", NULL, CHART(phrase), false, "%(more) wins"},
    {"verdict", "metric", take_metric, TOP(metric), true, "rps"},
    {"verdict", "phrase", NULL, TOP(phrase), false, "%(more) wins"},
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
