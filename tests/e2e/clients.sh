#!/usr/bin/env bash
# clients.sh: other people's clients against both servers.
set -u
. tests/lib.sh

# curl, quiet and patient; $1 is what it should print.
curl_prints() {
    local want=$1 got
    shift
    got=$(curl -sS --max-time 20 "$@") || fail "curl ended with $?" || return 1
    [ "$got" = "$want" ] || fail "expected '$want', got '$got'"
}

curl_head() {
    curl -sSI --max-time 20 "$url/bytes?n=70000" | tr -d '\r' >"$tmp/head"
    grep -qx 'HTTP/1.1 200 OK' "$tmp/head" &&
        grep -qx 'Content-Length: 70000' "$tmp/head"
}

curl_upload() {
    seq 100000 >"$tmp/file"
    curl -sS --max-time 20 "$@" -o "$tmp/back" "$url/echo" <"$tmp/file" &&
        cmp "$tmp/file" "$tmp/back"
}

# --upload-file - is PUT and chunked; the method has to be POST.
curl_chunked() {
    curl_upload -T - -X POST
}

curl_continue() {
    curl_upload --data-binary @- -H 'Expect: 100-continue' \
        --expect100-timeout 60 --max-time 60 -v 2>"$tmp/talk"
    grep -q '^< HTTP/1.1 100 Continue' "$tmp/talk" &&
        cmp "$tmp/file" "$tmp/back"
}

# The second URL goes over the first one's connection.
curl_reuses() {
    curl -sS --max-time 20 -w '%{num_connects}\n' -o "$tmp/one" "$url/hello" \
        -o "$tmp/two" "$url/bytes?n=10" >"$tmp/connects"
    [ "$(paste -sd' ' "$tmp/connects")" = "1 0" ] &&
        [ "$(cat "$tmp/one" "$tmp/two")" = $'hello\nabcdefghij' ]
}

curl_status() {
    curl_prints "$1" -o "$tmp/body" -w '%{http_code}' "${@:2}"
}

home_links_routes() {
    local route
    curl -sS --max-time 20 "$url/" >"$tmp/home"
    grep -qi '<!doctype html>' "$tmp/home" || return 1
    grep -o 'href="/[^"]*"' "$tmp/home" | cut -d'"' -f2 >"$tmp/links"
    while read -r route; do
        curl_status 200 --head "$url$route" || return 1 # /feed never ends
    done <"$tmp/links"
    [ -s "$tmp/links" ]
}

stats_are_json() {
    stat_is ".model == \"$1\" and .pid == $server_pid and
        .connections.open == 1 and .requests.in_flight == 1"
}

ab_is_content() {
    ab -q -k -c 20 -n 2000 "$url/hello" >"$tmp/ab" 2>&1
    grep -q '^Complete requests: *2000$' "$tmp/ab" &&
        grep -q '^Failed requests: *0$' "$tmp/ab" &&
        grep -q '^Keep-Alive requests: *2000$' "$tmp/ab"
}

h2load_is_content() {
    h2load --h1 -c 20 -n 2000 -m 4 "$url/hello" >"$tmp/h2load" 2>&1
    grep -q '2000 succeeded, 0 failed, 0 errored, 0 timeout' "$tmp/h2load"
}

# Every request is answered, be it late, and every client served.
loadgen_is_content() {
    "$B/loadgen/loadgen" run -c 20 -R 1k -d 1s --warmup 0 --quiet \
        --drain 60s --timeout 60s --json "$tmp/json" "$url/hello" >"$tmp/out" 2>&1
    case $? in
    0 | 98) ;; # 98: this machine is too busy for a valid measurement
    *)
        sed 's/^/# /' "$tmp/out"
        return 1
        ;;
    esac
    jq -e '.schema == "loadgen/1" and .measured.scheduled == 1000 and
        .latency_us.count == 1000 and ([.measured.errors[]] | add) == 0 and .census.served == 20 and
        .latency_us.p50 > 0 and .latency_us.p50 <= .latency_us.p99' \
        "$tmp/json" >"$tmp/true" || fail "$(cat "$tmp/json")"
}

for server in threaded evented; do
    test_that "$server starts" \
        start "$B/$server/$server" --database "$tmp/$server.db" || finish
    test_that "$server: curl gets" curl_prints hello "$url/hello"
    test_that "$server: curl gets by HTTP/1.0" \
        curl_prints hello -0 "$url/hello"
    test_that "$server: curl asks for the head" curl_head
    test_that "$server: curl posts" \
        curl_prints 'a=1&b=2' --data 'a=1&b=2' "$url/echo"
    test_that "$server: curl uploads in chunks" curl_chunked
    test_that "$server: curl waits for 100 Continue" curl_continue
    test_that "$server: curl reuses the connection" curl_reuses
    test_that "$server: curl sees 404" curl_status 404 "$url/nothing"
    test_that "$server: curl sees 405" curl_status 405 -X DELETE "$url/hello"
    test_that "$server: curl sees 400" curl_status 400 "$url/wait?ms=x"
    test_that "$server: / is a page, and its links work" home_links_routes
    test_that "$server: /stats is right" wait_until stats_are_json "$server"
    test_that "$server: wrk, 50 connections" wrk_is_content 50 1s /hello
    test_that "$server: wrk, large answers" \
        wrk_is_content 10 1s '/bytes?n=200000'
    test_that "$server: ab, 2,000 requests" ab_is_content
    test_that "$server: h2load, 2,000 requests" h2load_is_content
    test_that "$server: loadgen, 20 connections" loadgen_is_content
    test_that "$server exits with 0, stderr empty" stop
done
finish
