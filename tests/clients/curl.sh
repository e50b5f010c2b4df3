#!/usr/bin/env bash
# curl.sh: files by curl: ranges, resuming, conditions; many at a time.
set -u
. tests/lib.sh

quiet=(curl -sS --max-time 20)
root=$tmp/root
mkdir "$root"
seq 300000 >"$root/file.txt"
: >"$root/empty"

# Whether a header line of the last answer ($tmp/head) is just this.
head_has() {
    tr -d '\r' <"$tmp/head" | grep -qx "$1" ||
        fail "no '$1' in: $(tr -d '\r' <"$tmp/head" | paste -sd'|')"
}

gets_file() {
    "${quiet[@]}" -D "$tmp/head" -o "$tmp/got" "$url/files/file.txt" &&
        cmp "$tmp/got" "$root/file.txt" &&
        head_has 'Content-Type: text/plain; charset=utf-8' &&
        head_has 'Accept-Ranges: bytes'
}

# Only the missing part comes, and the file is whole afterwards.
resumes() {
    local size
    size=$(stat -c %s "$root/file.txt")
    head -c 1000000 "$root/file.txt" >"$tmp/part"
    "${quiet[@]}" -C - -D "$tmp/head" -o "$tmp/part" "$url/files/file.txt" &&
        cmp "$tmp/part" "$root/file.txt" &&
        head_has "Content-Range: bytes 1000000-$((size - 1))/$size" &&
        head_has "Content-Length: $((size - 1000000))"
}

# Nothing is missing: curl 7.88 calls 416 a success then.
resumes_whole() {
    cp "$root/file.txt" "$tmp/whole"
    "${quiet[@]}" -C - -D "$tmp/head" -o "$tmp/whole" "$url/files/file.txt"
    cmp "$tmp/whole" "$root/file.txt" &&
        head_has "HTTP/1.1 416 Range Not Satisfiable"
}

gets_range() {
    "${quiet[@]}" -r "$1" -D "$tmp/head" -o "$tmp/got" "$url/files/file.txt" &&
        head_has 'HTTP/1.1 206 Partial Content' &&
        cmp "$tmp/got" <("${@:2}" <"$root/file.txt")
}

# Several ranges in one may be answered by the whole file, and are.
gets_ranges() {
    "${quiet[@]}" -r 0-9,20-29 -D "$tmp/head" -o "$tmp/got" \
        "$url/files/file.txt" && head_has 'HTTP/1.1 200 OK' &&
        cmp "$tmp/got" "$root/file.txt"
}

# The second time nothing comes, until the file changes.
compares_etag() {
    local page=$url/files/page.html
    rm -f "$tmp/etag" "$tmp/again"
    printf '<!doctype html><p>a page' >"$root/page.html"
    "${quiet[@]}" --etag-save "$tmp/etag" -o "$tmp/page" "$page" &&
        cmp "$tmp/page" "$root/page.html" && [ -s "$tmp/etag" ] &&
        "${quiet[@]}" --etag-compare "$tmp/etag" -D "$tmp/head" \
            -o "$tmp/again" "$page" && head_has 'HTTP/1.1 304 Not Modified' &&
        [ ! -s "$tmp/again" ] || return 1
    printf '<!doctype html><p>another' >"$root/page.html"
    "${quiet[@]}" --etag-compare "$tmp/etag" -D "$tmp/head" \
        -o "$tmp/again" "$page" && head_has 'HTTP/1.1 200 OK' &&
        cmp "$tmp/again" "$root/page.html"
}

# -z FILE asks for what is newer than that file.
compares_dates() {
    touch -d '2024-02-29 12:00:00 UTC' "$root/page.html" "$tmp/same"
    touch -d '2024-02-29 11:59:59 UTC' "$tmp/older"
    "${quiet[@]}" -z "$tmp/same" -D "$tmp/head" "$url/files/page.html" &&
        head_has 'HTTP/1.1 304 Not Modified' &&
        "${quiet[@]}" -z "$tmp/older" -D "$tmp/head" -o "$tmp/got" \
            "$url/files/page.html" && head_has 'HTTP/1.1 200 OK' &&
        head_has 'Last-Modified: Thu, 29 Feb 2024 12:00:00 GMT'
}

