/* sweep_main.c: the command `loadgen sweep`. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "commands.h"
#include "finish.h"
#include "plot.h"
#include "profile.h"
#include "sweep.h"
#include "usage.h"

static void print_help(const struct setting *table)
{
    fputs("usage: loadgen sweep --clients LIST | --rates LIST | --search "
          "CONDITION\n                     [OPTION...] URL\n\n"
          "Runs `loadgen run` at one strength after the other, several times "
          "each. With\n--search it looks for the strength itself: the highest "
          "at which the condition\nholds, of clients, or with -R of requests "
          "a second.\n\n",
          stdout);
    options_print(table);
    fputs("\nexamples:\n"
          "  loadgen sweep --clients 1,10,100,1k -d 5s --chart clients "
          "http://127.0.0.1:8001/hello\n"
          "  loadgen sweep --rates 1k,2k,4k,8k -c 100 --json rates.json "
          "http://127.0.0.1:8002/hello\n"
          "  loadgen sweep --search 'p99<50ms' -R 1k -c 500 "
          "http://127.0.0.1:8001/wait?ms=5\n"
          "\nexit status: 0 measured, 1 usage, 2 could not connect, 98 no "
          "level has a valid run\n",
          stdout);
}

/* ---- options ---------------------------------------------------------- */

/* Reads "1,10,1k" into the levels. */
static const char *take_levels(const char *text, struct sweep *sweep)
{
    static const char mend[] = "a list such as 1,10,100,1k";
    char word[32];
    if (sweep->levels_n > 0)
        return "one list: --clients or --rates";
    while (*text != '\0') {
        size_t length = strcspn(text, ",");
        int64_t value;
        if (length >= sizeof word || sweep->levels_n == SWEEP_LEVELS)
            return mend;
        memcpy(word, text, length);
        word[length] = '\0';
        if (options_number(SETTING_COUNT, word, &value) != 0 || value < 1)
            return mend;
        sweep->levels[sweep->levels_n++] = value;
        text += length + (text[length] == ',');
    }
    return sweep->levels_n > 0 ? NULL : mend;
}

static const char *take_clients(const char *text, void *value)
{
    return take_levels(text, value);
}

static const char *take_rates(const char *text, void *value)
{
    struct sweep *sweep = value;
    sweep->by_rate = true;
    return take_levels(text, sweep);
}

static const char *take_search(const char *text, void *value)
{
    struct sweep *sweep = value;
    sweep->search = text;
    return condition_read(text, &sweep->condition);
}

struct sweep_options {
    const char *chart;
    int64_t clients, rate;
};

/* What remains wrong when each option is right by itself; NULL: nothing. */
static const char *check(const struct sweep *sweep,
                         const struct sweep_options *options,
                         const struct load_plan *plan)
{
    const struct output *output = &plan->output;
    if ((sweep->levels_n > 0) == (sweep->search != NULL))
        return "give one of --clients, --rates and --search";
    if (sweep->levels_n > 0 && options->rate > 0)
        return "-R is where --search begins; list the rates with --rates";
    if (output->hgrm || output->hlog || output->samples ||
        output->fail_if_count > 0)
        return "--hgrm, --hlog, --samples and --fail-if are for a single run";
    return NULL;
}

/* ---- the end ---------------------------------------------------------- */

static int write_json(const struct sweep *sweep, const char *name)
{
    bool to_stdout = strcmp(name, "-") == 0;
    FILE *out = to_stdout ? stdout : fopen(name, "we");
    if (out == NULL)
        return -1;
    json_t *root = sweep_json(sweep);
    int failed = json_dumpf(root, out, JSON_COMPACT | JSON_REAL_PRECISION(12));
    json_decref(root);
    failed |= fputc('\n', out) == EOF;
    failed |= to_stdout ? fflush(out) : fclose(out);
    return failed == 0 ? 0 : -1;
}

static bool any_valid(const struct sweep *sweep)
{
    int64_t levels[SWEEP_LEVELS] = {0};
    int n = sweep_measured(sweep, levels);
    for (int i = 0; i < n; i++)
        if (sweep_sum(sweep, levels[i]).valid > 0)
            return true;
    return false;
}

static int draw(const struct sweep *sweep, const char *name)
{
    json_t *root = sweep_json(sweep);
    int failed = plot_draw(root, name);
    json_decref(root);
    return failed;
}

