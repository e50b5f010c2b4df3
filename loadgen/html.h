/* html.h: the report: one page that needs no network and no other file. */
#ifndef LOADGEN_HTML_H
#define LOADGEN_HTML_H

#include "compare.h"

/* Writes report.html. The charts must have been drawn, and results.json
 * written. 0, or -1 having said why. */
int html_write_report(const struct session *session);

/* html_headline.c: every claim and its verdict in one table. */
void html_headline(FILE *out, const struct session *session);

/* html_experiment.c: one experiment's page. */
void html_experiment(FILE *out, const struct session *session,
                     const struct trial *trial);

/* html_far.c: how far away its customers were, as an item of its list; nothing
 * where they are on loopback. */
void html_far(FILE *out, const struct trial *trial);

/* html_tables.c: its numbers: at the headline's point, and all. */
void html_numbers(FILE *out, const struct trial *trial);
void html_tables(FILE *out, const struct trial *trial);

/* html_million.c: the road to a million, if it was measured. */
void html_million(FILE *out, const struct session *session);

/* million_chart.c: draws million.svg and million.png into the session's
 * folder. 0, or -1 having said why. */
int million_chart(const struct session *session);

/* html_against.c: an older run beside this one, if there is any. */
void html_against(FILE *out, const struct session *session);

/* What the older run says of a trial's i-th verdict, as a line; nothing
 * where there is none. */
void html_against_line(FILE *out, const struct session *session,
                       const struct trial *trial, int verdict);

/* html_traps.c: what makes such numbers lie, and what this run shows of it. */
void html_traps(FILE *out, const struct session *session);

/* html_machine.c: the machine and its limits, and how to repeat it all. */
void html_machine(FILE *out, const struct session *session);

/* Printf-like; every %s is escaped for HTML. Knows %s and %d only. */
void html_put(FILE *out, const char *format, ...);

/* Copies an SVG file into the page, without its XML prologue, with that id.
 * -1 when it cannot be read. */
int html_svg(FILE *out, const char *path, const char *id, const char *title);

/* How the i-th trial in the report's order is found: by its number. */
const struct trial *html_nth(const struct session *session, int i);

/* Whether there is anything to tell: an older run may not know it. */
bool html_is_told(const struct session *session, const struct trial *trial);

/* A field of a JSON object: "" or NAN where there is none. */
const char *html_text(const json_t *object, const char *name);
double html_number(const json_t *object, const char *name);

/* html_style.c: the style sheet. */
void html_write_style(FILE *out);

#endif
