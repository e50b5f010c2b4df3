#!/usr/bin/env bash
# console.sh: loadgen console: every control changes what the servers' own
# /stats say, nobody else can use it, and nothing is left behind.
# shellcheck disable=SC2015 # in "A && B || fail", fail is for either
set -u
. tests/lib.sh
long "the console"
loadgen=$B/loadgen/loadgen
declare -A pid=() at=()
console='' page=''      # the console's process, and where it listens
demo='' children=()     # of scripts/demo; processes that ought to end
token='' class_token='' # as it printed them, or empty

end_all() {
    for process in $demo $console "${pid[@]}"; do
        kill -CONT "$process" 2>/dev/null
        kill -KILL "$process" 2>/dev/null
    done
    kill_server
    rm -rf "$tmp"
}
trap end_all EXIT

# ---- servers and consoles --------------------------------------------------

# Starts the server NAME: its command line follows.
serve() {
    local name=$1 line fd
    exec {fd}< <(exec "${@:2}" 2>"$tmp/$name.err")
    pid[$name]=$!
    read -r -t 20 line <&"$fd"
    at[$name]=http://${line#*http://}
    at[$name]=${at[$name]%%/ *}
    [[ ${at[$name]} =~ :[0-9]+$ ]] || fail "did not start: $*"
}

# Starts a console: its arguments. Sets console, page, token, class_token.
open_console() {
    local line
    rm -rf "$tmp/kept"
    exec {console_out}< <(exec "$loadgen" console --listen 127.0.0.1:0 \
        --out "$tmp/kept" "$@" 2>"$tmp/console.err")
    console=$!
    read -r -t 20 line <&"$console_out"
    page=http://${line#*http://}
    page=${page%% *}
    token=${page#*token=}
    page=${page%%/\?*}
    page=${page%/}
    class_token=
    if [[ $line = *token=* ]]; then
        read -r -t 20 line <&"$console_out"
        class_token=${line##*token=}
    fi
    [[ $page =~ :[0-9]+$ ]] || fail "$line $(cat "$tmp/console.err")"
}

watch_server() {
    open_console "B=${at[B]}" "D=${at[D]}"
}

# Ends the console by a signal; it must end with 0, and say nothing.
close_console() {
    kill "-${1:-TERM}" "$console"
    wait "$console"
    local status=$?
    console=
    exec {console_out}<&-
    [ ! -s "$tmp/console.err" ] || { sed 's/^/# /' "$tmp/console.err"; return 1; }
    [ "$status" = 0 ] || fail "it ended with $status"
}

# ---- asking ----------------------------------------------------------------

# POST PATH BODY [CURL OPTIONS]: the answer goes to $tmp/answer, its status to
# $status.
post() {
    status=$(curl -s --max-time 20 -o "$tmp/answer" -w '%{http_code}' \
        -H 'Content-Type: application/json' -d "$2" "${@:3}" "$page/api/$1")
}

get() {
    status=$(curl -s --max-time 30 -o "$tmp/answer" -w '%{http_code}' \
        "${@:2}" "$page$1")
}

# A control that must succeed.
control() {
    post "$1" "$2"
    [ "$status" = 200 ] || fail "$1 $2: $status $(cat "$tmp/answer")"
}

# One that must not: the status, and a word of the error.
is_refused() {
    [ "$status" = "$1" ] && jq -r .error "$tmp/answer" | grep -qe "$2" ||
        fail "not $1 with '$2' but $status: $(head -c 300 "$tmp/answer")"
}

# What a server itself says, and what the console's last sample says.
stats_are() {
    curl -s --max-time 20 "${at[$1]}/stats" | jq -e "$2" >"$tmp/stat"
}

sample_is() {
    curl -sN --max-time 20 "$page/api/stream" 2>/dev/null |
        grep -m1 '^data: {"t":[0-9]*,"servers"' | cut -c7- >"$tmp/sample"
    jq -e "$1" "$tmp/sample" >"$tmp/stat"
}

# Whether a note of that kind was told.
noted() {
    curl -sN --max-time 20 "$page/api/stream" 2>/dev/null |
        sed '/^event: sample/q' | sed -n 's/^data: //p' |
        jq -es "any(.kind == \"$1\" and ($2))" >"$tmp/stat"
}

both='"servers":["B","D"]'

on_both() {
    stats_are B "$1" && stats_are D "$1"
}

# ---- what is shown ---------------------------------------------------------

shows_servers() {
    get /api/config && jq -e '
        [.servers[] | .name, .scene, .model] ==
            ["B", "B", "threaded", "D", "D", "evented"] and
        (.servers[0].command | test("^threaded")) and .replay == false and
        ([.menu[].id] == ["hello", "wait", "burn", "block", "bytes", "feed"])' \
        "$tmp/answer" >"$tmp/stat"
}

samples_carry_stats() {
    sample_is ".servers.B | .up and .stats.pid == ${pid[B]} and .age_ms < 1000
        and .asked > 0 and .kernel.waiting == 0 and .load.state == \"off\""
}

page_is_served() {
    get / -D "$tmp/head" && [ "$status" = 200 ] &&
        grep -qi "^content-security-policy: default-src 'self'" "$tmp/head" &&
        grep -qi '^cache-control: no-store' "$tmp/head" &&
        grep -qi '^content-type: text/html' "$tmp/head" &&
        get /dygraph.js && [ "$status" = 200 ] || fail "$status"
}

nothing_else_is_served() {
    local path
    for path in /../main.c /..%2f..%2fMakefile /.hidden /loadgen /none.html \
        //etc/passwd /a/b/c.js '/index.html%00.js' /console/; do
        get "$path" --path-as-is
        [ "$status" = 404 ] || fail "$path: $status" || return 1
    done
    post / '{}' && [ "$status" = 404 ] || fail "$status"
}

# ---- controls --------------------------------------------------------------

load_is_felt() {
    control load "{$both,\"clients\":20,\"menu\":\"wait\"}" &&
        wait_until stats_are B '.needs.sleep == 20' &&
        wait_until stats_are D '.needs.sleep == 20' &&
        wait_until sample_is '[.servers[].load] | all(
            .state == "running" and .connected == 20 and .clients == 20 and
            .keep and .rate > 0 and .p50_us > 100000 and .menu == "wait")' &&
        noted load '.what.clients == 20 and .servers == ["B", "D"]'
}

every_order_is_served() {
    local item
    for item in hello burn block bytes; do
        control load "{$both,\"clients\":2,\"menu\":\"$item\"}" &&
            wait_until sample_is "[.servers[].load] | all(
                .menu == \"$item\" and .answered > 0 and .errors == 0 and
                .generator_cpu != null)" || return 1
    done
}

