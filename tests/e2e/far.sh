#!/usr/bin/env bash
# far.sh: an experiment whose customers are far away: what its runs tell of
# their network, what is said where none may be made, and that nothing is left
# of it, however it ends.
set -u
. tests/lib.sh
long "customers who are far away"
compare=$B/loadgen/loadgen
out=$tmp/out

measures() {
    TOY=1 EXP=far-customers OUT=$out scripts/bench >"$tmp/said" 2>"$tmp/err" \
        </dev/null || fail "$(cat "$tmp/err")"
}

results_say() {
    jq -e "$2" "$1/results.json" >"$tmp/true" ||
        fail "not so: $(jq -c 'del(.experiments[].points,
            .experiments[].runs[].report)' "$1/results.json")"
}

skipped() {
    results_say "$out" '.experiments[0].skipped != null' >"$tmp/why"
}

# shellcheck disable=SC2016 # these are jq's variables
runs_tell_their_network() {
    results_say "$out" '.experiments[0] | .complete and (.servers as $servers |
        all(.runs[]; .server as $name | .report == null or
            ([.report.network, ($servers[] | select(.name == $name))] |
                .[0].asked_rtt_us == .[1].rtt_us and
                .[0].loss == .[1].loss and .[0].sent > 0 and
                .[0].rtt_us > 0.95 * .[1].rtt_us)))'
}

# In words, and for both kinds of network.
report_tells_it() {
    grep -q '20 ms there and back, and 0.1 % of the packets lost, each way' \
        "$out/report.html" && grep -q 'as near as can be' "$out/report.html" &&
        grep -q 'far-customers shows what distance changes' "$out/report.html"
}

# ---- not allowed ----------------------------------------------------------

needs='needs root, to make network namespaces'

# Nothing fails, and everything says so.
skipped_without_the_right() {
    local without=()
    [ "$(id -u)" != 0 ] || without=(setpriv --bounding-set=-sys_admin)
    TOY=1 EXP='cooking far-customers' BLOCKS=1 OUT=$tmp/skipped \
        "${without[@]}" scripts/bench >"$tmp/said" 2>"$tmp/err" </dev/null ||
        fail "$(cat "$tmp/err")" || return
    grep -q "^far-customers: skipped: $needs" "$tmp/said" &&
        grep -q "^far-customers: skipped: $needs" "$tmp/err" &&
        grep -q "Skipped: $needs" "$tmp/skipped/report.html" &&
        results_say "$tmp/skipped" '.interrupted == false and
            (.experiments[0] | .complete and .skipped == null) and
            (.experiments[1] | .complete == false and .runs == [] and
                (.skipped | test("^root")))'
}

skipped_when_drawn_again() {
    REDRAW=$tmp/skipped/results.json OUT=$tmp/again scripts/bench \
        >"$tmp/said" 2>"$tmp/err" || fail "$(cat "$tmp/err")" || return
    results_say "$tmp/again" '.experiments[] |
        select(.name == "far-customers") | .skipped | test("^root")'
}

# ---- killed ---------------------------------------------------------------

# Whoever belongs to the session: servers, generators, what carries packets.
members() { grep -ls "BENCH_TEST=$tmp" /proc/[0-9]*/environ; }
nobody_is_left() { ! members >"$tmp/members"; }

# The namespaces that processes are in: of the session, or of all.
spaces() { sed 's|environ|ns/net|' | xargs -rn1 readlink 2>"$tmp/gone"; }

# Whether a process of the session is in a namespace of its own; keeps which.
see_spaces() {
    members | spaces | grep -vxF "$(readlink /proc/self/ns/net)" |
        sort -u >"$tmp/spaces"
    [ -s "$tmp/spaces" ]
}

# In the midst of a run it ends with the signal, and the network by itself.
no_network_is_left() {
    BENCH_TEST=$tmp "$compare" compare --set toy --blocks 50 --seconds 5s \
        --out "$tmp/killed" scripts/experiments/far-customers.exp \
        >"$tmp/said" 2>"$tmp/err" </dev/null &
    local pid=$!
    wait_until see_spaces || return 1
    kill -"$1" "$pid"
    wait "$pid" 2>"$tmp/wait"
    wait_until nobody_is_left &&
        ! printf '%s\n' /proc/[0-9]*/environ | spaces | grep -xFf "$tmp/spaces"
}

test_that "an experiment with far customers runs, or is skipped" measures
if skipped; then
    why=$(jq -r '.experiments[0].skipped' "$out/results.json")
    skip_that "each run tells its network" "needs $why"
    skip_that "no network is left, killed or interrupted" "needs $why"
else
    test_that "each run tells its network" runs_tell_their_network
    test_that "the report tells it" report_tells_it
    for signal in KILL INT TERM; do
        test_that "no network is left after SIG$signal" \
            no_network_is_left "$signal"
    done
fi
test_that "without the right to networks it is skipped, and all say so" \
    skipped_without_the_right
test_that "so it is when drawn again" skipped_when_drawn_again
finish
