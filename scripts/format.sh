#!/usr/bin/env bash
# Formats the Rust code, and the views in it. `--check` changes nothing and names what is not formatted.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/env.sh

if [ "${1:-}" != --check ]; then
    leptosfmt --quiet src
    with_stable cargo fmt --all
    exit
fi
code=0
views=$(leptosfmt --check src 2>&1) || code=1
# It prints its settings and every file whole; their names are enough.
[ "$code" = 0 ] || grep -E '^(❌|[Ee]rror)' <<<"$views" || echo "$views"
with_stable cargo fmt --all -- --check || code=1
[ "$code" = 0 ] || echo "'make fmt' formats them."
exit "$code"
