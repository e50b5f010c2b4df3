# lib.sh: what the launchers of nginx and Apache share. To be sourced.
#
# A launcher writes a configuration into a folder of its own, starts the
# server as its child, says where it listens as our servers do, and goes when
# it is told to (SIGTERM, SIGINT) or when the server does. Neither a process
# nor the folder is left. Should the launcher be killed outright, the kernel
# ends the server; only the folder stays.
# shellcheck shell=bash

peer=${0##*/}
listen='' host='' port=''
root='' backlog=4096 threads='' helpers=0 workers=1
server=''    # the process that we started, while it runs
folder=''    # the launcher's own
root_fd=''   # see read_root
reply=''     # what ask() read
plates=1000,10000,65536,100000,1000000,1048576,10000000,10485760

# Who serves when root starts us: neither server would do so as root.
account=www-data

refuse() {
    echo "$peer: $1; --help lists the options" >&2
    exit 2
}

give_up() {
    echo "$peer: $1" >&2
    exit "${2:-1}"
}

# Ends with 69, telling how to install it: the sources have a script for that,
# which keeps the service from starting by itself.
not_installed() {
    local mend="scripts/setup peers $peer"
    [ -x "${BASH_SOURCE[0]%/*}/../setup" ] ||
        mend="apt-get install $([ "$peer" = nginx ] && echo nginx-light ||
            echo apache2-bin)"
    give_up "$1 is not installed; run $mend" 69
}

# Sets `program` to the first of the names that there is, or ends with 69.
find_program() {
    local name
    for name; do
        program=$(PATH=$PATH:/usr/sbin:/sbin command -v "$name") && return
    done
    not_installed "$peer"
}

# A count such as 250 or 10k, from $3 to $4, into the variable $1.
take_count() {
    local text=$2 factor=1
    case $text in *k) factor=1000 text=${text%k} ;; esac
    [[ $text =~ ^[0-9]{1,7}$ ]] || refuse "--$1=$2: give a count such as 10k"
    local n=$((10#$text * factor))
    if [ "$n" -lt "$3" ] || [ "$n" -gt "$4" ]; then
        refuse "--$1=$2: give $3 to $4"
    fi
    printf -v "$1" '%s' "$n"
}

# Reads the options named in $1, with the rest of the words. --listen and the
# like are for all launchers.
read_options() {
    local known=" listen root backlog plates quiet help $1 " name value
    shift
    while [ $# -gt 0 ]; do
        [[ $1 = --* ]] || refuse "'$1': not an option"
        name=${1#--} value=''
        case $name in *=*) value=${name#*=} name=${name%%=*} ;; esac
        [[ $known = *" $name "* ]] || refuse "--$name: no such option"
        if [[ $1 != *=* && $name != quiet && $name != help ]]; then
            [ $# -gt 1 ] || refuse "--$name: needs a value"
            value=$2
            shift
        fi
        shift
        case $name in
        listen | root | plates) printf -v "$name" '%s' "$value" ;;
        backlog) take_count backlog "$value" 1 65535 ;;
        quiet) ;; # there is no closing line to leave out
        help) usage && exit 0 ;;
        *) take_count "$name" "$value" 0 20000 ;;
        esac
    done
    read_address
    read_root
}

