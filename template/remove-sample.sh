#!/usr/bin/env bash
# remove-sample.sh TREE: removes the sample from a copy of this tree, as docs/ADD_A_FEATURE.md says. Fails if a line about it is left.
set -euo pipefail
. "$(dirname "$0")/../scripts/env.sh"
cd "$1"

rm -r src/features/welcome.rs src/features/welcome
left=$(mktemp)
trap 'rm -f "$left"' EXIT
removed=0
while read -r file line; do
    [ "$(LINE="$line" awk '{ sub(/^[ \t]+/, "") } $0 == ENVIRON["LINE"]' "$file" | wc -l)" -eq 1 ] ||
        fail "docs/ADD_A_FEATURE.md lists this line of $file, which is not in it exactly once: $line"
    LINE="$line" awk '{ text = $0; sub(/^[ \t]+/, "", text) } text != ENVIRON["LINE"]' "$file" >"$left"
    cat "$left" >"$file"
    removed=$((removed + 1))
done < <(awk '/^```/ { inside = $0 == "```text"; next } inside' docs/ADD_A_FEATURE.md)
[ "$removed" -gt 3 ] || fail "docs/ADD_A_FEATURE.md lists only $removed lines. Is the pattern in this script still right?"
! grep -rnE 'features(/|::)welcome|welcome(::feature|_messages|_changes)|guilds/[^ ]*/welcome' src style tests end2end migrations --exclude-dir=node_modules ||
    fail "These lines mention the sample, and docs/ADD_A_FEATURE.md does not list them."
while IFS= read -r sheet; do
    [ -e "style/$sheet" ] || fail "style/main.css imports $sheet, which does not exist."
done < <(sed -nE 's/^@import "([^"]+)".*/\1/p' style/main.css)
