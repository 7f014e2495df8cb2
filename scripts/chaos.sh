#!/usr/bin/env bash
# Breaks things at random moments (tests/chaos/). Arguments are names of scenarios to run alone. scripts/with-postgres.sh brings the
# database that some of them need.
set -uo pipefail
cd "$(dirname "$0")/.." || exit
. scripts/env.sh
. scripts/steps.sh
forget_configuration
compile_as_under_watch
# Debian keeps nginx where only root looks.
export PATH="$PATH:/usr/sbin"

log=$(mktemp)
trap 'rm -f "$log"' EXIT
cargo test --no-default-features --features ssr --test chaos -- "$@" 2>&1 | tee "$log"
code=${PIPESTATUS[0]}
awk '/^test result:/ { print $4, $6 }' "$log" >>"$TALLY"
[ -z "${OWNS_TALLY:-}" ] || rm -f "$TALLY"
exit "$code"
