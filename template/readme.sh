#!/usr/bin/env bash
# Does what README.md tells a newcomer to do, word for word, in an empty folder: the commands after a `commands:` comment.
# Only what stands for the address to clone from is exchanged for this repository, whose last commit is what gets cloned.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/env.sh
. scripts/servers.sh
. template/copies.sh
forget_configuration

# commands NAME: the first fenced block after the comment <!-- commands: NAME -->
commands() {
    awk -v marker="<!-- commands: $1 -->" '
        $0 == marker { found = 1; next }
        found && /^```/ { if (inside) exit; inside = 1; next }
        inside { print }' README.md
}

dev=$(commands dev)
test=$(commands test)
[ -n "$dev" ] && [ -n "$test" ] || fail "README.md has no fenced commands after <!-- commands: dev --> and <!-- commands: test -->."
[[ "$dev" == "git clone <"*"> "* ]] || fail "README.md's first command is not 'git clone <..> folder'."
git rev-parse --verify --quiet HEAD >/dev/null || fail "There is no commit to clone yet."

folder=$(mktemp -d)
trap 'stop; forget_copies; rm -rf "$folder"' EXIT
mkdir -p "$TARGET" "$folder/empty"
port=$(free_port)

echo "$dev"
dev="git clone '$PWD' ${dev#*> }"
start "$folder/dev.log" env CARGO_TARGET_DIR="$(cd "$TARGET" && pwd)" \
    LEPTOS_SITE_ADDR="127.0.0.1:$port" LEPTOS_RELOAD_PORT="$(free_port)" \
    bash -c 'cd "$1" && eval "$2"' - "$folder/empty" "set -e; $dev"
wait_for "http://127.0.0.1:$port/readyz" 1800

node -e '
    fetch(process.argv[1], { headers: { accept: "text/html" } }).then(async page => {
        if (page.ok && (await page.text()).includes("Sign in with Discord")) return;
        console.error(`${process.argv[1]} answered ${page.status}, without a sign-in button.`);
        process.exit(1);
    });' "http://127.0.0.1:$port/login" || { server_log; exit 1; }
grep -q "The app will be at http://127.0.0.1:$port" "$folder/dev.log" || { server_log; fail "make dev did not print the address."; }
echo "The sign-in page is served."
stop

# The tests would start this script again: it is enough that make knows what to do.
clone=$(find "$folder/empty" -mindepth 1 -maxdepth 1 -type d)
echo "$test"
while IFS= read -r line; do
    case "$line" in
    make\ *) (cd "$clone" && make -n ${line#make }) >/dev/null || fail "In a fresh clone, '$line' does not resolve." ;;
    *) fail "README.md's test commands hold something else than make: $line" ;;
    esac
done <<<"$test"