static int tell(const struct sweep *sweep, const struct sweep_options *options,
                enum exit_status status)
{
    const struct load_plan *plan = sweep->plan;
    if (status != EXIT_GOOD)
        fprintf(stderr, "loadgen sweep: %s\n", sweep->error);
    if (json_array_size(sweep->runs) == 0)
        return (int)status;
    if (!plan->quiet && !output_takes_stdout(&plan->output))
        sweep_print(stdout, sweep);
    if (plan->output.json && write_json(sweep, plan->output.json) != 0) {
        fprintf(stderr, "loadgen sweep: --json=%s: %s\n", plan->output.json,
                strerror(errno));
        return EXIT_USAGE;
    }
    if (options->chart && draw(sweep, options->chart) != 0)
        return EXIT_USAGE;
    if (status == EXIT_GOOD && !any_valid(sweep))
        return EXIT_INVALID;
    return (int)status;
}

static int carry_out(struct sweep *sweep, const struct sweep_options *options,
                     struct finish *finish)
{
    finish_listen_to_terminal(finish);
    sweep->argc = finish->word_count;
    sweep->argv = finish->words;
    sweep->runs = json_array();
    enum exit_status status =
        sweep->search ? sweep_search(sweep) : sweep_levels(sweep);
    int result = tell(sweep, options, status);
    json_decref(sweep->runs);
    free(finish->words);
    return result;
}

/* What this command can be told. */
static void settings_of(struct load_plan *plan, struct sweep *sweep,
                        struct sweep_options *options,
                        struct setting table[PLAN_SETTINGS])
{
    const struct setting own[] = {
        {"clients", 0, SETTING_CALL, sweep, 0, 0, "1,10,100,1k",
         "measure with each of these numbers of clients", take_clients},
        {"rates", 0, SETTING_CALL, sweep, 0, 0, "1k,2k,5k",
         "measure at each of these rates (an open loop)", take_rates},
        {"search", 0, SETTING_CALL, sweep, 0, 0, "'p99<50ms'",
         "find the highest number of clients, or rate, that holds this",
         take_search},
        {"repeats", 'n', SETTING_COUNT, &sweep->repeats, 1, 100, "N",
         "runs at each of them", NULL},
        {"most", 0, SETTING_COUNT, &sweep->most, 0, 10000000, "N",
         "the search goes no further; 0: 10k clients, 1m a second", NULL},
        {"connections", 'c', SETTING_COUNT, &options->clients, 0, 1000000, "N",
         "clients that share a rate (0: 64), or where the search begins", NULL},
        {"rate", 'R', SETTING_COUNT, &options->rate, 0, 10000000, "N",
         "search for a rate, beginning here", NULL},
        {"arrival", 0, SETTING_CALL, plan, 0, 0, "KIND",
         "of a rate: fixed distances (the default) or poisson",
         plan_take_arrival},
        {"threads", 't', SETTING_COUNT, &plan->threads, 1, USAGE_THREADS, "N",
         "threads of the generator", NULL},
        {"warmup", 0, SETTING_TIME, &plan->warmup, 0, 3600 * CLOCK_S, "TIME",
         "load before each measuring begins", NULL},
        {"chart", 0, SETTING_TEXT, &options->chart, 0, 0, "NAME",
         "draw charts: NAME-....png and .svg, as loadgen plot does", NULL},
        {NULL, 0, SETTING_FLAG, NULL, 0, 0, NULL, NULL, NULL}};
    plan_settings(plan, own, table);
}

static void set_defaults(struct load_plan *plan)
{
    plan_defaults(plan);
    plan->duration = 3 * CLOCK_S;
}

int sweep_main(int argc, char **argv)
{
    struct load_plan plan;
    struct setting table[PLAN_SETTINGS];
    struct sweep sweep = {.plan = &plan, .repeats = 3};
    struct sweep_options options = {.chart = NULL};
    set_defaults(&plan);
    settings_of(&plan, &sweep, &options, table);
    struct finish finish = finish_begin(&plan, argc, argv);
    if (plan_read(&plan, table, argc, argv, finish.error) != 0)
        return finish_usage(&finish);
    if (plan.help) {
        set_defaults(&plan);
        print_help(table);
        return finish_help(&finish);
    }
    const char *wrong = check(&sweep, &options, &plan);
    if (wrong != NULL) {
        snprintf(finish.error, sizeof finish.error, "%s", wrong);
        return finish_usage(&finish);
    }
    sweep.by_rate |= options.rate > 0;
    if (options.clients > 0)
        plan.clients = options.clients;
    sweep.from = options.rate > 0 ? options.rate : 1;
    if (!sweep.by_rate && options.clients > 0)
        sweep.from = options.clients;
    if (sweep.most == 0)
        sweep.most = sweep.by_rate ? 1000000 : 10000;
    return carry_out(&sweep, &options, &finish);
}
