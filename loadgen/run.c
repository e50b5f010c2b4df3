/* run.c: the command `loadgen run`: a table of options, a plan, a report. */
#include <stdio.h>

#include "clock.h"
#include "commands.h"
#include "finish.h"
#include "load.h"
#include "usage.h"

static void print_help(const struct setting *table)
{
    fputs("usage: loadgen run [OPTION...] URL\n\n"
          "Keeps N connections busy: each sends its next request when the "
          "last was\nanswered (a closed loop). Reports rate, times, who was "
          "served, CPU a request,\nand whether to believe it.\n\n",
          stdout);
    options_print(table);
    fputs(
        "\nexamples:\n"
        "  loadgen run http://127.0.0.1:8001/hello\n"
        "  loadgen run -c 1k -d 30s --pid $(pidof evented) "
        "http://127.0.0.1:8002/hello\n"
        "  loadgen run -m POST --body order.json -H 'Content-Type: "
        "application/json' \\\n"
        "              http://127.0.0.1:8001/orders\n"
        "  loadgen run --json - --quiet http://127.0.0.1:8001/hello | jq "
        ".latency_us.p99\n"
        "\nexit status: 0 valid, 1 usage, 2 could not connect, 98 measured but "
        "invalid\n",
        stdout);
}

int run_main(int argc, char **argv)
{
    struct load_plan plan;
    struct load_result result;
    struct setting table[PLAN_SETTINGS];
    plan_defaults(&plan);
    const struct setting own[] = {
        {"connections", 'c', SETTING_COUNT, &plan.clients, 1, 1000000, "N",
         "clients, each with its connection", NULL},
        {"threads", 't', SETTING_COUNT, &plan.threads, 1, USAGE_THREADS, "N",
         "threads of the generator", NULL},
        {"warmup", 0, SETTING_TIME, &plan.warmup, 0, 3600 * CLOCK_S, "TIME",
         "load before measuring begins", NULL},
        {NULL, 0, SETTING_FLAG, NULL, 0, 0, NULL, NULL, NULL}};
    plan_settings(&plan, own, table);
    struct finish finish = finish_begin(&plan, argc, argv);
    if (plan_read(&plan, table, argc, argv, finish.error) != 0)
        return finish_usage(&finish);
    if (plan.help) {
        plan_defaults(&plan);
        print_help(table);
        return finish_help(&finish);
    }
    finish_listen_to_terminal(&finish);
    result_init(&result, "run");
    enum exit_status status = load_run(&plan, &result, finish.error);
    status = finish_report(&finish, &result, status, report_run);
    result_free(&result);
    return (int)status;
}
