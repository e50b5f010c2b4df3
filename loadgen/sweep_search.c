/* sweep_search.c: finds the highest level that holds a condition (sweep.h).
 *
 * Doubling, then bisecting: some ten levels find a limit among a million. A
 * level holds when more than half of its runs are valid and hold the
 * condition. One lucky run could still mislead: so the two ends of the gap
 * that remains are measured once more, and the finding says how often each
 * end held. */
#include <math.h>
#include <stdio.h>

#include "sweep.h"

static const double GAP = 1.05; /* between the ends, when it is over */

struct level {
    int64_t value;
    int held, runs;
};

struct search {
    struct sweep *sweep;
    struct level low, high; /* held; failed. value 0: not known */
};

static bool holds(const struct level *level)
{
    return 2 * level->held > level->runs;
}

/* Runs it `repeats` times more. */
static enum exit_status try_level(struct sweep *sweep, struct level *level)
{
    for (int64_t i = 0; i < sweep->repeats; i++) {
        bool held = false;
        enum exit_status status = sweep_once(sweep, level->value, &held);
        if (status != EXIT_GOOD)
            return status;
        level->held += held;
        level->runs++;
    }
    return EXIT_GOOD;
}

/* Tries a level and makes it the end of the gap that it belongs to. */
static enum exit_status try_end(struct search *search, int64_t value)
{
    struct level level = {value, 0, 0};
    enum exit_status status = try_level(search->sweep, &level);
    if (status != EXIT_GOOD)
        return status;
    *(holds(&level) ? &search->low : &search->high) = level;
    return EXIT_GOOD;
}

/* Up while it holds; down while it never did. */
static enum exit_status enclose(struct search *search)
{
    int64_t value = search->sweep->from, most = search->sweep->most;
    while (search->low.value == 0 || search->high.value == 0) {
        enum exit_status status = try_end(search, value);
        if (status != EXIT_GOOD)
            return status;
        bool held = search->low.value == value;
        if ((held && value == most) || (!held && value == 1))
            break;
        value = held ? value * 2 : value / 2;
        value = value > most ? most : value;
    }
    return EXIT_GOOD;
}

static bool is_open(const struct search *search)
{
    int64_t low = search->low.value, high = search->high.value;
    return low > 0 && high > low + 1 && (double)high > (double)low * GAP;
}

static enum exit_status bisect(struct search *search)
{
    enum exit_status status = EXIT_GOOD;
    while (is_open(search) && status == EXIT_GOOD) {
        double low = (double)search->low.value;
        int64_t middle = llround(sqrt(low * (double)search->high.value));
        if (middle <= search->low.value)
            middle = search->low.value + 1;
        if (middle >= search->high.value)
            middle = search->high.value - 1;
        status = try_end(search, middle);
    }
    return status;
}

static void say(struct search *search)
{
    struct sweep *sweep = search->sweep;
    const struct level *low = &search->low, *high = &search->high;
    char held[64], failed[64];
    sweep->held = low->value;
    sweep->failed = high->value;
    sweep_level_text(sweep, low->value, held, sizeof held);
    sweep_level_text(sweep, high->value, failed, sizeof failed);
    bool doubtful =
        (low->value > 0 && !holds(low)) || (high->value > 0 && holds(high));
    if (low->value == 0)
        snprintf(sweep->finding, sizeof sweep->finding,
                 "%s does not hold even with %s (%d of %d runs)", sweep->search,
                 failed, high->held, high->runs);
    else if (high->value == 0)
        snprintf(sweep->finding, sizeof sweep->finding,
                 "%s holds with %s (%d of %d runs), the most that was tried",
                 sweep->search, held, low->held, low->runs);
    else
        snprintf(sweep->finding, sizeof sweep->finding,
                 "%s holds up to %s (%d of %d runs), and no longer with %s "
                 "(%d of %d runs)%s",
                 sweep->search, held, low->held, low->runs, failed, high->held,
                 high->runs,
                 doubtful ? "; measured again, an end went the other way: "
                            "the limit moves by more than the gap"
                          : "");
}

enum exit_status sweep_search(struct sweep *sweep)
{
    struct search search = {.sweep = sweep};
    enum exit_status status = enclose(&search);
    if (status == EXIT_GOOD)
        status = bisect(&search);
    if (status == EXIT_GOOD && search.low.value > 0)
        status = try_level(sweep, &search.low);
    if (status == EXIT_GOOD && search.high.value > 0)
        status = try_level(sweep, &search.high);
    say(&search);
    return status;
}
