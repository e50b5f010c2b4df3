/* The tunnel that delays packets and loses some, on the way to customers who
 * are far away; and how runs with such customers are judged.
 *
 * It carries packets between socket pairs here, which needs no rights. */
#include <fcntl.h>
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "../../loadgen/clock.h"
#include "../../loadgen/spawn.h"
#include "../../loadgen/tunnel.h"
#include "../../loadgen/validity.h"

enum { DEADLINE_MS = 20000, PACKETS = 1000, AT_ONCE = 50 };

static struct tunnel tunnel;
static struct child carrier;
static int ends[2]; /* ours: what is sent into one comes out of the other */

static void open_tunnel(int64_t delay, double loss, uint64_t seed)
{
    tunnel = (struct tunnel){.delay = delay, .loss = loss, .seed = seed};
    tunnel.counts = mmap(NULL, sizeof *tunnel.counts, PROT_READ | PROT_WRITE,
                         MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    assert_ptr_not_equal(tunnel.counts, MAP_FAILED);
    for (int i = 0; i < 2; i++) {
        int pair[2];
        assert_int_equal(
            socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair), 0);
        fcntl(pair[1], F_SETFL, O_NONBLOCK);
        ends[i] = pair[0];
        tunnel.ends[i] = pair[1];
    }
    assert_int_equal(
        spawn_work(&carrier, tunnel_carry, &tunnel, 0, STDERR_FILENO), 0);
}

static int close_tunnel(void **state)
{
    (void)state;
    spawn_kill(&carrier);
    for (int i = 0; i < 2; i++) {
        close(ends[i]);
        close(tunnel.ends[i]);
    }
    munmap(tunnel.counts, sizeof *tunnel.counts);
    return 0;
}

/* Sends an IPv4 packet, as far as a tunnel looks at one. */
static void send_packet(int end, uint32_t number, size_t size)
{
    unsigned char packet[1500] = {0x45};
    memcpy(packet + 4, &number, sizeof number);
    assert_int_equal(write(ends[end], packet, size), size);
}

/* Receives one. */
static uint32_t receive_packet(int end, size_t size)
{
    unsigned char packet[1600];
    uint32_t number;
    struct pollfd ready = {ends[end], POLLIN, 0};
    assert_int_equal(poll(&ready, 1, DEADLINE_MS), 1);
    assert_int_equal(read(ends[end], packet, sizeof packet), size);
    memcpy(&number, packet + 4, sizeof number);
    return number;
}

static void packets_come_whole_in_order_and_not_early(void **state)
{
    (void)state;
    int64_t sent[AT_ONCE], delay = 20000000, tick = 250000;
    open_tunnel(delay, 0, 1);
    for (uint32_t i = 0; i < AT_ONCE; i++) {
        sent[i] = clock_now();
        send_packet(0, i, i % 2 ? 1500 : 40);
    }
    for (uint32_t i = 0; i < AT_ONCE; i++) {
        assert_int_equal(receive_packet(1, i % 2 ? 1500 : 40), i);
        assert_true(clock_now() - sent[i] >= delay - tick);
    }
    int64_t deadline = clock_now() + INT64_C(1000000) * DEADLINE_MS;
    while (tunnel.counts->carried < AT_ONCE) /* counted after it is sent */
        assert_true(clock_now() < deadline);
    assert_int_equal(tunnel.counts->carried, AT_ONCE);
    assert_int_equal(tunnel.counts->lost + tunnel.counts->full, 0);
}

static void packets_go_both_ways(void **state)
{
    (void)state;
    open_tunnel(1000000, 0, 1);
    for (uint32_t i = 0; i < AT_ONCE; i++)
        send_packet(i % 2 ? 1 : 0, i, 40);
    for (uint32_t i = 0; i < AT_ONCE; i++)
        assert_int_equal(receive_packet(i % 2 ? 0 : 1, 40), i);
}

static void what_is_not_ipv4_is_left_out(void **state)
{
    (void)state;
    const unsigned char ipv6[40] = {0x60};
    open_tunnel(0, 0, 1);
    assert_int_equal(write(ends[0], ipv6, sizeof ipv6), sizeof ipv6);
    send_packet(0, 7, 40);
    assert_int_equal(receive_packet(1, 40), 7);
}

/* Marks the packets that came, of all that were sent one way. */
static int count_survivors(bool came[PACKETS])
{
    int n = 0;
    memset(came, 0, PACKETS * sizeof came[0]);
    for (uint32_t i = 0; i < PACKETS; i += AT_ONCE) {
        uint64_t before = tunnel.counts->carried;
        int64_t deadline = clock_now() + INT64_C(1000000) * DEADLINE_MS;
        for (uint32_t j = 0; j < AT_ONCE; j++)
            send_packet(0, i + j, 40);
        while (tunnel.counts->carried + tunnel.counts->lost < i + AT_ONCE)
            assert_true(clock_now() < deadline);
        for (; before < tunnel.counts->carried; before++, n++)
            came[receive_packet(1, 40)] = true;
    }
    return n;
}

static void as_many_are_lost_as_asked_for_and_a_seed_says_which(void **state)
{
    static bool first[PACKETS], again[PACKETS], other[PACKETS];
    bool *const all[] = {first, again, other};
    const uint64_t seeds[] = {5, 5, 6};
    for (int i = 0; i < 3; i++) {
        open_tunnel(0, 0.1, seeds[i]);
        int survivors = count_survivors(all[i]);
        assert_in_range(survivors, 860, 940); /* 900, and 4 deviations */
        assert_int_equal(tunnel.counts->lost, PACKETS - survivors);
        if (i < 2)
            close_tunnel(state);
    }
    assert_memory_equal(first, again, sizeof first);
    assert_memory_not_equal(first, other, sizeof first);
}

/* ---- how far runs are judged ------------------------------------------ */

/* Eight clients in a short window, and one answer in ten takes long, as where
 * a packet is lost: at the window's ends more is cut off than the mean says. */
static void long_requests_may_be_cut_off_by_the_window(void **state)
{
    (void)state;
    struct load_result result;
    result_init(&result, "run");
    for (int i = 0; i < 100; i++)
        hist_record(result.latency, i % 10 ? 30000000 : 250000000);
    result.requests = 100;
    result.duration_s = 0.7;
    result.census.asked = result.census.counts.established = 8;
    result.census.served = 8;
    double found = 100 / 0.7 * 0.052;
    result.in_flight = found / (1 - 0.20);
    validity_judge_closed(&result);
    assert_int_equal(result.reason_count, 0);
    result.in_flight = found / (1 - 0.30);
    validity_judge_closed(&result);
    assert_int_equal(result.reason_count, 1);
    assert_non_null(strstr(result.reasons[0], "Little's law"));
    result_free(&result);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(packets_come_whole_in_order_and_not_early,
                                  close_tunnel),
        cmocka_unit_test_teardown(packets_go_both_ways, close_tunnel),
        cmocka_unit_test_teardown(what_is_not_ipv4_is_left_out, close_tunnel),
        cmocka_unit_test_teardown(
            as_many_are_lost_as_asked_for_and_a_seed_says_which, close_tunnel),
        cmocka_unit_test(long_requests_may_be_cut_off_by_the_window),
    };
    return cmocka_run_group_tests_name("tunnel", tests, NULL, NULL);
}
