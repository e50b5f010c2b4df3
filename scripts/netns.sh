# netns.sh: machines with addresses of their own, on this one. To be sourced.
#
# Each is a network namespace with one interface, eth0. A cable (veth) leads
# from it to a switch (a bridge) in one more namespace. So nothing is changed
# in the network of this machine itself, and no packet gets out. All else, such
# as files and processes, they share with this machine.
#
#   netns_may || skip "$netns_why"     root and a kernel that has all of it
#   netns_open fleet                   the switch; names begin with fleet-PID
#   netns_machine a 10.77.31.1/24      a machine
#   netns_run a ping -c 1 10.77.31.2   a command on it
#   netns_exec a COMMAND...            the same, in this shell's place
#   netns_unplug a; netns_plug a       pull its cable; put it back
#   netns_pids a                       its processes
#   netns_kill a                       ends them all at once, as a power cut
#   netns_close                        kills all, removes all; may be repeated
# shellcheck shell=bash

netns_name=     # what all names begin with; empty: nothing is open
netns_why=      # why netns_may said no
netns_all=()    # the machines

netns_ns() {
    echo "$netns_name-$1"
}

# Whether this machine permits all this. Leaves nothing behind.
netns_may() {
    local trial=netns-trial-$BASHPID status=0
    netns_why=
    if [ "$(id -u)" != 0 ]; then
        netns_why="network namespaces need root"
    elif ! command -v ip >/dev/null; then
        netns_why="there is no ip: install iproute2"
    elif ! netns_why=$(ip netns add "$trial" 2>&1); then
        netns_why="no network namespaces here: ${netns_why%%$'\n'*}"
    else
        netns_why=$( (ip -n "$trial" link add name switch type bridge &&
            ip -n "$trial" link add name a type veth peer name b &&
            ip netns exec "$trial" true) 2>&1) || status=1
        ip netns del "$trial"
        [ "$status" = 0 ] && netns_why= ||
            netns_why="no switch in a network namespace: ${netns_why%%$'\n'*}"
    fi
    [ -z "$netns_why" ]
}

netns_open() {
    netns_name=$1-$BASHPID
    netns_all=()
    ip netns add "$(netns_ns switch)" &&
        ip -n "$(netns_ns switch)" link add name switch type bridge &&
        ip -n "$(netns_ns switch)" link set dev switch up
}

# A machine: its name (of 15 letters at most) and its address, as 10.0.0.1/24.
netns_machine() {
    local ns
    ns=$(netns_ns "$1")
    ip netns add "$ns" || return
    netns_all+=("$1")
    ip -n "$(netns_ns switch)" link add name "$1" type veth \
        peer name eth0 netns "$ns" &&
        ip -n "$(netns_ns switch)" link set dev "$1" master switch up &&
        ip -n "$ns" link set dev lo up &&
        ip -n "$ns" address add "$2" dev eth0 &&
        ip -n "$ns" link set dev eth0 up
}

netns_run() {
    ip netns exec "$(netns_ns "$1")" "${@:2}"
}

netns_exec() {
    exec ip netns exec "$(netns_ns "$1")" "${@:2}"
}

netns_unplug() {
    ip -n "$(netns_ns switch)" link set dev "$1" down
}

netns_plug() {
    ip -n "$(netns_ns switch)" link set dev "$1" up
}

netns_pids() {
    ip netns pids "$(netns_ns "$1")"
}

# Again until none is left: one may have been about to start another.
netns_kill() {
    local pids
    while pids=$(netns_pids "$1") && [ -n "$pids" ]; do
        # shellcheck disable=SC2086 # several numbers
        kill -KILL $pids 2>/dev/null
        sleep 0.01
    done
}

netns_close() {
    local name
    [ -n "$netns_name" ] || return 0
    for name in "${netns_all[@]}" switch; do
        [ -e "/run/netns/$(netns_ns "$name")" ] || continue
        netns_kill "$name"
        ip netns del "$(netns_ns "$name")"
    done
    netns_name=
}
