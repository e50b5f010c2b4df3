#!/usr/bin/env bash
# report.sh: what a comparison leaves: results.json and its schema, the road to
# a million, an older run beside it, the report in a browser, and all of it
# drawn again.
#
# Nothing is expected of figures that depend on the machine.
set -u
. tests/lib.sh
long "what a comparison leaves"
loadgen=$B/loadgen/loadgen
out=$tmp/out
files=(scripts/experiments/small-orders.exp
    scripts/experiments/quiet-crowd.exp)

compares() {
    "$loadgen" compare --set toy --million --clients 100,300 --out "$out" \
        "${files[@]}" >"$tmp/said" 2>"$tmp/progress" </dev/null && return
    sed 's/^/# /' "$tmp/said" "$tmp/progress"
    return 1
}

results_say() {
    jq -e "$1" "${2:-$out/results.json}" >"$tmp/true" ||
        fail "not so: $1: $(head -c 300 "$tmp/true")"
}

# ---- the schema --------------------------------------------------------

follows_the_schema() {
    python3 - loadgen/results.schema.json "$1" <<'PY'
import json, sys
import jsonschema
schema, results = (json.load(open(name)) for name in sys.argv[1:])
jsonschema.Draft7Validator.check_schema(schema)
wrong = list(jsonschema.Draft7Validator(schema).iter_errors(results))
for error in wrong[:10]:
    print("#", list(error.absolute_path), error.message[:200])
sys.exit(bool(wrong))
PY
}

# A schema that would accept anything proves nothing.
the_schema_refuses() {
    local change
    for change in 'del(.machine)' '.schema = "other/1"' '.limits = []' \
        'del(.experiments[0].claim)' '.experiments[0].verdicts = []' \
        '.experiments[0].verdicts[0].finding = "perhaps"' \
        '.experiments[0].verdicts[0].ratio.coverage = 95' \
        '.experiments[0].runs[0] |= (.valid = false | .why = "")' \
        'del(.experiments[0].runs[0].report.validity)' \
        '.million.servers[0].fits[0].slope = 3' \
        'del(.million.servers[1].check.lost)'; do
        jq "$change" "$out/results.json" >"$tmp/bad.json" || return
        ! follows_the_schema "$tmp/bad.json" >"$tmp/why" 2>&1 ||
            fail "it accepts $change" || return
    done
}

# A head and a line a run, each with all columns; reasons where invalid.
samples_are_whole() {
    python3 - "$out/samples.csv" "$out/results.json" <<'PY'
import csv, json, sys
rows = list(csv.DictReader(open(sys.argv[1], newline="")))
runs = [run for experiment in json.load(open(sys.argv[2]))["experiments"]
        for run in experiment["runs"]]
assert len(rows) == len(runs), (len(rows), len(runs))
for row, run in zip(rows, runs):
    assert None not in row and None not in row.values(), row
    assert row["experiment"] == run["experiment"]
    assert row["label"] == run["label"]
    assert (row["valid"] == "1") == run["valid"]
    assert row["reasons"] == run["why"]
    rps = run["report"] and run["report"]["measured"]["rps"]
    assert not rps or abs(float(row["rps"]) - rps) < 1e-3 * rps
PY
}

no_folder_of_this_machine() {
    ! grep -oF -e "$PWD" -e "$tmp" "$out/results.json" "$out/report.html" |
        sort | uniq -c | grep .
}

# ---- the road to a million ---------------------------------------------

every_connection_was_held() {
    results_say 'all(.million.servers[].check;
        .established == .tried and .lost == 0 and .servers > 1 and
        .sources > 1 and .probes.requests > 0)'
}

# What does not depend on the machine's mood must come out exactly.
threads_and_descriptors_are_as_predicted() {
    results_say 'all(.million.servers[].fits[];
        (.quantity | test("threads|fds") | not) or
        (.predicted.middle - .measured | fabs < 0.5))' &&
        results_say '[.million.servers[].fits[] |
            select(.quantity == "threads") | .slope.middle | round] == [1, 0]'
}

limits_are_sorted() {
    results_say 'all(.million.servers[]; [.limits[].breaks_at // 1e99] |
        . == sort)' &&
        results_say 'any(.million.servers[0].limits[]; .name == "pid_max")' &&
        results_say 'all(.million.servers[1].limits[]; .name != "pid_max")'
}

