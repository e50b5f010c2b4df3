#!/usr/bin/env bash
# timeouts.sh: clients that are silent, slow, or do not read.
set -u
. tests/lib.sh

# Sends $2, then reads to the end: $3 is the first line that must come.
is_cut_off() {
    local option=$1 sent=$2 want=$3
    start "$B/$server/$server" "$option=200ms" && open_wire &&
        printf '%b' "$sent" >&"$wire" && read_to_end || return 1
    [ "$(head -1 "$tmp/got")" = "$want" ] ||
        fail "expected '$want', got: $(head -3 "$tmp/got")" || return 1
    wait_until stat_is '.connections.timed_out >= 1' || fail "not counted" || return 1
    stop
}

# A large answer that nobody reads: the connection goes, the server stays.
drops_slow_reader() {
    start "$B/$server/$server" --write-timeout=200ms && open_wire &&
        printf 'GET /bytes?n=500000000 HTTP/1.1\r\nHost: x\r\n\r\n' >&"$wire" &&
        wait_until stat_is '.connections.timed_out == 1' &&
        wait_until stat_is '.connections.open == 1' && exec {wire}>&- && stop
}

# Whoever is waited for is not silent: timeouts are about the client. One that
# was slow itself is cut off rightly, so one of several is enough.
waits_for_itself() {
    start "$B/$server/$server" --idle-timeout=50ms --request-timeout=50ms \
        --write-timeout=50ms && wait_until survives_wait && stop
}

survives_wait() {
    [ "$(curl -sS --max-time 60 "$url/wait?ms=400" 2>"$tmp/late")" = waited ]
}

half='GET /hello HTTP/1.1\r\nHo'
body='POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nabc'
for server in threaded evented; do
    test_that "$server closes a silent connection" \
        is_cut_off --idle-timeout '' ''
    test_that "$server answers half a head with 408" \
        is_cut_off --request-timeout "$half" 'HTTP/1.1 408 Request Timeout'
    test_that "$server answers half a body with 408" \
        is_cut_off --request-timeout "$body" 'HTTP/1.1 408 Request Timeout'
    test_that "$server drops a client that does not read" drops_slow_reader
    test_that "$server times out clients, not itself" waits_for_itself
done
finish
