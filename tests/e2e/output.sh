#!/usr/bin/env bash
# output.sh: the files that loadgen writes, read by those they are made for.
# shellcheck disable=SC2015 # in "A && B || fail", fail is for either
set -u
. tests/lib.sh
loadgen=$B/loadgen/loadgen
readers=$B/readers

# HdrHistogram's own reader, as the lockfile names it; installed once.
have_reader() {
    [ -d "$readers/node_modules/hdr-histogram-js" ] && return
    command -v node >/dev/null && command -v npm >/dev/null || return
    mkdir -p "$readers"
    cp tests/readers/package*.json "$readers" &&
        (cd "$readers" && npm ci --ignore-scripts) >"$tmp/npm" 2>&1
}

read_log() {
    READERS=$PWD/$readers/node_modules node tests/readers/read-log.js "$@"
}

# One load, and every file at once.
loads() {
    local status=0
    "$loadgen" run -c 8 -d 2500ms --warmup 100ms --quiet --json "$tmp/a.json" \
        --csv "$tmp/a.csv" --hgrm "$tmp/a.hgrm" --hlog "$tmp/a.hlog" \
        "$url/hello" 2>"$tmp/err" || status=$?
    case $status in
    0 | 98) ;; # 98: a busy machine; the files must be there all the same
    *) fail "loadgen ended with $status: $(cat "$tmp/err")" ;;
    esac
}

the_reader_finds_the_same_counts() {
    read_log "$tmp/a.hlog" response >"$tmp/read.json" || return
    diff <(jq -c '.histogram.counts[]' "$tmp/a.json") \
        <(jq -c '.counts[]' "$tmp/read.json") >"$tmp/diff" ||
        fail "$(head -5 "$tmp/diff")"
}

# shellcheck disable=SC2016 # these are jq's variables
the_reader_finds_the_same_percentiles() {
    jq -ne '[inputs] as [$own, $read] | $own.latency_us as $l | $read |
        .total == $l.count and
        ([[.percentiles["50"], $l.p50], [.percentiles["90"], $l.p90],
          [.percentiles["99"], $l.p99], [.percentiles["99.9"], $l.p99_9]] |
         all(.[0] - .[1] | fabs < 0.001)) and
        (.mean / $l.mean - 1 | fabs) < 0.001' \
        "$tmp/a.json" "$tmp/read.json" >"$tmp/true" ||
        fail "$(jq -c '{total, mean, percentiles}' "$tmp/read.json")" \
            "$(jq -c .latency_us "$tmp/a.json")"
}

# A line a second: whole ones, one after the other.
the_reader_finds_every_second() {
    jq -e '.intervals | length == 3 and
        all(.[]; .end - .start == 1000 and .total > 0) and
        .[1].start == .[0].end and .[2].start == .[1].end' \
        "$tmp/read.json" >"$tmp/true" ||
        fail "$(jq -c .intervals "$tmp/read.json")"
}

# The same lines; a rounding of the last digit is no difference.
the_percentile_text_is_the_readers_own() {
    paste <(grep '^ *[0-9]' "$tmp/a.hgrm") \
        <(jq -r .text "$tmp/read.json" | grep '^ *[0-9]') >"$tmp/both"
    awk 'function far(a, b) { return a - b > 0.00101 || b - a > 0.00101 }
        NF != 8 && NF != 6 { bad = 1 }
        NF == 8 && (far($1, $5) || far($2, $6) || $3 != $7) { bad = 1 }
        NF == 6 && (far($1, $4) || $3 != $6) { bad = 1 }
        bad { print "# " $0; exit 1 }
        END { if (NR < 10) exit 1 }' "$tmp/both" &&
        head -2 "$tmp/a.hgrm" | diff - <(jq -r .text "$tmp/read.json" | head -2)
}

csv_has_head_and_lines() {
    "$loadgen" run -c 2 -d 200ms --warmup 0 --quiet --csv "$tmp/a.csv" \
        "$url/hello" 2>"$tmp/err"
    [ "$(wc -l <"$tmp/a.csv")" = 3 ] &&
        [ "$(awk -F, '{print NF}' "$tmp/a.csv" | sort -u | wc -l)" = 1 ] &&
        [ "$(sed -n 2p "$tmp/a.csv" | cut -d, -f8)" = \
            "$(jq .measured.requests "$tmp/a.json")" ] || fail "$(cat "$tmp/a.csv")"
}

