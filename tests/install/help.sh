# help.sh: what the programs themselves say of their options. To be sourced.
# shellcheck shell=bash

# The programs' command lines that have --help, each on a line.
command_lines() {
    local name
    echo "$B/threaded/threaded"
    echo "$B/evented/evented"
    for name in $(commands); do
        echo "$B/loadgen/loadgen $name"
    done
}

# loadgen's commands, as its --help lists them.
commands() {
    "$B/loadgen/loadgen" --help |
        awk 'NF == 0 { part++ } part == 1 && NF > 0 { print $1 }'
}

# A line for each option of a command line, sorted: "-c, --connections=N", a
# tab, and the last word in parentheses of its line, which is its default.
help_options() {
    "$@" --help | awk '
        /^ +(-., )?--[a-z]/ {
            name = $0
            sub(/^ +/, "", name)
            if (match(name, /^(-., )?--[a-z-]+=\047[^\047]*\047/) ||
                match(name, /^(-., )?--[a-z-]+(=[^ ]+)?/))
                name = substr(name, 1, RLENGTH)
            standard = ""
            if (match($0, /\([^() ]+\)$/))
                standard = substr($0, RSTART + 1, RLENGTH - 2)
            print name "\t" standard
        }' | sort
}
