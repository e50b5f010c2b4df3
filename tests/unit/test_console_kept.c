/* test_console_kept.c: what the console records, replays, tells of a load
 * under way, and learns from the kernel. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "../../loadgen/clock.h"
#include "../../loadgen/console_kernel.h"
#include "../../loadgen/console_replay.h"
#include "../../loadgen/console_session.h"
#include "../../loadgen/ticker.h"
#include "net.h"

static char folder[64], file[96];

static int make_folder(void **state)
{
    (void)state;
    strcpy(folder, "/tmp/test_console.XXXXXX");
    if (mkdtemp(folder) == NULL)
        return -1;
    snprintf(file, sizeof file, "%s/session.json", folder);
    return 0;
}

static int remove_folder(void **state)
{
    (void)state;
    unlink(file);
    return rmdir(folder);
}

/* ---- the recording ---------------------------------------------------- */

static const char *sample_at(int64_t t)
{
    static char text[64];
    snprintf(text, sizeof text, "{\"t\":%lld}", (long long)t);
    return text;
}

static json_t *read_session(void)
{
    json_error_t wrong;
    json_t *root = json_load_file(file, 0, &wrong);
    if (root == NULL)
        fail_msg("line %d: %s", wrong.line, wrong.text);
    return root;
}

static void write_session(struct session *session, const char *notes)
{
    json_t *said = json_loads(notes, 0, NULL), *config = json_object();
    assert_int_equal(session_write(session, said, config), 0);
    json_decref(said);
    json_decref(config);
}

static void the_file_is_whole_after_each_write(void **state)
{
    struct session session;
    (void)state;
    assert_int_equal(session_begin(&session, folder), 0);
    for (int64_t i = 0; i < 50; i++) {
        int64_t t = i * 100 + (i % 3 == 1 ? 60 : 0); /* some ticks are late */
        session_sample(&session, t, sample_at(t));
        /* The notes are short again in the end: nothing stays behind them. */
        write_session(&session,
                      i < 40 ? "[{\"t\":1,\"kind\":\"load\"}]" : "[]");
        json_t *root = read_session();
        assert_int_equal(json_array_size(json_object_get(root, "samples")),
                         i + 1);
        json_decref(root);
    }
    session_end(&session);
}

static void samples_thin_out(void **state)
{
    struct session session;
    size_t i;
    json_t *one;
    int64_t last = -1, minute = 60000;
    int64_t counts[3] = {0, 0, 0};
    (void)state;
    assert_int_equal(session_begin(&session, folder), 0);
    for (int64_t t = 3; t < 130 * minute; t += 100) /* ticks are never exact */
        session_sample(&session, t, sample_at(t));
    write_session(&session, "[]");
    session_end(&session);
    json_t *root = read_session();
    json_array_foreach(json_object_get(root, "samples"), i, one) {
        int64_t t = json_integer_value(json_object_get(one, "t"));
        assert_true(t > last);
        last = t;
        counts[t < 10 * minute ? 0 : t < 120 * minute ? 1 : 2]++;
    }
    assert_in_range(counts[0], 6000, 6001);
    assert_in_range(counts[1], 6590, 6610);
    assert_in_range(counts[2], 58, 62);
    json_decref(root);
}

static void a_day_is_the_end(void **state)
{
    (void)state;
    assert_int_equal(session_pace(24 * 3600000LL - 1), 10000);
    assert_int_equal(session_pace(24 * 3600000LL), 0);
}

static void a_folder_that_cannot_be_is_said(void **state)
{
    struct session session;
    (void)state;
    assert_int_equal(session_begin(&session, "/proc/none/there"), -1);
    session_sample(&session, 0, "{}"); /* harmless */
    session_end(&session);
}

/* ---- replaying -------------------------------------------------------- */

static struct replay *replay_of(const char *text, char error[REPLAY_ERROR])
{
    FILE *out = fopen(file, "w");
    assert_non_null(out);
    fputs(text, out);
    fclose(out);
    return replay_read(file, error);
}

static void a_session_is_read_back(void **state)
{
    char error[REPLAY_ERROR];
    (void)state;
    struct replay *replay =
        replay_of("{\"samples\":[{\"t\":5},{\"t\":105,\"x\":1.25}],"
                  "\"notes\":[{\"t\":7,\"kind\":\"load\"}],"
                  "\"config\":{\"created\":\"now\"}}",
                  error);
    assert_non_null(replay);
    assert_int_equal(replay->sample_count, 2);
    assert_int_equal(replay->samples[1].t_ms, 105);
    assert_string_equal(replay->samples[1].text, "{\"t\":105,\"x\":1.25}");
    assert_int_equal(replay->note_count, 1);
    assert_int_equal(replay_duration(replay), 105);
    assert_true(json_is_true(json_object_get(replay->config, "replay")));
    replay_free(replay);
}

static void what_is_no_session_is_refused(void **state)
{
    static const char *const wrong[] = {
        "",
        "[]",
        "{}",
        "{\"samples\":[],\"notes\":[]}",
        "{\"samples\":{},\"notes\":[],\"config\":{}}",
        "{\"samples\":[{}],\"notes\":[],\"config\":{}}",
        "{\"samples\":[{\"t\":\"1\"}],\"notes\":[],\"config\":{}}",
        "{\"samples\":[{\"t\":-1}],\"notes\":[],\"config\":{}}",
        "{\"samples\":[{\"t\":9},{\"t\":1}],\"notes\":[],\"config\":{}}",
        "{\"samples\":[1],\"notes\":[],\"config\":{}}",
        "{\"samples\":[],\"notes\":[],\"config\":[]}",
        "{\"samples\":[{\"t\":1}],\"notes\":[],\"config\":{}",
    };
    char error[REPLAY_ERROR];
    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        if (replay_of(wrong[i], error) != NULL)
            fail_msg("'%s' was taken for a session", wrong[i]);
    assert_null(replay_read("/nonexistent/session.json", error));
}