board_is_watched() {
    control load "{$both,\"clients\":5,\"menu\":\"feed\"}" &&
        wait_until on_both '.feed.subscribers == 5' &&
        wait_until sample_is '[.servers[].load] | all(.answered > 0)'
}

open_load_keeps_its_rate() {
    control load "{\"servers\":[\"D\"],\"clients\":10,\"menu\":\"hello\",
        \"arrival\":\"open\",\"rate\":50}" &&
        wait_until sample_is '.servers.D.load | .arrival == "open" and
            .answered > 100 and .rate > 25 and .rate < 100 and .lag_us >= 0'
}

load_ends() {
    control load "{$both,\"clients\":0}" &&
        wait_until on_both '.connections.open <= 2' &&
        sample_is '[.servers[].load] | all(.state == "off" and .clients == 0)'
}

spike_is_felt() {
    local before
    before=$(curl -s "${at[D]}/stats" | jq .connections.accepted)
    control spike '{"servers":["D"],"factor":3,"seconds":60}' &&
        wait_until sample_is '.servers.D.spike | .state == "running" and
            .rate == 200 and .left_ms > 0' &&
        wait_until stats_are D ".connections.accepted > $before + 100" &&
        control reset '{}' &&
        control spike '{"servers":["D"],"factor":3,"seconds":1}' &&
        wait_until sample_is '.servers.D.spike.state == "ended"'
}

