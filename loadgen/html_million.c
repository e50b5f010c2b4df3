/* html_million.c: the road to a million, as a page (html.h, million.h). */
#include <math.h>
#include <string.h>

#include "html.h"

static enum unit unit_of(const char *quantity)
{
    return strstr(quantity, "bytes") ? UNIT_BYTES : UNIT_COUNT;
}

/* A value with its interval below. */
static void write_interval(FILE *out, const json_t *from, enum unit unit)
{
    char middle[48], low[48], high[48];
    html_put(out, "<td>%s",
             metric_format(unit, html_number(from, "middle"), middle,
                           sizeof middle));
    if (isfinite(html_number(from, "low")))
        html_put(
            out, "<small>%s to %s</small>",
            metric_format(unit, html_number(from, "low"), low, sizeof low),
            metric_format(unit, html_number(from, "high"), high, sizeof high));
    fputs("</td>", out);
}

static void write_fit(FILE *out, const json_t *fit)
{
    char text[48], off[32];
    enum unit unit = unit_of(html_text(fit, "quantity"));
    double by = html_number(fit, "off") * 100;
    bool inside = json_is_true(json_object_get(fit, "inside"));
    bool small = fabs(by) > 50; /* of next to nothing: no percentage */
    snprintf(off, sizeof off, fabs(by) < 0.1 ? "%+.3f %%" : "%+.1f %%", by);
    html_put(out, "<tr><th>%s</th>", html_text(fit, "words"));
    write_interval(out, json_object_get(fit, "slope"), unit);
    write_interval(out, json_object_get(fit, "predicted"), unit);
    html_put(
        out, "<td>%s<small%s>%s%s</small></td>",
        metric_format(unit, html_number(fit, "measured"), text, sizeof text),
        "", isfinite(by) && !small ? off : "",
        inside ? ", inside" : ", outside");
    write_interval(out, json_object_get(fit, "goal"), unit);
    fputs("</tr>\n", out);
}

static void write_check(FILE *out, const json_t *check)
{
    char held[32], asked[32], p50[48], p99[48];
    const json_t *latency = json_object_get(check, "probe_latency_us");
    html_put(out,
             "<p>%d processes on one port held %s of %s connections that %d "
             "source addresses asked for; %d were lost.",
             (int)html_number(check, "servers"),
             metric_commas(html_number(check, "held"), held, sizeof held),
             metric_commas(html_number(check, "asked"), asked, sizeof asked),
             (int)html_number(check, "sources"),
             (int)html_number(check, "lost"));
    if (*html_text(check, "held_back"))
        html_put(out, " Not more were tried, because %s.",
                 html_text(check, "held_back"));
    if (latency)
        html_put(out,
                 " Meanwhile a request was answered in %s (median) and %s "
                 "(99 %).",
                 metric_format(UNIT_MICROS, html_number(latency, "p50"), p50,
                               sizeof p50),
                 metric_format(UNIT_MICROS, html_number(latency, "p99"), p99,
                               sizeof p99));
    fputs("</p>\n", out);
}

static void write_requests(FILE *out, const json_t *requests)
{
    char clients[32];
    if (!json_is_object(requests)) {
        fputs("<p class=\"soft\">What a request costs when all of them ask is "
              "not known: small-orders was not part of this run, or not with "
              "enough "
              "clients.</p>\n",
              out);
        return;
    }
    html_put(out,
             "<table><thead><tr><th>when everybody asks</th><th>%s clients, "
             "measured</th><th>a million</th></tr></thead><tbody>\n"
             "<tr><th>CPU a request, along the logarithm of the clients</th>",
             metric_commas(html_number(requests, "clients_measured"), clients,
                           sizeof clients));
    write_interval(out, json_object_get(requests, "cpu_us_measured"),
                   UNIT_MICROS);
    write_interval(out, json_object_get(requests, "cpu_us_goal"), UNIT_MICROS);
    fputs("</tr>\n<tr><th>context switches a request</th>", out);
    write_interval(out, json_object_get(requests, "switches_measured"),
                   UNIT_COUNT);
    write_interval(out, json_object_get(requests, "switches_goal"), UNIT_COUNT);
    fputs("</tr>\n</tbody></table>\n", out);
}

