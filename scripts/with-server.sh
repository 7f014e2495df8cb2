#!/usr/bin/env bash
# with-server.sh command...: runs the command in end2end/ beside a fresh release server, whose address is in $BASE_URL.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/env.sh
. scripts/servers.sh

[ -x "$TARGET/release/$APP" ] || fail "There is no release build. Run: make build"
CHROMIUM=$(find_chromium) || fail "There is no Chromium. Run: scripts/setup.sh test"
folder=$(mktemp -d)
trap 'stop; rm -rf "$folder"' EXIT

port=$(free_port)
export CHROMIUM BASE_URL="http://127.0.0.1:$port"
start "$folder/server.log" scripts/serve-release.sh "$folder" "$port"
wait_for "$BASE_URL/readyz" 30

(cd end2end && "$@") || {
    code=$?
    server_log
    exit "$code"
}
