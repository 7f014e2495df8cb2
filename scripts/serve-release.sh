#!/usr/bin/env bash
# serve-release.sh FOLDER PORT [NAME=VALUE...]: replaces this process by the release server, as in production, with the sandbox and with
# these variables. Mira is an admin. Its data and its key are in FOLDER, so a restart finds them again. Of the caller's configuration, the
# server sees only METRICS_ADDR: this script sets the environment, and the working directory is FOLDER, which has no .env.
set -euo pipefail
folder=$(cd "$1" && pwd)
port="$2"
shift 2
cd "$(dirname "$0")/.."
. scripts/env.sh

release=$(cd "$TARGET/release" && pwd)
[ -x "$release/$APP" ] || fail "There is no release build. Run: make build"
[ -s "$folder/key" ] || head -c 32 /dev/urandom | base64 >"$folder/key"

cd "$folder"
exec env -i PATH="$PATH" HOME="$HOME" RUST_BACKTRACE=1 \
    APP_ENV=production \
    DISCORD_SANDBOX=1 \
    ADMIN_USER_IDS=268473310986240001 \
    PUBLIC_URL="http://127.0.0.1:$port" \
    SECRET_KEY="$(cat "$folder/key")" \
    DATABASE_URL="sqlite://$folder/app.db" \
    DATA_DIR="$folder/data" \
    LEPTOS_SITE_ROOT="$release/site" \
    LEPTOS_SITE_ADDR="127.0.0.1:$port" \
    LEPTOS_HASH_FILES=true \
    ${METRICS_ADDR:+METRICS_ADDR="$METRICS_ADDR"} \
    "$@" \
    "$release/$APP"
