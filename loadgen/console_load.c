/* console_load.c: command lines for generators (see console_load.h).
 *
 * They are made from numbers and from the menu alone: no text of a request
 * gets here. */
#include "console_load.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "clock.h"

enum {
    WORDS = 32,
    LEAST_SPIKE = 100, /* requests a second where nothing is under way */
    SPIKE_CLIENTS = 1000
};

/* A command line that is being made. */
struct line {
    char *words[WORDS];
    char texts[WORDS][128];
    int count;
};

static void add(struct line *line, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
static void add(struct line *line, const char *format, ...)
{
    va_list arguments;
    if (line->count == WORDS - 1)
        return;
    char *word = line->texts[line->count];
    va_start(arguments, format);
    vsnprintf(word, sizeof line->texts[0], format, arguments);
    va_end(arguments);
    line->words[line->count++] = word;
    line->words[line->count] = NULL;
}

/* What every generator's command line begins with. */
static void begin(struct line *line, const struct load_side *side,
                  const char *command, const char *duration)
{
    line->count = 0;
    add(line, "%s", command); /* replaced by the path, which may be long */
    line->words[0] = (char *)side->program;
    add(line, "%s", command);
    add(line, "--quiet");
    add(line, "--samples=-");
    add(line, "-d%s", duration);
    if (side->remote != NULL)
        add(line, "--allow-remote=%s", side->remote);
}

static int start(struct generator *generator, struct event_base *base,
                 struct line *line, const struct load_side *side,
                 const char *path)
{
    add(line, "%s%s", side->server, path);
    return generator_start(generator, base, line->words);
}

/* ---- customers -------------------------------------------------------- */

static const char longest[] = "1h";

static void watch_the_board(struct load_side *side, struct event_base *base)
{
    struct line line;
    begin(&line, side, "feed", longest);
    add(&line, "-c%" PRId64, side->asked.clients);
    add(&line, "--probes=1");
    add(&line, "--probe-rate=1");
    add(&line, "--connect-rate=0");
    start(&side->load, base, &line, side, side->asked.item->path);
}

static void order(struct load_side *side, struct event_base *base)
{
    const struct ask *ask = &side->asked;
    struct line line;
    begin(&line, side, "run", longest);
    add(&line, "-c%" PRId64, ask->clients);
    add(&line, "--warmup=0");
    add(&line, "--timeout=60s");
    if (ask->open)
        add(&line, "-R%" PRId64, ask->rate);
    if (!side->keep)
        add(&line, "--conn-per-request");
    start(&side->load, base, &line, side, ask->item->path);
}

void load_side_load(struct load_side *side, struct event_base *base,
                    const struct ask *ask, bool keep)
{
    side->asked = *ask;
    side->keep = ask->keep < 0 ? keep : ask->keep == 1;
    if (ask->item->feed)
        side->keep = true;
    if (ask->clients == 0)
        generator_stop(&side->load);
    else if (ask->item->feed)
        watch_the_board(side, base);
    else
        order(side, base);
}

void load_side_slow(struct load_side *side, struct event_base *base,
                    int64_t clients)
{
    struct line line;
    side->slow_clients = clients;
    generator_stop(&side->slow);
    if (clients == 0)
        return;
    begin(&line, side, "slow", longest);
    add(&line, "-c%" PRId64, clients);
    add(&line, "--header-interval=1s");
    add(&line, "--again");
    add(&line, "--probes=1");
    add(&line, "--probe-rate=1");
    add(&line, "--connect-rate=0");
    start(&side->slow, base, &line, side, "/hello");
}

/* ---- a spike ---------------------------------------------------------- */

static int64_t within(int64_t value, int64_t least, int64_t most)
{
    return value < least ? least : value > most ? most : value;
}

static int64_t present_rate(const struct load_side *side)
{
    json_t *rate = generator_number(&side->load, "rate");
    double now = json_number_value(rate);
    json_decref(rate);
    if (side->asked.open && side->load.state == GENERATOR_RUNNING)
        now = (double)side->asked.rate;
    return within((int64_t)now, LEAST_SPIKE, ASK_RATE);
}

void load_side_spike(struct load_side *side, struct event_base *base,
                     const struct ask *ask)
{
    struct line line;
    char duration[16];
    const struct menu_item *item = side->asked.item;
    int64_t rate = within(present_rate(side) * (ask->factor - 1), 1, ASK_RATE);
    side->spike_rate = rate;
    side->spike_ends = clock_now() + ask->seconds * CLOCK_S;
    snprintf(duration, sizeof duration, "%" PRId64 "s", ask->seconds);
    begin(&line, side, "run", duration);
    int64_t most = within(side->max_clients, 1, SPIKE_CLIENTS);
    add(&line, "-c%" PRId64, within(rate, 1, most));
    add(&line, "-R%" PRId64, rate);
    add(&line, "--warmup=0");
    add(&line, "--drain=1s");
    add(&line, "--conn-per-request");
    start(&side->spike, base, &line, side,
          item != NULL && !item->feed ? item->path : "/hello");
}

/* ---- all -------------------------------------------------------------- */

void load_side_stop(struct load_side *side)
{
    generator_stop(&side->load);
    generator_stop(&side->slow);
    generator_stop(&side->spike);
    side->asked = (struct ask){0};
    side->slow_clients = 0;
}

bool load_side_ended(struct load_side *side, pid_t pid, int status)
{
    return generator_ended(&side->load, pid, status) ||
           generator_ended(&side->slow, pid, status) ||
           generator_ended(&side->spike, pid, status);
}

static json_t *state_json(const struct generator *generator)
{
    json_t *why = json_string(generator->why);
    return json_pack("{s:s,s:o}", "state", generator_word(generator->state),
                     "why", why != NULL ? why : json_string("(not UTF-8)"));
}

/* Copies numbers of the generator's last line under their names here. */
static void copy_numbers(json_t *into, const struct generator *generator)
{
    static const char *const names[][2] = {
        {"connected", "connected"}, {"answered", "answered"},
        {"rate", "rate"},           {"p50_us", "p50_us"},
        {"p99_us", "p99_us"},       {"longest_us", "longest_us"},
        {"errors", "errors"},       {"lag_us", "lag_us"},
        {"generator_cpu", "cpu"},
    };
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        json_object_set_new(into, names[i][0],
                            generator_number(generator, names[i][1]));
}

json_t *load_side_load_json(const struct load_side *side, int64_t now)
{
    const struct ask *ask = &side->asked;
    json_t *load = state_json(&side->load);
    json_object_set_new(load, "clients", json_integer(ask->clients));
    json_object_set_new(load, "menu",
                        ask->item != NULL && ask->clients > 0
                            ? json_string(ask->item->id)
                            : json_null());
    json_object_set_new(load, "arrival",
                        json_string(ask->open ? "open" : "closed"));
    json_object_set_new(load, "keep", json_boolean(side->keep));
    copy_numbers(load, &side->load);
    json_object_set_new(
        load, "age_ms",
        side->load.sample != NULL
            ? json_integer((now - side->load.sampled) / CLOCK_MS)
            : json_null());
    return load;
}

json_t *load_side_slow_json(const struct load_side *side)
{
    json_t *slow = state_json(&side->slow);
    json_object_set_new(slow, "clients", json_integer(side->slow_clients));
    json_object_set_new(slow, "connected",
                        generator_number(&side->slow, "connected"));
    return slow;
}

json_t *load_side_spike_json(const struct load_side *side, int64_t now)
{
    json_t *spike = state_json(&side->spike);
    bool on = side->spike.child.pid > 0;
    int64_t left = on && side->spike_ends > now ? side->spike_ends - now : 0;
    json_object_set_new(spike, "rate", json_integer(on ? side->spike_rate : 0));
    json_object_set_new(spike, "left_ms", json_integer(left / CLOCK_MS));
    return spike;
}
