# remote.bash: what runs on a load machine. `host` sends it, with values for
# clients, patience and words before it, to a bash there, and goes on to talk to
# it: a line every half second. Where those lines end, for whatever reason, or
# do not come for `patience` seconds, the load is ended: nothing runs on by
# itself.
# shellcheck shell=bash disable=SC2154 # clients, patience and words are sent

# A question that it can answer at once for every line it reads: what time is
# it? No process is started for it, so that a round trip is short.
tell_time() {
    echo ready
    while read -r -t "$patience" _; do
        echo "$EPOCHREALTIME"
    done
}

check() {
    local program
    if ! program=$(command -v "${words[0]}"); then
        echo "problem ${words[0]} is not there; PATH is $PATH"
        return
    fi
    echo "version $("$program" --version 2>&1 | head -1)"
    echo "build $(sha256sum <"$program" | cut -d' ' -f1)"
    echo "doctor $("$program" doctor --clients "$clients" --json - | tr -d '\n')"
    tell_time
}

# Asks the load to end: it drains, and tells what it has measured. It gets 20
# seconds for that.
end() {
    local left=200
    kill -INT -- "-$1" 2>/dev/null
    while kill -0 "$1" 2>/dev/null && [ $((left--)) -gt 0 ]; do
        sleep 0.1
    done
    kill -KILL -- "-$1" 2>/dev/null
}

load() {
    local dir status tie=()
    dir=$(mktemp -d) || return
    trap 'rm -rf "$dir"' EXIT
    # Should this shell be killed, that ends the load as well.
    command -v setpriv >/dev/null && tie=(setpriv --pdeathsig KILL)
    set -m # a process group of its own, and Ctrl-C means something to it
    "${tie[@]}" "${words[@]:0:2}" --json "$dir/json" --hlog "$dir/hlog" \
        --samples - --quiet "${words[@]:2}" 2>"$dir/err" </dev/null &
    local pid=$!
    set +m
    while kill -0 "$pid" 2>/dev/null; do
        read -r -t "$patience" _ || end "$pid"
    done
    wait "$pid"
    status=$?
    echo "end $status"
    cd "$dir" && tar -cz -- *
}

export LC_ALL=C
trap 'exit 1' HUP TERM
