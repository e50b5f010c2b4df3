#!/usr/bin/env bash
# loads.sh: wrk, h2load and ab, beyond what the end-to-end tests ask of them.
set -u
. tests/lib.sh

ab_is_content() {
    ab -q -n 2000 -c 20 "$@" >"$tmp/ab" 2>&1 ||
        fail "$(tail -3 "$tmp/ab")" || return 1
    if ! grep -q '^Complete requests: *2000$' "$tmp/ab" ||
        ! grep -q '^Failed requests: *0$' "$tmp/ab" ||
        grep -q '^Non-2xx' "$tmp/ab"; then
        fail "$(paste -sd'|' "$tmp/ab")"
    fi
}

ab_posts() {
    head -c 20000 /dev/zero >"$tmp/body"
    ab_is_content -k -p "$tmp/body" -T application/octet-stream "$url/echo" &&
        grep -q '^Document Length: *20000 bytes$' "$tmp/ab"
}

# Each request by ab (HTTP/1.0 without -k) came by a connection of its own.
ab_connects() {
    local before after
    stat_is .connections.accepted
    before=$(cat "$tmp/stat")
    ab_is_content "$url/hello" && stat_is .connections.accepted || return 1
    after=$(cat "$tmp/stat")
    [ $((after - before)) -ge 2001 ] || fail "$before, then $after connections"
}

h2load_is_content() {
    h2load --h1 "$@" >"$tmp/h2load" 2>&1
    grep -q '2000 succeeded, 0 failed, 0 errored, 0 timeout' "$tmp/h2load" ||
        fail "$(grep '^requests' "$tmp/h2load")"
}

wrk_pipelines() {
    cat >"$tmp/wrk.lua" <<'LUA'
init = function(args)
    local all = {}
    for i = 1, 16 do all[i] = wrk.format("GET", "/hello") end
    pipeline = table.concat(all)
end
request = function() return pipeline end
LUA
    wrk_with_script
}

wrk_orders() {
    cat >"$tmp/wrk.lua" <<'LUA'
wrk.method, wrk.path = "POST", "/orders"
wrk.body = '{"item":"soup","quantity":2}'
LUA
    wrk_with_script
}

wrk_with_script() {
    wrk -t1 -c20 -d1s --timeout 20s -s "$tmp/wrk.lua" "$url/" >"$tmp/wrk" 2>&1
    if grep -qE 'Non-2xx|Socket errors|unable' "$tmp/wrk" ||
        ! grep -qE '^ +[1-9][0-9]* requests in' "$tmp/wrk"; then
        fail "$(paste -sd'|' "$tmp/wrk")"
    fi
}

# What wrk placed is there; how much is not asked: wrk ends when it likes.
orders_are_there() {
    curl -sS --max-time 20 "$url/orders?limit=20" |
        jq -e 'length == 20 and all(.item == "soup" and .quantity == 2)' \
            >"$tmp/true"
}

for words in threaded evented 'evented --helpers=2'; do
    read -ra server <<<"$B/${words%% *}/$words"
    rm -f "$tmp"/orders*
    test_that "$words starts" start "${server[@]}" \
        --database="$tmp/orders" || finish
    test_that "$words: ab, a connection a request" ab_connects
    test_that "$words: ab posts 20,000 bytes, 2,000 times" ab_posts
    test_that "$words: h2load, 100 clients that wait" \
        h2load_is_content -c 100 -n 2000 "$url/wait?ms=2"
    test_that "$words: h2load, 16 requests ahead" \
        h2load_is_content -c 10 -m 16 -n 2000 "$url/bytes?n=3000"
    test_that "$words: wrk pipelines" wrk_pipelines
    test_that "$words: wrk places orders" wrk_orders
    test_that "$words: the orders are there" orders_are_there
    test_that "$words exits with 0, stderr empty" stop
done
finish
