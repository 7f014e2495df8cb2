#!/usr/bin/env bash
# Runs the commands that README.md gives to a newcomer, word for word, in an empty folder. They are in the blocks after a `commands:`
# comment. Only the address to clone from is replaced: this clones the last commit of this repository.
set -euo pipefail
cd "$(dirname "$0")/.."
. template/copies.sh

# commands NAME: prints the first fenced block after the comment <!-- commands: NAME -->
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

port=$(free_port)

echo "$dev"
dev="git clone '$PWD' ${dev#*> }"
start "$folder/dev.log" env LEPTOS_SITE_ADDR="127.0.0.1:$port" LEPTOS_RELOAD_PORT="$(free_port)" \
    bash -c 'cd "$1" && eval "$2"' - "$tree" "set -e; $dev"
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

# The tests would start this script again, so this only checks that make knows the targets.
clone=$(find "$tree" -mindepth 1 -maxdepth 1 -type d)
echo "$test"
while IFS= read -r line; do
    case "$line" in
    make\ *) (cd "$clone" && make -n ${line#make }) >/dev/null || fail "In a fresh clone, make does not know '$line'." ;;
    *) fail "README.md's test commands contain something other than make: $line" ;;
    esac
done <<<"$test"
