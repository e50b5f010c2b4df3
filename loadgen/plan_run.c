/* plan_run.c: parts of a plan that only `run`, or only `slow`, has. */
#include <stdio.h>
#include <string.h>

#include "clock.h"
#include "plan.h"
#include "profile.h"
#include "stall.h"

bool plan_is_plain(const struct load_plan *plan)
{
    return plan->step_count == 0 && plan->think == 0 && plan->pipeline <= 1 &&
           !plan->conn_per_request && plan->target_count == 0;
}

const char *plan_take_arrival(const char *text, void *value)
{
    struct load_plan *plan = value;
    if (strcmp(text, "fixed") == 0)
        plan->arrival = ARRIVAL_FIXED;
    else if (strcmp(text, "poisson") == 0)
        plan->arrival = ARRIVAL_POISSON;
    else
        return "fixed or poisson";
    return NULL;
}

const char *plan_take_stall(const char *text, void *value)
{
    static const char mend[] = "when and for how long, such as 10s:2s";
    struct load_plan *plan = value;
    char at[32];
    size_t length = strcspn(text, ":");
    if (text[length] != ':' || length >= sizeof at)
        return mend;
    memcpy(at, text, length);
    at[length] = '\0';
    if (options_number(SETTING_TIME, at, &plan->stall_at) != 0 ||
        options_number(SETTING_TIME, text + length + 1, &plan->stall_for) != 0)
        return mend;
    if (plan->stall_for < CLOCK_MS || plan->stall_for > 60 * CLOCK_S)
        return "from 1ms to 1m long";
    return NULL;
}

/* NULL, or what two of the options have against each other. */
static const char *conflict(const struct load_plan *plan)
{
    bool open = plan->step_count > 0;
    if (plan->rate > 0 && open)
        return "--rate and --profile exclude each other: name one";
    open = open || plan->rate > 0;
    if (open && plan->think > 0)
        return "--think is for the closed loop: leave out --rate and --profile";
    if (open && plan->pipeline > 1)
        return "--pipeline is for the closed loop: leave out --rate and "
               "--profile";
    if (plan->conn_per_request && plan->pipeline > 1)
        return "--pipeline needs connections that stay: leave out "
               "--conn-per-request";
    if (plan->pipeline > 1 && plan->target_count > 0)
        return "--pipeline sends one target: leave out --mix";
    if (plan->pipeline > 1 && strcmp(plan->request.method, "HEAD") == 0)
        return "--pipeline goes with any method but HEAD";
    if (plan->null && plan->request.body_file != NULL)
        return "--null takes no --body";
    return NULL;
}

int plan_finish_run(struct load_plan *plan, char error[OPTIONS_ERROR_SIZE])
{
    const char *wrong = conflict(plan);
    if (wrong == NULL && plan->stall_for > 0) {
        wrong = stall_check((pid_t)plan->pid);
        if (wrong != NULL) {
            snprintf(error, OPTIONS_ERROR_SIZE, "--stall: %.200s", wrong);
            return -1;
        }
    }
    if (wrong != NULL) {
        snprintf(error, OPTIONS_ERROR_SIZE, "%.240s", wrong);
        return -1;
    }
    if (plan->rate > 0)
        profile_constant(plan, plan->rate);
    plan->rate = 0; /* the profile has it */
    plan->request.one_request = plan->conn_per_request;
    return 0;
}

int plan_finish_slow(struct load_plan *plan, char error[OPTIONS_ERROR_SIZE])
{
    int ways = (plan->header_interval > 0) + (plan->body_interval > 0) +
               (plan->read_rate > 0);
    if (ways > 1) {
        snprintf(error, OPTIONS_ERROR_SIZE,
                 "--header-interval, --body-interval and --read-rate exclude "
                 "each other: name one");
        return -1;
    }
    plan->slowness = plan->read_rate > 0       ? SLOW_READ
                     : plan->body_interval > 0 ? SLOW_BODY
                                               : SLOW_HEAD;
    if (ways == 0)
        plan->header_interval = 5 * CLOCK_S;
    return 0;
}