# --fail-if: what holds ends with 99 and one line with condition and figure.
fails_when_it_holds() {
    local status=0
    "$loadgen" run -c 1 -d 300ms --warmup 0 --quiet --fail-if 'p99>1us' \
        --fail-if 'rps<1' --fail-if 'errors>0' "$url/hello" 2>"$tmp/err" ||
        status=$?
    [ "$status" = 99 ] && [ "$(wc -l <"$tmp/err")" = 1 ] &&
        grep -q -- '--fail-if p99>1us: p99 is [0-9.]*[mu]*s$' "$tmp/err" ||
        fail "status $status: $(cat "$tmp/err")"
}

passes_when_it_does_not() {
    "$loadgen" run -c 1 -d 300ms --warmup 0 --quiet --fail-if 'p50>=1m' \
        --fail-if 'rps<=1' --fail-if 'max>1m' "$url/hello"
}

# Figures that mean nothing can fail nothing: 98 and not 99.
invalid_wins() {
    local status=0
    "$loadgen" run -c 1 -d 300ms --warmup 0 --quiet --fail-if 'errors>0' \
        "$url/nothing-here" 2>"$tmp/err" || status=$?
    [ "$status" = 98 ] || fail "status $status: $(cat "$tmp/err")"
}

refuses_nonsense() {
    local text
    for text in p98 'p99>' '>5ms' 'p99>fast' 'rps>5ms' 'speed>3'; do
        "$loadgen" run --fail-if "$text" "$url/hello" 2>"$tmp/err"
        [ $? = 1 ] && grep -q -- "--fail-if" "$tmp/err" ||
            fail "--fail-if '$text': $(cat "$tmp/err")" || return
    done
}

# ---- merge -------------------------------------------------------------

payloads() {
    grep -v '^[#"]' "$1" | awk -F, '{ print $1, $2, $NF }'
}

# Every other line of a log in a log of its own; together they are the whole.
parts_of_a_log_make_the_whole() {
    awk '/^[#"]/ || NR % 2 == 0' "$tmp/a.hlog" >"$tmp/even.hlog"
    awk '/^[#"]/ || NR % 2 == 1' "$tmp/a.hlog" >"$tmp/odd.hlog"
    "$loadgen" merge --quiet --hlog "$tmp/sum.hlog" --hgrm "$tmp/sum.hgrm" \
        --json "$tmp/sum.json" "$tmp/odd.hlog" "$tmp/even.hlog" || return
    diff <(payloads "$tmp/a.hlog") <(payloads "$tmp/sum.hlog") >"$tmp/diff" &&
        diff <(grep '^ *[0-9]' "$tmp/a.hgrm") \
            <(grep '^ *[0-9]' "$tmp/sum.hgrm") >>"$tmp/diff" &&
        diff <(jq .histogram "$tmp/a.json") \
            <(jq .histogram "$tmp/sum.json") >>"$tmp/diff" ||
        fail "$(cut -c1-100 "$tmp/diff" | head -5)"
}

# The same second of two machines is added up, not listed twice.
seconds_of_two_machines_add() {
    "$loadgen" merge --quiet --hlog "$tmp/twice.hlog" --hgrm "$tmp/twice.hgrm" \
        "$tmp/a.hlog" "$tmp/a.hlog" || return
    [ "$(grep -c '^Tag' "$tmp/twice.hlog")" = 3 ] &&
        [ "$(sed -n 's/.*Total count *= *\([0-9]*\)]/\1/p' "$tmp/twice.hgrm")" = \
            $((2 * $(jq .latency_us.count "$tmp/a.json"))) ] ||
        fail "$(tail -3 "$tmp/twice.hgrm")"
}

