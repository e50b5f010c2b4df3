#!/usr/bin/env bash
# prefix.sh: what `make install` puts where, whether it works there without
# the sources, and whether `make uninstall` takes exactly that away.
set -u
. tests/lib.sh

stage=$tmp/stage
moved=$tmp/moved
make=("${MAKE:-make}" --no-print-directory B="$B" DESTDIR="$stage"
    PREFIX=/opt/two)

# Runs make with files of its own kept from others, as some users have it.
quiet_make() (
    umask 077
    "${make[@]}" "$1" >"$tmp/made" 2>&1 && return
    sed 's/^/# /' "$tmp/made"
    return 1
)

# What ought to be there, as "MODE NAME", or "-> TARGET NAME" for a link.
expected() {
    local file mode
    for file in threaded evented loadgen; do
        echo "755 bin/$file"
        echo "644 share/man/man1/$file.1"
    done
    for file in $(git ls-files 'loadgen/console/*.html' 'loadgen/console/*.js' \
        'loadgen/console/*.css') dygraph.js dygraph.css; do
        echo "644 share/two-counters/console/${file##*/}"
    done
    while read -r mode _ _ file; do
        echo "${mode#100} share/two-counters/${file#scripts/}"
    done < <(git ls-files -s scripts/experiments scripts/peers)
    cat <<'LIST'
644 share/two-counters/peers/home.html
644 share/doc/two-counters/LICENSE
644 share/doc/two-counters/loadgen.md
644 share/doc/two-counters/results.schema.json
644 share/bash-completion/completions/loadgen
-> loadgen share/bash-completion/completions/threaded
-> loadgen share/bash-completion/completions/evented
LIST
}

all_is_there() {
    (cd "$stage/opt/two" && find . \( -type f -printf '%m %P\n' \) -o \
        \( -type l -printf '-> %l %P\n' \)) | sort >"$tmp/found"
    expected | sort | diff - "$tmp/found" >"$tmp/differ" || {
        sed 's/^/# /' "$tmp/differ"
        return 1
    }
}

# Everybody can enter the folders, and nothing lies beside the prefix.
folders_are_open() {
    local closed around
    closed=$(find "$stage/opt" -type d ! -perm 755)
    around=$(cd "$stage" && find . -mindepth 1 -maxdepth 2 | paste -sd ' ')
    [ -z "$closed" ] || fail "closed: $closed" || return 1
    [ "$around" = "./opt ./opt/two" ] || fail "there is $around"
}

# From here on it is used elsewhere, and from a folder with nothing in it.
can_be_moved() {
    cp -a "$stage/opt/two" "$moved" && mkdir "$tmp/empty"
}

says_version() {
    local program version
    version=$(sed -n 's/^#define VERSION "\(.*\)"/\1/p' request/version.h)
    for program in threaded evented loadgen; do
        [ "$("$moved/bin/$program" --version)" = "$program $version" ] ||
            fail "$program --version: $("$moved/bin/$program" --version)" ||
            return 1
    done
}

# A load on each server.
servers_serve() {
    local program
    for program in threaded evented; do
        start "$moved/bin/$program" || return 1
        "$moved/bin/loadgen" run -q -d 200ms --warmup 0s -c 2 \
            --fail-if 'errors>0' "$url/hello" >"$tmp/said" 2>&1
        local status=$?
        stop || return 1
        case $status in
        0 | 98) ;;
        *) fail "loadgen ended with $status: $(cat "$tmp/said")" || return 1 ;;
        esac
    done
}

# The page, and the library that draws its charts, as they were built.
console_has_page() {
    local file
    start "$moved/bin/loadgen" console --no-record B=http://127.0.0.1:9 ||
        return 1
    for file in index.html app.js dygraph.js dygraph.css; do
        curl -sf --max-time 20 "$url/$file" -o "$tmp/got" &&
            cmp "$tmp/got" "$B/console/$file" ||
            fail "$file did not come as it is" || break
    done
    stop && [ "$file" = dygraph.css ] && [ -s "$tmp/got" ]
}

# An experiment by its name alone, with the servers beside loadgen, and with
# the launcher of Node.js that was installed, if Node.js is.
compare_runs() {
    (cd "$tmp/empty" && "$moved/bin/loadgen" compare --set toy -q \
        --clients 1 --seconds 150ms --peers "$peers" --out "$tmp/out" \
        small-orders) >"$tmp/said" 2>&1 && [ -s "$tmp/out/report.html" ] &&
        jq -e '[.experiments[].runs[] | select(.why // "" |
            test("start"))] == []' "$tmp/out/results.json" >"$tmp/true" &&
        { [ -z "$peers" ] || grep -q 'Node.js' "$tmp/out/samples.csv"; } &&
        return
    sed 's/^/# /' "$tmp/said" "$tmp/out/log.txt"
    return 1
}

# Whose home page is that of our servers.
peer_has_home() {
    local same
    start "$moved/share/two-counters/peers/node.js" || return 1
    curl -sf --max-time 20 "$url/" | cmp - request/home.html
    same=$?
    kill -TERM "$server_pid"
    wait_server && [ "$same" = 0 ]
}

million_finds_servers() {
    (cd "$tmp/empty" && "$moved/bin/loadgen" million --toy -q --blocks 1 \
        --clients 100 --json "$tmp/million.json") >"$tmp/said" 2>&1 ||
        fail "$(cat "$tmp/said")" || return 1
    [ "$(jq -r '[.servers[].server] | join(" ")' "$tmp/million.json")" = \
        "threaded evented" ]
}

# Also a file of somebody else's in a folder of ours.
removes_all_but_others() {
    touch "$stage/opt/two/bin/other" \
        "$stage/opt/two/share/two-counters/experiments/mine.exp"
    quiet_make uninstall || return 1
    [ "$(cd "$stage/opt/two" && find . ! -type d | sort | paste -sd ' ')" = \
        "./bin/other ./share/two-counters/experiments/mine.exp" ] ||
        fail "$(find "$stage" ! -type d)"
}

removes_its_folders() {
    local left
    rm "$stage/opt/two/share/two-counters/experiments/mine.exp"
    quiet_make install && quiet_make uninstall || return 1
    left=$(find "$stage" -name '*two-counters*')
    [ -z "$left" ] || fail "there still is $left" || return 1
    [ -d "$stage/opt/two/share/man/man1" ] || fail "others' folder is gone"
}

# It leaves a tree that is not built as it is: no compiler is started.
needs_no_build() {
    "${make[@]}" -n uninstall B="$tmp/none" >"$tmp/said" &&
        ! grep -qE 'gcc|clang' "$tmp/said"
}

peers=
! command -v node >"$tmp/which" || peers=node
test_that "make install" quiet_make install
test_that "every file is there, with its mode" all_is_there
test_that "the folders can be entered by everybody" folders_are_open
test_that "all can be moved elsewhere" can_be_moved
test_that "the programs say the version" says_version
test_that "the servers serve, and loadgen loads them" servers_serve
test_that "loadgen console finds its page" console_has_page
test_that "loadgen compare finds experiments, servers and peers" compare_runs
test_that "loadgen million finds the servers" million_finds_servers
if [ -n "$peers" ]; then
    test_that "the peer on Node.js has its home page" peer_has_home
else
    skip_that "the peer on Node.js has its home page" "no node here"
fi
test_that "make uninstall leaves what others put there" removes_all_but_others
test_that "make uninstall removes its own folders" removes_its_folders
test_that "make uninstall builds nothing" needs_no_build
finish
