#!/usr/bin/env bash
# output.sh: the files that loadgen writes, read by those they are made for.
# shellcheck disable=SC2015 # in "A && B || fail", fail is for either
set -u
. tests/lib.sh
. tests/hdr.sh
loadgen=$B/loadgen/loadgen
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

the_reader_finds_the_same_times() {
    read_log "$tmp/a.hlog" response "$tmp/read" &&
        same_times "$tmp/a.hgrm" "$tmp/read.hgrm"
}

# A line a second: whole ones, one after the other.
the_reader_finds_every_second() {
    grep '^[0-9]' "$tmp/read" | tr -d ':' | awk '
        { sum += substr($2, 2); if ($1 != NR ".000" || $2 !~ /^I[1-9]/) exit 1 }
        END { print NR, sum }' >"$tmp/seconds"
    [ "$(cat "$tmp/seconds")" = "3 $(jq .latency_us.count "$tmp/a.json")" ] ||
        fail "$(cat "$tmp/read")"
}

# An open loop's log has four histograms.
the_reader_finds_each_tag() {
    local tag times total
    for tag in response service lag wait; do
        times=${tag/response/latency}_us
        read_log "$tmp/open.hlog" "$tag" "$tmp/tag" || return
        total=$(sed -n 's/.*Total count *= *\([0-9]*\)]/\1/p' "$tmp/tag.hgrm")
        [ "${total:-0}" -gt 0 ] &&
            [ "$total" = "$(jq ".$times.count" "$tmp/open.json")" ] ||
            fail "$tag: $total" || return
    done
}

csv_has_head_and_lines() {
    "$loadgen" run -c 2 -d 200ms --warmup 0 --quiet --csv "$tmp/a.csv" \
        "$url/hello" 2>"$tmp/err"
    [ "$(wc -l <"$tmp/a.csv")" = 3 ] &&
        [ "$(awk -F, '{print NF}' "$tmp/a.csv" | sort -u | wc -l)" = 1 ] &&
        [ "$(sed -n 2p "$tmp/a.csv" | cut -d, -f8)" = \
            "$(jq .measured.requests "$tmp/a.json")" ] || fail "$(cat "$tmp/a.csv")"
}

# Whether a load of one client, with these conditions, ended with anything but
# 98: where a machine is too busy for a valid measurement, nothing is shown.
# Sets status.
measures() {
    status=0
    "$loadgen" run -c 1 -d 300ms --warmup 0 --quiet "$@" "$url/hello" \
        2>"$tmp/err" || status=$?
    [ "$status" != 98 ]
}

# --fail-if: what holds ends with 99 and one line with condition and figure.
fails_when_it_holds() {
    local status
    wait_until measures --fail-if 'p99>1us' --fail-if 'rps<1' \
        --fail-if 'errors>0' && [ "$status" = 99 ] && [ "$(wc -l <"$tmp/err")" = 1 ] &&
        grep -q -- '--fail-if p99>1us: p99 is [0-9.]*[mu]*s$' "$tmp/err" ||
        fail "status $status: $(cat "$tmp/err")"
}