# shellcheck disable=SC2016 # these are jq's variables
results_add() {
    "$loadgen" run -c 2 -d 300ms --warmup 0 --quiet --json "$tmp/b.json" \
        "$url/burn?us=500" 2>"$tmp/err"
    "$loadgen" merge --quiet --json "$tmp/ab.json" "$tmp/a.json" "$tmp/b.json" \
        2>"$tmp/err"
    jq -ne '[inputs] as [$a, $b, $ab] |
        ($ab.measured.requests == $a.measured.requests + $b.measured.requests)
        and ($ab.latency_us.count == $a.latency_us.count + $b.latency_us.count)
        and ($ab.measured.rps - $a.measured.rps - $b.measured.rps | fabs < 1)
        and ($ab.latency_us.max == ([$a, $b | .latency_us.max] | max))
        and ($ab.latency_us.min == ([$a, $b | .latency_us.min] | min))
        and (($ab.histogram.counts | map(.[1]) | add) == $ab.latency_us.count)
        and ($ab.validity.valid == ($a.validity.valid and $b.validity.valid))
        and ($ab.parts | length == 2)' \
        "$tmp/a.json" "$tmp/b.json" "$tmp/ab.json" >"$tmp/true" ||
        fail "$(jq -c 'del(.histogram)' "$tmp/ab.json")"
}

merge_refuses() {
    local file
    echo '{"schema": "else"}' >"$tmp/else.json"
    echo '{"schema": ' >"$tmp/cut.json"
    echo '#[nothing]' >"$tmp/none.hlog"
    for file in else.json cut.json none.hlog missing.hlog; do
        "$loadgen" merge "$tmp/a.hlog" "$tmp/$file" >"$tmp/out" 2>"$tmp/err"
        [ $? = 1 ] && [ "$(wc -l <"$tmp/err")" = 1 ] &&
            grep -q "$file" "$tmp/err" && [ ! -s "$tmp/out" ] ||
            fail "$file: $(cat "$tmp/err")" || return
    done
}

# ---- the schema --------------------------------------------------------

json_follows_its_schema() {
    python3 - loadgen/schema.json "$@" <<'PY'
import json, sys
import jsonschema
schema = json.load(open(sys.argv[1]))
jsonschema.Draft7Validator.check_schema(schema)
wrong = 0
for name in sys.argv[2:]:
    for error in jsonschema.Draft7Validator(schema).iter_errors(
            json.load(open(name))):
        print("#", name, list(error.path), error.message[:200])
        wrong = 1
sys.exit(wrong)
PY
}

# A schema that would accept anything proves nothing.
the_schema_refuses() {
    local change
    for change in 'del(.measured.rps)' '.latency_us.p99 = "fast"' \
        '.schema = "loadgen/2"' '.validity.valid = 1' \
        '.histogram.counts[0] = [1]' 'del(.server)' \
        '.census.fairness = 1.5'; do
        jq "$change" "$tmp/a.json" >"$tmp/bad.json" || return
        ! json_follows_its_schema "$tmp/bad.json" >"$tmp/why" 2>&1 ||
            fail "it accepts $change" || return
    done
}

test_that "evented starts" start "$B/evented/evented"
test_that "a load that writes every file" loads
if have_reader; then
    test_that "HdrHistogram's reader finds the same counts in the log" \
        the_reader_finds_the_same_counts
    test_that "and the same percentiles" the_reader_finds_the_same_percentiles
    test_that "and a line for each second" the_reader_finds_every_second
    test_that "its percentile text is ours" \
        the_percentile_text_is_the_readers_own
else
    skip_that "HdrHistogram's reader decodes the log" \
        "needs node, npm and its registry"
fi
test_that "CSV: one head, then a line each" csv_has_head_and_lines
test_that "--fail-if: 99 when it holds, and why" fails_when_it_holds
test_that "--fail-if: 0 when it does not" passes_when_it_does_not
test_that "--fail-if: an invalid measurement is 98 all the same" invalid_wins
test_that "--fail-if: nonsense is refused" refuses_nonsense
test_that "merge: parts of a log make the whole" parts_of_a_log_make_the_whole
test_that "merge: seconds of two machines add" seconds_of_two_machines_add
test_that "merge: results add" results_add
test_that "merge: what is no result is refused by name" merge_refuses
if python3 -c 'import jsonschema' 2>"$tmp/err"; then
    test_that "run: the JSON follows its schema" \
        json_follows_its_schema "$tmp/a.json"
    test_that "the schema refuses what it should" the_schema_refuses
else
    skip_that "the JSON follows its schema" "needs python3-jsonschema"
fi
test_that "evented ends" stop
finish
