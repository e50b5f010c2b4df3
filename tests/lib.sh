# lib.sh: what the test suites in shell share. To be sourced, with B set.
#
# Tests print TAP: "ok - NAME", "not ok - NAME", "ok - NAME # SKIP why".
# Nothing waits for a fixed time: `wait_until` asks until its deadline.
# shellcheck shell=bash

B=${B:-build}
failed=0     # whether any test failed; `finish` ends with it
server_pid=  # the server that `start` started, while it runs
url='' port='' # where it listens: http://127.0.0.1:PORT
errors=      # the file that its stderr goes to
wire=        # the descriptor that `open_wire` opened
tmp=$(mktemp -d)
trap 'kill_server; rm -rf "$tmp"' EXIT
trap 'exit 130' INT TERM

# One test: a name, and a command that must succeed.
test_that() {
    local name=$1
    shift
    if "$@"; then
        echo "ok - $name"
    else
        echo "not ok - $name"
        failed=1
    fi
}

skip_that() {
    echo "ok - $1 # SKIP $2"
}

# To be called last: ends with the status that the runner expects.
finish() {
    exit "$failed"
}

# What follows takes long: CHECK_SHORT=1 leaves it out, saying so as $1.
long() {
    [ -z "${CHECK_SHORT:-}" ] && return
    skip_that "$1" CHECK_SHORT
    finish
}

# Says what was expected, for a test that is about to fail.
fail() {
    echo "# $*"
    return 1
}

# Runs the command until it succeeds, for up to a minute.
wait_until() {
    local end=$((SECONDS + 60))
    until "$@"; do
        [ "$SECONDS" -lt "$end" ] || fail "not so within 60 s: $*" || return 1
        sleep 0.01
    done
}

# Starts a server, given its command line, on a port of its own. Sets
# server_pid, url (without a slash at the end), port and errors (a file).
start() {
    local line=
    errors=$tmp/stderr
    exec {server_out}< <(exec "$@" --listen 127.0.0.1:0 2>"$errors")
    server_pid=$!
    read -r -t 60 line <&"$server_out"
    url=http://${line#*http://}
    url=${url%%/ *}
    port=${url##*:}
    case $port in
    *[!0-9]* | "")
        cat "$errors"
        fail "did not start: $*"
        ;;
    esac
}

# Waits for the server's end, which closes its stdout. Sets and returns its
# status; a server that does not end within a minute is killed.
wait_server() {
    local line status=0
    while [ "$status" = 0 ]; do
        read -r -t 60 line <&"$server_out"
        status=$?
    done
    if [ "$status" -gt 128 ]; then
        kill -KILL "$server_pid"
        fail "it did not end: ${line:-}"
    fi
    exec {server_out}<&-
    wait "$server_pid"
    server_status=$?
    server_pid=
    return "$server_status"
}

# Ends the server with SIGTERM; it must exit with 0 and have said nothing.
stop() {
    kill -TERM "$server_pid"
    wait_server || fail "the server ended with $server_status"
    [ ! -s "$errors" ] || { sed 's/^/# stderr: /' "$errors"; return 1; }
    [ "$server_status" = 0 ]
}

# Whatever happened before: no server outlives a test suite.
kill_server() {
    [ -z "${server_pid:-}" ] || kill -KILL "$server_pid" 2>/dev/null
}

# Whether a jq expression holds for the server's /stats.
stat_is() {
    curl -s --max-time 60 "$url/stats" | jq -e "$1" >"$tmp/stat"
}

# Opens a connection as descriptor `wire`.
open_wire() {
    exec {wire}<>"/dev/tcp/127.0.0.1/$port"
}

# Reads `wire` into $tmp/got (without CR) until the server closes it.
read_to_end() {
    timeout 60 cat <&"$wire" | tr -d '\r' >"$tmp/got"
    local status=${PIPESTATUS[0]}
    exec {wire}>&-
    [ "$status" = 0 ] || fail "the server did not close the connection"
}

# A load by wrk: connections, time, path; nothing but good answers may come. A
# load during which the server did not get to run answers nothing: that says
# nothing, and another is tried.
wrk_is_content() {
    local report=$tmp/wrk end=$((SECONDS + 60))
    while wrk -t1 -c"$1" -d"$2" --timeout 20s "$url$3" >"$report" 2>&1 &&
        ! grep -E 'Non-2xx|Socket errors|unable' "$report"; do
        ! grep -qE '^ +[1-9][0-9]* requests in' "$report" || return 0
        [ "$SECONDS" -lt "$end" ] || break
    done
    sed 's/^/# /' "$report"
    return 1
}
