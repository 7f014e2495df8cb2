#!/usr/bin/env bash
# What one runs all day: format, lints, rules, unit and http tests. No browser, no release build.
set -uo pipefail
cd "$(dirname "$0")/.." || exit
scripts/setup.sh dev || exit
. scripts/env.sh
. scripts/steps.sh
forget_configuration
compile_as_under_watch

clippy() { with_stable cargo clippy --no-default-features "$@" -- -D warnings; }

tests() {
    local log code
    log=$(mktemp)
    cargo test --no-default-features --features ssr --no-fail-fast 2>&1 | tee "$log"
    code=${PIPESTATUS[0]}
    awk '/^test result:/ { print $4, $6 }' "$log" >>"$TALLY"
    rm -f "$log"
    return "$code"
}

step "Format" with_stable cargo fmt --check
step "Clippy, server half" clippy --features ssr --all-targets
step "Clippy, browser half" clippy --features hydrate --lib
step "Where things belong" scripts/lint-islands.sh
step "What README names is there" template/lint-readme.sh
step "How much there is to read" template/lines.sh
step "Unit and http tests" tests
finish
