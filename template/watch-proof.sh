#!/usr/bin/env bash
# Saving a file shows in the browser by itself, and nobody is signed out by it: runs `cargo leptos watch` on a copy of this
# tree and edits the copy (template/watch.spec.mts).
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/env.sh
. scripts/servers.sh
. template/copies.sh
forget_configuration

CHROMIUM=$(find_chromium) || fail "There is no Chromium. Run: scripts/setup.sh test"
folder=$(mktemp -d)
trap 'stop; forget_copies; rm -rf "$folder"' EXIT
mkdir -p "$folder/tree" "$TARGET"
copy_tree "$folder/tree"

port=$(free_port)
target=$(cd "$TARGET" && pwd)
say "Starting cargo leptos watch on a copy (about a minute; longer when its dependencies are not built)."
start "$folder/watch.log" env CARGO_TARGET_DIR="$target" \
    LEPTOS_SITE_ADDR="127.0.0.1:$port" LEPTOS_RELOAD_PORT="$(free_port)" \
    bash -c 'cd "$1" && exec cargo leptos watch' - "$folder/tree"
wait_for "http://127.0.0.1:$port/readyz" 1800

export CHROMIUM BASE_URL="http://127.0.0.1:$port"
export WATCHED_TREE="$folder/tree"
export WASM_OF_CARGO="$target/front/wasm32-unknown-unknown/debug/frontend.wasm"
export WASM_OF_SITE="$folder/tree/target/site/pkg/app.wasm"
(cd end2end && playwright test --config ../template/playwright.config.mts --project=watch) || {
    code=$?
    server_log 80
    exit "$code"
}
