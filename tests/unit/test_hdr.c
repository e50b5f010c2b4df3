/* test_hdr.c: a histogram comes back from its text as it went in. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "../../loadgen/base64.h"
#include "../../loadgen/hdr.h"
#include "../../loadgen/hgrm.h"
#include "../../loadgen/hlog.h"
#include "../../loadgen/intervals.h"

static uint64_t seed = 88172645463325252u;

/* xorshift: the same values on every machine. */
static uint64_t next_random(void)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return seed;
}

/* Times of all magnitudes, some with very many repeats. */
static void record_some(struct hist *h, int n)
{
    for (int i = 0; i < n; i++)
        hist_record(h, (int64_t)(next_random() >> (22 + next_random() % 42)));
}

static void assert_same_counts(const struct hist *a, const struct hist *b)
{
    assert_int_equal(a->count, b->count);
    assert_memory_equal(a->slots, b->slots, sizeof a->slots);
}

static void assert_comes_back(const struct hist *h)
{
    struct hist *back = hist_new();
    char *text = hdr_encode(h);
    assert_int_equal(strncmp(text, "HISTFA", 6), 0);
    assert_null(hdr_decode(text, strlen(text), back));
    assert_same_counts(h, back);
    free(text);
    free(back);
}

static void random_histograms_come_back(void **state)
{
    (void)state;
    for (int round = 0; round < 50; round++) {
        struct hist *h = hist_new();
        record_some(h, round * round);
        assert_comes_back(h);
        free(h);
    }
}

static void the_ends_come_back(void **state)
{
    struct hist *h = hist_new();
    (void)state;
    assert_comes_back(h); /* empty */
    hist_record(h, 0);
    assert_comes_back(h);
    hist_record(h, HIST_MAX);
    assert_comes_back(h);
    h->slots[5] += UINT64_C(1) << 62; /* nine bytes */
    h->count += UINT64_C(1) << 62;
    assert_comes_back(h);
    memset(h->slots, 0, sizeof h->slots);
    for (size_t s = 0; s < hist_slot(HIST_MAX); s++)
        h->slots[s] = s + 1;
    h->count = 0;
    for (size_t s = 0; s < HIST_SLOTS; s++)
        h->count += h->slots[s];
    assert_comes_back(h); /* not one slot empty */
    free(h);
}

/* What HdrHistogram itself wrote: the values 1 to 100 once each, and ten
 * thousand times 1,000,000. */
static void a_foreign_histogram_is_read(void **state)
{
    static const char text[] =
        "HISTFAAAAC94nJNpmSzMwMCQzcDAwMjAwMDMAAGMDAzMbgY7FjDA+Ux0AN/X"
        "MC6YwwgABmIHMg==";
    struct hist *h = hist_new(), *wanted = hist_new();
    (void)state;
    for (int i = 1; i <= 100; i++)
        hist_record(wanted, i);
    for (int i = 0; i < 10000; i++)
        hist_record(wanted, 1000000);
    assert_null(hdr_decode(text, strlen(text), h));
    assert_same_counts(h, wanted);
    free(h);
    free(wanted);
}

static void every_number_comes_back(void **state)
{
    (void)state;
    for (int i = 0; i < 100000; i++) {
        unsigned char bytes[HDR_NUMBER];
        const unsigned char *at = bytes;
        int64_t number = (int64_t)(next_random() >> next_random() % 64), back;
        number = i % 2 ? number : (int64_t) ~(uint64_t)number;
        size_t size = hdr_put(bytes, number);
        assert_true(size <= HDR_NUMBER);
        assert_int_equal(hdr_get(&at, bytes + size, &back), 0);
        assert_int_equal(back, number);
        assert_ptr_equal(at, bytes + size);
        at = bytes;
        assert_int_equal(hdr_get(&at, bytes + size - 1, &back), -1);
    }
}

/* Damage of any kind is told, or gives some histogram: it never crashes. */
static void damaged_text_is_survived(void **state)
{
    struct hist *h = hist_new(), *back = hist_new();
    (void)state;
    record_some(h, 500);
    char *text = hdr_encode(h);
    size_t size = strlen(text);
    for (size_t cut = 0; cut < size; cut++) {
        char *part = malloc(cut + 1); /* exactly: reading on would be found */
        memcpy(part, text, cut);
        assert_non_null(hdr_decode(part, cut, back));
        free(part);
    }
    assert_int_equal(back->count, 0);
    for (int i = 0; i < 20000 && size > 0; i++) {
        size_t at = next_random() % size;
        char kept = text[at];
        text[at] = (char)(next_random() % 256);
        hdr_decode(text, size, back);
        text[at] = kept;
    }
    free(text);
    free(h);
    free(back);
}

