#!/usr/bin/env bash
# with-server.sh command...: starts a new release server and runs the command in end2end/, with the server's address in $BASE_URL.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/env.sh
. scripts/servers.sh

[ -x "$TARGET/release/$APP" ] || fail "There is no release build. Run: make build"
require_chromium
folder=$(mktemp -d)
trap 'stop; rm -rf "$folder"' EXIT

port=$(free_port)
export BASE_URL="http://127.0.0.1:$port"
start "$folder/server.log" scripts/serve-release.sh "$folder" "$port"
wait_for "$BASE_URL/readyz" 30

(cd end2end && "$@") || {
    code=$?
    server_log
    exit "$code"
}
