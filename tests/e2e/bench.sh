#!/usr/bin/env bash
# bench.sh: `make bench` at toy size, what its report holds, and what becomes
# of it when it is cut off, resumed and drawn again.
#
# Nothing is expected of the figures: only that all were measured and told.
set -u
. tests/lib.sh
long "make bench at toy size"
out=$tmp/results cut=$tmp/cut
compare=$B/loadgen/loadgen

peers_here() {
    local peers=
    ! command -v node >"$tmp/which" || peers=node
    ! PATH=$PATH:/usr/sbin command -v nginx >"$tmp/which" ||
        peers="$peers nginx"
    ! PATH=$PATH:/usr/sbin command -v apache2 >"$tmp/which" ||
        peers="$peers apache"
    echo "${peers# }"
}

bench_runs() {
    "${MAKE:-make}" --no-print-directory bench SETUP=true TOY=1 OUT="$out" \
        PEERS="$(peers_here)" >"$tmp/said" 2>"$tmp/progress" </dev/null &&
        return
    sed 's/^/# /' "$tmp/said" "$tmp/progress"
    return 1
}

ends_with_path() {
    [ "$(tail -1 "$tmp/said")" = "$out/report.html" ] ||
        fail "the last line was: $(tail -1 "$tmp/said")"
}

results_say() {
    jq -e "$1" "$out/results.json" >"$tmp/true" ||
        fail "$(jq -c '.experiments[] | del(.points, .runs)' \
            "$out/results.json")"
}

every_experiment_is_there() {
    [ "$(jq -r '.experiments[].name' "$out/results.json" | sort)" = \
        "$(basename -s .exp scripts/experiments/*.exp | sort)" ]
}

# A server that did not come up is an invalid run, with its last words.
every_server_came_up() {
    local why
    why=$(jq -r '.experiments[].runs[].why' "$out/results.json" |
        grep 'did not start' | sort | uniq -c)
    [ -z "$why" ] || fail "$why"
}

# A run a line.
samples_agree() {
    local runs
    runs=$(jq '[.experiments[].runs | length] | add' "$out/results.json")
    [ "$(wc -l <"$out/samples.csv")" = $((runs + 1)) ] ||
        fail "$runs runs, $(wc -l <"$out/samples.csv") lines"
}

charts_are_drawn() {
    local name chart n
    for name in $(jq -r '.experiments[] | select(.skipped | not) | .name' \
        "$out/results.json"); do
        n=0
        for chart in "$out/$name"-*.png; do
            file -b "$chart" | grep -q '^PNG image data' &&
                [ "$(stat -c %s "$chart")" -gt 10000 ] &&
                grep -q '<path' "${chart%.png}.svg" ||
                fail "$chart or its SVG is no chart" || return 1
            n=$((n + 1))
        done
        [ "$n" -gt 0 ] || fail "$name has no chart" || return 1
    done
}

# The report tells each claim, prediction and verdict, and holds its charts.
report_is_whole() {
    local text
    tr '\n' ' ' <"$out/report.html" | sed "s/&lt;/</g; s/&gt;/>/g; s/&quot;/\"/g
        s/&#39;/'/g; s/&apos;/'/g; s/&amp;/\&/g" >"$tmp/report"
    jq -r '.experiments[] | .claim, .prediction, .verdicts[].sentence' \
        "$out/results.json" >"$tmp/texts"
    while read -r text; do
        grep -qF -- "$text" "$tmp/report" || fail "missing: $text" || return 1
    done <"$tmp/texts"
    [ "$(grep -o '<svg' "$tmp/report" | wc -l)" -ge \
        "$(find "$out" -name '*.svg' | wc -l)" ] || fail "charts are missing"
}

report_stands_alone() {
    ! grep -oE '(src|href|url)=?["(][^"#)]+' "$out/report.html" |
        grep -vE '["(](data:|#)' || fail "it refers to other files"
}

nothing_else_is_left() {
    [ ! -e "$out/.run" ] && [ ! -e "$out/.files" ] && [ -z "$(pgrep -f "$out")" ]
}

names_experiments() {
    ! EXP=nonsense scripts/bench >"$tmp/said" 2>"$tmp/err" &&
        [ "$(wc -l <"$tmp/err")" = 1 ] && grep -q 'small-orders' "$tmp/err"
}

# ---- drawn again ----------------------------------------------------------

