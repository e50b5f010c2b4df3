#!/usr/bin/env bash
# shortage.sh: too few descriptors or threads: survive, say it once, recover.
set -u
. tests/lib.sh

# Opens $1 connections, each with a request, which a server that refused it
# meanwhile need not take.
crowd_in() {
    local i
    crowd=()
    trap '' PIPE
    for ((i = 0; i < $1; i++)); do
        open_wire || return 1
        { printf 'GET /hello HTTP/1.1\r\nHost: x\r\n\r\n' >&"$wire"; } \
            2>"$tmp/gone"
        crowd+=("$wire")
    done
}

crowd_out() {
    for wire in "${crowd[@]}"; do
        exec {wire}>&-
    done
}

# After the crowd has left, the server serves as before; it said one line.
recovers() {
    wait_until test -s "$errors" && crowd_out &&
        wait_until stat_is '.connections.open == 1' &&
        [ "$(curl -sS --max-time 20 "$url/hello")" = hello ] &&
        wrk_is_content 4 1s /hello || return 1
    kill -TERM "$server_pid"
    wait_server || fail "the server ended with $server_status" || return 1
    if [ "$(wc -l <"$errors")" != 1 ] || ! grep -q "$1" "$errors"; then
        sed 's/^/# stderr: /' "$errors"
        return 1
    fi
}

# Goes before a command line: a limit for it, such as -n 40.
# shellcheck disable=SC2016 # expanded by that bash
limited=(bash -c 'ulimit "$1" "$2"; shift 2; exec "$@"' limited)

few_descriptors() {
    start "${limited[@]}" -n 40 "$B/$1/$1" "${@:2}" && crowd_in 100 &&
        recovers 'Too many open files'
}

# 8 MiB of stack a thread in 400 MB of address space.
few_threads() {
    start "${limited[@]}" -v 400000 "$B/threaded/threaded" --stack-size=8M &&
        crowd_in 60 && recovers 'thread'
}

# With all places taken, one more client waits outside while those inside are
# served; it comes in when they leave.
limits_connections() {
    local request='GET /hello HTTP/1.1\r\nHost: x\r\n\r\n' waiting
    start "$B/$1/$1" --max-connections=5 && crowd_in 5 || return 1
    for wire in "${crowd[@]}"; do # all are in before the sixth comes
        wait_for_answers 1 || return 1
    done
    open_wire || return 1
    waiting=$wire
    printf '%b' "$request" >&"$waiting"
    for wire in "${crowd[@]}"; do
        printf '%b' "$request" >&"$wire"
        wait_for_answers 1 || return 1
    done
    ! read -r -t 0 <&"$waiting" || fail "a sixth client was let in" || return 1
    crowd_out
    wire=$waiting
    wait_for_answers 1 && exec {wire}>&- && stop
}

# Reads the heads and bodies of $1 answers of /hello from `wire`.
wait_for_answers() {
    local line seen=0
    while [ "$seen" -lt "$1" ]; do
        read -r -t 20 line <&"$wire" || fail "no answer" || return 1
        [ "$line" != hello ] || seen=$((seen + 1))
    done
}

for server in threaded evented; do
    test_that "$server survives a lack of descriptors" few_descriptors "$server"
    test_that "$server lets --max-connections in" limits_connections "$server"
done
test_that "two loops together say a lack of descriptors once" \
    few_descriptors evented --loops=2
test_that "threaded survives a lack of threads" few_threads
finish
