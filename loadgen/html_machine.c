/* html_machine.c: the report's end (html.h): the machine, its limits, and
 * the words that repeat it all. */
#include <math.h>

#include "html.h"

static void write_limits(FILE *out, const struct session *session)
{
    const json_t *limit;
    size_t i;
    char allows[32];
    double clients = html_number(json_array_get(session->limits, 0), "clients");
    html_put(
        out,
        "<h3>Its limits, for %s clients</h3>\n<div class=\"scroll\">"
        "<table><thead><tr><th>limit</th><th>value</th><th>clients it "
        "allows</th><th></th></tr></thead><tbody>\n",
        metric_commas(isfinite(clients) ? clients : 0, allows, sizeof allows));
    json_array_foreach(session->limits, i, limit) {
        double most = html_number(limit, "allows");
        bool ok = json_is_true(json_object_get(limit, "ok"));
        html_put(out,
                 "<tr><th>%s</th><td>%s</td><td>%s</td><td class=\"told%s\">"
                 "%s</td></tr>\n",
                 html_text(limit, "name"), html_text(limit, "value"),
                 isfinite(most) ? metric_commas(most, allows, sizeof allows)
                                : "any",
                 ok ? "" : " bad", ok ? "enough" : html_text(limit, "mend"));
    }
    fputs("</tbody></table></div>\n", out);
}

static void write_repeat(FILE *out, const struct session *session)
{
    char seed[32], command[COMPARE_TEXT];
    const char *peers = session->options.peers ? session->options.peers : "";
    snprintf(command, sizeof command, "%s", session->command);
    snprintf(seed, sizeof seed, "%llu", (unsigned long long)session->seed);
    html_put(out,
             "<section class=\"page\" id=\"repeat\">\n<h2>How to repeat it"
             "</h2>\n<p>All of it, with the same order of runs:</p>\n<pre>"
             "make bench%s%s%s%s%s SEED=%s\n\n# which runs\n%s</pre>\n",
             session->set == SET_FULL  ? " FULL=1"
             : session->set == SET_TOY ? " TOY=1"
                                       : "",
             session->options.against_itself ? " AA=1" : "",
             *peers ? " PEERS='" : "", peers, *peers ? "'" : "", seed,
             compare_plain(command));
    fputs("<p>One experiment: the commands at the end of its page. This "
          "report again, without measuring: <code>make redraw</code>, or "
          "<code>REDRAW=results.json scripts/bench</code>. Against another "
          "run: <code>scripts/bench --against OLD.json</code>.</p>\n"
          "<p>Beside this page: samples.csv (a line a run, all metrics), "
          "results.json (every run, what was concluded, the machine), runs/ "
          "(each run with its histograms), the charts as PNG and SVG with "
          "the gnuplot script of each, log.txt (what the programs said).</p>\n"
          "</section>\n",
          out);
}

void html_machine(FILE *out, const struct session *session)
{
    const json_t *entry;
    size_t i;
    fputs("<section class=\"page\" id=\"machine\">\n<h2>The machine and its "
          "limits</h2>\n<dl>\n",
          out);
    json_array_foreach(session->machine, i, entry) {
        html_put(out, "<dt>%s</dt><dd>%s</dd>\n", html_text(entry, "name"),
                 html_text(entry, "value"));
    }
    fputs("</dl>\n", out);
    write_limits(out, session);
    fputs("</section>\n", out);
    write_repeat(out, session);
}
