#!/usr/bin/env bash
# Formats the Rust code and the views in it. With `--check` it changes nothing and names the files that are not formatted.
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
# leptosfmt prints its settings and whole files. Show only their names.
[ "$code" = 0 ] || grep -E '^(❌|[Ee]rror)' <<<"$views" || echo "$views"
with_stable cargo fmt --all -- --check || code=1
[ "$code" = 0 ] || echo "Run 'make fmt' to format them."
exit "$code"
