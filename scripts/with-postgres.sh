#!/usr/bin/env bash
# with-postgres.sh command...: runs the command with an empty PostgreSQL (its address is in $TEST_POSTGRES_URL) and a PgBouncer in
# front of it (in $TEST_PGBOUNCER_URL), on free loopback ports. $REQUIRE_POSTGRES and $REQUIRE_PGBOUNCER forbid the tests to
# skip the two. If one is not installed, the command runs without it.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/env.sh
. scripts/servers.sh

unset TEST_POSTGRES_URL REQUIRE_POSTGRES TEST_PGBOUNCER_URL TEST_FORGETFUL_PGBOUNCER_URL REQUIRE_PGBOUNCER
if ! bin=$(find_postgres); then
    say "PostgreSQL is not installed: the store suite runs on SQLite only."
    exec "$@"
fi

folder=$(mktemp -d)
poolers=()
finish() {
    [ ${#poolers[@]} -eq 0 ] || kill -TERM "${poolers[@]}" 2>/dev/null || true
    # On SIGINT, PostgreSQL ends without waiting for its clients.
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
# The data is deleted after the tests, so it needs no password, and writes need not wait for the disk. The command runs in $folder because the
# other account may not enter this one.
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
# start_pooler NAME PARAMETERS: starts a PgBouncer in transaction mode, as hosting services do: after a transaction, the connection
# may go to another client. It ignores the start-up PARAMETERS of clients. Afterwards, $pooler_url has its address.
start_pooler() {
    local log="$folder/$1.log" pooler_port i
    pooler_port=$(free_port)
    cat >"$folder/$1.ini" <<INI
[databases]
* = host=127.0.0.1 port=$port user=postgres
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = $pooler_port
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = 4
server_round_robin = 1
max_client_conn = 2000
ignore_startup_parameters = $2
INI
    "${as_owner[@]}" "$program" "$folder/$1.ini" >"$log" 2>&1 </dev/null &
    poolers+=($!)
    for ((i = 0; ; i++)); do
        (exec 3<>"/dev/tcp/127.0.0.1/$pooler_port") 2>/dev/null && break
        { kill -0 $! 2>/dev/null && [ "$i" -lt 100 ]; } || { cat "$log" >&2; fail "PgBouncer did not start."; }
        sleep 0.1
    done
    pooler_url="postgres://postgres@127.0.0.1:$pooler_port/postgres"
}

if program=$(find_pgbouncer); then
    # One pooler refuses start-up parameters that it does not know, the other ignores them. The app recognises both.
    start_pooler forgetful extra_float_digits,options
    export TEST_FORGETFUL_PGBOUNCER_URL="$pooler_url"
    start_pooler pgbouncer extra_float_digits
    export TEST_PGBOUNCER_URL="$pooler_url" REQUIRE_PGBOUNCER=1
    say "$("$program" --version | head -n 1) answers in front of it."
else
    say "PgBouncer is not installed: the store suite does not run behind a pooler."
fi

TEST_POSTGRES_URL="postgres://postgres@127.0.0.1:$port/postgres" REQUIRE_POSTGRES=1 "$@"
