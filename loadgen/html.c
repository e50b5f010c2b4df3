/* html.c: the report's frame (html.h).
 *
 * Promises that every text from outside is escaped, and that the page refers
 * to nothing outside itself. */
#include "html.h"

#include <errno.h>
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

int html_svg(FILE *out, const char *path, const char *title)
{
    char *text = read_whole(path);
    char *from = text ? strstr(text, "<svg") : NULL;
    char *inside = from ? strchr(from, '>') : NULL;
    if (inside) {
        fputs("<svg viewBox=\"0 0 1200 675\" role=\"img\" aria-label=\"", out);
        escape(out, title);
        fputs("\" xmlns=\"http://www.w3.org/2000/svg\" "
              "xmlns:xlink=\"http://www.w3.org/1999/xlink\">",
              out);
        fputs(inside + 1, out);
    }
    free(text);
    return inside ? 0 : -1;
}

/* What came out, before any detail. */
static void write_summary(FILE *out, const struct session *session)
{
    if (session->interrupted)
        fputs("<p class=\"verdict warning\">Stopped before the end: only the "
              "runs done until then are in this report.</p>\n",
              out);
    fputs("<ul>\n", out);
    for (int i = 0; i < session->trials_n; i++) {
        const struct trial *trial = &session->trials[i];
        struct telling told;
        trial_tell(trial, 0, &told);
        html_put(out, "<li><a href=\"#%s\">%s</a>: %s.</li>\n",
                 trial->exp->name, trial->exp->name, told.sentence);
    }
    fputs("</ul>\n", out);
}

int html_write_report(const struct session *session)
{
    FILE *out = compare_create(session, "report.html");
    if (!out)
        return -1;
    fputs("<!doctype html>\n<html lang=\"en\">\n<head>\n"
          "<meta charset=\"utf-8\">\n"
          "<meta name=\"viewport\" content=\"width=device-width\">\n"
          "<title>Two Counters: what was measured</title>\n<style>\n",
          out);
    fputs(html_style, out);
    fputs("</style>\n</head>\n<body>\n<h1>Two Counters: what was measured</h1>"
          "\n",
          out);
    html_put(out, "<p class=\"soft\">%s, on %s, %s cores, %s.</p>\n",
             session->stamp, machine_value(session->machine, "Processor"),
             machine_value(session->machine, "Cores we may use"),
             machine_value(session->machine, "Kernel"));
    write_summary(out, session);
    for (int i = 0; i < session->trials_n; i++)
        html_experiment(out, session, &session->trials[i]);
    html_method(out, session);
    fputs("</body>\n</html>\n", out);
    if (fclose(out) == 0)
        return 0;
    fprintf(stderr, "loadgen compare: report.html: %s\n", strerror(errno));
    return -1;
}
