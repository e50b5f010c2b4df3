/* start.c: when a load begins (see start.h). */
#include "start.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"

static const int64_t last_s = 9223372035; /* then 64 bits overflow: in 2262 */
static const int64_t day_s = 24 * 3600;
static const int64_t moment = 100 * (int64_t)CLOCK_MS; /* no matter */
static const char mend[] =
    "Unix seconds such as 1790000000.25, or +5s for five seconds from now";

/* Digits behind the point as nanoseconds; the tenth and later ones are
 * dropped. Returns what follows them. */
static const char *read_fraction(const char *text, int64_t *ns)
{
    int64_t unit = CLOCK_S;
    for (*ns = 0; *text >= '0' && *text <= '9'; text++)
        *ns += (*text - '0') * (unit /= 10);
    return text;
}

/* A double would be off by a tenth of a microsecond. */
static int read_unix(const char *text, int64_t *at)
{
    char *end;
    int64_t fraction = 0;
    if (*text < '0' || *text > '9' || strspn(text, "0123456789") > 10)
        return -1;
    int64_t seconds = strtoll(text, &end, 10);
    const char *rest = end;
    if (*rest == '.')
        rest = read_fraction(rest + 1, &fraction);
    if (*rest != '\0' || seconds == 0 || seconds > last_s)
        return -1;
    *at = seconds * CLOCK_S + fraction;
    return 0;
}

const char *start_take(const char *text, void *value)
{
    struct load_plan *plan = value;
    int64_t ahead;
    if (*text != '+')
        return read_unix(text, &plan->start_at) == 0 ? NULL : mend;
    if (options_number(SETTING_TIME, text + 1, &ahead) != 0 ||
        ahead > day_s * CLOCK_S)
        return mend;
    plan->start_at = clock_wall() + ahead;
    return NULL;
}

int start_check(const struct load_plan *plan, int64_t now,
                char error[OPTIONS_ERROR_SIZE])
{
    int64_t left = plan->start_at - now;
    if (plan->start_at == 0 || (left >= -moment && left <= day_s * CLOCK_S))
        return 0;
    if (left < 0)
        snprintf(error, OPTIONS_ERROR_SIZE,
                 "--start-at: that was %.3f s ago by this machine's clock: "
                 "give a later time, or set the clock",
                 clock_seconds(-left));
    else
        snprintf(error, OPTIONS_ERROR_SIZE,
                 "--start-at: that is %.0f s ahead by this machine's clock: "
                 "give a time within a day",
                 clock_seconds(left));
    return -1;
}

int64_t start_due(const struct load_plan *plan, struct load_result *result)
{
    int64_t now = clock_now();
    if (plan->start_at == 0)
        return now;
    int64_t due = plan->start_at - clock_wall_ahead();
    if (now - due > moment)
        result_note(result,
                    "the load began %.3f s after --start-at: connecting took "
                    "that much longer; give a later time",
                    clock_seconds(now - due));
    return due > now ? due : now;
}