# CPU time a request comes from small-orders, which is part of this run: from
# blocks in which both crowds gave a number that counts.
# shellcheck disable=SC2016 # these are jq's variables
requests_are_carried_on() {
    results_say '. as $all | all(.million.servers[]; .server as $server |
        (.requests != null) == ([$all.experiments[] |
            select(.name == "small-orders").runs[] |
            select(.label == $server and .kind == "compare" and
                (.valid or .costs_hold)).block] |
            group_by(.) | any(.[]; length == 2)))'
}

nothing_is_left() {
    ! pgrep -af "^$PWD/$B/(threaded/threaded|evented/evented|loadgen/loadgen)"
}

a_signal_ends_it() {
    "$loadgen" million --toy 2>"$tmp/err" >"$tmp/said" &
    local pid=$! status
    wait_until grep -q 'evented: block' "$tmp/err" || return
    kill -INT "$pid"
    wait "$pid"
    status=$?
    [ "$status" = 130 ] || fail "it ended with $status" || return
    nothing_is_left
}

refuses() {
    ! "$loadgen" "$@" >"$tmp/said" 2>"$tmp/err" &&
        [ "$(wc -l <"$tmp/err")" = 1 ]
}

# ---- against an older run ----------------------------------------------

replays() {
    "$loadgen" compare --replay "$1" --out "$tmp/$2" "${@:3}" "${files[@]}" \
        >"$tmp/said" 2>"$tmp/err" </dev/null || fail "$(cat "$tmp/err")"
}

itself_agrees() {
    replays "$out/results.json" same --against "$out/results.json" &&
        results_say 'all(.against.experiments[].verdicts[];
            .agreement == "same" or .agreement == "nothing")' \
            "$tmp/same/results.json" && grep -q 'both agree' "$tmp/said"
}

# The older run: one claim the other way round, and one experiment missing.
another_disagrees() {
    jq '.experiments |= map(select(.name == "small-orders")) |
        .machine[0].value = "Another" |
        .experiments[0].verdicts[0] |= (.finding = "more" | .ratio.low = 40 |
            .ratio.median = 50 | .ratio.high = 60 | .ratio.coverage = 0.96)' \
        "$out/results.json" >"$tmp/old.json" || return
    jq '.experiments[].verdicts[].ratio.coverage = 0.96' \
        "$out/results.json" >"$tmp/new.json" || return
    replays "$tmp/new.json" other --against "$tmp/old.json" &&
        results_say '.against.experiments[0].verdicts[0].agreement |
            test("apart|few|nothing")' "$tmp/other/results.json" &&
        results_say '.against.machine | length == 1' \
            "$tmp/other/results.json" &&
        grep -q 'quiet-crowd: only in the new run' "$tmp/said" &&
        grep -q 'Another' "$tmp/other/report.html" &&
        follows_the_schema "$tmp/other/results.json"
}

# ---- drawn again -------------------------------------------------------

charts_are_the_same() {
    local chart n=0
    replays "$out/results.json" again || return
    for chart in "$out"/*.svg; do
        cmp "$chart" "$tmp/again/${chart##*/}" || return
        n=$((n + 1))
    done
    [ "$n" -gt 4 ] || fail "$n charts"
}

conclusions_are_the_same() {
    diff <(jq -S '.experiments[].verdicts, .million' "$out/results.json") \
        <(jq -S '.experiments[].verdicts, .million' \
            "$tmp/again/results.json")
}

# The kept run draws every chart that a README shows, and its own report, and
# says what stands in scripts/README.md.
the_kept_run_is_drawn_again() {
    local chart n=0
    rm -rf "$tmp/found" && mkdir "$tmp/found" &&
        cp scripts/found/results.json.gz "$tmp/found" &&
        cp scripts/README.md "$tmp/README.md" &&
        FOUND=$tmp/found README=$tmp/README.md OUT=$tmp/redrawn \
            scripts/redraw >"$tmp/said" 2>"$tmp/err" ||
        fail "$(cat "$tmp/err")" || return
    diff scripts/README.md "$tmp/README.md" || return
    [ "$(grep -c '^| ' "$tmp/redrawn/verdicts.md")" -gt 40 ] || return
    for chart in scripts/found/*.png; do
        file -b "$tmp/found/${chart##*/}" | grep -q '^PNG image data' ||
            fail "$chart is not drawn again" || return
        n=$((n + 1))
    done
    [ "$n" -gt 0 ] && follows_the_schema "$tmp/redrawn/results.json" &&
        grep -q '</html>' "$(tail -1 "$tmp/said")"
}

