#!/usr/bin/env bash
# Installs what is missing, prints the app's address and runs the app. Every save rebuilds and reloads it.
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/setup.sh dev
. scripts/env.sh

# configured NAME: prints a variable from the environment, or else from .env, as the server reads it.
configured() {
    [ -n "${!1:-}" ] && echo "${!1}" && return
    sed -nE "s/^$1=['\"]?([^'\"]*)['\"]?[[:space:]]*$/\1/p" .env 2>/dev/null | tail -n 1 || true
}

address=$(configured LEPTOS_SITE_ADDR)
address=${address:-$(awk -F'"' '/^site-addr = / { print $2; exit }' Cargo.toml)}
# These two mean every address of the machine. A browser cannot open them.
case "$address" in
0.0.0.0:*) address="127.0.0.1:${address##*:}" ;;
"[::]":*) address="[::1]:${address##*:}" ;;
esac
[ -x "$TARGET/debug/$APP" ] || say "The first build compiles every dependency: about 10 minutes on two cores, seconds from then on."
public_url=$(configured PUBLIC_URL)
say "The app will be at ${public_url:-http://$address} (Ctrl-C stops it)."
exec cargo leptos watch
