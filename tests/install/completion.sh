#!/usr/bin/env bash
# completion.sh: what bash offers, by itself and with bash-completion, against
# what the programs' own --help says.
set -u
. tests/lib.sh
. tests/install/help.sh

# Below a folder of its own, installed, as bash-completion looks for it.
prefix=$tmp/prefix
"${MAKE:-make}" --no-print-directory install PREFIX="$prefix" B="$B" \
    >"$tmp/made" 2>&1 || cat "$tmp/made"
PATH=$prefix/bin:$PATH
folder=$tmp/here
mkdir -p "$folder/some folder"
touch "$folder/result one.json" "$folder/some folder/x"

# What is offered for the last of the words; bash splits words at =.
offered() (
    . scripts/completion.bash
    compopt() { :; } # it is for completions under way only
    COMP_WORDS=("$@")
    COMP_CWORD=$(($# - 1))
    cd "$folder" || exit
    _two_counters "$1"
    [ ${#COMPREPLY[@]} = 0 ] || printf '%s\n' "${COMPREPLY[@]}"
)

# Offered are all the ways to name its options, and nothing else.
options_agree() {
    help_options "$@" | cut -f1 | sed -E '
        s/(=).*/\1/
        s/^(-.), /\1\n/' | sort >"$tmp/told"
    offered "$(basename "$1")" "${@:2}" - | sort >"$tmp/offered"
    [ -s "$tmp/told" ] && diff "$tmp/told" "$tmp/offered" >"$tmp/differ" &&
        return
    sed 's/^/# /' "$tmp/differ"
    return 1
}

# The words $1 are offered, and no others, for a line.
offers() {
    local wanted=$1
    shift
    [ "$(offered "$@" | sort | paste -sd ' ')" = "$wanted" ] ||
        fail "for $*: $(offered "$@" | paste -sd ' ')"
}

commands_are_offered() {
    offers "$(commands | sort | paste -sd ' ')" loadgen "" &&
        offers "console" loadgen cons &&
        offers "--help --version" loadgen -
}

values_are_offered() {
    offers "full short toy" loadgen compare --set = &&
        offers "full" loadgen compare --set = f &&
        offers "full" loadgen compare --set f &&
        offers "fixed poisson" loadgen run --arrival "" &&
        offers "apache nginx node" loadgen compare --peers "" &&
        offers "heat" loadgen plot --chart = h
}

# What is offered as a value is taken.
values_are_taken() {
    local value
    for value in $(offered loadgen plot --chart ""); do
        loadgen plot --chart="$value" "$tmp/none" 2>"$tmp/said"
        ! grep -q -e '--chart' "$tmp/said" || fail "$(cat "$tmp/said")" ||
            return 1
    done
    for value in $(offered loadgen compare --set ""); do
        loadgen compare --check --set="$value" small-orders \
            >"$tmp/said" 2>&1 || return 1
    done
    for value in $(offered loadgen run --arrival ""); do
        loadgen run -R 1k --null -d 100ms --warmup 0s --drain 1s -q \
            --arrival="$value"
        case $? in 0 | 98) ;; *) return 1 ;; esac
    done
}

experiments_are_offered() {
    offers "$(basename -s .exp scripts/experiments/*.exp | sort |
        paste -sd ' ')" loadgen compare "" &&
        offers "spike" loadgen compare --set toy sp
}

# Typed on a terminal: $1, in bash with the settings $2, becomes $3.
becomes() {
    local got
    got=$(cd "$folder" && python3 "$OLDPWD/tests/install/type.py" \
        "$tmp/$2" "$1") || fail "$got" || return 1
    [ "$got" = "$3" ] || fail "it became: '$got'"
}

# Settings of two users; a key ends an entry, and shows the line.
cat >"$tmp/plain" <<LINES
bind -x '"\C-xp": printf "\n<<%s>>\n" "\$READLINE_LINE"'
PS1='ready> '
PATH=$prefix/bin:\$PATH
LINES
{
    cat "$tmp/plain"
    echo "XDG_DATA_DIRS=$prefix/share:/usr/share"
    echo ". /usr/share/bash-completion/bash_completion"
} >"$tmp/loading"
echo ". $prefix/share/bash-completion/completions/loadgen" >>"$tmp/plain"

on_a_terminal() {
    becomes $'loadgen cons\t' "$1" "loadgen console " &&
        becomes $'loadgen run --js\t' "$1" "loadgen run --json=" &&
        becomes $'loadgen run --liv\t' "$1" "loadgen run --live " &&
        becomes $'loadgen run --json=res\t' "$1" \
            "loadgen run --json=result\ one.json " &&
        becomes $'loadgen console --out=\t' "$1" \
            "loadgen console --out=some\ folder/" &&
        becomes $'loadgen compare --set=t\tsp\t' "$1" \
            "loadgen compare --set=toy spike " &&
        becomes $'loadgen plot res\t' "$1" "loadgen plot result\ one.json " &&
        becomes $'threaded --thr\t' "$1" "threaded --threads=" &&
        becomes $'evented --helpers=4 --ro\t' "$1" \
            "evented --helpers=4 --root="
}

test_that "loadgen's commands are offered" commands_are_offered
while read -ra words; do
    name=$(basename "${words[*]}")
    test_that "all options of $name are offered, and no others" \
        options_agree "${words[@]}"
done < <(command_lines)
test_that "values are offered where there is a choice" values_are_offered
test_that "the values that are offered are taken" values_are_taken
test_that "installed experiments are offered by name" experiments_are_offered
test_that "a bash on a terminal completes" on_a_terminal plain
if [ -e /usr/share/bash-completion/bash_completion ]; then
    test_that "bash-completion finds what was installed" on_a_terminal loading
else
    skip_that "bash-completion finds what was installed" "it is not here"
fi
finish
