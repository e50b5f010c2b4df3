#!/usr/bin/env bash
# package.sh: `make deb`: is the package what `make install` installs, does it
# need what it should, and does lintian find nothing?
set -u
. tests/lib.sh

builds() {
    OUT=$B/deb "${MAKE:-make}" --no-print-directory deb SETUP=true \
        >"$tmp/said" 2>&1 || {
        sed 's/^/# /' "$tmp/said"
        return 1
    }
    deb=$(tail -1 "$tmp/said")
    [ -s "$deb" ] || fail "the last line was: $deb"
}

# Also of what it only informs about.
lintian_is_content() {
    lintian --allow-root --display-info \
        --fail-on error,warning,info "$deb" >"$tmp/lintian" 2>&1 && return
    sed 's/^/# /' "$tmp/lintian"
    return 1
}

field_has() {
    dpkg-deb -f "$deb" "$1" >"$tmp/field"
    grep -qE -- "$2" "$tmp/field" || fail "$1: $(cat "$tmp/field")"
}

# The libraries by their own names, and what draws charts.
needs_what_it_uses() {
    local name
    for name in libevent libjansson libsqlite3 libinih libncurses zlib1g \
        libjs-dygraphs; do
        field_has Depends "(^|, )$name" || return 1
    done
    field_has Recommends 'gnuplot-nox'
}

has_version() {
    field_has Version "^$("$B/loadgen/loadgen" --version | cut -d' ' -f2)$"
}

# Names of what a folder has, without .gz.
names() {
    (cd "$1" && find . ! -type d | sed 's/\.gz$//' | sort)
}

# A package compresses some, has its own copyright file, and no copy of
# dygraphs but links to that of Debian's package.
has_the_same_files() {
    "${MAKE:-make}" --no-print-directory install B="$B" PREFIX=/usr \
        DESTDIR="$tmp/installed" >"$tmp/said" 2>&1 &&
        dpkg-deb -x "$deb" "$tmp/unpacked" || return 1
    rm "$tmp/installed/usr/share/doc/two-counters/LICENSE"
    names "$tmp/unpacked" |
        grep -vE '/lintian/|/two-counters/(changelog|copyright)$' \
            >"$tmp/packed"
    names "$tmp/installed" | diff - "$tmp/packed" >"$tmp/differ" || {
        sed 's/^/# /' "$tmp/differ"
        return 1
    }
    [ "$(readlink -m "$tmp/unpacked/usr/share/two-counters/console/dygraph.js")" \
        = "$tmp/unpacked/usr/share/javascript/dygraphs/dygraph.min.js" ] ||
        fail "dygraph.js is no link to Debian's"
}

# From where it was unpacked, without being installed.
programs_run() {
    local bin=$tmp/unpacked/usr/bin status
    start "$bin/evented" || return 1
    "$bin/loadgen" run -q -d 200ms --warmup 0s -c 2 "$url/hello"
    status=$?
    stop || return 1
    case $status in 0 | 98) ;; *) fail "loadgen ended with $status" ;; esac
}

# Distributions compile with more checks than we do.
experiment_runs() {
    (cd "$tmp" && "$tmp/unpacked/usr/bin/loadgen" compare --set toy -q \
        --clients 1 --seconds 200ms --out made small-orders) \
        >"$tmp/said" 2>&1
    [ -s "$tmp/made/report.html" ] || fail "$(cat "$tmp/said")"
}

long "a Debian package"
for tool in dpkg-buildpackage dh lintian; do
    if ! command -v "$tool" >"$tmp/which"; then
        skip_that "a Debian package" "no $tool here"
        finish
    fi
done
deb=
test_that "make deb names the package that it made" builds
[ -n "$deb" ] || finish
test_that "lintian finds nothing" lintian_is_content
test_that "it needs the libraries, and what draws" needs_what_it_uses
test_that "its version is that of the programs" has_version
test_that "it has what make install installs" has_the_same_files
test_that "its programs run" programs_run
test_that "it runs an experiment" experiment_runs
finish
