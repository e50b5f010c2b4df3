#!/usr/bin/env bash
# live.sh: loadgen --live, on terminals and without one.
# shellcheck disable=SC2015 # in "A && B || fail", fail is for either
set -u
. tests/lib.sh
loadgen=$B/loadgen/loadgen

# The first Python that has the module, which another's users may lack.
python_with() {
    local python
    for python in python3 /usr/bin/python3; do
        "$python" -c "import $1" 2>"$tmp/err" && echo "$python" && return
    done
    return 1
}

live_writes_lines_without_a_terminal() {
    local status=0
    "$loadgen" run --live -c 2 -d 1300ms --warmup 0 "$url/hello" \
        >"$tmp/said" 2>"$tmp/err" || status=$?
    [ "$status" = 0 ] || [ "$status" = 98 ] &&
        grep -q 'requests/s .*p99' "$tmp/err" &&
        ! grep -q $'\e' "$tmp/err" || fail "$(cat -v "$tmp/err")"
}

test_that "evented starts" start "$B/evented/evented"
test_that "--live without a terminal: a line a second" \
    live_writes_lines_without_a_terminal
ulimit -c 0 # SIGQUIT is sent on purpose
if ! /usr/bin/python3 -c 'import pty; pty.openpty()' 2>"$tmp/err"; then
    skip_that "--live on a terminal" "no pseudo-terminal here"
elif python=$(python_with pyte); then
    "$python" tests/e2e/live.py "$loadgen" "$url" "$server_pid" || failed=1
else
    skip_that "--live on a terminal" "needs python3-pyte"
fi
test_that "evented ends" stop
finish
