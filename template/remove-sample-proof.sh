#!/usr/bin/env bash
# The sample is removed from a copy of this tree, as docs/ADD_A_FEATURE.md says: what is left has no feature, no warnings, and passes
# the tests of what features bring.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/env.sh
. template/copies.sh
forget_configuration
compile_as_under_watch

root=$PWD
folder=$(mktemp -d)
tree="$folder/tree"
trap 'forget_copies; rm -rf "$folder"' EXIT
mkdir -p "$tree" "$TARGET"
CARGO_TARGET_DIR=$(cd "$TARGET" && pwd)
export CARGO_TARGET_DIR TARGET="$CARGO_TARGET_DIR"
copy_tree "$tree"

say "Removing the sample from a copy."
"$root/template/remove-sample.sh" "$tree"
cd "$tree"

say "Checking what is left."
scripts/format.sh --check
with_stable cargo clippy --quiet --no-default-features --features ssr --all-targets -- -D warnings
with_stable cargo clippy --quiet --no-default-features --features hydrate --lib -- -D warnings
scripts/lint-islands.sh
template/lint-readme.sh
cargo test --quiet --no-default-features --features ssr --test http -- guild_pages store::on_sqlite
