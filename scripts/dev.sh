#!/usr/bin/env bash
# Installs what is missing, says where the app will be and runs it, rebuilt and reloaded on every save.
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/setup.sh dev
. scripts/env.sh

address=${LEPTOS_SITE_ADDR:-$(awk -F'"' '/^site-addr = / { print $2; exit }' Cargo.toml)}
[ -x "$TARGET/debug/$APP" ] || say "The first build compiles every dependency: about 10 minutes on two cores, seconds from then on."
say "The app will be at ${PUBLIC_URL:-http://$address} (Ctrl-C stops it)."
exec cargo leptos watch
