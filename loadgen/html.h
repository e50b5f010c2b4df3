/* html.h: the report: one page that needs no network and no other file. */
#ifndef LOADGEN_HTML_H
#define LOADGEN_HTML_H

#include "compare.h"

/* Writes report.html. The charts must have been drawn. 0, or -1 having said
 * why. */
int html_write_report(const struct session *session);

/* html_experiment.c: one experiment's section. */
void html_experiment(FILE *out, const struct session *session,
                     const struct trial *trial);

/* html_machine.c: how it was measured, where, and how to repeat it. */
void html_method(FILE *out, const struct session *session);

/* Printf-like; every %s is escaped for HTML. Knows %s and %d only. */
void html_put(FILE *out, const char *format, ...);

/* Copies an SVG file into the page, without its XML prologue. -1 when it
 * cannot be read. */
int html_svg(FILE *out, const char *path, const char *title);

extern const char html_style[]; /* the style sheet */

#endif