read_address() {
    host=${listen%:*} port=${listen##*:}
    [[ $listen = *:* && $port =~ ^[0-9]{1,5}$ && $host =~ ^[0-9.]+$ ]] ||
        refuse "--listen=$listen: give an address such as 127.0.0.1:0"
}

# Whether the server, as who it will serve, can read and enter a folder.
can_enter() {
    local reader=()
    [ "$(id -u)" != 0 ] || reader=(setpriv "--reuid=$account"
        "--regid=$account" --clear-groups)
    "${reader[@]}" test -r "$1" -a -x "$1" 2>/dev/null
}

# A folder that root can reach may lie in one that `account` cannot enter, such
# as /root. Through a descriptor that the server inherits there is no such way
# to go, and what is in the folder is still what it is.
read_root() {
    [ -n "$root" ] || return 0
    [ -d "$root" ] || give_up "--root=$root: give a folder"
    root=$(realpath -- "$root")
    case $root in *[[:space:]\"\$\{\}\;]*)
        give_up "--root=$root: give a folder without blanks in its path" ;;
    esac
    can_enter "$root" && return
    if ! { exec {root_fd}<"$root"; } 2>/dev/null ||
        ! can_enter "/proc/self/fd/$root_fd/."; then
        give_up "--root=$root: give a folder that $account can read"
    fi
    root=/proc/self/fd/$root_fd
}

# Ends with the outermost folder on the way to $1 that is closed, if one is.
require_open() {
    local way=$1 closed=
    until can_enter "$way"; do
        closed=$way
        [ "$way" != / ] || break
        way=$(dirname "$way")
    done
    [ -z "$closed" ] || give_up "$closed: $account cannot enter it, who serves; \
chmod a+rx it, or set TMPDIR to another folder"
}

# The folder, and in it what neither server can make up as it goes: /hello's
# answer and the plates of /bytes?n=.
make_folder() {
    local n
    folder=$(mktemp -d "${TMPDIR:-/tmp}/$peer.XXXXXX")
    chmod 755 "$folder"
    require_open "$folder"
    mkdir "$folder/bytes" "$folder/empty"
    echo hello >"$folder/hello"
    for n in ${plates//,/ }; do
        [[ $n =~ ^[0-9]{1,10}$ ]] ||
            refuse "--plates=$plates: give sizes such as 1000,1048576"
        yes abcdefghijklmnopqrstuvwxyz0123456789abcdefghijklmnopqrstuvw |
            head -c "$n" >"$folder/bytes/n=$n"
    done
}

# Ends the server, if any, and removes the folder. Runs at every end.
tidy_up() {
    trap '' TERM INT HUP
    if [ -n "$server" ]; then
        kill -TERM "$server" 2>>"$folder/log"
        wait "$server" 2>>"$folder/log"
    fi
    [ -z "$folder" ] || rm -rf "$folder"
}

# Fills a configuration's @NAMES@ in: names and values in turn.
fill_in() {
    local words=()
    while [ $# -gt 0 ]; do
        words+=(-e "s|@$1@|$2|g")
        shift 2
    done
    sed "${words[@]}"
}

# Whether anybody answers at the port; `reply` is the first line.
ask() {
    local wire
    reply=
    { exec {wire}<>"/dev/tcp/$host/$port"; } 2>>"$folder/log" || return 1
    {
        printf 'GET /hello HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n' \
            "$host" >&"$wire"
        read -r -t 10 reply <&"$wire"
    } 2>>"$folder/asked" # it may be about to end, and resets
    exec {wire}>&-
    [ -n "$reply" ]
}

# Waits until the server answers; 1 if it ended instead, or will not say hello.
# Its pid file tells that the port is its own, and not somebody else's who
# answers there too.
await_server() {
    while kill -0 "$server" 2>>"$folder/log"; do
        if [ -s "$folder/pid" ] && ask; then
            case $reply in
            'HTTP/1.1 200 '*) return 0 ;;
            'HTTP/1.1 '*)
                echo "it failed to say hello: ${reply%$'\r'}" >>"$folder/log"
                reply=
                kill "$server"
                break
                ;;
            esac
        fi
        sleep 0.02
    done
    wait "$server"
    server=
    return 1
}

# The process that does the work: the server's (first) child.
worker_of() {
    local stat line parent
    for stat in /proc/[0-9]*/stat; do
        { read -r line <"$stat"; } 2>>"$folder/log" || continue
        read -r _ parent _ <<<"${line##*) }" # what follows its name
        [ "$parent" != "$server" ] || echo "${line%% *}"
    done | sort -n | head -1
}

# One try on $port. `launch` is the caller's, and execs the server.
try_port() {
    rm -f "$folder/pid"
    launch >>"$folder/log" 2>&1 &
    server=$!
    await_server
}

# A port below those that the kernel gives to clients, so that none of them
# can have it in between. Whether it is free, the server's own bind() tells.
try_ports() {
    local low _ tries
    read -r low _ </proc/sys/net/ipv4/ip_local_port_range
    for ((tries = 0; tries < 50; tries++)); do
        port=$((1024 + (RANDOM * 32768 + RANDOM) % (low - 1024)))
        ask || ! try_port || return 0
        grep -qi 'address already in use' "$folder/log" || [ -n "$reply" ] ||
            return 1
    done
    return 1
}

# Why the server did not start: the first of its own words.
last_words() {
    grep -m1 -iE 'emerg|error|AH[0-9]+|unable|fail|denied' "$folder/log" ||
        tail -1 "$folder/log"
}

# Starts the server and stays until its end.
serve() {
    ulimit -n "$(ulimit -Hn)"
    if [ "$port" = 0 ]; then
        try_ports || give_up "it did not start: $(last_words)"
    else
        try_port || give_up "cannot listen on $listen (another --listen, or \
stop who does): $(last_words)"
    fi
    echo "$peer: listening on http://$host:$port/ (pid $(worker_of))"
    wait "$server"
    server=
    give_up "the server ended: $(last_words)"
}

trap tidy_up EXIT
trap 'exit 0' TERM INT HUP
