#!/usr/bin/env bash
# Checks that the browser shows a saved file by itself, and that this signs nobody out. Runs `cargo leptos watch` on a copy of this tree
# and edits the copy (template/watch.spec.mts).
set -euo pipefail
cd "$(dirname "$0")/.."
. template/copies.sh
require_chromium
copy_tree

port=$(free_port)
say "Starting cargo leptos watch on a copy (about a minute; longer if its dependencies are not built yet)."
start "$folder/watch.log" env LEPTOS_SITE_ADDR="127.0.0.1:$port" LEPTOS_RELOAD_PORT="$(free_port)" \
    bash -c 'cd "$1" && exec cargo leptos watch' - "$tree"
wait_for "http://127.0.0.1:$port/readyz" 1800

export BASE_URL="http://127.0.0.1:$port"
export WATCHED_TREE="$tree"
export WASM_OF_CARGO="$TARGET/front/wasm32-unknown-unknown/debug/frontend.wasm"
export WASM_OF_SITE="$tree/target/site/pkg/app.wasm"
(cd end2end && playwright test --config ../template/playwright.config.mts --project=watch) || {
    code=$?
    server_log 80
    exit "$code"
}
