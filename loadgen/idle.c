/* idle.c: the command `loadgen idle`: a table of options, a plan, a report. */
#include <stdio.h>

#include "commands.h"
#include "finish.h"
#include "load.h"
#include "start.h"

static void print_help(const struct setting *table)
{
    fputs("usage: loadgen idle [OPTION...] URL\n\n"
          "Opens a crowd of connections that say nothing, holds it, and sends "
          "probes\nbeside it at a fixed rate. Reports what a silent client "
          "costs the server and\nwhat the probes waited.\n\n",
          stdout);
    options_print(table);
    fputs("\nexamples:\n"
          "  loadgen idle -c 10k --pid $(pidof threaded) "
          "http://127.0.0.1:8001/hello\n"
          "  loadgen idle -c 5k --connect-rate 500 --greet -d 30s "
          "http://127.0.0.1:8002/hello\n"
          "\nexit status: 0 valid, 1 usage, 2 could not connect, 98 measured "
          "but invalid,\n99 a --fail-if held\n",
          stdout);
}

int idle_main(int argc, char **argv)
{
    struct load_plan plan;
    struct load_result result;
    struct setting table[PLAN_SETTINGS];
    plan_defaults_idle(&plan);
    const struct setting own[] = {
        {"connections", 'c', SETTING_COUNT, &plan.clients, 1, 1000000, "N",
         "silent clients", NULL},
        {"connect-rate", 0, SETTING_COUNT, &plan.connect_rate, 0, 1000000, "N",
         "connections a second, 0 for as fast as can be", NULL},
        {"probe-rate", 0, SETTING_COUNT, &plan.probe_rate, 1, 100000, "N",
         "probes a second", NULL},
        {"probes", 0, SETTING_COUNT, &plan.probes, 1, 1000, "N",
         "connections for the probes", NULL},
        {"start-at", 0, SETTING_CALL, &plan, 0, 0, "TIME",
         "connect, then begin at this Unix time, or +5s from now", start_take},
        {"greet", 0, SETTING_FLAG, &plan.greet, 0, 0, NULL,
         "each of the crowd sends one request before it falls silent", NULL},
        {"reset", 0, SETTING_FLAG, &plan.reset, 0, 0, NULL,
         "end each connection by a reset, which leaves no TIME_WAIT", NULL},
        {NULL, 0, SETTING_FLAG, NULL, 0, 0, NULL, NULL, NULL}};
    plan_settings(&plan, own, table);
    struct finish finish = finish_begin(&plan, argc, argv);
    if (plan_read(&plan, table, argc, argv, finish.error) != 0)
        return finish_usage(&finish);
    if (plan.help) {
        plan_defaults_idle(&plan);
        print_help(table);
        return finish_help(&finish);
    }
    finish_listen_to_terminal(&finish);
    result_init(&result, "idle");
    enum exit_status status = load_idle(&plan, &result, finish.error);
    status = finish_report(&finish, &result, status, report_idle);
    result_free(&result);
    return (int)status;
}
