#!/usr/bin/env bash
# charts.sh: loadgen sweep and plot, as people use them.
#
# Nothing is expected of the figures: only that all were measured and drawn.
# (tests/unit/test_sweep.c searches for limits that are known.)
# shellcheck disable=SC2015 # in "A && B || fail", fail is for either
set -u
. tests/lib.sh
loadgen=$B/loadgen/loadgen

is_chart() {
    file -b "$1.png" | grep -q '^PNG image data, 1600 x 900' &&
        [ "$(stat -c %s "$1.png")" -gt 10000 ] && grep -q '<path' "$1.svg" ||
        fail "$1 is no chart"
}

# Ends well or with 98, which a busy machine may deserve.
measures() {
    local status=0
    "$loadgen" "$@" >"$tmp/said" 2>"$tmp/err" || status=$?
    [ "$status" = 0 ] || [ "$status" = 98 ] ||
        fail "it ended with $status: $(cat "$tmp/err")"
}

sweeps_clients() {
    measures sweep --clients 1,4,16 -n 2 -d 200ms --warmup 0 --pid \
        "$server_pid" --json "$tmp/s.json" --csv "$tmp/s.csv" \
        --chart "$tmp/s" "$url/hello" &&
        [ "$(wc -l <"$tmp/s.csv")" = 7 ] &&
        jq -e '[.points[].level] == [1, 4, 16] and (.runs | length) == 6 and
            all(.points[]; .valid_runs + .invalid_runs == 2) and
            [.runs[].load.clients] == [1, 4, 16, 1, 4, 16]' \
            "$tmp/s.json" >"$tmp/true" || fail "$(jq -c .points "$tmp/s.json")"
}

sweeps_rates() {
    measures sweep --rates 100,200,400 -n 1 -c 4 -d 300ms --warmup 0 --quiet \
        --json "$tmp/r.json" "$url/hello" &&
        jq -e '.by == "rate" and [.points[].level] == [100, 200, 400]' \
            "$tmp/r.json" >"$tmp/true"
}

search_says_when_nothing_holds() {
    measures sweep --search 'p50<1us' -n 1 -d 200ms --warmup 0 "$url/hello" &&
        grep -q 'p50<1us does not hold even with 1 client (0 of 2 runs)' \
            "$tmp/said" || fail "$(tail -1 "$tmp/said")"
}

sweep_refuses() {
    local words
    for words in "" "--clients=1 --rates=5" "--clients=0" "--search=p99" \
        "--clients=2 -R9" "--clients=1 --hgrm=x"; do
        # shellcheck disable=SC2086 # several words
        "$loadgen" sweep $words "$url/hello" >"$tmp/said" 2>"$tmp/err"
        [ $? = 1 ] && [ "$(wc -l <"$tmp/err")" = 1 ] ||
            fail "sweep $words: $(cat "$tmp/err")" || return
    done
}

draws_a_run() {
    measures run -c 8 --profile 0:200,500ms:2k,1s:200 -d 1500ms --warmup 0 \
        --quiet --json "$tmp/t.json" --hlog "$tmp/t.hlog" "$url/hello" &&
        "$loadgen" plot -o "$tmp/t" spike="$tmp/t.json" "a=$tmp/t.hlog" \
            "b=$tmp/t.hlog" >"$tmp/said" || return
    is_chart "$tmp/t-timeline" && is_chart "$tmp/t-percentiles" &&
        is_chart "$tmp/t-heat" && [ "$(wc -l <"$tmp/said")" = 3 ] &&
        grep -q offered "$tmp/t-timeline.svg"
}

draws_sweeps() {
    "$loadgen" plot -o "$tmp/c" one="$tmp/s.json" two="$tmp/s.json" \
        >"$tmp/said" && is_chart "$tmp/c-throughput" &&
        is_chart "$tmp/c-memory" && grep -q '>two<' "$tmp/c-memory.svg" &&
        "$loadgen" plot -o "$tmp/k" "$tmp/r.json" >"$tmp/said" &&
        is_chart "$tmp/k-knee"
}

plot_refuses() {
    local file
    echo '{}' >"$tmp/else.json"
    for file in else.json missing.json missing.hlog; do
        "$loadgen" plot -o "$tmp/no" "$tmp/$file" >"$tmp/said" 2>"$tmp/err"
        [ $? = 1 ] && grep -q "$file" "$tmp/err" ||
            fail "$file: $(cat "$tmp/err")" || return
    done
}

test_that "evented starts" start "$B/evented/evented"
test_that "sweep: every number of clients, in rounds" sweeps_clients
test_that "sweep --chart: throughput" is_chart "$tmp/s-throughput"
test_that "sweep: every rate" sweeps_rates
test_that "sweep --search says when nothing holds" \
    search_says_when_nothing_holds
test_that "sweep refuses what makes no sense" sweep_refuses
test_that "plot: timeline, percentiles, heat maps of a run" draws_a_run
test_that "plot: throughput, memory, knee of sweeps" draws_sweeps
test_that "plot: what is no result is refused by name" plot_refuses
test_that "evented ends" stop
finish