asks_for_head() {
    "${quiet[@]}" -I "$url/files/file.txt" >"$tmp/head" &&
        head_has "Content-Length: $(stat -c %s "$root/file.txt")" &&
        "${quiet[@]}" -I "$url/files/empty" >"$tmp/head" &&
        head_has 'Content-Length: 0'
}

stays_inside() {
    local path status
    echo secret >"$tmp/secret"
    ln -sf ../secret "$root/link"
    for path in ../secret %2e%2e/secret ..%2fsecret x/../../secret link; do
        status=$("${quiet[@]}" --path-as-is -o "$tmp/got" -w '%{http_code}' \
            "$url/files/$path")
        [[ $status = 4* ]] && ! grep -q secret "$tmp/got" ||
            fail "/files/$path was answered $status" || return 1
    done
}

# Two hundred transfers, fifty at a time.
many_at_once() {
    rm -rf "$tmp/many"
    curl -sS --no-progress-meter --max-time 60 -Z --parallel-max 50 -f \
        --fail-early --create-dirs -o "$tmp/many/#1" \
        "$url/files/file.txt?n=[1-200]" 2>"$tmp/progress" || return 1
    find "$tmp/many" -type f -exec cmp -s {} "$root/file.txt" \; -print \
        >"$tmp/whole"
    [ "$(wc -l <"$tmp/whole")" = 200 ] || fail "not 200 whole files"
}

# A large body, announced by Expect and sent in chunks, comes back whole.
uploads_large() {
    head -c 1000000 "$root/file.txt" >"$tmp/upload"
    "${quiet[@]}" -X POST -T - -H 'Expect: 100-continue' -v \
        --expect100-timeout 60 --max-time 60 -o "$tmp/back" "$url/echo" <"$tmp/upload" 2>"$tmp/talk" &&
        grep -q '^> Transfer-Encoding: chunked' "$tmp/talk" &&
        grep -q '^< HTTP/1.1 100 Continue' "$tmp/talk" &&
        cmp "$tmp/upload" "$tmp/back"
}

# A hundred requests by one curl go over one connection.
keeps_alive() {
    "${quiet[@]}" -o "$tmp/got" -w '%{num_connects}\n' \
        "$url/hello?n=[1-100]" >"$tmp/connects"
    [ "$(awk '{ n += $1 } END { print NR, n }' "$tmp/connects")" = '100 1' ]
}

# A subscriber by curl -N hears what was published once it was subscribed.
hears_feed() {
    local listener i status
    curl -sSN --max-time 20 "$url/feed" >"$tmp/feed" &
    listener=$!
    wait_until grep -q '^: subscribed' "$tmp/feed" || return 1
    for i in 1 2 3; do
        "${quiet[@]}" -d "message $i" "$url/feed" >"$tmp/got"
    done
    wait_until grep -qx 'data: message 3' "$tmp/feed"
    status=$?
    kill "$listener"
    wait "$listener"
    [ "$status" = 0 ] && [ "$(grep -c '^data: ' "$tmp/feed")" = 3 ]
}

for words in threaded evented 'evented --helpers=2'; do
    read -ra server <<<"$B/${words%% *}/$words"
    test_that "$words starts" start "${server[@]}" --root="$root" || finish
    test_that "$words: curl gets a file" gets_file
    test_that "$words: curl resumes a download" resumes
    test_that "$words: curl resumes what is complete" resumes_whole
    test_that "$words: curl gets a range" gets_range 100-199 \
        bash -c 'tail -c +101 | head -c 100'
    test_that "$words: curl gets the end" gets_range -500 tail -c 500
    test_that "$words: curl gets several ranges" gets_ranges
    test_that "$words: curl compares an ETag" compares_etag
    test_that "$words: curl compares dates" compares_dates
    test_that "$words: curl asks for a file's head" asks_for_head
    test_that "$words: curl stays below --root" stays_inside
    test_that "$words: curl, 50 transfers at a time" many_at_once
    test_that "$words: curl uploads a megabyte in chunks" uploads_large
    test_that "$words: curl, 100 requests on a connection" keeps_alive
    test_that "$words: curl -N hears the feed" hears_feed
    test_that "$words exits with 0, stderr empty" stop
done
finish
