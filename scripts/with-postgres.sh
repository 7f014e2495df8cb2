#!/usr/bin/env bash
# with-postgres.sh command...: runs the command beside an empty PostgreSQL on a free loopback port, whose address is in
# $TEST_POSTGRES_URL; $REQUIRE_POSTGRES says that tests may not do without. Where there is no PostgreSQL the command runs
# all the same, without the two.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/env.sh
. scripts/servers.sh

unset TEST_POSTGRES_URL REQUIRE_POSTGRES
if ! bin=$(find_postgres); then
    say "PostgreSQL is not here and cannot be installed: the store suite runs on SQLite only."
    exec "$@"
fi

folder=$(mktemp -d)
finish() {
    # SIGINT: PostgreSQL does not wait for clients then.
    [ -z "$SERVER" ] || kill -INT "$SERVER" 2>/dev/null || true
    stop
    rm -rf "$folder"
}
trap finish EXIT

# PostgreSQL refuses to run as root.
as_owner=(env)
if [ "$(id -u)" = 0 ]; then
    owner=$(id -un postgres 2>/dev/null || echo nobody)
    as_owner=(setpriv --reuid "$owner" --regid "$(id -g "$owner")" --clear-groups env HOME="$folder")
    chown "$owner" "$folder"
fi

port=$(free_port)
# Nothing here outlives the tests: trust on loopback, and no waiting for the disk. From the folder, which its owner may enter.
(cd "$folder" && "${as_owner[@]}" "$bin/initdb" --pgdata="$folder/data" --username=postgres --auth=trust --encoding=UTF8 \
    --locale=C --no-sync >"$folder/initdb.log" 2>&1) || { cat "$folder/initdb.log" >&2; fail "initdb failed."; }
start "$folder/postgres.log" "${as_owner[@]}" "$bin/postgres" -D "$folder/data" -p "$port" -k "$folder" \
    -c listen_addresses=127.0.0.1 -c max_connections=400 -c fsync=off -c synchronous_commit=off -c full_page_writes=off
for ((i = 0; ; i++)); do
    grep -qs '^ready' "$folder/data/postmaster.pid" && break
    { kill -0 "$SERVER" 2>/dev/null && [ "$i" -lt 300 ]; } || { server_log; fail "PostgreSQL did not start."; }
    sleep 0.1
done

say "$("$bin/postgres" --version) answers on 127.0.0.1:$port."
TEST_POSTGRES_URL="postgres://postgres@127.0.0.1:$port/postgres" REQUIRE_POSTGRES=1 "$@"
