/* plan.c: reads and checks what to do (see plan.h). Opens nothing. */
#include "plan.h"

#include <arpa/inet.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>

#include "clock.h"
#include "start.h"

static const int64_t day = 24LL * 3600 * 1000000000;

void plan_defaults(struct load_plan *plan)
{
    *plan = (struct load_plan){.clients = 64,
                               .threads = 1,
                               .duration = 10 * CLOCK_S,
                               .warmup = 1 * CLOCK_S,
                               .timeout = 5 * CLOCK_S,
                               .connect_time = 15 * CLOCK_S,
                               .connecting = 128,
                               .probe_rate = 20,
                               .probes = 10,
                               .drain = 5 * CLOCK_S,
                               .seed = 1,
                               .pipeline = 1,
                               .publish_rate = 1};
    plan->request.method = "GET";
}

void plan_defaults_idle(struct load_plan *plan)
{
    plan_defaults(plan);
    plan->clients = 1000;
    plan->warmup = 0;
    plan->duration = 5 * CLOCK_S;
    plan->drain = 2 * CLOCK_S;
}

const char *plan_take_source(const char *text, void *value)
{
    static const char mend[] = "an address or a range such as 127.0.0.2-9";
    struct load_plan *plan = value;
    char first[INET_ADDRSTRLEN];
    size_t length = strcspn(text, "-");
    if (length >= sizeof first)
        return mend;
    memcpy(first, text, length);
    first[length] = '\0';
    if (inet_pton(AF_INET, first, &plan->source_first) != 1)
        return mend;
    plan->source_count = 1;
    if (text[length] == '\0')
        return NULL;
    char *end;
    long last = strtol(text + length + 1, &end, 10);
    long from = (long)(ntohl(plan->source_first.s_addr) & 0xff);
    if (end == text + length + 1 || *end != '\0' || last < from || last > 254)
        return mend;
    plan->source_count = (int)(last - from + 1);
    return NULL;
}

static const char *take_remote(const char *text, void *value)
{
    struct load_plan *plan = value;
    if (plan->remote_count == PLAN_REMOTES)
        return "no more than 16 hosts";
    plan->remotes[plan->remote_count++] = text;
    return NULL;
}

void plan_settings(struct load_plan *plan, const struct setting *own,
                   struct setting table[PLAN_SETTINGS])
{
    const struct setting shared[] = {
        {"duration", 'd', SETTING_TIME, &plan->duration, CLOCK_S / 10, day,
         "TIME", "how long to measure", NULL},
        {"timeout", 0, SETTING_TIME, &plan->timeout, 10 * CLOCK_MS, day, "TIME",
         "longest wait for an answer", NULL},
        {"connect-time", 0, SETTING_TIME, &plan->connect_time, CLOCK_S / 10,
         day, "TIME", "longest time for connecting all clients", NULL},
        {"method", 'm', SETTING_TEXT, &plan->request.method, 0, 0, "NAME",
         "request method", NULL},
        {"header", 'H', SETTING_CALL, &plan->request, 0, 0, "'NAME: VALUE'",
         "add a request header; may be repeated", wire_take_header},
        {"body", 0, SETTING_TEXT, &plan->request.body_file, 0, 0, "FILE",
         "send the file as the request's body", NULL},
        {"expect-body", 0, SETTING_TEXT, &plan->expect_body, 0, 0, "TEXT",
         "the whole body of a good answer; others are errors", NULL},
        {"pid", 0, SETTING_COUNT, &plan->pid, 0, 1 << 22, "N",
         "the server's process: report its CPU and memory", NULL},
        {"pid-tree", 0, SETTING_FLAG, &plan->pid_tree, 0, 0, NULL,
         "--pid has started others: report them all as one", NULL},
        {"source", 0, SETTING_CALL, plan, 0, 0, "127.0.0.2-9",
         "connect from these addresses: 28,000 ports each", plan_take_source},
        {"allow-remote", 0, SETTING_CALL, plan, 0, 0, "HOST",
         "permit this host, which is not this machine", take_remote},
        {"quiet", 'q', SETTING_FLAG, &plan->quiet, 0, 0, NULL,
         "no progress and no report", NULL},
        {"help", 'h', SETTING_FLAG, &plan->help, 0, 0, NULL, "this text", NULL},
        {NULL, 0, SETTING_FLAG, NULL, 0, 0, NULL, NULL, NULL}};
    while (own->name != NULL)
        *table++ = *own++;
    table = output_settings(&plan->output, table);
    memcpy(table, shared, sizeof shared);
}

static int complain(char *error, const char *what, const char *mend)
{
    snprintf(error, OPTIONS_ERROR_SIZE, "%.100s: %s", what, mend);
    return -1;
}

static bool remote_allowed(const struct load_plan *plan)
{
    if (url_is_loopback(&plan->target))
        return true;
    for (int i = 0; i < plan->remote_count; i++)
        if (strcmp(plan->remotes[i], plan->target.host) == 0)
            return true;
    return false;
}

int plan_finish(struct load_plan *plan, char error[OPTIONS_ERROR_SIZE])
{
    const char *wrong = url_parse(plan->url, &plan->target);
    if (wrong != NULL)
        return complain(error, plan->url, wrong);
    if (!remote_allowed(plan)) {
        snprintf(error, OPTIONS_ERROR_SIZE,
                 "%.60s is not this machine; if its owner agrees, add "
                 "--allow-remote %.60s",
                 plan->target.host, plan->target.host);
        return -1;
    }
    wrong = wire_check_method(plan->request.method);
    if (wrong != NULL)
        return complain(error, "--method", wrong);
    if (plan->threads > plan->clients)
        return complain(error, "--threads", "give no more than --clients");
    if (plan->source_count > 0 && plan->target.address.ss_family != AF_INET)
        return complain(error, "--source", "works with IPv4 addresses only");
    if (plan->pid != 0 && kill((pid_t)plan->pid, 0) != 0 && errno == ESRCH)
        return complain(error, "--pid", "no such process; give the server's");
    if (start_check(plan, clock_wall(), error) != 0)
        return -1;
    return plan_finish_run(plan, error);
}

int plan_read(struct load_plan *plan, const struct setting *table, int argc,
              char **argv, char error[OPTIONS_ERROR_SIZE])
{
    int words = options_parse(table, argc, argv, error);
    if (words < 0)
        return -1;
    if (plan->help)
        return 0;
    if (plan->null && words == 0)
        return 0; /* its URL is not known yet */
    if (words != 1 || plan->null)
        return complain(error,
                        words == 0   ? "no URL"
                        : plan->null ? argv[1]
                                     : argv[2],
                        plan->null ? "--null needs no URL"
                                   : "give one URL such as "
                                     "http://127.0.0.1:8001/hello");
    plan->url = argv[1];
    return plan_finish(plan, error);
}

pid_t plan_watched(const struct load_plan *plan)
{
    pid_t pid = (pid_t)plan->pid;
    return plan->pid_tree ? -pid : pid;
}