static void base64_is_that_of_the_standard(void **state)
{
    static const char *const pairs[][2] = {{"", ""},
                                           {"f", "Zg=="},
                                           {"fo", "Zm8="},
                                           {"foo", "Zm9v"},
                                           {"foob", "Zm9vYg=="},
                                           {"fooba", "Zm9vYmE="},
                                           {"foobar", "Zm9vYmFy"},
                                           {"\xff\xef\xfe", "/+/+"}};
    (void)state;
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        char text[32];
        unsigned char bytes[32];
        size_t size = strlen(pairs[i][0]);
        base64_encode((const unsigned char *)pairs[i][0], size, text);
        assert_string_equal(text, pairs[i][1]);
        assert_int_equal(base64_decode(text, strlen(text), bytes), size);
        assert_memory_equal(bytes, pairs[i][0], size);
    }
    unsigned char bytes[32];
    assert_int_equal(base64_decode("Zm9", 3, bytes), -1);
    assert_int_equal(base64_decode("Zm 9", 4, bytes), -1);
    assert_int_equal(base64_decode("Z===", 4, bytes), -1);
}

/* ---- seconds ---------------------------------------------------------- */

static void seconds_add_up_to_the_whole(void **state)
{
    struct hist *whole = hist_new(), *sum = hist_new();
    struct intervals a = {.seen = NULL}, all = {.seen = NULL};
    (void)state;
    for (int64_t i = 0; i < 7; i++) {
        record_some(whole, i == 3 ? 0 : 100); /* nothing came in one */
        intervals_cut(&a, whole, i);
    }
    intervals_join(&all, &a);
    assert_int_equal(intervals_seconds(&all), 7);
    for (int64_t i = 0; i < 7; i++) {
        struct hist *one = hist_new();
        intervals_add(&all, i, one);
        assert_int_equal(one->count, i == 3 ? 0 : 100);
        hist_merge(sum, one);
        free(one);
    }
    assert_same_counts(sum, whole);
    assert_int_equal(sum->sum, whole->sum);
    assert_int_equal(sum->max, whole->max);
    intervals_free(&a);
    intervals_free(&all);
    free(whole);
    free(sum);
}

/* ---- files ------------------------------------------------------------ */

struct found {
    struct hist *tagged, *plain;
    double first;
    int n;
};

static void note(void *context, const struct hlog_entry *entry)
{
    struct found *found = context;
    if (found->n++ == 0)
        found->first = entry->start;
    hist_merge(*entry->tag ? found->tagged : found->plain, entry->hist);
}

static void a_log_is_read_as_it_was_written(void **state)
{
    char path[] = "/tmp/test_hdr.XXXXXX", error[HLOG_ERROR] = "";
    struct hist *h = hist_new();
    struct found found = {hist_new(), hist_new(), 0, 0};
    (void)state;
    record_some(h, 1000);
    FILE *out = fdopen(mkstemp(path), "w");
    hlog_head(out, 1700000000.25);
    hlog_line(out, "response", 0.5, 1, h);
    hlog_line(out, "", 1.5, 1, h);
    hlog_line(out, "response", 1.5, 1, h);
    assert_int_equal(fclose(out), 0);
    assert_int_equal(hlog_read(path, note, &found, error), 3);
    unlink(path);
    assert_true(found.first == 1700000000.75);
    assert_int_equal(found.tagged->count, 2 * h->count);
    assert_same_counts(found.plain, h);
    free(found.tagged);
    free(found.plain);
    free(h);
}

static void a_bad_log_is_refused_with_its_line(void **state)
{
    char path[] = "/tmp/test_hdr.XXXXXX", error[HLOG_ERROR] = "";
    struct found found = {hist_new(), hist_new(), 0, 0};
    (void)state;
    FILE *out = fdopen(mkstemp(path), "w");
    hlog_head(out, 1);
    fputs("0.0,1.0,2.0,HISTFAAAAnonsense\n", out);
    assert_int_equal(fclose(out), 0);
    assert_int_equal(hlog_read(path, note, &found, error), -1);
    assert_non_null(strstr(error, ":6: "));
    unlink(path);
    assert_int_equal(hlog_read(path, note, &found, error), -1);
    assert_non_null(strstr(error, "No such file"));
    free(found.tagged);
    free(found.plain);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_histograms_come_back),
        cmocka_unit_test(the_ends_come_back),
        cmocka_unit_test(a_foreign_histogram_is_read),
        cmocka_unit_test(every_number_comes_back),
        cmocka_unit_test(damaged_text_is_survived),
        cmocka_unit_test(base64_is_that_of_the_standard),
        cmocka_unit_test(seconds_add_up_to_the_whole),
        cmocka_unit_test(a_log_is_read_as_it_was_written),
        cmocka_unit_test(a_bad_log_is_refused_with_its_line),
    };
    return cmocka_run_group_tests_name("hdr", tests, NULL, NULL);
}
