# machines.sh: load machines for the fleet's tests: a real sshd each, in a
# network namespace with an address of its own. To be sourced after lib.sh.
#
# The desk is where the user sits; a, b, c, d are load machines; the servers
# are on s. sshd runs by hand on keys and a configuration made here, and lets
# root in by one key, without looking at this machine's accounts, keys or
# services: it sees a /run, a home and passwords of the test's own.
# shellcheck shell=bash disable=SC2154,SC2016 # tmp is lib.sh's

. scripts/netns.sh
subnet=10.77.31
declare -A at=([desk]=$subnet.1 [s]=$subnet.9
    [a]=$subnet.11 [b]=$subnet.12 [c]=$subnet.13 [d]=$subnet.14)

make_keys() {
    ssh-keygen -q -t ed25519 -N '' -f "$tmp/user" &&
        ssh-keygen -q -t ed25519 -N '' -f "$tmp/host" || return
    echo 'root:*:19000:0:99999:7:::' >"$tmp/shadow"
    mkdir "$tmp/home"
    awk -F: -v OFS=: -v home="$tmp/home" '$1 == "root" {
        $6 = home; $7 = "/bin/bash" } { print }' /etc/passwd >"$tmp/passwd"
    printf '%s.* %s\n' "$subnet" "$(cat "$tmp/host.pub")" >"$tmp/known"
    cat >"$tmp/ssh_config" <<CONFIG
IdentityFile $tmp/user
IdentitiesOnly yes
User root
UserKnownHostsFile $tmp/known
GlobalKnownHostsFile none
CONFIG
}

sshd_config() {
    cat <<CONFIG
ListenAddress ${at[$1]}:22
HostKey $tmp/host
AuthorizedKeysFile $tmp/user.pub
PasswordAuthentication no
KbdInteractiveAuthentication no
PermitRootLogin prohibit-password
StrictModes no
UsePAM no
PidFile none
SetEnv ${*:2}
CONFIG
}

# Starts the sshd of a machine, whose sessions have the environment $2...; the
# shell that becomes sshd may first change its own limits.
start_sshd() {
    local name=$1
    sshd_config "$@" >"$tmp/sshd.$name"
    netns_run "$name" bash -c '
        mount -t tmpfs -o mode=755 tmpfs /run && mkdir /run/sshd &&
            mount --bind "$1/shadow" /etc/shadow &&
            mount --bind "$1/passwd" /etc/passwd || exit
        eval "$3"
        exec /usr/sbin/sshd -D -e -f "$1/sshd.$2"' \
        sshd "$tmp" "$name" "${limits:-:}" 2>>"$tmp/sshd.$name.log" &
    until_so listens "$name"
}

listens() {
    [ -n "$(netns_run "$1" ss -Hltn 'sport = :22')" ]
}

# What runs on a machine besides sshd and its sessions' ends: nothing should.
left_on() {
    local pid
    for pid in $(netns_pids "$1"); do
        cat "/proc/$pid/cmdline" 2>/dev/null | tr '\0' ' ' |
            grep -v '^sshd: ' | grep -v '^/usr/sbin/sshd '
    done
}

# Whether nothing is left on any of the load machines.
all_is_quiet() {
    local name
    for name in a b c d; do
        [ -z "$(left_on "$name")" ] || return
    done
}
