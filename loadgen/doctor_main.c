/* doctor_main.c: the command `loadgen doctor`: prints what doctor.h found. */
#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "commands.h"
#include "doctor.h"
#include "options.h"

static void print_help(const struct setting *table)
{
    fputs("usage: loadgen doctor [OPTION...]\n\n"
          "Says how many clients this machine allows and which limits hold it "
          "back, with\nthe mend for each. Run it in the shell, or container, "
          "that will run the servers.\n\n",
          stdout);
    options_print(table);
    fputs("\nexamples:\n"
          "  loadgen doctor\n"
          "  loadgen doctor --clients 10k && make bench\n"
          "\nexit status: 0 they fit, 1 usage, 98 they do not\n",
          stdout);
}

static void print_limit(const struct doctor_limit *limit)
{
    char allows[32] = "any";
    if (limit->allows != INT64_MAX)
        snprintf(allows, sizeof allows, "%" PRId64, limit->allows);
    printf("%-19s %-27s %10s  %s\n", limit->name, limit->value, allows,
           limit->ok ? "ok" : "too low");
    if (!limit->ok)
        printf("    -> %s\n", limit->mend);
}

static void print_verdict(const struct doctor_verdict *verdict)
{
    printf("%-19s %-27s %10s\n", "limit", "value", "clients");
    for (int i = 0; i < verdict->count; i++)
        print_limit(&verdict->limits[i]);
    printf("fits: %" PRId64 "\n", verdict->fits);
}

static json_t *json_limit(const struct doctor_limit *limit)
{
    json_t *object = json_object();
    json_object_set_new(object, "name", json_string(limit->name));
    json_object_set_new(object, "value", json_string(limit->value));
    json_object_set_new(
        object, "allows",
        limit->allows == INT64_MAX ? json_null() : json_integer(limit->allows));
    json_object_set_new(object, "ok", json_boolean(limit->ok));
    json_object_set_new(object, "mend", json_string(limit->mend));
    return object;
}

/* Returns 0, or -1 with errno. */
static int write_json(const struct doctor_verdict *verdict, const char *path)
{
    json_t *root = json_object(), *limits = json_array();
    json_object_set_new(root, "schema", json_string("loadgen/1"));
    json_object_set_new(root, "command", json_string("doctor"));
    json_object_set_new(root, "asked", json_integer(verdict->asked));
    json_object_set_new(root, "fits", json_integer(verdict->fits));
    for (int i = 0; i < verdict->count; i++)
        json_array_append_new(limits, json_limit(&verdict->limits[i]));
    json_object_set_new(root, "limits", limits);
    int failed = strcmp(path, "-") == 0
                     ? json_dumpf(root, stdout, JSON_INDENT(1))
                     : json_dump_file(root, path, JSON_INDENT(1));
    json_decref(root);
    return failed;
}

static int usage(const char *what)
{
    fprintf(stderr, "loadgen doctor: %s\n", what);
    return EXIT_USAGE;
}

int doctor_main(int argc, char **argv)
{
    char error[OPTIONS_ERROR_SIZE];
    int64_t clients = 10000;
    const char *json = NULL;
    bool help = false;
    const struct setting table[] = {
        {"clients", 'c', SETTING_COUNT, &clients, 1, 10000000, "N",
         "clients that ought to fit", NULL},
        {"json", 0, SETTING_TEXT, &json, 0, 0, "FILE",
         "write it as JSON instead; - is standard output", NULL},
        {"help", 'h', SETTING_FLAG, &help, 0, 0, NULL, "this text", NULL},
        {NULL, 0, SETTING_FLAG, NULL, 0, 0, NULL, NULL, NULL}};
    int words = options_parse(table, argc, argv, error);
    if (words < 0)
        return usage(error);
    if (help) {
        print_help(table);
        return EXIT_GOOD;
    }
    if (words > 0)
        return usage("takes options only; --help lists them");
    struct doctor_verdict verdict = doctor_check(clients);
    if (json == NULL)
        print_verdict(&verdict);
    else if (write_json(&verdict, json) != 0)
        return usage("--json: cannot write the file; give another name");
    return verdict.fits >= clients ? EXIT_GOOD : EXIT_INVALID;
}