static void write_limit(FILE *out, const json_t *limit)
{
    char at[32], low[32], high[32];
    double breaks = html_number(limit, "breaks_at");
    html_put(out, "<tr><th>%s</th><td>%s</td><td>%s", html_text(limit, "name"),
             html_text(limit, "value"),
             isfinite(breaks) ? metric_commas(breaks, at, sizeof at) : "never");
    if (isfinite(breaks) &&
        html_number(limit, "low") < html_number(limit, "high"))
        html_put(out, "<small>%s to %s</small>",
                 metric_commas(html_number(limit, "low"), low, sizeof low),
                 metric_commas(html_number(limit, "high"), high, sizeof high));
    html_put(out, "</td><td>%s</td><td class=\"told\">%s</td></tr>\n",
             json_is_true(json_object_get(limit, "a_process")) ? "a process"
                                                               : "the machine",
             html_text(limit, "move"));
}

/* The first that ends a process, and the first that more processes do not
 * move: limits come sorted. */
static void write_first(FILE *out, const char *name, const json_t *limits)
{
    const json_t *limit, *first[2] = {NULL, NULL};
    size_t i;
    char one[32], all[32];
    json_array_foreach(limits, i, limit) {
        int machine = !json_is_true(json_object_get(limit, "a_process"));
        if (!first[machine])
            first[machine] = limit;
    }
    if (!first[0] || !first[1])
        return;
    html_put(out,
             "<p><strong>One process of %s ends at %s connections: %s. With "
             "more processes, the machine ends at %s: %s.</strong></p>\n",
             name,
             metric_commas(html_number(first[0], "breaks_at"), one, sizeof one),
             html_text(first[0], "name"),
             metric_commas(html_number(first[1], "breaks_at"), all, sizeof all),
             html_text(first[1], "name"));
}

static void write_server(FILE *out, const json_t *server, double every_s)
{
    const json_t *entry, *limits = json_object_get(server, "limits");
    const json_t *check = json_object_get(server, "check");
    size_t i;
    char held[32], every[32];
    snprintf(every, sizeof every, "%g", every_s);
    html_put(out, "<h3>%s</h3>\n", html_text(server, "server"));
    write_check(out, check);
    html_put(out,
             "<div class=\"scroll\"><table><thead><tr><th></th><th>one "
             "more connection</th><th>predicted for %s</th><th>measured</th>"
             "<th>a million, one process</th></tr></thead><tbody>\n",
             metric_commas(html_number(check, "held"), held, sizeof held));
    json_array_foreach(json_object_get(server, "fits"), i, entry) {
        write_fit(out, entry);
    }
    fputs("</tbody></table></div>\n", out);
    write_requests(out, json_object_get(server, "requests"));
    write_first(out, html_text(server, "server"), limits);
    html_put(out,
             "<div class=\"scroll\"><table><thead><tr><th>limit</th><th>here, "
             "now</th><th>breaks at</th><th>ends</th><th class=\"told\">how to "
             "move it</th>"
             "</tr></thead><tbody>\n");
    json_array_foreach(limits, i, entry) {
        write_limit(out, entry);
    }
    html_put(out,
             "</tbody></table></div>\n<p class=\"soft\">CPU: if each "
             "connection asks once in %s seconds.</p>\n",
             every);
}

void html_million(FILE *out, const struct session *session)
{
    const json_t *server;
    char path[COMPARE_PATH + 32];
    size_t i;
    if (!session->million)
        return;
    html_put(out,
             "<section class=\"page\" id=\"million\">\n<h2>The road to a "
             "million</h2>\n<p>What one more silent connection costs, carried "
             "to a million, and checked as far as this machine goes: the "
             "prediction was made from small crowds on one process before the "
             "large crowd was held. %s They do not cover what changes in kind "
             "on the way. Both ends of each connection are on this machine, "
             "so about half of the kernel's objects belong to the clients; "
             "dentries, some 0.2 kB a socket, are left out, since the kernel "
             "keeps those also for names that somebody looked up.</p>\n",
             html_text(session->million, "method"));
    snprintf(path, sizeof path, "%s/million.svg", session->dir);
    fputs("<figure>\n", out);
    if (html_svg(out, path, "chart-million",
                 "Memory against connections, to a million") != 0)
        fputs("<p class=\"bad\">There is no chart: gnuplot failed "
              "(log.txt).</p>\n",
              out);
    fputs("</figure>\n", out);
    json_array_foreach(json_object_get(session->million, "servers"), i,
                       server) {
        write_server(out, server,
                     html_number(session->million, "asks_every_s"));
    }
    fputs("</section>\n", out);
}
