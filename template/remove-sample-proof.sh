#!/usr/bin/env bash
# Removes the sample from a copy of this tree, as docs/ADD_A_FEATURE.md says. Checks that the rest has no feature and no warnings, and
# passes the tests of what features add.
set -euo pipefail
cd "$(dirname "$0")/.."
. template/copies.sh
compile_as_under_watch
copy_tree

say "Removing the sample from a copy."
template/remove-sample.sh "$tree"
cd "$tree"

say "Checking what is left."
scripts/format.sh --check
with_stable cargo clippy --quiet --no-default-features --features ssr --all-targets -- -D warnings
with_stable cargo clippy --quiet --no-default-features --features hydrate --lib -- -D warnings
scripts/lint-islands.sh
template/lint-readme.sh
cargo test --quiet --no-default-features --features ssr --test http -- guild_pages store::on_sqlite
