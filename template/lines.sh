#!/usr/bin/env bash
# Reports how much there is to read. It never fails: a clone adds pages, and its checks must stay green when it does
# (docs/decisions/0012). Unit tests at the end of a file do not count, nor do tests/, end2end/ and data: they explain the code and
# are not needed to change a page.
set -euo pipefail
cd "$(dirname "$0")/.."

# Lines of Rust in files and folders, up to each file's unit tests.
code() { find "$@" -name '*.rs' ! -path '*/tests/*' -exec awk 'FNR == 1 { test = 0 } /^#\[cfg\(test\)\]/ { test = 1 } !test { lines++ } END { print lines + 0 }' {} +; }
# $1 what, $2 how many.
report() { printf '%15d  %s\n' "$2" "$1"; }

for module in src/discord src/server/{rest,session,store,auth,config} src/pages src/components src/islands; do
    printf '%15d  %s\n' "$(code "$module")" "$module"
done
sandbox=$(code src/server/sandbox crates/sandbox/src/lib.rs)
samples=$(code src/features*)
report "src without the sandbox and samples" $(($(code src) - sandbox - samples))
report "the sandbox" "$sandbox"
report "the samples, which can be removed" "$samples"
report "style sheets" "$(find style -name '*.css' -exec cat {} + | wc -l)"
report "direct dependencies" "$(awk '/^\[/ { inside = /dependencies\]$/ } inside && /^[a-z0-9_-]+ = / { n++ } END { print n }' Cargo.toml)"
long=$(find src style -type f \( -name '*.rs' -o -name '*.css' \) ! -path '*/tests/*' -exec awk 'END { if (NR > 300) print "  " FILENAME ": " NR }' {} \;)
[ -z "$long" ] || printf 'Longer than 300 lines, unit tests included; is there a part with a name of its own?\n%s\n' "$long"
