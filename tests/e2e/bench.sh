#!/usr/bin/env bash
# bench.sh: `make bench` at toy size, and what its report holds.
#
# Nothing is expected of the figures: only that all were measured and told.
set -u
. tests/lib.sh
out=$tmp/results

bench_runs() {
    "${MAKE:-make}" --no-print-directory bench SETUP=true TOY=1 OUT="$out" \
        >"$tmp/said" 2>"$tmp/progress" </dev/null && return
    sed 's/^/# /' "$tmp/said" "$tmp/progress"
    return 1
}

ends_with_path() {
    [ "$(tail -1 "$tmp/said")" = "$out/report.html" ] ||
        fail "the last line was: $(tail -1 "$tmp/said")"
}

results_say() {
    jq -e "$1" "$out/results.json" >"$tmp/true" ||
        fail "$(jq -c '.experiments[] | del(.points, .ratios, .runs)' \
            "$out/results.json")"
}

every_experiment_is_there() {
    [ "$(jq -r '.experiments[].name' "$out/results.json" | sort)" = \
        "$(basename -s .exp scripts/experiments/*.exp | sort)" ]
}

# A run a line, each with the number of clients that it had.
samples_agree() {
    local runs
    runs=$(jq '[.experiments[].runs | length] | add' "$out/results.json")
    [ "$(wc -l <"$out/samples.csv")" = $((runs + 1)) ] ||
        fail "$runs runs, $(wc -l <"$out/samples.csv") lines"
}

charts_are_drawn() {
    local name chart
    for name in $(jq -r '.experiments[].name' "$out/results.json"); do
        for chart in "$out/$name"-*.png; do
            file -b "$chart" | grep -q '^PNG image data' &&
                [ "$(stat -c %s "$chart")" -gt 10000 ] &&
                grep -q 'threaded' "${chart%.png}.svg" &&
                grep -q 'evented' "${chart%.png}.svg" &&
                grep -q '<path' "${chart%.png}.svg" ||
                fail "$chart or its SVG is no chart of both servers" || return 1
        done
    done
}

# The report tells each claim, prediction and verdict, and holds its charts.
report_is_whole() {
    local text
    tr '\n' ' ' <"$out/report.html" | sed "s/&lt;/</g; s/&gt;/>/g; s/&quot;/\"/g
        s/&#39;/'/g; s/&apos;/'/g; s/&amp;/\&/g" >"$tmp/report"
    jq -r '.experiments[] | .claim, .prediction, .verdict.sentence' \
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

names_experiments() {
    ! EXP=nonsense scripts/bench >"$tmp/said" 2>"$tmp/err" &&
        [ "$(wc -l <"$tmp/err")" = 1 ] && grep -q 'small-orders' "$tmp/err"
}

test_that "make bench runs" bench_runs
test_that "its last line is the report's path" ends_with_path
test_that "every experiment is in results.json" every_experiment_is_there
test_that "each ran to its end" \
    results_say '.interrupted == false and all(.experiments[]; .complete)'
test_that "each measured both servers" results_say \
    'all(.experiments[]; [.servers[].label] | index("threaded") != null and
        index("evented") != null)'
# shellcheck disable=SC2016 # these are jq's variables
test_that "each measured every number of clients asked for" results_say \
    'all(.experiments[]; . as $e | all(.clients[]; . as $n |
        all($e.servers[].label; . as $s |
            any($e.points[]; .clients == $n and .server == $s))))'
test_that "each has a verdict in a sentence" results_say \
    'all(.experiments[]; .verdict.sentence |
        test("threaded|evented|difference") and length > 30)'
test_that "samples.csv has every run" samples_agree
test_that "every chart is drawn, as PNG and SVG" charts_are_drawn
test_that "the report tells it all" report_is_whole
test_that "the report needs no other file" report_stands_alone
test_that "an unknown experiment: the known ones are named" names_experiments
finish