/* ---- a load under way ------------------------------------------------- */

/* What a look tells, as one line. */
static json_t *line_of(struct ticker *ticker, int64_t now,
                       const struct ticker_look *look, FILE *from)
{
    char line[1024];
    ticker->next = now;
    ticker_running(ticker, now, look);
    assert_non_null(fgets(line, sizeof line, from));
    json_t *json = json_loads(line, 0, NULL);
    assert_non_null(json);
    return json;
}

static double number(const json_t *line, const char *name)
{
    return json_number_value(json_object_get(line, name));
}

/* A load that answers one request a millisecond, each in 2 ms, and from the
 * second second on in 4 ms. */
static void numbers_are_of_the_last_second(void **state)
{
    struct ticker ticker;
    struct hist *times = hist_new();
    (void)state;
    assert_int_equal(ticker_begin(&ticker, file), 0);
    FILE *from = fopen(file, "r");
    assert_non_null(from);
    int64_t start = clock_now();
    for (int64_t i = 0; i <= 40; i++) {
        for (int k = 0; i > 0 && k < 100; k++)
            hist_record(times, (i <= 20 ? 2 : 4) * CLOCK_MS);
        int64_t now = start + i * TICKER_MS * CLOCK_MS;
        struct ticker_look look = {.at = now,
                                   .latency = times,
                                   .answered = times->count,
                                   .errors = 7,
                                   .longest = 9 * CLOCK_MS,
                                   .connected = 3};
        json_t *line = line_of(&ticker, now, &look, from);
        assert_int_equal(number(line, "answered"), i * 100);
        assert_int_equal(number(line, "connected"), 3);
        assert_int_equal(number(line, "errors"), 7);
        assert_int_equal(number(line, "longest_us"), 9000);
        assert_true(json_is_null(json_object_get(line, "lag_us")));
        if (i == 0)
            assert_true(json_is_null(json_object_get(line, "p50_us")));
        else
            assert_in_range(number(line, "rate"), 999, 1001);
        if (i == 20)
            assert_in_range(number(line, "p99_us"), 2000, 2004);
        if (i == 26) /* of ten tenths of a second, six were slower */
            assert_in_range(number(line, "p50_us"), 4000, 4008);
        if (i == 40)
            assert_in_range(number(line, "p50_us"), 4000, 4008);
        json_decref(line);
    }
    fclose(from);
    ticker_end(&ticker);
    free(times);
}

static void nobody_asked_nothing_is_told(void **state)
{
    struct ticker ticker;
    (void)state;
    assert_int_equal(ticker_begin(&ticker, NULL), 0);
    assert_false(ticker_due(&ticker, clock_now() + CLOCK_S));
    ticker_end(&ticker);
    assert_int_equal(ticker_begin(&ticker, "/nonexistent/samples"), -1);
    ticker_end(&ticker);
}

/* ---- the kernel ------------------------------------------------------- */

/* connect() returns before the handshake's last packet need have arrived. */
static void look_for(int netlink, const struct sockaddr_storage *address,
                     int waiting, struct kernel_door *door)
{
    int64_t deadline = clock_now() + 60 * CLOCK_S;
    do
        kernel_look(netlink, address, 1, door);
    while (door->waiting < waiting && clock_now() < deadline);
}

static void the_queue_at_the_door_is_seen(void **state)
{
    struct sockaddr_storage address;
    socklen_t length;
    char name[80];
    int clients[3];
    struct kernel_door door;
    int fd = net_listen("127.0.0.1:0", 16, false, false);
    int netlink = kernel_open();
    (void)state;
    assert_true(fd >= 0 && netlink >= 0);
    assert_int_equal(
        net_address(net_name(fd, name, sizeof name), &address, &length), 0);
    for (int i = 0; i < 3; i++) {
        clients[i] = socket(AF_INET, SOCK_STREAM, 0);
        assert_int_equal(
            connect(clients[i], (struct sockaddr *)&address, length), 0);
        look_for(netlink, &address, i + 1, &door);
        assert_true(door.listening);
        assert_int_equal(door.waiting, i + 1);
    }
    assert_int_equal(door.most, 16);
    assert_true(kernel_owns(getpid(), door.inode));
    assert_false(kernel_owns(getppid(), door.inode));
    assert_false(kernel_owns(getpid(), 0));
    for (int i = 0; i < 3; i++)
        close(clients[i]);
    close(fd);
    kernel_look(netlink, &address, 1, &door);
    assert_false(door.listening);
    close(netlink);
}

static void a_command_is_told_without_its_folder(void **state)
{
    char command[256];
    (void)state;
    assert_true(kernel_command(getpid(), command, sizeof command));
    assert_int_equal(strncmp(command, "test_console_kept", 17), 0);
    assert_false(kernel_command(0x7ffffff0, command, sizeof command));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_file_is_whole_after_each_write),
        cmocka_unit_test(samples_thin_out),
        cmocka_unit_test(a_day_is_the_end),
        cmocka_unit_test(a_folder_that_cannot_be_is_said),
        cmocka_unit_test(a_session_is_read_back),
        cmocka_unit_test(what_is_no_session_is_refused),
        cmocka_unit_test(numbers_are_of_the_last_second),
        cmocka_unit_test(nobody_asked_nothing_is_told),
        cmocka_unit_test(the_queue_at_the_door_is_seen),
        cmocka_unit_test(a_command_is_told_without_its_folder),
    };
    return cmocka_run_group_tests_name("console_kept", tests, make_folder,
                                       remove_folder);
}
