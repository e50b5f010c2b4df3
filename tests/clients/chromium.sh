#!/usr/bin/env bash
# chromium.sh: a browser on GET / and /feed (browser.mjs), without a window.
set -u
. tests/lib.sh

long "a browser on GET / and /feed"
chromium=$(command -v chromium || command -v chromium-browser)
if [ -z "$chromium" ] || ! command -v node >"$tmp/node"; then
    skip_that "a browser on GET / and /feed" "no chromium or no node here"
    finish
fi
for words in threaded evented; do
    node tests/clients/browser.mjs "$chromium" "$tmp/profile" \
        "$B/clients-$words.png" "$B/$words/$words" || failed=1
done
finish
