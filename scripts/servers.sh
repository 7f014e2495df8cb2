# Sourced by the scripts that start a server. Finds a free port, starts a server, waits until it answers, and stops it.

free_port() {
    node -e 'const s = require("net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); })'
}

SERVER=""
SERVER_LOG=""

# start LOG command...: runs the command in the background, in its own process group. Its pid is then in $SERVER.
start() {
    SERVER_LOG="$1"
    shift
    set -m
    "$@" >"$SERVER_LOG" 2>&1 </dev/null &
    SERVER=$!
    set +m
}

# wait_for URL SECONDS: waits until the server answers with a 2xx. Fails at once if the server has ended.
wait_for() {
    node -e '
        const [url, seconds, pid] = process.argv.slice(1);
        const deadline = Date.now() + seconds * 1000;
        (async () => {
            for (;;) {
                if ((await fetch(url).catch(() => ({}))).ok) return;
                try { process.kill(pid, 0); } catch { console.error(`The server (pid ${pid}) ended before ${url} answered.`); process.exit(1); }
                if (Date.now() > deadline) { console.error(`${url} did not answer within ${seconds} s.`); process.exit(1); }
                await new Promise(resolve => setTimeout(resolve, 100));
            }
        })();' "$1" "$2" "$SERVER" || { server_log; return 1; }
}

# server_log [LINES]: prints the last lines of the server's output.
server_log() {
    printf -- '-- the server'\''s last lines --\n' >&2
    tail -n "${1:-40}" "$SERVER_LOG" >&2
}

# Stops the server and its children, by force if they take more than 30 seconds.
stop() {
    [ -n "$SERVER" ] || return 0
    kill -TERM -- "-$SERVER" 2>/dev/null || true
    local i
    for ((i = 0; i < 300; i++)); do
        kill -0 -- "-$SERVER" 2>/dev/null || break
        sleep 0.1
    done
    kill -KILL -- "-$SERVER" 2>/dev/null || true
    wait "$SERVER" 2>/dev/null || true
    SERVER=""
}
