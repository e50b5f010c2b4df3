/* html_machine.c: the report's end (html.h): how it was measured, what could
 * mislead, the machine, and the words that repeat it all. */
#include "html.h"
#include "spawn.h"

/* What makes such benchmarks lie, and what was done about each. */
static const char *const traps[][2] = {
    {"Loopback has no distance",
     "no packet is lost or waits, and both ends share one machine's caches "
     "and memory. Take the ratios from here, not the absolute numbers."},
    {"The machine drifts",
     "so each block visits every point, both servers run right after one "
     "another, and the next block turns their order round."},
    {"Noise looks like a result",
     "so one server also ran against itself. A difference that is no larger "
     "than that is not called one."},
    {"The generator can be the bottleneck",
     "so its own CPU is measured, and a run where it was too busy or too late "
     "is invalid and drawn hollow. What a request or a connection costs the "
     "server, in CPU and memory, still means something there and is used."},
    {"Averages of percentiles mean nothing",
     "so each run keeps its own percentiles; ratios are taken within a block "
     "and only their median is reported."},
    {"Errors are fast",
     "so only good answers count, and every connection is looked at: "
     "established, served, starved, refused, reset."},
    {"A closed loop is polite",
     "a client that waits for its answer sends nothing meanwhile, which hides "
     "what a stall does to people who keep coming. Latencies of a closed "
     "loop compare servers; they do not predict users."},
    {"Warm-up",
     "the first part of each run is not counted, and each run has a fresh "
     "server process."},
    {"TIME_WAIT, ports and the backlog",
     "connections are kept alive, connecting is over before measuring "
     "starts, and both servers listen with the same backlog."},
    {"Memory is not only the process's",
     "a thread's kernel stack is not in RSS; it is read from /proc/meminfo, "
     "for the whole machine. 1 MB is 1,000,000 bytes here."},
    {"Many intervals",
     "each holds its own truth 95 times in 100; in a table of twenty, expect "
     "one that does not."},
};

static void write_method(FILE *out, const struct session *session)
{
    html_put(out,
             "<section>\n<h2>How it was measured</h2>\n<p>%s Every run had a "
             "fresh server process. A ratio is the median, over blocks, of "
             "one server's value divided by the other's; its interval lies "
             "between two of the sorted ratios, and its coverage follows from "
             "coin tosses alone, without assuming any distribution. Where it "
             "holds 1, no difference was shown.</p>\n<ul>\n",
             session->pinning);
    for (size_t i = 0; i < sizeof traps / sizeof traps[0]; i++)
        html_put(out, "<li><strong>%s</strong>: %s</li>\n", traps[i][0],
                 traps[i][1]);
    fputs("</ul>\n</section>\n", out);
}

static void write_machine(FILE *out, const struct session *session)
{
    fputs("<section>\n<h2>The machine</h2>\n<dl>\n", out);
    for (size_t i = 0; i < json_array_size(session->machine); i++) {
        const json_t *entry = json_array_get(session->machine, i);
        html_put(out, "<dt>%s</dt><dd>%s</dd>\n",
                 json_string_value(json_object_get(entry, "name")),
                 json_string_value(json_object_get(entry, "value")));
    }
    fputs("</dl>\n</section>\n", out);
}

static void write_repeat(FILE *out, const struct session *session)
{
    char seed[32];
    snprintf(seed, sizeof seed, "%llu", (unsigned long long)session->seed);
    html_put(out,
             "<section>\n<h2>To repeat it</h2>\n<p>With the same order of "
             "runs:</p>\n<pre>%s%s%s</pre>\n",
             session->command, session->options.seed ? "" : " --seed ",
             session->options.seed ? "" : seed);
    fputs("<p>A single run of each experiment, as it was started:</p>\n<pre>",
          out);
    for (int i = 0; i < session->trials_n; i++) {
        const struct trial *trial = &session->trials[i];
        if (trial->done > 0)
            html_put(out, "%s\n%s\n", trial->runs[0].server,
                     trial->runs[0].generator);
    }
    fputs("</pre>\n<p>Beside this page: samples.csv (one line a run), "
          "results.json (every run with its histogram), the charts as PNG and "
          "SVG with the gnuplot script of each, log.txt (what the programs "
          "said).</p>\n</section>\n",
          out);
}

void html_method(FILE *out, const struct session *session)
{
    write_method(out, session);
    write_machine(out, session);
    write_repeat(out, session);
}
