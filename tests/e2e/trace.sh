#!/usr/bin/env bash
# trace.sh: the trace of each server, held against the rules of the Chrome
# trace event format, and against what really happened.
set -u
. tests/lib.sh

# A few connections that need different things; then the end.
make_trace() {
    start "$B/$1" "${@:2}" --trace "$tmp/trace.json" &&
        curl -s -Z --parallel-immediate -H 'Connection: close' \
            --max-time 20 "$url/wait?ms=5" \
            "$url/wait?ms=6" "$url/block?ms=3" "$url/burn?us=2000" \
            "$url/bytes?n=300000" "$url/hello" >"$tmp/answers" 2>"$tmp/curl" &&
        stop
}

holds() {
    jq -e "$1" "$tmp/trace.json" >"$tmp/jq" 2>&1 ||
        fail "does not hold: $1: $(head -c 300 "$tmp/jq")"
}

is_valid() {
    make_trace "$@" &&
        holds '.traceEvents | length > 20' &&
        holds '[.traceEvents[] | select(
            (.ph | type) != "string" or (.name | type) != "string" or
            (.pid | type) != "number" or (.tid | type) != "number"
        )] == []' &&
        holds '[.traceEvents[] | select(.ph != "M") |
            select((.ts | type) != "number" or .ts < 0)] == []' &&
        holds '[.traceEvents[] | select(.ph == "X") |
            select((.dur | type) != "number" or .dur < 0)] == []' &&
        holds '[.traceEvents[].ph] | unique - ["M", "X", "b", "e"] == []'
}

# Bars on one lane lie beside each other or inside each other.
# shellcheck disable=SC2016 # $e is a variable of jq
nests() {
    holds '[.traceEvents[] | select(.ph == "X")] | group_by(.tid) | map(
        sort_by(.ts, -.dur) | reduce .[] as $e ({ends: [], good: true};
            .ends |= map(select(. > $e.ts + 0.0015)) |
            if (.ends | length) > 0 and (.ends | last) + 0.0015 < $e.ts + $e.dur
            then .good = false else .ends += [$e.ts + $e.dur] end)
        | .good) | all'
}

# Every wait beside a thread that begins also ends, later.
waits_pair() {
    holds '[.traceEvents[] | select(.cat == "waiting")] |
        group_by([.id, .name]) | map(
            (map(select(.ph == "b")) | length) ==
            (map(select(.ph == "e")) | length)) | all'
}

# All six requests are there, each on a connection of its own.
tells_all() {
    holds '[.traceEvents[] | select(.name == "sleep")] | length >= 2' &&
        holds '[.traceEvents[] | select(.name == "work" and .ph == "X")] |
            length == 2' &&
        holds '[.traceEvents[] | .args.connection // empty] | unique |
            length == 6'
}

survives_sigterm() {
    start "$B/$1" --drain-timeout=50ms --trace "$tmp/trace.json" || return 1
    curl -s --max-time 20 "$url/wait?ms=19000" >"$tmp/answer" 2>&1 &
    local asking=$!
    wait_until stat_is '.needs.sleep == 1' && stop && ! wait "$asking" &&
        holds '.traceEvents | length > 3'
}

bounded() {
    start "$B/$1" --trace "$tmp/trace.json" && wrk_is_content 8 3s /hello &&
        stop && holds '.traceEvents | length > 1000' &&
        [ "$(stat -c %s "$tmp/trace.json")" -lt 40000000 ]
}

for server in threaded/threaded evented/evented \
    "evented/evented --helpers=2" "threaded/threaded --threads=8"; do
    read -ra command <<<"$server"
    name=${server#*/}
    test_that "$name --trace is a valid trace" is_valid "${command[@]}"
    test_that "$name --trace: bars nest" nests
    test_that "$name --trace: waits begin and end" waits_pair
    test_that "$name --trace: tells what happened" tells_all
done
for server in threaded evented; do
    test_that "$server --trace is valid after SIGTERM in a request" \
        survives_sigterm "$server/$server"
    test_that "$server --trace does not grow without end" \
        bounded "$server/$server"
done
test_that "a trace that cannot be written is said, exit 1" bash -c "
    '$B/evented/evented' --trace /nowhere/x 2>'$tmp/err'; [ \$? = 1 ] &&
    [ \$(wc -l <'$tmp/err') = 1 ] && grep -q -- --trace '$tmp/err'"
finish
