/* trace.h: what every connection needed, and which thread gave it, written
 * in the Chrome trace event format, which Perfetto opens.
 *
 * Private to the request module, but for http_parked in http.h. */
#ifndef REQUEST_TRACE_H
#define REQUEST_TRACE_H

#include "http.h"

struct trace;

/* Creates the file. Returns NULL with errno. */
struct trace *trace_open(const char *path, const char *model);

/* http_next was called again: the connection's last need was met. */
void trace_met(struct trace *trace, struct http_conn *conn);

/* http_next is about to return: what comes now is the need. */
void trace_need(struct trace *trace, struct http_conn *conn);

/* A job that runs this one and writes when, on which thread. */
struct http_job trace_job(const struct http_conn *conn);

/* Ends the file; nothing is written after that. */
void trace_close(struct trace *trace);

#endif
