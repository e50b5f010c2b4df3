/* crowd_main.c: the commands `loadgen slow` and `loadgen feed`: a table of
 * options, a plan, a report. */
#include <stdio.h>

#include "clock.h"
#include "commands.h"
#include "finish.h"
#include "load.h"
#include "start.h"

static const char slow_help[] =
    "usage: loadgen slow [OPTION...] URL\n\n"
    "Opens a crowd of clients that are slow, and sends probes to URL beside "
    "it. They\nsend a request's head a line at a time, or a body a byte at a "
    "time, or read an\nanswer a few bytes at a time (--path names a large "
    "one). Reports how long the\nserver bears with them, and what the probes "
    "waited.\n\n";
static const char slow_examples[] =
    "\nexamples:\n"
    "  loadgen slow -c 1k --header-interval 5s http://127.0.0.1:8001/hello\n"
    "  loadgen slow --body-interval 1s --path /echo "
    "http://127.0.0.1:8001/hello\n"
    "  loadgen slow --read-rate 100 --path /files/big "
    "http://127.0.0.1:8001/hello\n"
    "\nexit status: 0 valid, 1 usage, 2 could not connect, 98 measured but "
    "invalid,\n99 a --fail-if held\n";
static const char feed_help[] =
    "usage: loadgen feed [OPTION...] URL\n\n"
    "Subscribes a crowd to the server-sent events of URL, posts messages "
    "there on a\nclock, and times each copy from when its message was due: "
    "the first, the middle\nand the last copy of a message, and all. Sends "
    "probes to --probe-path beside it.\n\n";
static const char feed_examples[] =
    "\nexamples:\n"
    "  loadgen feed -c 1k --publish-rate 10 http://127.0.0.1:8002/feed\n"
    "\nexit status: 0 valid, 1 usage, 2 could not connect, 98 measured but "
    "invalid,\n99 a --fail-if held\n";

typedef enum exit_status loader(const struct load_plan *plan,
                                struct load_result *result,
                                char error[LOAD_ERROR_SIZE]);

struct crowd_command {
    const char *help, *examples;
    loader *load;
    finish_printer *print;
};

static int crowd_main(struct load_plan *plan, const struct setting *own,
                      const struct crowd_command *command, int argc,
                      char **argv)
{
    struct load_result result;
    struct setting table[PLAN_SETTINGS];
    struct load_plan defaults = *plan;
    plan_settings(plan, own, table);
    struct finish finish = finish_begin(plan, argc, argv);
    if (plan_read(plan, table, argc, argv, finish.error) != 0)
        return finish_usage(&finish);
    if (plan->help) {
        *plan = defaults;
        fputs(command->help, stdout);
        options_print(table);
        fputs(command->examples, stdout);
        return finish_help(&finish);
    }
    if (plan_finish_slow(plan, finish.error) != 0)
        return finish_usage(&finish);
    finish_listen_to_terminal(&finish);
    result_init(&result, argv[0]);
    enum exit_status status = command->load(plan, &result, finish.error);
    status = finish_report(&finish, &result, status, command->print);
    result_free(&result);
    return (int)status;
}

int slow_main(int argc, char **argv)
{
    static const struct crowd_command slow = {slow_help, slow_examples,
                                              load_slow, report_slow};
    struct load_plan plan;
    plan_defaults_idle(&plan);
    const struct setting own[] = {
        {"connections", 'c', SETTING_COUNT, &plan.clients, 1, 1000000, "N",
         "slow clients", NULL},
        {"warmup", 0, SETTING_TIME, &plan.warmup, 0, 3600 * CLOCK_S, "TIME",
         "be slow before measuring begins: the server may still let them in",
         NULL},
        {"header-interval", 0, SETTING_TIME, &plan.header_interval, 0,
         3600 * CLOCK_S, "TIME",
         "a line of the head each, and never its end (5s if nothing is said)",
         NULL},
        {"body-interval", 0, SETTING_TIME, &plan.body_interval, 0,
         3600 * CLOCK_S, "TIME", "a byte of the body each instead", NULL},
        {"read-rate", 0, SETTING_BYTES, &plan.read_rate, 0, 655360, "BYTES",
         "read so much of the answer a second instead", NULL},
        {"again", 0, SETTING_FLAG, &plan.again, 0, 0, NULL,
         "who was cut off by the server connects again", NULL},
        {"path", 0, SETTING_TEXT, &plan.crowd_path, 0, 0, "/PATH",
         "what the crowd asks for, if not URL's path", NULL},
        {"connect-rate", 0, SETTING_COUNT, &plan.connect_rate, 0, 1000000, "N",
         "connections a second, 0 for as fast as can be", NULL},
        {"probe-rate", 0, SETTING_COUNT, &plan.probe_rate, 1, 100000, "N",
         "probes a second", NULL},
        {"probes", 0, SETTING_COUNT, &plan.probes, 1, 1000, "N",
         "connections for the probes", NULL},
        {"start-at", 0, SETTING_CALL, &plan, 0, 0, "TIME",
         "connect, then begin at this Unix time, or +5s from now", start_take},
        {NULL, 0, SETTING_FLAG, NULL, 0, 0, NULL, NULL, NULL}};
    return crowd_main(&plan, own, &slow, argc, argv);
}

int feed_main(int argc, char **argv)
{
    static const struct crowd_command feed = {feed_help, feed_examples,
                                              load_feed, report_feed};
    struct load_plan plan;
    plan_defaults_idle(&plan);
    plan.probe_path = "/hello";
    const struct setting own[] = {
        {"connections", 'c', SETTING_COUNT, &plan.clients, 1, 1000000, "N",
         "subscribers", NULL},
        {"publish-rate", 0, SETTING_COUNT, &plan.publish_rate, 1, 10000, "N",
         "messages a second", NULL},
        {"connect-rate", 0, SETTING_COUNT, &plan.connect_rate, 0, 1000000, "N",
         "connections a second, 0 for as fast as can be", NULL},
        {"probe-path", 0, SETTING_TEXT, &plan.probe_path, 0, 0, "/PATH",
         "what the probes ask for", NULL},
        {"probe-rate", 0, SETTING_COUNT, &plan.probe_rate, 1, 100000, "N",
         "probes a second", NULL},
        {"probes", 0, SETTING_COUNT, &plan.probes, 1, 1000, "N",
         "connections for the probes", NULL},
        {"start-at", 0, SETTING_CALL, &plan, 0, 0, "TIME",
         "connect, then begin at this Unix time, or +5s from now", start_take},
        {NULL, 0, SETTING_FLAG, NULL, 0, 0, NULL, NULL, NULL}};
    return crowd_main(&plan, own, &feed, argc, argv);
}
