#!/usr/bin/env bash
# Reports how much there is to read, and never fails. It does not count unit tests, tests/, end2end/ and data, because nobody
# has to read them to change a page.
set -euo pipefail
cd "$(dirname "$0")/.."

# code PLACE...: counts the lines of Rust in files and folders, up to each file's unit tests.
code() { find "$@" -name '*.rs' ! -path '*/tests/*' -exec awk 'FNR == 1 { test = 0 } /^#\[cfg\(test\)\]/ { test = 1 } !test { lines++ } END { print lines + 0 }' {} +; }
# report WHAT NUMBER
report() { printf '%15d  %s\n' "$2" "$1"; }

for module in src/discord src/server/{config,http,auth,discord,store} src/server_fns src/pages src/components src/islands; do
    printf '%15d  %s\n' "$(code "$module")" "$module"
done
features=$(code src/features*)
report "src without features" $(($(code src) - features))
report "the features, which can be removed" "$features"
report "the sandbox" "$(code crates/sandbox/src)"
report "style sheets" "$(find style -name '*.css' -exec cat {} + | wc -l)"
report "direct dependencies" "$(awk '/^\[/ { inside = /dependencies\]$/ } inside && /^[a-z0-9_-]+ = / { n++ } END { print n }' Cargo.toml)"
long=$(find src crates style -type f \( -name '*.rs' -o -name '*.css' \) ! -path '*/tests/*' -exec awk 'END { if (NR > 300) print "  " FILENAME ": " NR }' {} \;)
[ -z "$long" ] || printf 'Longer than 300 lines, unit tests included. Can a part become a file of its own?\n%s\n' "$long"
