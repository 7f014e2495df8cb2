#!/usr/bin/env bash
# How much there is to read, against the budgets of docs/decisions/0007 and 0012. Unit tests at the end of a file do not count, nor do
# tests/, end2end/ and data: they explain the code and are not needed to change a page.
set -euo pipefail
cd "$(dirname "$0")/.."

# Lines of Rust in files and folders, up to each file's unit tests.
code() { find "$@" -name '*.rs' ! -path '*/tests/*' -exec awk 'FNR == 1 { test = 0 } /^#\[cfg\(test\)\]/ { test = 1 } !test { lines++ } END { print lines + 0 }' {} +; }
over=""
# $1 what, $2 how many, $3 the budget.
within() {
    local verdict=within
    [ "$2" -le "$3" ] || { verdict=OVER; over=yes; }
    printf '%6d of %5d  %s: %s\n' "$2" "$3" "$1" "$verdict"
}

for module in src/discord src/server/{rest,session,store,auth,config} src/pages src/components src/islands; do
    printf '%15d  %s\n' "$(code "$module")" "$module"
done
sandbox=$(code src/server/sandbox src/server/sandbox.rs)
samples=$(code src/samples*)
within "src without the sandbox and samples" $(($(code src) - sandbox - samples)) 12750
within "the sandbox" "$sandbox" 2850
printf '%6d           the samples, which can be removed
' "$samples"
within "style sheets" "$(find style -name '*.css' -exec cat {} + | wc -l)" 1520
within "direct dependencies" "$(awk '/^\[/ { inside = /dependencies\]$/ } inside && /^[a-z0-9_-]+ = / { n++ } END { print n }' Cargo.toml)" 30
long=$(find src style -type f \( -name '*.rs' -o -name '*.css' \) ! -path '*/tests/*' -exec awk 'END { if (NR > 300) print "  " FILENAME ": " NR }' {} \;)
[ -z "$long" ] || printf 'Longer than 300 lines, unit tests included; is there a part with a name of its own?\n%s\n' "$long"
[ -z "$over" ]
