#!/usr/bin/env bash
# options.sh: command lines, good and bad, and what cannot be started.
set -u
. tests/lib.sh

# says STATUS TEXT COMMAND...: it must exit so, print nothing on stdout, and
# one line on stderr that has TEXT in it.
says() {
    local want=$1 text=$2 status
    shift 2
    timeout 20 "$@" >"$tmp/out" 2>"$tmp/err" </dev/null
    status=$?
    [ "$status" = "$want" ] || fail "expected status $want, got $status" ||
        return 1
    [ ! -s "$tmp/out" ] || fail "stdout: $(cat "$tmp/out")" || return 1
    if [ "$(wc -l <"$tmp/err")" != 1 ] || ! grep -qF -- "$text" "$tmp/err"
    then
        fail "expected one line with '$text', got: $(cat "$tmp/err")"
    fi
}

explains_itself() {
    "$1" --help >"$tmp/out" 2>"$tmp/err" && grep -q -- "$2" "$tmp/out" &&
        [ ! -s "$tmp/err" ] && "$1" --version | grep -qE '^[a-z]+ [0-9.]+$'
}

# help_has 'COMMAND...' PATTERN
help_has() {
    $1 --help | grep -q -- "$2"
}

# Every script tells what it does and is told, whatever it would do.
script_explains_itself() {
    local name=${1##*/}
    OUT=$tmp/none DESTDIR=$tmp/none "$1" --help >"$tmp/out" 2>"$tmp/err" ||
        fail "$1: $(cat "$tmp/err")" || return 1
    [ ! -s "$tmp/err" ] && [ ! -e "$tmp/none" ] &&
        grep -qE "$name([: ]|\$)" "$tmp/out"
}

port_in_use() {
    start "$B/$1/$1" && says 1 "127.0.0.1:$port" "$B/$1/$1" \
        --listen "127.0.0.1:$port" && grep -q -- --listen "$tmp/err" && stop
}

# Two processes on one port: each, alone, answers; without the option, and
# with it on one side only, the port is taken.
port_is_shared() {
    local second line program=$B/$1/$1
    start "$program" --reuse-port || return 1
    says 1 "127.0.0.1:$port" "$program" --listen "127.0.0.1:$port" || return 1
    exec {second}< <(exec "$program" --reuse-port --listen "127.0.0.1:$port")
    local other=$!
    read -r -t 20 line <&"$second"
    [[ $line == *"$url/"* ]] || fail "the second said: $line" || return 1
    # A new connection each: in the end both pids answer, and nobody else.
    wait_until both_answered "$server_pid" "$other" || return 1
    stop || return 1
    curl -s --max-time 20 "$url/stats" | jq -e ".pid == $other" >"$tmp/true" ||
        fail "the one that stays does not answer alone" || return 1
    kill -TERM "$other"
    while read -r -t 20 line <&"$second"; do :; done
    exec {second}<&-
    wait "$other"
}

both_answered() {
    local pid
    for _ in 1 2 3 4 5 6 7 8; do
        pid=$(curl -s --max-time 20 "$url/stats" | jq .pid)
        echo "$pid" >>"$tmp/pids"
    done
    [ "$(sort -u "$tmp/pids" | xargs)" = "$(printf '%s\n' "$@" | sort | xargs)" ]
}

# A port where nobody listens: one that a server has just left.
free_port() {
    start "$B/threaded/threaded" && stop
}

for server in threaded evented; do
    program=$B/$server/$server
    test_that "$server explains itself" explains_itself "$program" --listen
    for bad in --nonsense --backlog=abc --backlog=0 --listen=nowhere \
        --idle-timeout=5parsecs --max-body=-1 --request-timeout=; do
        test_that "$server refuses $bad" says 2 "${bad%%=*}" "$program" "$bad"
    done
    test_that "$server refuses an option without its value" \
        says 2 --listen "$program" --listen
    test_that "$server refuses a word" says 2 word "$program" word
    test_that "$server says that its port is in use" port_in_use "$server"
    : >"$tmp/pids"
    test_that "$server shares its port with --reuse-port" \
        port_is_shared "$server"
done
test_that "threaded refuses a tiny stack" \
    says 2 --stack-size "$B/threaded/threaded" --stack-size=1
test_that "threaded refuses evented's option" \
    says 2 --helpers "$B/threaded/threaded" --helpers=4

loadgen=$B/loadgen/loadgen
test_that "loadgen explains itself" explains_itself "$loadgen" run
test_that "loadgen sweep tells its own defaults" \
    help_has "$loadgen sweep" 'duration=TIME .*(3s)$'
test_that "loadgen wants a command" says 1 "no command" "$loadgen"
test_that "loadgen refuses a command" says 1 nonsense "$loadgen" nonsense
test_that "loadgen run wants a URL" says 1 URL "$loadgen" run
test_that "loadgen run refuses an option" \
    says 1 --nonsense "$loadgen" run --nonsense http://127.0.0.1:1/
test_that "loadgen run refuses a number" \
    says 1 -c "$loadgen" run -c many http://127.0.0.1:1/
test_that "loadgen run refuses a URL" \
    says 1 ftp "$loadgen" run ftp://127.0.0.1/
test_that "loadgen run keeps to this machine" \
    says 1 --allow-remote "$loadgen" run -d 1s http://192.0.2.1/
test_that "a port is free" free_port
test_that "loadgen run says that nobody listens" \
    says 2 "127.0.0.1:$port" "$loadgen" run -d 1s "$url/"
test_that "loadgen compare says which file it cannot read" \
    says 1 /nowhere.exp "$loadgen" compare /nowhere.exp
for script in scripts/{bench,deb,demo,diff,draw-trace,fleet,install,lint} \
    scripts/{redraw,replay-page,setup} tests/{run,fresh-machine}; do
    test_that "$script explains itself" script_explains_itself "$script"
done
finish
