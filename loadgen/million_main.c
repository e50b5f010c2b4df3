/* million_main.c: the command `loadgen million`: prints what million.h
 * measures. */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "beside.h"
#include "commands.h"
#include "exp_metric.h"
#include "million.h"
#include "options.h"
#include "spawn.h"

enum { PATH = 1024, EXIT_STOPPED = 130 };

struct arguments {
    const char *json, *threaded, *evented;
    int64_t clients, blocks;
    bool toy, quiet, help;
};

static void print_help(const struct setting *table)
{
    fputs("usage: loadgen million [OPTION...]\n\n"
          "Measures what a silent connection costs each server, carries that "
          "on to a\nmillion, and checks it with a large crowd on several "
          "processes that share a port.\nTakes about a minute.\n\n",
          stdout);
    options_print(table);
    fputs("\nexit status: 0 measured, 1 usage or failure, 130 stopped\n",
          stdout);
}

static double field(const json_t *object, const char *part, const char *name)
{
    const json_t *value =
        json_object_get(part ? json_object_get(object, part) : object, name);
    return json_is_number(value) ? json_number_value(value) : NAN;
}

static const char *text(const json_t *object, const char *name)
{
    const char *value = json_string_value(json_object_get(object, name));
    return value ? value : "";
}

static void print_fits(const json_t *server)
{
    const json_t *fits = json_object_get(server, "fits");
    printf("  %-38s %11s %14s %14s %14s\n", "", "each", "predicted", "measured",
           "a million");
    for (size_t i = 0; i < json_array_size(fits); i++) {
        const json_t *fit = json_array_get(fits, i);
        const char *name = text(fit, "quantity");
        enum unit unit = strstr(name, "bytes") ? UNIT_BYTES : UNIT_COUNT;
        char each[32], predicted[32], measured[32], goal[32];
        printf("  %-38s %11s %14s %14s %14s\n", text(fit, "words"),
               metric_format(unit, field(fit, "slope", "middle"), each,
                             sizeof each),
               metric_format(unit, field(fit, "predicted", "middle"), predicted,
                             sizeof predicted),
               metric_format(unit, field(fit, NULL, "measured"), measured,
                             sizeof measured),
               metric_format(unit, field(fit, "goal", "middle"), goal,
                             sizeof goal));
    }
}

static void print_server(const json_t *server)
{
    const json_t *check = json_object_get(server, "check");
    const json_t *limits = json_object_get(server, "limits");
    char held[32], number[32];
    printf("%s: %s connections held by %d processes, %d lost\n",
           text(server, "server"),
           metric_commas(field(check, NULL, "held"), held, sizeof held),
           (int)field(check, NULL, "servers"), (int)field(check, NULL, "lost"));
    if (*text(check, "held_back"))
        printf("  not more, because %s\n", text(check, "held_back"));
    print_fits(server);
    for (size_t i = 0; i < json_array_size(limits); i++) {
        const json_t *limit = json_array_get(limits, i);
        double at = field(limit, NULL, "breaks_at");
        printf("  %-28s ends %s at %s\n", text(limit, "name"),
               json_is_true(json_object_get(limit, "a_process")) ? "a process"
                                                                 : "the road",
               isfinite(at) ? metric_commas(at, number, sizeof number)
                            : "no number");
    }
}

/* A server beside us, unless one is named. */
static const char *server(const char *self, const char *name, const char *given,
                          char path[PATH])
{
    if (given == NULL)
        beside_server(self, name, path, PATH);
    return given ? given : path;
}

static int carry_out(const struct arguments *arguments)
{
    static char self[PATH], threaded[PATH], evented[PATH];
    struct million_plan plan = {.log = STDERR_FILENO,
                                .quiet = arguments->quiet};
    if (beside_self(self, sizeof self) != 0) {
        perror("loadgen million: /proc/self/exe");
        return EXIT_USAGE;
    }
    million_defaults(&plan, arguments->toy);
    plan.self = self;
    plan.servers[0] = server(self, "threaded", arguments->threaded, threaded);
    plan.servers[1] = server(self, "evented", arguments->evented, evented);
    if (arguments->clients > 0)
        plan.clients = arguments->clients;
    if (arguments->blocks > 0)
        plan.blocks = arguments->blocks;
    spawn_prepare();
    json_t *result = million_measure(&plan, NULL);
    if (result == NULL)
        return spawn_interrupted() ? EXIT_STOPPED : EXIT_USAGE;
    int status = EXIT_GOOD;
    const json_t *servers = json_object_get(result, "servers");
    for (size_t i = 0; i < json_array_size(servers) && !arguments->quiet; i++)
        print_server(json_array_get(servers, i));
    if (arguments->json != NULL &&
        json_dump_file(result, arguments->json, JSON_INDENT(1)) != 0) {
        fprintf(stderr, "loadgen million: %s: %s; give another name\n",
                arguments->json, strerror(errno));
        status = EXIT_USAGE;
    }
    json_decref(result);
    return status;
}

int million_main(int argc, char **argv)
{
    struct arguments a = {.json = NULL};
    char error[OPTIONS_ERROR_SIZE];
    const struct setting table[] = {
        {"clients", 'c', SETTING_COUNT, &a.clients, 0, 1000000, "N",
         "the large crowd; 0: 50k", NULL},
        {"blocks", 'b', SETTING_COUNT, &a.blocks, 0, MILLION_BLOCKS, "N",
         "how often each server's crowd grows; 0: 4", NULL},
        {"toy", 0, SETTING_FLAG, &a.toy, 0, 0, NULL,
         "small crowds, only to see that it works", NULL},
        {"threaded", 0, SETTING_TEXT, &a.threaded, 0, 0, "PROGRAM",
         "instead of the one beside loadgen", NULL},
        {"evented", 0, SETTING_TEXT, &a.evented, 0, 0, "PROGRAM",
         "instead of the one beside loadgen", NULL},
        {"json", 0, SETTING_TEXT, &a.json, 0, 0, "FILE",
         "write all of it there", NULL},
        {"quiet", 'q', SETTING_FLAG, &a.quiet, 0, 0, NULL, "print nothing",
         NULL},
        {"help", 'h', SETTING_FLAG, &a.help, 0, 0, NULL, "this list", NULL},
        {NULL, 0, SETTING_FLAG, NULL, 0, 0, NULL, NULL, NULL}};
    int words = options_parse(table, argc, argv, error);
    if (words > 0)
        snprintf(error, sizeof error, "takes options only; --help lists them");
    if (words != 0) {
        fprintf(stderr, "loadgen million: %s\n", error);
        return EXIT_USAGE;
    }
    if (a.help) {
        print_help(table);
        return EXIT_GOOD;
    }
    return carry_out(&a);
}
