#!/usr/bin/env bash
# What one runs all day: format, lints, rules, unit and http tests. No browser, no release build.
set -uo pipefail
cd "$(dirname "$0")/.." || exit
scripts/setup.sh check || exit
. scripts/env.sh
. scripts/steps.sh
forget_configuration
compile_as_under_watch

clippy() { with_stable cargo clippy --no-default-features "$@" -- -D warnings; }

# with_tests command...: what cargo says of its tests is counted one by one.
with_tests() {
    local log code
    log=$(mktemp)
    "$@" 2>&1 | tee "$log"
    code=${PIPESTATUS[0]}
    awk '/^test result:/ { print $4, $6 }' "$log" >>"$TALLY"
    rm -f "$log"
    return "$code"
}

step "Format" scripts/format.sh --check
step "Clippy, server half" clippy --features ssr --package "$APP" --package sandbox --all-targets
step "Clippy, browser half" clippy --features hydrate --lib
step "Where things belong" scripts/lint-islands.sh
step "Unit and http tests" with_tests cargo test --no-default-features --features ssr --package "$APP" --package sandbox --no-fail-fast
# The template's own checks; `make rename` deletes these lines.
[ ! -e template/check.sh ] || . template/check.sh
finish
