#!/usr/bin/env bash
# Runs the chaos scenarios (tests/chaos/), or only those that the arguments name. Some of them need a database:
# scripts/with-postgres.sh scripts/chaos.sh
set -uo pipefail
cd "$(dirname "$0")/.." || exit
. scripts/env.sh
. scripts/steps.sh
forget_configuration
compile_as_under_watch
# Debian installs nginx in a folder that is only on root's PATH.
export PATH="$PATH:/usr/sbin"

with_tests cargo test --no-default-features --features ssr --test chaos -- "$@"
code=$?
[ -z "${OWNS_TALLY:-}" ] || rm -f "$TALLY"
exit "$code"
