# completion.bash: what bash offers for threaded, evented and loadgen.
#
# The programs know their commands and options best, so they are asked: what
# --help lists is offered. Works with the package bash-completion, which loads
# it by itself once it is installed, and without: then put into ~/.bashrc
#
#   . /usr/local/share/bash-completion/completions/loadgen
#
# shellcheck shell=bash

# A line for each way to name an option that --help lists, of a program or of
# a command: "--json=FILE", "-c=N", and "--live" as it takes no argument.
_two_counters_options() {
    "$@" --help 2>/dev/null | sed -nE "
        s/^  (-.), (--[a-z-]+)(=('[^']*'|[^ ]+))? .*/\1\3\n\2\3/p
        s/^      (--[a-z-]+)(=('[^']*'|[^ ]+))? .*/\1\2/p"
}

_two_counters_commands() {
    "$1" --help 2>/dev/null | sed -nE '/tells more/q
        s/^  ([a-z]+) +[a-z].*/\1/p'
}

# The experiments that compare finds by their names alone.
_two_counters_experiments() {
    local program file
    program=$(readlink -f "$(type -P "$1")")
    for file in "${program%/*}/../share/two-counters/experiments"/*.exp \
        scripts/experiments/*.exp; do
        [ ! -e "$file" ] || basename "$file" .exp
    done
}

# Offers those of the words that begin with $2.
_two_counters_offer() {
    mapfile -t COMPREPLY < <(compgen -W "$1" -- "$2")
}

# Offers what may follow the option $1, whose argument is called $2. Where
# nothing is offered bash offers files.
_two_counters_value() {
    case $1=$2 in
    --set=*) _two_counters_offer "short full toy" "$3" ;;
    --arrival=*) _two_counters_offer "fixed poisson" "$3" ;;
    --method=* | -m=*) _two_counters_offer "GET HEAD POST" "$3" ;;
    --peers=*) _two_counters_offer "node nginx apache" "$3" ;;
    --chart=KIND)
        _two_counters_offer \
            "throughput percentiles memory knee timeline heat" "$3"
        ;;
    *=FOLDER)
        compopt -o filenames
        mapfile -t COMPREPLY < <(compgen -d -- "$3")
        ;;
    esac
}

# Bash calls this with the program's name as it was typed. A word like
# --json=x comes as three, with the = between.
_two_counters() {
    local program=${1/#\~/$HOME} at=$COMP_CWORD command=() options
    local word=${COMP_WORDS[at]} before=${COMP_WORDS[at - 1]} line
    COMPREPLY=()
    if [ "$before" = = ]; then
        before=${COMP_WORDS[at - 2]}
    elif [ "$word" = = ]; then
        word=
    fi
    if [ "${program##*/}" = loadgen ]; then
        if [ "$at" = 1 ]; then
            options=$(_two_counters_commands "$program")
            [[ $word != -* ]] || options="--help --version"
            _two_counters_offer "$options" "$word"
            return
        fi
        command=("${COMP_WORDS[1]}")
    fi
    options=$(_two_counters_options "$program" "${command[@]}")
    line=$(grep -m1 -e "^$before=" <<<"$options")
    if [ -n "$line" ]; then
        _two_counters_value "$before" "${line#*=}" "$word"
    elif [[ $word = -* ]]; then
        options=$(sed -E 's/^(-.)=.*/\1/; s/=.*/=/' <<<"$options")
        _two_counters_offer "$options" "$word"
        [[ ${COMPREPLY[*]} != *= ]] || compopt -o nospace
    elif [ "${command[*]}" = compare ]; then
        _two_counters_offer "$(_two_counters_experiments "$program")" "$word"
    fi
}

complete -o default -F _two_counters threaded evented loadgen
