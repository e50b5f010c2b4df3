#!/usr/bin/env bash
# node.sh: Node.js' own http module and fetch (node.mjs).
set -u
. tests/lib.sh

if ! command -v node >"$tmp/node"; then
    skip_that "Node.js' http and fetch" "no node here"
    finish
fi
for words in threaded evented 'evented --helpers=2'; do
    read -ra server <<<"$B/${words%% *}/$words"
    test_that "$words starts" start "${server[@]}" || finish
    node tests/clients/node.mjs "$url" "$words" || failed=1
    test_that "$words exits with 0, stderr empty" stop
done
finish
