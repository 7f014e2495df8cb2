#!/usr/bin/env bash
# Checks format, lints and rules, and runs the unit and http tests. Needs no browser and no release build. Arguments go to
# `cargo test`, such as the names of tests.
set -uo pipefail
cd "$(dirname "$0")/.." || exit
scripts/setup.sh check || exit
. scripts/env.sh
. scripts/steps.sh
forget_configuration
compile_as_under_watch
# Tests spend most of their time waiting for answers that are late on purpose.
export RUST_TEST_THREADS="${RUST_TEST_THREADS:-$(($(getconf _NPROCESSORS_ONLN) * 4))}"

clippy() { with_stable cargo clippy --no-default-features "$@" -- -D warnings; }

step "Format" scripts/format.sh --check
step "Clippy, server half" clippy --features ssr --package "$APP" --package sandbox --all-targets
step "Clippy, browser half" clippy --features hydrate --lib
step "Where things belong" scripts/lint-islands.sh
step "Unit and http tests" with_tests cargo test --no-default-features --features ssr --package "$APP" --package sandbox --no-fail-fast "$@"
# The template's own checks; `make rename` deletes these lines.
[ ! -e template/check.sh ] || . template/check.sh
finish
