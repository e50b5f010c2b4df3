#!/usr/bin/env bash
# nginx.sh: each server behind nginx, which keeps connections to it.
#
# nginx listens on a socket file, so it needs no port of its own.
set -u
. tests/lib.sh

nginx=$(command -v nginx || command -v /usr/sbin/nginx)
if [ -z "$nginx" ]; then
    skip_that "nginx in front" "no nginx here"
    finish
fi

front=$tmp/nginx.sock
through=(curl -sS --max-time 20 --unix-socket "$front")
root=$tmp/root
mkdir "$root"
seq 1000000 >"$root/big"

nginx_pid=
trap '[ -z "$nginx_pid" ] || kill "$nginx_pid"; kill_server; rm -rf "$tmp"' EXIT

configure() {
    cat <<CONF
daemon off;
pid $tmp/nginx.pid;
error_log stderr warn;
events { }
http {
    access_log off;
    client_body_temp_path $tmp/body;
    proxy_temp_path $tmp/proxy;
    fastcgi_temp_path $tmp/fastcgi;
    uwsgi_temp_path $tmp/uwsgi;
    scgi_temp_path $tmp/scgi;
    proxy_max_temp_file_size 0;
    upstream counter {
        server 127.0.0.1:$port;
        keepalive 8;
    }
    server {
        listen unix:$front;
        location / {
            proxy_pass http://counter;
            proxy_http_version 1.1;
            proxy_set_header Connection "";
            proxy_set_header Host \$host;
        }
        location = /feed {
            proxy_pass http://counter;
            proxy_http_version 1.1;
            proxy_set_header Connection "";
            proxy_buffering off;
        }
        location = /echo {
            proxy_pass http://counter;
            proxy_http_version 1.1;
            proxy_set_header Connection "";
            proxy_request_buffering off;
        }
    }
}
CONF
}

nginx_answers() {
    "${through[@]}" -o "$tmp/got" http://front/hello
}

nginx_starts() {
    configure >"$tmp/nginx.conf"
    "$nginx" -p "$tmp" -e stderr -c "$tmp/nginx.conf" 2>"$tmp/nginx.err" &
    nginx_pid=$!
    wait_until nginx_answers 2>"$tmp/early" || fail "$(cat "$tmp/nginx.err")"
}

# It must have found nothing to complain about: no upstream that closed
# early, no header that it did not understand.
nginx_ends() {
    kill -QUIT "$nginx_pid"
    wait "$nginx_pid"
    local status=$?
    nginx_pid=
    rm -f "$front"
    if [ "$status" != 0 ] || [ -s "$tmp/nginx.err" ]; then
        fail "$status: $(cat "$tmp/nginx.err")"
    fi
}

# Two hundred requests reach the server over a handful of connections.
keeps_connections() {
    local before after
    stat_is .connections.accepted
    before=$(cat "$tmp/stat")
    "${through[@]}" "http://front/hello?n=[1-200]" >"$tmp/hellos"
    [ "$(sort "$tmp/hellos" | uniq -c | tr -s ' ')" = ' 200 hello' ] ||
        return 1
    stat_is .connections.accepted
    after=$(cat "$tmp/stat")
    [ $((after - before)) -le 10 ] || fail "$((after - before)) connections"
}

h2load_through() {
    h2load --h1 -c 50 -n 2000 -B "unix:$front" "http://front$1" \
        >"$tmp/h2load" 2>&1
    if ! grep -q '2000 succeeded, 0 failed, 0 errored, 0 timeout' \
        "$tmp/h2load" || ! grep -q '2000 2xx, 0 3xx, 0 4xx' "$tmp/h2load"; then
        fail "$(grep -E '^(requests|status)' "$tmp/h2load")"
    fi
}

gets_file() {
    "${through[@]}" -o "$tmp/got" http://front/files/big &&
        cmp "$tmp/got" "$root/big"
}

resumes() {
    head -c 4000000 "$root/big" >"$tmp/part"
    "${through[@]}" -C - -o "$tmp/part" http://front/files/big &&
        cmp "$tmp/part" "$root/big"
}

not_modified() {
    "${through[@]}" --etag-save "$tmp/etag" -o "$tmp/got" \
        http://front/files/big
    [ "$("${through[@]}" --etag-compare "$tmp/etag" -o "$tmp/again" \
        -w '%{http_code}' http://front/files/big)" = 304 ]
}

uploads() {
    head -c 1000000 "$root/big" >"$tmp/upload"
    "${through[@]}" -X POST -T - -o "$tmp/back" http://front/echo \
        <"$tmp/upload" && cmp "$tmp/upload" "$tmp/back"
}

hears_feed() {
    local listener i status
    "${through[@]}" -N http://front/feed >"$tmp/feed" &
    listener=$!
    wait_until grep -q '^: subscribed' "$tmp/feed" || return 1
    for i in 1 2 3; do
        "${through[@]}" -d "message $i" http://front/feed >"$tmp/got"
    done
    wait_until grep -qx 'data: message 3' "$tmp/feed"
    status=$?
    kill "$listener"
    wait "$listener"
    [ "$status" = 0 ] && [ "$(grep -c '^data: ' "$tmp/feed")" = 3 ]
}

# nginx holds idle connections to it; they do not keep it from ending.
for words in threaded evented 'evented --helpers=2'; do
    read -ra server <<<"$B/${words%% *}/$words"
    test_that "$words starts" start "${server[@]}" --root="$root" \
        --drain-timeout=1h || finish
    test_that "$words: nginx starts in front" nginx_starts || finish
    test_that "$words: nginx keeps its connections" keeps_connections
    test_that "$words: nginx, 2,000 requests of 50 clients" \
        h2load_through /hello
    test_that "$words: nginx, 2,000 large answers" \
        h2load_through '/bytes?n=20000'
    test_that "$words: nginx, 2,000 requests that wait" \
        h2load_through '/wait?ms=2'
    test_that "$words: nginx gets a file" gets_file
    test_that "$words: nginx resumes a download" resumes
    test_that "$words: nginx passes 304 on" not_modified
    test_that "$words: nginx passes an upload on" uploads
    test_that "$words: nginx passes the feed on" hears_feed
    test_that "$words exits with 0, stderr empty" stop
    test_that "$words: nginx had nothing to complain about" nginx_ends
done
finish
