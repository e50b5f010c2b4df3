/* run.c: the command `loadgen run`: a table of options, a plan, a report. */
#include <stdio.h>

#include "clock.h"
#include "commands.h"
#include "finish.h"
#include "load.h"
#include "mix.h"
#include "null.h"
#include "profile.h"
#include "start.h"
#include "usage.h"

static void print_help(const struct setting *table)
{
    fputs("usage: loadgen run [OPTION...] URL\n\n"
          "Keeps N connections busy: each sends its next request when the "
          "last was\nanswered (a closed loop). With --rate or --profile it "
          "sends on a clock, whatever\nthe server does (an open loop), and "
          "times run from when a request was due.\nReports rate, times, who "
          "was served, CPU a request, and whether to believe it.\n\n",
          stdout);
    options_print(table);
    fputs(
        "\nexamples:\n"
        "  loadgen run http://127.0.0.1:8001/hello\n"
        "  loadgen run -c 1k -d 30s --pid $(pidof evented) "
        "http://127.0.0.1:8002/hello\n"
        "  loadgen run -R 5k --arrival poisson http://127.0.0.1:8002/hello\n"
        "  loadgen run --profile 0:1k,10s:5k,12s:1k -d 30s --live "
        "http://127.0.0.1:8002/hello\n"
        "  loadgen run -R 1k --stall 2s:1s --pid $(pidof evented) "
        "http://127.0.0.1:8002/hello\n"
        "  loadgen run -R 1k --fail-if 'p99>50ms' --fail-if 'errors>0' \\\n"
        "              http://127.0.0.1:8001/hello\n"
        "  loadgen run -m POST --body order.json -H 'Content-Type: "
        "application/json' \\\n"
        "              http://127.0.0.1:8001/orders\n"
        "  loadgen run -c 1k --start-at $(($(date +%s) + 10)) "
        "http://127.0.0.1:8001/hello\n"
        "  loadgen run --json - --quiet http://127.0.0.1:8001/hello | jq "
        ".latency_us.p99\n"
        "\nexit status: 0 valid, 1 usage, 2 could not connect, 98 measured but "
        "invalid,\n99 a --fail-if held\n",
        stdout);
}

/* What this command can be told. */
static void settings_of(struct load_plan *plan,
                        struct setting table[PLAN_SETTINGS])
{
    const struct setting own[] = {
        {"connections", 'c', SETTING_COUNT, &plan->clients, 1, 1000000, "N",
         "clients, each with its connection", NULL},
        {"threads", 't', SETTING_COUNT, &plan->threads, 1, USAGE_THREADS, "N",
         "threads of the generator", NULL},
        {"warmup", 0, SETTING_TIME, &plan->warmup, 0, 3600 * CLOCK_S, "TIME",
         "load before measuring begins", NULL},
        {"start-at", 0, SETTING_CALL, plan, 0, 0, "TIME",
         "connect, then begin at this Unix time, or +5s from now", start_take},
        {"rate", 'R', SETTING_COUNT, &plan->rate, 0, 10000000, "N",
         "requests a second, whatever the server does (an open loop)", NULL},
        {"arrival", 0, SETTING_CALL, plan, 0, 0, "KIND",
         "with a rate: fixed distances (the default) or poisson",
         plan_take_arrival},
        {"profile", 0, SETTING_CALL, plan, 0, 0, "0:1k,10s:5k",
         "a rate that changes; 10s:~5k climbs until then", profile_take},
        {"seed", 0, SETTING_COUNT, &plan->seed, 0, INT64_MAX, "N",
         "of chance in --arrival and --mix", NULL},
        {"drain", 0, SETTING_TIME, &plan->drain, 0, 3600 * CLOCK_S, "TIME",
         "with a rate: longest wait for the last answers", NULL},
        {"think", 0, SETTING_TIME, &plan->think, 0, 3600 * CLOCK_S, "TIME",
         "pause between an answer and the next request", NULL},
        {"pipeline", 0, SETTING_COUNT, &plan->pipeline, 1, 256, "N",
         "requests a client sends at once", NULL},
        {"conn-per-request", 0, SETTING_FLAG, &plan->conn_per_request, 0, 0,
         NULL, "a new connection for each; its time counts", NULL},
        {"mix", 0, SETTING_CALL, plan, 0, 0, "'9x/hello,1x/wait?ms=9'",
         "several targets, each with its share, instead of the URL's",
         mix_take},
        {"stall", 0, SETTING_CALL, plan, 0, 0, "10s:2s",
         "stop --pid then, for so long (SIGSTOP)", plan_take_stall},
        {"null", 0, SETTING_FLAG, &plan->null, 0, 0, NULL,
         "load a responder of our own: what can loadgen do at most?", NULL},
        {NULL, 0, SETTING_FLAG, NULL, 0, 0, NULL, NULL, NULL}};
    plan_settings(plan, own, table);
}

int run_main(int argc, char **argv)
{
    struct load_plan plan;
    struct load_result result;
    struct setting table[PLAN_SETTINGS];
    plan_defaults(&plan);
    settings_of(&plan, table);
    struct finish finish = finish_begin(&plan, argc, argv);
    if (plan_read(&plan, table, argc, argv, finish.error) != 0)
        return finish_usage(&finish);
    if (plan.help) {
        plan_defaults(&plan);
        print_help(table);
        return finish_help(&finish);
    }
    struct null null = {0};
    if (plan.null && null_load(&plan, &null, finish.error) != 0)
        return finish_usage(&finish);
    finish_listen_to_terminal(&finish);
    result_init(&result, "run");
    enum exit_status status = load_run(&plan, &result, finish.error);
    status = finish_report(&finish, &result, status, report_run);
    result_free(&result);
    null_stop(&null);
    return (int)status;
}
