#!/usr/bin/env bash
# run.sh: several release servers on one PostgreSQL, behind nginx. It prints the requests a second of one, two and four servers, and checks that
# a sign-out counts everywhere at once, that all servers together refresh a token once, and that nobody is signed out when a server is killed.
# `make scale` builds first, and starts PostgreSQL. SERVERS="1 2" and SECONDS_EACH=10 change what is measured.
set -euo pipefail
cd "$(dirname "$0")/../.."
. scripts/env.sh
. scripts/servers.sh
forget_configuration
# Debian installs nginx in a folder that is only on root's PATH.
export PATH="$PATH:/usr/sbin"

counts="${SERVERS:-1 2 4}"
seconds="${SECONDS_EACH:-5}"
release="${RELEASE:-$TARGET/release}"
[ -x "$release/$APP" ] || fail "There is no release build. Run: make build"
release=$(cd "$release" && pwd)
[ -n "${TEST_POSTGRES_URL:-}" ] || fail "There is no PostgreSQL. Run: scripts/with-postgres.sh $0"
command -v nginx >/dev/null || fail "nginx is not installed. On Debian: apt-get install nginx-light"
command -v wrk >/dev/null || say "wrk is not installed, so the requests a second are not measured. On Debian: apt-get install wrk"

folder=$(mktemp -d)
pids=()
# Ends what this script started, by its ids, and waits for it. nginx ends its worker itself.
finish() {
    local pid i
    for pid in "${pids[@]}"; do kill -TERM "$pid" 2>/dev/null || true; done
    for pid in "${pids[@]}"; do
        for ((i = 0; i < 300; i++)); do
            kill -0 "$pid" 2>/dev/null || break
            sleep 0.1
        done
    done
    pids=()
}
trap 'finish; rm -rf "$folder"' EXIT

key=$(head -c 32 /dev/urandom | base64)
front=$(free_port)
discord=$(free_port)
export FRONT="http://127.0.0.1:$front" DISCORD="http://127.0.0.1:$discord/sandbox"

# start_server PORT variables...: starts a server whose people come through nginx. Its id is then in $server.
start_server() {
    local port="$1"
    shift
    mkdir -p "$folder/$port"
    (cd "$folder/$port" && exec env -i PATH="$PATH" HOME="$HOME" APP_ENV=production RUST_LOG=warn SECRET_KEY="$key" \
        PUBLIC_URL="$FRONT" DATABASE_URL="$TEST_POSTGRES_URL" DATA_DIR="$folder/$port/data" LEPTOS_SITE_ROOT="$release/site" \
        LEPTOS_SITE_ADDR="127.0.0.1:$port" LEPTOS_HASH_FILES="$([ -s "$release/hash.txt" ] && echo true || echo false)" "$@" \
        "$release/$APP" >"$folder/$port/log" 2>&1 </dev/null) &
    server=$!
    # Otherwise bash reports the one that is killed.
    disown "$server"
    pids+=("$server")
    SERVER="$server" SERVER_LOG="$folder/$port/log" wait_for "http://127.0.0.1:$port/readyz" 30
}

# start_site COUNT: starts a server that only plays Discord, COUNT servers that use it, and nginx in front of those.
start_site() {
    local i upstreams=""
    ports=() servers=()
    start_server "$discord" DISCORD_SANDBOX=1 DATABASE_URL="sqlite://$folder/discord.db"
    for ((i = 0; i < $1; i++)); do
        ports+=("$(free_port)")
        start_server "${ports[i]}" DISCORD_CLIENT_ID=1000000000000000001 \
            DISCORD_CLIENT_SECRET=sandbox-client-secret-known-to-everybody DISCORD_API_BASE_URL="$DISCORD/api/v10" \
            DISCORD_AUTHORIZE_URL="$DISCORD/oauth2/authorize" DISCORD_CDN_BASE_URL="$DISCORD/cdn"
        servers+=("$server")
        upstreams+="server 127.0.0.1:${ports[i]} max_fails=0;"
    done
    mkdir -p "$folder/nginx"
    cat >"$folder/nginx.conf" <<CONF
daemon off;
pid $folder/nginx/pid;
error_log $folder/nginx/error.log;
worker_processes 1;
events {}
http {
    access_log off;
    client_body_temp_path $folder/nginx/body; proxy_temp_path $folder/nginx/proxy; fastcgi_temp_path $folder/nginx/fastcgi;
    uwsgi_temp_path $folder/nginx/uwsgi; scgi_temp_path $folder/nginx/scgi;
    upstream app { $upstreams keepalive 64; }
    server {
        listen 127.0.0.1:$front;
        location / {
            proxy_pass http://app;
            proxy_http_version 1.1;
            proxy_set_header Connection "";
            proxy_set_header Host \$http_host;
            proxy_next_upstream error timeout;
            proxy_connect_timeout 2s;
        }
    }
}
CONF
    nginx -e "$folder/nginx/error.log" -c "$folder/nginx.conf" >/dev/null 2>&1 &
    pids+=($!)
    SERVER=$! SERVER_LOG="$folder/nginx/error.log" wait_for "$FRONT/readyz" 20
}

check() { node tests/scale/check.mjs "$@"; }

if command -v wrk >/dev/null; then
    printf '| servers | page | requests a second |\n|---|---|---|\n'
    for count in $counts; do
        start_site "$count"
        cookie=$(check sign-in "Odalys Reyes")
        for page in /dashboard/profile /dashboard/guilds; do
            wrk -t1 -c16 -d1 -H "Cookie: $cookie" "$FRONT$page" >/dev/null
            wrk -t1 -c32 -d"$seconds" -H "Cookie: $cookie" "$FRONT$page" >"$folder/wrk"
            ! grep -q 'Non-2xx' "$folder/wrk" || { cat "$folder/wrk" >&2; fail "$page was refused."; }
            printf '| %s | `%s` | %.0f |\n' "$count" "$page" "$(awk '/^Requests\/sec/ { print $2 }' "$folder/wrk")"
        done
        finish
    done
fi

start_site 3
export PORTS="${ports[*]}"
check sign-out
check refresh
check kill "${servers[1]}"
finish
say "Three servers share sessions, sign-outs and refreshes, and one of them was killed under load."