slow_ones_are_held() {
    control slow "{$both,\"clients\":30}" &&
        wait_until on_both '.connections.open >= 31 and .needs.read >= 30' &&
        wait_until sample_is '[.servers[].slow] | all(.connected == 30)' &&
        control slow "{$both,\"clients\":0}" &&
        wait_until on_both '.connections.open <= 2'
}

# Whether a server's process is stopped by a signal, or goes on.
is_stopped() {
    [ "$(sed 's/.*) //; s/ .*//' "/proc/${pid[$1]}/stat")" = T ]
}

goes_on() {
    ! is_stopped "$1"
}

freezes_and_thaws() {
    control freeze '{"servers":["D"],"seconds":10}' &&
        post freeze '{"servers":["D"],"seconds":2}' &&
        is_refused 409 'frozen already' &&
        wait_until is_stopped D && goes_on B && wait_until sample_is '.servers.D |
            .frozen and (.up | not) and (.why | test("no answer"))' &&
        wait_until sample_is '.servers.D | .up and (.frozen | not)' &&
        wait_until goes_on D && noted thaw '.servers == ["D"]'
}

reset_ends_all() {
    control load "{$both,\"clients\":3,\"menu\":\"wait\"}" &&
        control slow "{$both,\"clients\":3}" &&
        control freeze '{"servers":["B"],"seconds":10}' &&
        wait_until is_stopped B && control reset '{}' &&
        wait_until goes_on B &&
        wait_until on_both '.connections.open <= 2' &&
        sample_is '[.servers[]] | all(.load.state == "off" and
            .slow.state == "off" and (.frozen | not))'
}

# With one cashier, /stats stands in the queue, and all are served in turn.
one_cashier_serves_everyone() {
    serve A "$B/threaded/threaded" --listen 127.0.0.1:0 --threads=1 &&
        open_console "A=${at[A]}" && wait_until sample_is '.servers.A.up' &&
        control load '{"servers":["A"],"clients":8,"menu":"wait"}' &&
        wait_until sample_is '.servers.A | .load.keep == false and
            .load.answered > 10 and .load.errors == 0 and
            .kernel.waiting >= 6 and .kernel.threads >= 1 and
            .stats.scene == "A"' && close_console
    local done=$?
    kill -KILL "${pid[A]}"
    unset 'pid[A]'
    return "$done"
}

# ---- a server that ends ----------------------------------------------------

killed_server_is_down() {
    kill -KILL "${pid[D]}" && wait_until sample_is '.servers | .B.up and (.D |
        (.up | not) and .kernel == null and
        (.why | test("nobody listens")))' && noted down '.servers == ["D"]' &&
        post freeze '{"servers":["D"],"seconds":1}' &&
        is_refused 409 'does not listen'
}

load_on_nobody_says_so() {
    control load '{"servers":["D"],"clients":2}' &&
        wait_until sample_is '.servers.D.load | .state == "failed" and
            (.why | test("is the server running"))'
}

server_comes_back() {
    serve D "$B/evented/evented" --listen "${at[D]#http://}" --helpers=2 &&
        wait_until sample_is ".servers.D | .up and .stats.pid == ${pid[D]}" &&
        noted up '.servers == ["D"]' && get /api/config &&
        jq -e '.servers[1] | .scene == "E" and .command ==
            "evented --helpers=2"' "$tmp/answer" >"$tmp/stat"
}

# ---- the vote, the trace, the session --------------------------------------

class_votes() {
    local id
    post vote '{"id":1,"answer":0,"voter":"pupil-01"}' && is_refused 409 closed &&
        control question '{"text":"Who wins?","answers":["B","D"]}' &&
        id=$(jq .id "$tmp/answer") &&
        control vote "{\"id\":$id,\"answer\":0,\"voter\":\"pupil-01\"}" &&
        control vote "{\"id\":$id,\"answer\":1,\"voter\":\"pupil-02\"}" &&
        control vote "{\"id\":$id,\"answer\":1,\"voter\":\"pupil-01\"}" &&
        get /api/question && jq -e '.open and .counts == [0, 2] and
            .votes == 2 and .text == "Who wins?"' "$tmp/answer" >"$tmp/stat" &&
        control reveal '{}' && post reveal '{}' && is_refused 409 'ask one' &&
        get /api/question && jq -e '(.open | not) and .counts == [0, 2]' \
        "$tmp/answer" >"$tmp/stat" && noted reveal '.what.counts == [0, 2]'
}

