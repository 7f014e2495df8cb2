#!/usr/bin/env bash
# remove-sample.sh TREE: removes the sample from a copy of this tree, as docs/ADD_A_FEATURE.md says, and fails when a line about it
# is left.
set -euo pipefail
. "$(dirname "$0")/../scripts/env.sh"
cd "$1"

rm -r src/features/welcome.rs src/features/welcome
left=$(mktemp)
trap 'rm -f "$left"' EXIT
removed=0
while read -r file line; do
    [ "$(LINE="$line" awk '{ sub(/^[ \t]+/, "") } $0 == ENVIRON["LINE"]' "$file" | wc -l)" -eq 1 ] ||
        fail "$file does not hold this line of docs/ADD_A_FEATURE.md once: $line"
    LINE="$line" awk '{ text = $0; sub(/^[ \t]+/, "", text) } text != ENVIRON["LINE"]' "$file" >"$left"
    cat "$left" >"$file"
    removed=$((removed + 1))
done < <(awk '/^```/ { inside = $0 == "```text"; next } inside' docs/ADD_A_FEATURE.md)
[ "$removed" -gt 3 ] || fail "docs/ADD_A_FEATURE.md lists $removed lines; is the pattern here still right?"
! grep -rnE 'features(/|::)welcome|welcome(::feature|_messages)|guilds/[^ ]*/welcome' src style tests end2end migrations --exclude-dir=node_modules ||
    fail "These lines know the sample, and docs/ADD_A_FEATURE.md does not list them."
while IFS= read -r sheet; do
    [ -e "style/$sheet" ] || fail "style/main.css imports $sheet, which is not there."
done < <(sed -nE 's/^@import "([^"]+)".*/\1/p' style/main.css)
