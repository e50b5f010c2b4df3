/* result.c: small things about results (see result.h). */
#include "result.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void result_init(struct load_result *result, const char *command)
{
    memset(result, 0, sizeof *result);
    result->command = command;
    result->started = time(NULL);
    hist_clear(&result->response);
    hist_clear(&result->service);
    hist_clear(&result->lag);
    hist_clear(&result->wait);
    hist_clear(&result->connect);
    result->latency = &result->response;
    result->slow.held = hist_new();
    result->feed.all = hist_new();
    result->feed.first = hist_new();
    result->feed.median = hist_new();
    result->feed.last = hist_new();
}

void result_free(struct load_result *result)
{
    for (int i = 0; i < result->target_count; i++)
        free(result->targets[i].response);
    free(result->targets);
    free(result->samples);
    for (int i = 0; i < TRACKS; i++)
        intervals_free(&result->intervals[i]);
    free(result->slow.held);
    free(result->feed.all);
    free(result->feed.first);
    free(result->feed.median);
    free(result->feed.last);
    result->targets = NULL;
    result->target_count = 0;
    result->samples = NULL;
    result->sample_count = 0;
}

double result_rate(const struct load_result *result)
{
    return result->duration_s > 0
               ? (double)result->requests / result->duration_s
               : 0;
}

uint64_t result_errors(const struct load_result *result)
{
    uint64_t sum = 0;
    for (int i = 0; i < OUTCOMES; i++)
        sum += result->errors[i];
    return sum;
}

void result_reason(struct load_result *result, const char *format, ...)
{
    va_list values;
    if (result->reason_count == RESULT_REASONS)
        return;
    va_start(values, format);
    vsnprintf(result->reasons[result->reason_count++], RESULT_REASON_SIZE,
              format, values);
    va_end(values);
}

void result_note(struct load_result *result, const char *format, ...)
{
    va_list values;
    if (result->note_count == RESULT_NOTES)
        return;
    va_start(values, format);
    vsnprintf(result->notes[result->note_count++], RESULT_REASON_SIZE, format,
              values);
    va_end(values);
}

const char *outcome_name(enum outcome outcome)
{
    switch (outcome) {
    case OUTCOME_GOOD:
        return "good";
    case OUTCOME_CONNECT:
        return "connect";
    case OUTCOME_READ:
        return "read";
    case OUTCOME_WRITE:
        return "write";
    case OUTCOME_TIMEOUT:
        return "timeout";
    case OUTCOME_STATUS:
        return "status";
    case OUTCOME_PROTOCOL:
        return "protocol";
    case OUTCOME_BODY:
        return "body";
    case OUTCOMES:
        break;
    }
    return "?";
}