passes_when_it_does_not() {
    local status
    wait_until measures --fail-if 'p50>=1m' --fail-if 'rps<=1' \
        --fail-if 'max>1m' && [ "$status" = 0 ] ||
        fail "status $status: $(cat "$tmp/err")"
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

# Ends well or with 98, which a busy machine or a short run may deserve.
writes() {
    local status=0 name=$1
    shift
    "$loadgen" "$@" --quiet --json "$tmp/$name.json" 2>"$tmp/err" || status=$?
    [ "$status" = 0 ] || [ "$status" = 98 ] ||
        fail "$* ended with $status: $(cat "$tmp/err")"
}

# Every command that writes JSON, with as many parts of it as can be.
everything_is_written() {
    local short=(--warmup 0 -d 300ms)
    writes open run "${short[@]}" -d 2s -c 4 --profile 0:200,100ms:~400 --pid \
        "$server_pid" --mix '9x/hello,1x/wait?ms=9' --stall 100ms:50ms \
        --hlog "$tmp/open.hlog" "$url/hello" &&
        writes over run "${short[@]}" -c 2 -R 400 --drain 20s \
            "$url/wait?ms=20" &&
        writes think run "${short[@]}" --think 5ms "$url/hello" &&
        writes idle idle -c 10 -d 500ms --pid "$server_pid" "$url/hello" &&
        writes head slow -c 4 -d 500ms --header-interval 100ms "$url/hello" &&
        writes body slow -c 4 -d 500ms --body-interval 100ms --path /echo \
            "$url/hello" &&
        writes read slow -c 4 -d 500ms --read-rate 100 "$url/hello" &&
        writes feed feed -c 4 -d 1s --publish-rate 10 "$url/feed" &&
        writes sweep sweep "${short[@]}" --rates 50,100 -n 1 "$url/hello" &&
        writes search sweep "${short[@]}" --search 'p50<1us' -n 1 \
            --pid "$server_pid" "$url/hello" &&
        writes merge merge "$tmp/open.json" "$tmp/a.json" &&
        writes logs merge "$tmp/open.hlog" "$tmp/a.hlog" || return
    "$loadgen" doctor --json "$tmp/doctor.json"
    [ $? != 1 ]
}

written=(a open over think idle head body read feed sweep search merge logs
    doctor)

json_follows_its_schema() {
    local files=("${written[@]/#/$tmp/}")
    python3 tests/e2e/schema.py loadgen/schema.json \
        "${files[@]/%/.json}" || fail "see above"
}

# What is asked for is there, and not null where the schema would allow it.
nothing_is_left_out() {
    local name
    declare -A must=(
        [a]='.load.model == "closed" and .mix == null'
        [open]='[.histogram, .service_histogram, .lag_histogram,
            .wait_histogram] | all(.counts | length > 0)'
        [over]='.measured.drained_s > 0 and (.validity.notes | length == 1)'
        [think]='.load.think_s == 0.005'
        [idle]='.load.model == "idle" and .server.pid > 0'
        [head]='.slow.bytes > 0 and .load.slowness == "head"'
        [body]='.slow.bytes > 0 and .load.slowness == "body"'
        [read]='.load.slowness == "read"'
        [feed]='.feed.delivered > 0 and .feed.first_us.count > 0'
        [sweep]='(.points | length == 2) and .by == "rate"'
        [search]='.search.fails == 1 and .search.holds == null'
        [merge]='.measured.requests > 0 and .lag_us.count > 0'
        [doctor]='.limits | length > 5'
        [logs]='.measured == null and .wait_us.count > 0')
    jq -e '(.load.profile | length == 2) and .load.stall_s == [0.1, 0.05] and
        (.mix | length == 2) and .server.pid > 0 and
        (.samples | length > 0)' "$tmp/open.json" >"$tmp/true" ||
        fail "open: $(jq -c '[.load, .mix]' "$tmp/open.json")" || return
    for name in "${written[@]}"; do
        jq -e "${must[$name]}" "$tmp/$name.json" >"$tmp/true" ||
            fail "$name: not so: ${must[$name]}" || return
    done
}

# A schema that would accept anything proves nothing. Lists are cut short, so
# that it does not take long.
the_schema_refuses() {
    local name
    for name in a open head feed search merge logs doctor; do
        jq 'walk(if type == "array" then .[:3] else . end)' "$tmp/$name.json" \
            >"$tmp/short.json" &&
            python3 tests/e2e/schema.py --mutations loadgen/schema.json \
                "$tmp/short.json" || fail "$name.json" || return
    done
}

# ---- help ---------------------------------------------------------------

every_command_has_help() {
    local command
    for command in run idle slow feed sweep plot merge doctor compare; do
        "$loadgen" "$command" --help >"$tmp/help" 2>"$tmp/err" &&
            grep -q "^usage: loadgen $command " "$tmp/help" &&
            grep -q "^examples:" "$tmp/help" &&
            grep -q "^  loadgen $command" "$tmp/help" &&
            grep -q "^exit status: 0 " "$tmp/help" && [ ! -s "$tmp/err" ] ||
            fail "$command: $(head -3 "$tmp/help")" || return
        "$loadgen" --help | grep -q "^  $command " ||
            fail "loadgen --help does not name $command" || return
    done
}

test_that "every command has --help with examples" every_command_has_help
test_that "evented starts" start "$B/evented/evented"
test_that "a load that writes every file" loads
test_that "a load of each kind, and what merges them" everything_is_written
if command -v java >/dev/null && [ -e "$jar" ]; then
    test_that "HdrHistogram's reader finds the same times in the log" \
        the_reader_finds_the_same_times
    test_that "and a line for each second" the_reader_finds_every_second
    test_that "and an open loop's four histograms" the_reader_finds_each_tag
else
    skip_that "HdrHistogram's reader decodes the log" \
        "needs libhdrhistogram-java and default-jre-headless"
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
test_that "JSON: each kind has what it is for" nothing_is_left_out
if python3 -c 'import jsonschema' 2>"$tmp/err"; then
    test_that "JSON: each kind follows the schema" json_follows_its_schema
    test_that "the schema refuses what lacks a field, or has an odd one" \
        the_schema_refuses
else
    skip_that "JSON: each kind follows the schema" "needs python3-jsonschema"
fi
test_that "evented ends" stop
finish
