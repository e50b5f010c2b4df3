# lib.sh: what the performance figures share. To be sourced from the project's
# root, after tests/lib.sh, with PAIRS and SECONDS_EACH set.
#
# Server and load are pinned to a core each; A and B take turns as ABBA; a
# figure is the median of the pairs' ratios, with their minimum and maximum.
# shellcheck shell=bash disable=SC2034,SC2154

loadgen=$B/loadgen/loadgen
server_core=0 load_core=1
[ "$(nproc)" -gt 1 ] || load_core=0
missed=0 # for the caller: whether any figure misses its target

# Starts one of the servers that are compared. Sets pid (whose CPU counts),
# server_pid (what is to be ended) and url.
serve() {
    local port
    case $1 in
    evented | threaded)
        start taskset -c "$server_core" "$B/$1/$1"
        pid=$server_pid
        return
        ;;
    bare-*) port=8003 ;;
    nginx) port=8005 ;;
    esac
    if [ "$1" = nginx ]; then
        sed "s|PORT|$port|; s|FOLDER|$tmp|" tests/perf/nginx.conf \
            >"$tmp/nginx.conf"
        taskset -c "$server_core" nginx -p "$tmp" -c "$tmp/nginx.conf" &
    else
        taskset -c "$server_core" "$B/tests/perf/$1" "$port" &
    fi
    server_pid=$! pid=$! url=http://127.0.0.1:$port
    wait_until curl -s -o "$tmp/hello" "$url/hello"
    [ "$1" != nginx ] || pid=$(pgrep -P "$server_pid")
}

end_server() {
    kill "$server_pid" && wait "$server_pid" 2>/dev/null
    server_pid=
}

# Prints the median, minimum and maximum of numbers, one a line.
spread() {
    sort -g | awk '{ v[NR] = $1 }
        END { m = NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2
              printf "%.3f %.3f %.3f\n", m, v[1], v[NR] }'
}

# Measures A and B in turn, with the function $1, and prints the ratios A/B.
ratios() {
    local i a b
    for ((i = 0; i < PAIRS; i++)); do
        if ((i % 2)); then
            b=$("$1" "$3" "$4") a=$("$1" "$2" "$4")
        else
            a=$("$1" "$2" "$4") b=$("$1" "$3" "$4")
        fi
        awk -v a="$a" -v b="$b" 'BEGIN { exit !(a > 0 && b > 0) }' || {
            echo "tests/perf: $2 or $3 was not measured: $a, $b" >&2
            continue
        }
        awk -v a="$a" -v b="$b" 'BEGIN { print a / b }'
        [ ! -t 2 ] || printf '\r  %d/%d ' "$((i + 1))" "$PAIRS" >&2
    done
    [ ! -t 2 ] || printf '\r         \r' >&2
}

# Reads what `spread` printed, and prints the figure beside its target: a limit
# "<= 1.15" or ">= 1.0". Fails if it is missed.
report() {
    local name=$1 limit=$2 median min max word=reached
    read -r median min max
    [ -n "$min" ] || median=nan
    awk -v m="$median" -v l="${limit#* }" -v le="${limit%% *}" \
        'BEGIN { exit !(m > 0 && (le == "<=" ? m <= l : m >= l)) }' ||
        word=missed
    printf '%-52s %7s  (%s to %s)  %-8s %s\n' "$name" "$median" "$min" \
        "$max" "$limit" "$word"
    [ "$word" = reached ]
}

# Runs a command three times: repeat COMMAND...
repeat() {
    local i
    for ((i = 0; i < 3; i++)); do "$@"; done
}
