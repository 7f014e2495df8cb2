#!/usr/bin/env bash
# The sample is removed from a copy of this tree, as docs/ADD_A_FEATURE.md says: what is left has no warnings, no line about
# it, and every style sheet that it imports.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/env.sh
. template/copies.sh
forget_configuration
compile_as_under_watch

folder=$(mktemp -d)
tree="$folder/tree"
# clippy has a folder of its own where with_stable says so.
trap 'forget_copies; rm -rf "$folder" "$TARGET"/clippy/debug/.fingerprint/"$APP"-*' EXIT
mkdir -p "$tree" "$TARGET"
CARGO_TARGET_DIR=$(cd "$TARGET" && pwd)
export CARGO_TARGET_DIR TARGET="$CARGO_TARGET_DIR"
copy_tree "$tree"
cd "$tree"

say "Removing the sample from a copy."
rm -r src/features/welcome.rs src/features/welcome
removed=0
while read -r file line; do
    [ "$(LINE="$line" awk '{ sub(/^[ \t]+/, "") } $0 == ENVIRON["LINE"]' "$file" | wc -l)" -eq 1 ] ||
        fail "$file does not hold this line of docs/ADD_A_FEATURE.md once: $line"
    LINE="$line" awk '{ text = $0; sub(/^[ \t]+/, "", text) } text != ENVIRON["LINE"]' "$file" >"$folder/left"
    cat "$folder/left" >"$file"
    removed=$((removed + 1))
done < <(awk '/^```/ { inside = $0 == "```text"; next } inside' docs/ADD_A_FEATURE.md)
[ "$removed" -gt 5 ] || fail "docs/ADD_A_FEATURE.md lists $removed lines; is the pattern here still right?"
! grep -rnE 'samples(/|::)welcome|welcome_messages' src style tests end2end migrations ||
    fail "These lines know the sample, and docs/ADD_A_FEATURE.md does not list them."
while IFS= read -r sheet; do
    [ -e "style/$sheet" ] || fail "style/main.css imports $sheet, which is not there."
done < <(sed -nE 's/^@import "([^"]+)".*/\1/p' style/main.css)

say "Checking what is left."
with_stable cargo fmt --check
with_stable cargo clippy --quiet --no-default-features --features ssr --all-targets -- -D warnings
with_stable cargo clippy --quiet --no-default-features --features hydrate --lib -- -D warnings
scripts/lint-islands.sh
template/lint-readme.sh
cargo test --quiet --no-default-features --features ssr --test http -- architecture guild_pages store::on_sqlite
