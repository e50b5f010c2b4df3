/* html.c: the report's frame (html.h).
 *
 * Promises that every text from outside is escaped, and that the page refers
 * to nothing outside itself. */
#include "html.h"

#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

static void escape(FILE *out, const char *text)
{
    for (; *text; text++)
        switch (*text) {
        case '&':
            fputs("&amp;", out);
            break;
        case '<':
            fputs("&lt;", out);
            break;
        case '>':
            fputs("&gt;", out);
            break;
        case '"':
            fputs("&quot;", out);
            break;
        default:
            fputc(*text, out);
        }
}

void html_put(FILE *out, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    for (; *format; format++) {
        if (format[0] == '%' && format[1] == 's') {
            const char *text = va_arg(arguments, const char *);
            escape(out, text ? text : "");
            format++;
        } else if (format[0] == '%' && format[1] == 'd') {
            fprintf(out, "%d", va_arg(arguments, int));
            format++;
        } else {
            fputc(*format, out);
        }
    }
    va_end(arguments);
}

static char *read_whole(const char *path)
{
    FILE *in = fopen(path, "re");
    char *text = NULL;
    size_t size = 0;
    if (!in)
        return NULL;
    if (getdelim(&text, &size, '\0', in) < 0) {
        free(text);
        text = NULL;
    }
    fclose(in);
    return text;
}

int html_svg(FILE *out, const char *path, const char *id, const char *title)
{
    char *text = read_whole(path);
    char *from = text ? strstr(text, "<svg") : NULL;
    char *inside = from ? strchr(from, '>') : NULL;
    if (inside) {
        html_put(out,
                 "<svg id=\"%s\" viewBox=\"0 0 1200 675\" role=\"img\" "
                 "aria-label=\"%s\" xmlns=\"http://www.w3.org/2000/svg\" "
                 "xmlns:xlink=\"http://www.w3.org/1999/xlink\">",
                 id, title);
        fputs(inside + 1, out);
    }
    free(text);
    return inside ? 0 : -1;
}

const char *html_text(const json_t *object, const char *name)
{
    const char *text = json_string_value(json_object_get(object, name));
    return text ? text : "";
}

double html_number(const json_t *object, const char *name)
{
    const json_t *value = json_object_get(object, name);
    return json_is_number(value) ? json_number_value(value) : NAN;
}

/* Trials without a number come last. */
static int64_t place(const struct session *session, int i)
{
    int64_t number = session->trials[i].exp->number;
    return (number > 0 ? number : COMPARE_TRIALS * 1000) * COMPARE_TRIALS + i;
}

const struct trial *html_nth(const struct session *session, int nth)
{
    for (int i = 0; i < session->trials_n; i++) {
        int before = 0;
        for (int j = 0; j < session->trials_n; j++)
            before += place(session, j) < place(session, i);
        if (before == nth)
            return &session->trials[i];
    }
    return NULL;
}

bool html_is_told(const struct session *session, const struct trial *trial)
{
    return trial->done > 0 || trial->skipped || !session->options.replay;
}

static void write_head(FILE *out, const struct session *session)
{
    static const char *const sets[] = {
        [SET_SHORT] = "the short set of runs",
        [SET_FULL] = "the full set of runs",
        [SET_TOY] = "toy runs, which show that it works and nothing else"};
    fputs("<!doctype html>\n<html lang=\"en\">\n<head>\n"
          "<meta charset=\"utf-8\">\n"
          "<meta name=\"viewport\" content=\"width=device-width\">\n"
          "<title>Two Counters: what was measured</title>\n<style>\n",
          out);
    html_write_style(out);
    fputs("</style>\n</head>\n<body>\n<header>\n"
          "<h1>Two Counters: what was measured</h1>\n",
          out);
    html_put(out, "<p class=\"soft\">%s; %s; on %s, %s cores, %s.</p>\n",
             session->stamp, sets[session->set],
             machine_value(session->machine, "Processor"),
             machine_value(session->machine, "Cores we may use"),
             machine_value(session->machine, "Kernel"));
    if (session->interrupted)
        fputs("<p class=\"verdict warning\">Stopped before the end, or not "
              "all of it worked: only what was done is in this report.</p>\n",
              out);
    if (session->options.against_itself)
        fputs("<p class=\"verdict warning\">Every server here is the first "
              "one: whatever differs is noise.</p>\n",
              out);
    fputs("</header>\n", out);
}

int html_write_report(const struct session *session)
{
    FILE *out = compare_create(session, "report.html");
    if (!out)
        return -1;
    write_head(out, session);
    html_headline(out, session);
    html_against(out, session);
    for (int i = 0; i < session->trials_n; i++)
        html_experiment(out, session, html_nth(session, i));
    html_million(out, session);
    html_traps(out, session);
    html_machine(out, session);
    fputs("</body>\n</html>\n", out);
    if (fclose(out) == 0)
        return 0;
    fprintf(stderr, "loadgen compare: report.html: %s\n", strerror(errno));
    return -1;
}