trace_is_made() {
    get "/api/trace?server=$1&ms=300" && [ "$status" = 200 ] &&
        jq -e ".otherData.server == \"$1\" and .otherData.ms == 300 and
            (.traceEvents | length) > 20 and
            ([.traceEvents[].name] | index(\"work\") != null)" \
            "$tmp/answer" >"$tmp/stat" || fail "$(head -c 300 "$tmp/answer")"
}

trace_is_asked_right() {
    get '/api/trace?server=X' && is_refused 404 'no such server' &&
        get '/api/trace?server=B&menu=feed' && is_refused 400 'menu='
}

# Whoever asked for a trace has gone: it ends, and then the next may be made.
impatience_is_survived() {
    local asker good=
    curl -s "$page/api/trace?server=B&ms=10000" >"$tmp/left" &
    asker=$!
    wait_until trace_is_under_way && get '/api/trace?server=D' &&
        is_refused 429 'wait for it' && good=yes
    kill "$asker" 2>/dev/null
    wait "$asker" 2>/dev/null
    wait_until trace_is_possible && [ "$good" ]
}

trace_is_under_way() {
    pgrep -P "$console" -f -- --trace >"$tmp/copies"
}

trace_is_possible() {
    get '/api/trace?server=D&ms=100' && [ "$status" = 200 ]
}

session_is_kept() {
    get /api/session && [ "$status" = 200 ] && jq -e '
        (.samples | length) > 10 and .config.servers[0].name == "B" and
        ([.notes[].kind] | contains(["load", "spike", "slow", "freeze",
            "thaw", "reset", "question", "reveal", "down", "up"])) and
        (.samples | map(.t) | . == sort)' "$tmp/answer" >"$tmp/stat" &&
        wait_until file_is_whole
}

# Whoever reads it while it is written may see half of a write.
file_is_whole() {
    cp "$tmp/kept/session.json" "$tmp/copy.json" &&
        jq -e .samples "$tmp/copy.json" >"$tmp/stat" 2>&1
}

# ---- who may ask -----------------------------------------------------------

odd_requests_are_refused() {
    post load '{"servers":["X"],"clients":1}' && is_refused 404 'no server' &&
        post load '{"servers":["B"]}' && is_refused 400 '"clients"' &&
        post load 'nonsense' && is_refused 400 'not JSON' &&
        post load '{"servers":["B"],"clients":1,"url":"http://10.0.0.1/"}' &&
        is_refused 400 'is no key' &&
        post load '{"servers":["B"],"clients":10001}' && is_refused 400 10000 &&
        post nothing '{}' && is_refused 404 'no /api/nothing' &&
        post load "{\"x\":\"$(printf %5000s .)\"}" && is_refused 413 4096 &&
        get /api/load && is_refused 405 'use POST' &&
        get /api/config -X DELETE && is_refused 405 'use GET' &&
        get /api/reset -d '{}' && is_refused 415 'application/json' &&
        get /api/reset -d '{}' -H 'Content-Type: text/plain' &&
        is_refused 415 'application/json'
}

other_sites_may_not() {
    post reset '{}' -H 'Host: evil.example' && is_refused 403 'address' &&
        get / -H 'Host: evil.example:8000' && is_refused 403 'address' &&
        post reset '{}' -H 'Origin: http://evil.example' &&
        is_refused 403 'other sites' &&
        post reset '{}' -H 'Origin: null' && is_refused 403 'other sites' &&
        get '/api/trace?server=B' -H 'Sec-Fetch-Site: cross-site' &&
        is_refused 403 'other sites' &&
        get / -H 'Sec-Fetch-Site: cross-site' && [ "$status" = 200 ] &&
        control reset '{}' && post reset '{}' -H "Origin: $page" &&
        [ "$status" = 200 ]
}

# How many a second is a unit test's matter. Here: whoever asks without a pause
# is refused at some time, and may again afterwards.
one_is_refused() {
    curl -s --parallel --max-time 20 -K "$tmp/many" 2>/dev/null |
        grep -q 429
}

one_is_let_in() {
    post reset '{}'
    [ "$status" = 200 ]
}

too_many_are_refused() {
    for _ in {1..60}; do
        echo "next"
        echo "url = \"$page/api/reset\""
        echo 'data = "{}"'
        echo 'header = "Content-Type: application/json"'
        echo 'write-out = "%{http_code} "'
        echo "output = \"$tmp/many.out\""
    done | sed 1d >"$tmp/many"
    wait_until one_is_refused && wait_until one_is_let_in
}

# However it is addressed, and whatever comes after it: a wire without sense.
nonsense_is_survived() {
    for _ in {1..20}; do
        { exec 9<>"/dev/tcp/127.0.0.1/${page##*:}" &&
            head -c 3000 /dev/urandom >&9; } 2>/dev/null
        exec 9>&-
    done
    get /api/config && [ "$status" = 200 ]
}

# Refused by its length before it is all there, or hung up on.
too_long_is_refused() {
    head -c 300000 /dev/zero >"$tmp/zeros"
    post load '{}' --data-binary "@$tmp/zeros"
    [[ $status = @(413|000) ]] || fail "a long body: $status" || return 1
    post load '{}' --data-binary "@$tmp/zeros" -H 'Transfer-Encoding: chunked'
    [[ $status = @(413|000) ]] || fail "one in chunks: $status" || return 1
    printf 'X-Long: %20000s' . >"$tmp/long-head"
    get /api/config -H "@$tmp/long-head"
    [[ $status = @(400|413|431|000) ]] || fail "a long head: $status" ||
        return 1
    get /api/config && [ "$status" = 200 ] || fail "and then $status"
}

hears_more_than() {
    [ "$(grep -c '^event: sample' "$tmp/heard")" -gt "$1" ]
}

config_is_served() {
    get /api/config && [ "$status" = 200 ]
}

# More connections than it has descriptors for, and not one of them asks: the
# page that is open hears on, and afterwards all is as it was.
crowd_at_the_door_is_survived() {
    local listener crowd good=yes said
    curl -sN "$page/api/stream" >"$tmp/heard" 2>/dev/null &
    listener=$!
    wait_until hears_more_than 0 || good=
    exec {crowd_out}< <(exec python3 -c '
import resource, signal, socket, sys
resource.setrlimit(resource.RLIMIT_NOFILE, (2000, 2000))
crowd = [socket.socket() for _ in range(1500)]
for one in crowd:
    one.setblocking(False)
    one.connect_ex(("127.0.0.1", int(sys.argv[1])))
print("there", flush=True)
signal.pause()' "${page##*:}")
    crowd=$!
    read -r -t 60 said <&"$crowd_out" && [ "$said" = there ] || good=
    [ "$good" ] &&
        wait_until hears_more_than "$(($(grep -c '^event: sample' \
            "$tmp/heard") + 10))" || good=
    kill "$listener" "$crowd"
    wait "$listener" "$crowd" 2>/dev/null
    exec {crowd_out}<&-
    wait_until config_is_served && [ "$good" ]
}

tokens_are_needed() {
    open_console --token s3cret-s3cret "B=${at[B]}" &&
        [ "$token" = s3cret-s3cret ] && [ -n "$class_token" ] &&
        get /api/config && is_refused 403 token && post reset '{}' &&
        is_refused 403 token && get /api/stream && is_refused 403 token &&
        get "/api/config?token=s3cret-s3creT" && is_refused 403 token &&
        get "/api/config?token=$token" && [ "$status" = 200 ] &&
        jq -e ".vote == \"/vote?token=$class_token\"" "$tmp/answer" \
            >"$tmp/stat" &&
        post reset '{}' -H "X-Console-Token: $token" && [ "$status" = 200 ] &&
        get "/api/question?token=$class_token" && [ "$status" = 200 ] &&
        post reset '{}' -H "X-Console-Token: $class_token" &&
        is_refused 403 'voting only' &&
        post "vote?token=$class_token" '{}' && is_refused 400 '"id"' &&
        close_console
}

beyond_loopback_makes_a_token() {
    open_console --listen 0.0.0.0:0 "B=${at[B]}" && [ ${#token} = 32 ] &&
        [ ${#class_token} = 32 ] && page=http://127.0.0.1:${page##*:} &&
        get /api/config && is_refused 403 token &&
        get "/api/config?token=$token" -H 'Host: teacher.local:8000' &&
        [ "$status" = 200 ] && close_console
}

# ---- ends ------------------------------------------------------------------

children_are() {
    [ "$(pgrep -cP "$1")" = "$2" ]
}

# Loaded and frozen: three generators, and who will have D go on.
is_busy() {
    watch_server && wait_until sample_is '[.servers[]] | all(.up)' &&
        control load "{$both,\"clients\":5,\"menu\":\"wait\"}" &&
        control slow '{"servers":["B"],"clients":5}' &&
        control freeze '{"servers":["D"],"seconds":10}' &&
        wait_until is_stopped D && wait_until children_are "$console" 4 &&
        mapfile -t children < <(pgrep -P "$console")
}

all_are_gone() {
    local child
    for child in "${children[@]}"; do
        ! kill -0 "$child" 2>/dev/null || return 1
    done
}

leaves_nothing() {
    wait_until all_are_gone && wait_until goes_on D &&
        wait_until on_both '.connections.open <= 1' &&
        jq -e '(.samples | length) > 0 and ([.notes[].kind] |
            index("freeze") != null)' "$tmp/kept/session.json" >"$tmp/stat"
}

ends_clean() {
    is_busy && close_console "$1" && leaves_nothing
}

# What was not yet written when it was killed is a second's.
is_killed() {
    is_busy && wait_until jq -e '[.notes[].kind] | index("freeze") != null' \
        "$tmp/kept/session.json" >"$tmp/stat" && kill -KILL "$console"
    wait "$console"
    console=
    leaves_nothing
}

second_one_says_so() {
    local status=0
    watch_server || return 1
    "$loadgen" console --listen "${page#http://}" "B=${at[B]}" \
        >"$tmp/said" 2>"$tmp/err" || status=$?
    [ "$status" = 1 ] && [ ! -s "$tmp/said" ] &&
        [ "$(wc -l <"$tmp/err")" = 1 ] &&
        grep -q 'cannot listen on .*another --listen' "$tmp/err" &&
        close_console || fail "$status $(cat "$tmp/err")"
}

replays_the_same() {
    cp "$tmp/kept/session.json" "$tmp/recorded.json"
    open_console --replay "$tmp/recorded.json" && get /api/session &&
        cmp -s "$tmp/answer" "$tmp/recorded.json" && get /api/config &&
        jq -e '.replay and .duration_ms > 0 and .servers[0].name == "B"' \
            "$tmp/answer" >"$tmp/stat" &&
        jq -c '.samples[0:10][]' "$tmp/recorded.json" >"$tmp/expected" &&
        curl -sN --max-time 20 "$page/api/stream" 2>/dev/null |
        grep -m10 '^data: {"t":[0-9]*,"servers"' | cut -c7- |
        jq -c . >"$tmp/told"
    cmp "$tmp/expected" "$tmp/told" || return 1
    curl -sN --max-time 20 "$page/api/stream?from=86400000" 2>/dev/null |
        grep -qm1 '"kind":"end"' || fail "it did not end"
    post reset '{}' && is_refused 409 'recorded session' &&
        get '/api/trace?server=B' && is_refused 409 'recorded' && close_console
}

five_restaurants() {
    get /api/config && jq -e '[.servers[].scene] ==
        ["A", "B", "C", "D", "E"]' "$tmp/answer" >"$tmp/stat"
}

# Five servers and a console; however many there are, none stays.
demo_comes_and_goes() {
    local line='' good=yes
    exec {demo_out}< <(LISTEN=127.0.0.1:0 OPEN=0 exec scripts/demo --no-record \
        2>"$tmp/demo.err")
    demo=$!
    while [[ $line != Ctrl-C* ]]; do
        read -r -t 60 line <&"$demo_out" || fail "$(cat "$tmp/demo.err")" ||
            return 1
        [[ $line != 'The page: '* ]] || page=${line##* }
    done
    page=${page%/}
    mapfile -t children < <(pgrep -P "$demo")
    [ ${#children[@]} = 6 ] && wait_until five_restaurants || good=
    kill -TERM "$demo"
    wait "$demo" || good=
    demo=
    exec {demo_out}<&-
    wait_until all_are_gone && [ "$good" ]
}

usage_is_told() {
    "$loadgen" console --help | grep -q 'loadgen console B=http' || return 1
    local words status
    for words in "" "B=http://10.0.0.1:8001" "B=https://127.0.0.1" "X" \
        "B=http://127.0.0.1:8001/hello" "B=http://127.0.0.1:1 B=http://127.0.0.1:2" \
        "--replay /nonexistent" "--listen nowhere B=http://127.0.0.1:1" \
        "--token short B=http://127.0.0.1:1" "a/b=http://127.0.0.1:1"; do
        status=0
        # shellcheck disable=SC2086 # several words
        timeout 20 "$loadgen" console --no-record $words >"$tmp/said" \
            2>"$tmp/err" || status=$?
        [ "$status" = 1 ] && [ "$(wc -l <"$tmp/err")" = 1 ] ||
            fail "$words: $status $(cat "$tmp/err")" || return 1
    done
}

test_that "threaded starts" serve B "$B/threaded/threaded" --listen 127.0.0.1:0
test_that "evented starts" serve D "$B/evented/evented" --listen 127.0.0.1:0
test_that "the console starts" watch_server
test_that "it knows the servers" wait_until shows_servers
test_that "samples carry the servers' own stats" wait_until samples_carry_stats
test_that "the page is served, with its policy" page_is_served
test_that "no other file is served" nothing_else_is_served
test_that "a load is felt by both servers" load_is_felt
test_that "every order of the menu is served" every_order_is_served
test_that "the board is watched" board_is_watched
test_that "an open load keeps its rate" open_load_keeps_its_rate
test_that "a load ends" load_ends
test_that "a spike is felt" spike_is_felt
test_that "slow customers are held" slow_ones_are_held
test_that "a frozen server thaws" freezes_and_thaws
test_that "reset ends everything" reset_ends_all
test_that "a killed server is shown as down" killed_server_is_down
test_that "a load on nobody says so" load_on_nobody_says_so
test_that "a server that comes back is known anew" server_comes_back
test_that "a class votes" class_votes
test_that "threaded is traced" wait_until trace_is_made B
test_that "evented is traced" wait_until trace_is_made D
test_that "whoever asks for a trace may leave" impatience_is_survived
test_that "a trace is asked for right" trace_is_asked_right
test_that "the session is kept" session_is_kept
test_that "odd requests are refused" odd_requests_are_refused
test_that "pages of other sites may not ask" other_sites_may_not
test_that "too many controls are refused" too_many_are_refused
test_that "nonsense on the wire is survived" nonsense_is_survived
test_that "what is too long is refused" too_long_is_refused
test_that "a crowd at the door is survived" crowd_at_the_door_is_survived
test_that "Ctrl-C ends it" close_console INT
test_that "one cashier serves everyone in turn" one_cashier_serves_everyone
test_that "a token is needed where there is one" tokens_are_needed
test_that "beyond loopback there is always one" beyond_loopback_makes_a_token
test_that "SIGTERM leaves no child and no stopped server" ends_clean TERM
test_that "neither does SIGKILL" is_killed
test_that "a session is replayed as it was" replays_the_same
test_that "a second console on the port says so" second_one_says_so
test_that "the demo starts five servers, and ends them" demo_comes_and_goes
test_that "wrong usage is told in a line" usage_is_told
finish