# A run of a few experiments, as if it were of the kept run's machine and set.
another_run() {
    mkdir -p "$tmp/another"
    zcat scripts/found/results.json.gz | jq -c --slurpfile new \
        "$out/results.json" '$new[0] + {machine, set}' \
        >"$tmp/another/results.json"
}

# Its experiments take the place of those that are kept, and say when they were
# measured; the others stay as they are.
experiments_are_added() {
    rm -rf "$tmp/found" && mkdir "$tmp/found" && another_run &&
        cp scripts/found/results.json.gz "$tmp/found" &&
        cp scripts/README.md "$tmp/README.md" &&
        FOUND=$tmp/found README=$tmp/README.md OUT=$tmp/added \
            scripts/redraw --add "$tmp/another" >"$tmp/said" 2>"$tmp/err" ||
        fail "$(cat "$tmp/err")" || return
    local created
    created=$(jq -r .created "$tmp/another/results.json")
    jq -e --arg created "$created" --slurpfile kept \
        <(zcat scripts/found/results.json.gz) '
        ([.experiments[] | select(.measured == $created) | .name] | sort ==
            ["quiet-crowd", "small-orders"]) and
        ([.experiments[] | select(.measured != $created) | {name, verdicts}] ==
            [$kept[0].experiments[] | select(.name != "quiet-crowd" and
                .name != "small-orders") | {name, verdicts}])' \
        "$tmp/added/results.json" >"$tmp/true" ||
        fail "$(jq -c '[.experiments[] | {name, measured}]' \
            "$tmp/added/results.json")" || return
    grep -q "in a session of their own, $created" "$tmp/added/report.html" &&
        follows_the_schema "$tmp/added/results.json"
}

another_machine_is_not_added() {
    cp scripts/found/results.json.gz "$tmp/found" &&
        ! FOUND=$tmp/found README=$tmp/README.md OUT=$tmp/added \
            scripts/redraw --add "$out" >"$tmp/said" 2>"$tmp/err" &&
        grep -q 'measured with' "$tmp/err" &&
        cmp scripts/found/results.json.gz "$tmp/found/results.json.gz"
}

redraw_wants_a_run() {
    ! FOUND=$tmp/nowhere scripts/redraw >"$tmp/said" 2>"$tmp/err" &&
        grep -q 'results.json' "$tmp/err"
}

reads_in_a_browser() {
    local chromium
    chromium=$(command -v chromium || command -v chromium-browser)
    if [ -z "$chromium" ] || ! command -v node >"$tmp/node"; then
        skip_that "the report in a browser" "no chromium or no node here"
    else
        node tests/browser/report.mjs "$chromium" "$tmp/profile" \
            "$out/report.html" "$B/report-pictures" || failed=1
    fi
}

test_that "a comparison with the road to a million" compares
if python3 -c 'import jsonschema' 2>"$tmp/err"; then
    test_that "results.json follows its schema" \
        follows_the_schema "$out/results.json"
    test_that "the schema refuses what it should" the_schema_refuses
    test_that "two runs against each other" another_disagrees
else
    skip_that "results.json follows its schema" "needs python3-jsonschema"
fi
test_that "samples.csv: a line a run, as results.json has it" \
    samples_are_whole
test_that "no folder of this machine is told" no_folder_of_this_machine
test_that "million: every connection was held" every_connection_was_held
test_that "million: threads and descriptors are as predicted" \
    threads_and_descriptors_are_as_predicted
test_that "million: limits, the lowest first" limits_are_sorted
test_that "million: what a request costs is carried on" \
    requests_are_carried_on
test_that "no process is left" nothing_is_left
test_that "million: a signal ends it, and all that it started" \
    a_signal_ends_it
test_that "million refuses a word" refuses million word
test_that "an older run that cannot be read is refused" \
    refuses compare --quiet --against /nowhere.json "${files[@]}"
test_that "a run against itself agrees" itself_agrees
test_that "drawn again from results.json, the charts are the same" \
    charts_are_the_same
test_that "and so are the conclusions" conclusions_are_the_same
test_that "a run's experiments are added to the kept run" experiments_are_added
test_that "but not those of another machine" another_machine_is_not_added
test_that "redraw wants a run that was kept" redraw_wants_a_run
test_that "the kept run is drawn again" the_kept_run_is_drawn_again
reads_in_a_browser
finish
