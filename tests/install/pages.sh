#!/usr/bin/env bash
# pages.sh: the manual pages: are they well-formed, and do they say what the
# programs' own --help says?
set -u
. tests/lib.sh
. tests/install/help.sh

pages=(threaded/threaded.1 evented/evented.1 loadgen/loadgen.1)

# A page as plain text, with lines long enough for any option.
plain() {
    mandoc -T ascii -O width=100 "$1" | sed 's/.\x08//g'
}

is_well_formed() {
    mandoc -T lint -W warning "$1" >"$tmp/lint" || {
        sed 's/^/# /' "$tmp/lint"
        return 1
    }
}

# Also with the other program that shows pages, which says more of mistakes.
is_shown_by_groff() {
    man --warnings -E UTF-8 -Tutf8 -Z -l "$1" >"$tmp/shown" 2>"$tmp/lint" &&
        [ -s "$tmp/shown" ] && [ ! -s "$tmp/lint" ] && return
    sed 's/^/# /' "$tmp/lint"
    return 1
}

has_sections() {
    local wanted=(NAME SYNOPSIS DESCRIPTION "EXIT STATUS" EXAMPLES "SEE ALSO")
    local section
    [ "$1" != loadgen/loadgen.1 ] || wanted+=(FILES)
    plain "$1" | grep -E '^[A-Z]' >"$tmp/sections"
    for section in "${wanted[@]}"; do
        grep -qx "$section" "$tmp/sections" || fail "no section $section" ||
            return 1
    done
}

# A line for each option in some parts of a page's description ("" is what
# comes before its first part): as --help has it, a tab, what is said of it.
page_options() {
    local page=$1
    shift
    plain "$page" | awk -v parts="$(printf '|%s' "$@")|" '
        function tell() {
            if (option != "")
                print option "\t" text
            option = text = ""
        }
        /^[A-Z]/ { tell(); inside = $0 == "DESCRIPTION"; part = "" }
        /^   [^ ]/ { tell(); part = substr($0, 4) }
        !inside || !index(parts, "|" part "|") { next }
        /^     [^ ]/ { tell() }
        /^     -/ {
            option = substr($0, 6)
            if (match(option, /  +/)) {
                text = substr(option, RSTART + RLENGTH)
                option = substr(option, 1, RSTART - 1)
            }
            next
        }
        option != "" { sub(/^ +/, " "); text = text $0 }
        END { tell() }' | sort
}

# Both must name the same options, with the same arguments; and what the page
# says of one must have its default, unless that is to do nothing.
agree() {
    local option standard text
    cut -f1 "$1" >"$tmp/told"
    cut -f1 "$2" >"$tmp/written"
    if ! diff "$tmp/told" "$tmp/written" >"$tmp/differ"; then
        sed -n 's/^< /# only --help has /p; s/^> /# only the page has /p' \
            "$tmp/differ"
        return 1
    fi
    [ -s "$tmp/told" ] || fail "--help has no options" || return 1
    while IFS=$'\t' read -r option standard && IFS=$'\t' read -r _ text <&3; do
        [ -z "$standard" ] || [ "$standard" = 0 ] ||
            grep -qF -- "$standard" <<<"$text" ||
            fail "$option: the page does not say $standard" || return 1
    done <"$1" 3<"$2"
}

server_agrees() {
    help_options "$B/$1/$1" >"$tmp/help"
    page_options "$1/$1.1" "" >"$tmp/page"
    agree "$tmp/help" "$tmp/page"
}

# Those commands that make a load have options in common, which a part of
# their own has. Nothing is left out there that all of them have.
command_agrees() {
    local parts=("$1")
    [[ " $loads " != *" $1 "* ]] || parts+=("Options of all these")
    help_options "$B/loadgen/loadgen" "$1" >"$tmp/help"
    page_options loadgen/loadgen.1 "${parts[@]}" >"$tmp/page"
    agree "$tmp/help" "$tmp/page"
}

# The parts of the description are the commands that there are.
commands_agree() {
    plain loadgen/loadgen.1 | awk '
        /^[A-Z]/ { inside = $0 == "DESCRIPTION" }
        inside && /^   [a-z]/ { print $1 }' | sort >"$tmp/written"
    commands | sort | diff - "$tmp/written" >"$tmp/differ" && return
    sed 's/^/# /' "$tmp/differ"
    return 1
}

# Each status that some command's --help explains, and no other.
statuses_agree() {
    local name
    for name in $(commands); do
        "$B/loadgen/loadgen" "$name" --help | sed -n '/^exit status/,$p'
    done | grep -owE '[0-9]+' | sort -un \
        >"$tmp/told"
    plain loadgen/loadgen.1 | awk '
        /^[A-Z]/ { inside = $0 == "EXIT STATUS" }
        inside && /^     [0-9]/ { print $1 }' | sort -un >"$tmp/written"
    [ -s "$tmp/told" ] && diff "$tmp/told" "$tmp/written" >"$tmp/differ" &&
        return
    sed 's/^/# /' "$tmp/differ"
    return 1
}

# An example uses options that there are.
examples_use_options() {
    local option page=$1
    plain "$page" | sed -n '/^EXAMPLES/,/^SEE/p' |
        grep -oE -- '--[a-z][a-z-]+' | sort -u >"$tmp/used"
    plain "$page" | sed -n '/^DESC/,/^EXAMPLES/p' >"$tmp/before"
    [ -s "$tmp/used" ] || fail "no example has an option" || return 1
    while read -r option; do
        grep -qE -- "^     (-., )?$option(=| |$)" "$tmp/before" ||
            fail "$option is no option" || return 1
    done <"$tmp/used"
}

# A part that all have in common, by its own words.
loads=$(plain loadgen/loadgen.1 2>"$tmp/none" | tr -s ' \n' ' ' |
    grep -oE 'Options of all these [a-z, ]+ have these' |
    sed 's/.*these \(.*\) have these/\1/; s/,//g; s/ and / /')

if ! command -v mandoc >"$tmp/which"; then
    skip_that "the manual pages" "no mandoc here"
    finish
fi
for page in "${pages[@]}"; do
    test_that "$page is well-formed" is_well_formed "$page"
    if command -v man >"$tmp/which"; then
        test_that "$page is shown by man" is_shown_by_groff "$page"
    else
        skip_that "$page is shown by man" "no man here"
    fi
    test_that "$page has the sections that people look for" has_sections "$page"
    test_that "$page: the examples use options that there are" \
        examples_use_options "$page"
done
test_that "threaded's page and --help agree" server_agrees threaded
test_that "evented's page and --help agree" server_agrees evented
test_that "loadgen's page has a part for each command" commands_agree
for name in $(commands); do
    test_that "loadgen $name: page and --help agree" command_agrees "$name"
done
test_that "loadgen's page has each exit status" statuses_agree
finish