# What follows from the kept runs is what followed from the runs.
same_when_drawn_again() {
    REDRAW=$1 OUT=$tmp/again scripts/bench >"$tmp/said" 2>"$tmp/err" ||
        fail "$(cat "$tmp/err")" || return 1
    local what='[.experiments[] | {name, values, noise_at, verdicts}]'
    [ "$(jq -c "$what" "$tmp/again/results.json")" = \
        "$(jq -c "$what" "$out/results.json")" ] || fail "they differ"
    rm -rf "$tmp/again"
}

# ---- cut off --------------------------------------------------------------

runs_kept() { find "$cut/runs" -name '*.json' 2>"$tmp/err" | wc -l; }
more_are_kept() { [ "$(runs_kept)" -gt "$1" ]; }
# Servers and generators inherit BENCH_TEST, which no one else has.
nobody_is_left() {
    ! grep -qs "BENCH_TEST=$cut" /proc/[0-9]*/environ
}

# Starts what takes minutes, and ends it with the signal after some runs.
cut_off() {
    local signal=$1 before
    shift
    before=$(runs_kept)
    BENCH_TEST=$cut "$@" >"$tmp/said" 2>"$tmp/err" </dev/null &
    local pid=$!
    wait_until more_are_kept $((before + 3)) || return 1
    kill -"$signal" "$pid"
    wait "$pid" 2>"$tmp/wait"
    status=$?
    wait_until nobody_is_left
}

killed_outright() {
    cut_off KILL "$compare" compare --set toy --blocks 8 --seed 5 \
        --seconds 150ms --out "$cut" scripts/experiments/small-orders.exp &&
        (cd "$cut/runs" && sha256sum ./*.json) >"$tmp/sums"
}

interrupted_when_resumed() {
    cut_off INT env RESUME="$cut" scripts/bench && [ "$status" = 130 ] &&
        [ -s "$cut/report.html" ] &&
        [ "$(jq .interrupted "$cut/results.json")" = true ]
}

kept_runs_stay() {
    (cd "$cut/runs" && sha256sum --quiet -c "$tmp/sums")
}

resumed_to_its_end() {
    RESUME=$cut scripts/bench >"$tmp/said" 2>"$tmp/err" </dev/null ||
        fail "$(cat "$tmp/err")" || return 1
    jq -e '.interrupted == false and .seed == 5 and
        (.experiments[0] | .complete and (.runs | length) == 8 * (.values |
            length) * (.servers | length) + 16)' "$cut/results.json" \
        >"$tmp/true" || fail "$(jq -c 'del(.experiments[].runs,
            .experiments[].points)' "$cut/results.json")"
}

# ---- A against A ----------------------------------------------------------

every_server_is_the_first() {
    AA=1 TOY=1 BLOCKS=1 EXP='waiting cooking' OUT=$tmp/aa scripts/bench \
        >"$tmp/said" 2>"$tmp/err" </dev/null || fail "$(cat "$tmp/err")" ||
        return 1
    jq -e 'all(.experiments[]; [.runs[].server_command] | unique | length == 1)
        and .against_itself' "$tmp/aa/results.json" >"$tmp/true"
}

test_that "make bench runs" bench_runs
test_that "its last line is the report's path" ends_with_path
test_that "every experiment is in results.json" every_experiment_is_there
test_that "each ran to its end" \
    results_say '.interrupted == false and all(.experiments[]; .complete or
        (.name == "far-customers" and .skipped))'
test_that "every server came up, peers too" every_server_came_up
# shellcheck disable=SC2016 # these are jq's variables
test_that "each measured every point of every server" results_say \
    'all(.experiments[] | select(.skipped | not); . as $e | all(.values[];
        . as $n |
        all($e.servers[].name; . as $s |
            any($e.runs[]; .at == $n and .server == $s))))'
test_that "each has verdicts in sentences" results_say \
    'all(.experiments[]; .verdicts | length > 0 and
        all(.[]; .sentence | length > 20 and (test("%\\(") | not)))'
test_that "samples.csv has every run" samples_agree
test_that "charts are drawn, as PNG and SVG" charts_are_drawn
test_that "the report tells it all" report_is_whole
test_that "the report needs no other file" report_stands_alone
test_that "neither files nor processes are left" nothing_else_is_left
test_that "an unknown experiment: the known ones are named" names_experiments
test_that "a results folder is drawn again, all the same" \
    same_when_drawn_again "$out"
test_that "so is a results.json" same_when_drawn_again "$out/results.json"
test_that "killed outright, finished runs are kept" killed_outright
test_that "resumed and interrupted: a report, and nobody left" \
    interrupted_when_resumed
test_that "resumed again, it runs to its end" resumed_to_its_end
test_that "no kept run was touched" kept_runs_stay
test_that "A against A: every server is the first" every_server_is_the_first
finish
