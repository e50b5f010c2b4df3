#!/usr/bin/env bash
# signals.sh: how the servers end.
set -u
. tests/lib.sh

# Starts a request in the background, and waits until the server has it. One
# that was over before that was seen is made again.
ask_slowly() {
    ask "$1"
    wait_until is_asking "$1"
}

ask() {
    curl -sS --max-time 60 "$url/wait?ms=$1" >"$tmp/answer" 2>&1 &
    asking=$!
}

is_asking() {
    stat_is '.needs.sleep == 1' && return
    kill -0 "$asking" 2>"$tmp/over" || ask "$1"
    return 1
}

ends_quietly() {
    start "$B/$1/$1" && curl -s "$url/hello" >"$tmp/hello" &&
        kill "-$2" "$server_pid" && wait_server && [ ! -s "$errors" ]
}

finishes_request() {
    start "$B/$1/$1" && ask_slowly 1000 && stop && wait "$asking" &&
        grep -q waited "$tmp/answer"
}

# An open connection without a request does not hold the server up.
leaves_idle() {
    start "$B/$1/$1" --drain-timeout=1h && open_wire &&
        printf 'GET /hello HTTP/1.1\r\nHost: x\r\n\r\n' >&"$wire" &&
        read -r -t 20 _ <&"$wire" && stop && read_to_end
}

# Neither does half a request that never ends, beyond --drain-timeout.
gives_up() {
    start "$B/$1/$1" --drain-timeout=50ms && ask_slowly 19000 && stop &&
        ! wait "$asking"
}

ends_under_load() {
    start "$B/$1/$1" || return 1
    wrk -t1 -c50 -d60s "$url/hello" >"$tmp/wrk" 2>&1 &
    local wrk=$! status=0
    { wait_until stat_is '.requests.served > 1000' && stop; } || status=1
    kill "$wrk"
    wait "$wrk"
    return "$status"
}

takes_port_again() {
    start "$B/$1/$1" && curl -s "$url/hello" >"$tmp/hello" && local was=$port &&
        stop && start "$B/$1/$1" --listen "127.0.0.1:$was" && stop
}

for server in threaded evented; do
    test_that "$server ends on SIGTERM" ends_quietly "$server" TERM
    test_that "$server ends on SIGINT" ends_quietly "$server" INT
    test_that "$server finishes a request on SIGTERM" finishes_request "$server"
    test_that "$server leaves an idle connection" leaves_idle "$server"
    test_that "$server gives up after --drain-timeout" gives_up "$server"
    test_that "$server ends under load" ends_under_load "$server"
    test_that "$server can be started again at once" takes_port_again "$server"
done
finish
