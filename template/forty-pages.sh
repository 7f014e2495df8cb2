#!/usr/bin/env bash
# Proves that pages can go on being added: a copy of this tree gets 40 pages more, and its server half compiles in the release profile, where each
# view keeps its type and a page that is nested too deeply would exceed the compiler's recursion limit. Prints how long it takes without and with
# the pages. PAGES=80 adds more of them. BUILD=1 builds the server with the pages instead of checking it, and compares nothing.
set -euo pipefail
cd "$(dirname "$0")/.."
. template/copies.sh

pages="${PAGES:-40}"
verb=check
[ -z "${BUILD:-}" ] || verb=build
# Views of one type would hide what this is about.
unset RUSTFLAGS LEPTOS_WATCH
# Deletes cargo's records of the copy. Only the release profile has any.
forget_copies() { rm -rf "$TARGET"/release/.fingerprint/{"$APP",sandbox}-*; }

# compile WHAT: compiles the copy's server half in release mode, and sets $took to the seconds.
compile() {
    local began=$SECONDS
    (cd "$tree" && cargo "$verb" --release --no-default-features --features ssr --bin "$APP") || fail "The copy $1 does not compile."
    took=$((SECONDS - began))
}

copy_tree
if [ -z "${BUILD:-}" ]; then
    say "Compiling a copy, for the dependencies and for comparison"
    compile "as it is"
    touch "$tree/src/lib.rs"
    compile "as it is"
    before=$took
fi
say "Adding $pages pages"
for ((number = 1; number <= pages; number++)); do
    (cd "$tree" && scripts/add-page.sh "extra_$number" "Extra page $number" >/dev/null) || fail "Page $number could not be added."
done
[ "$(ls "$tree"/src/pages/extra_*.rs | wc -l)" = "$pages" ] || fail "Some pages are missing."
compile "with $pages pages more"
say "With $pages pages more, the release profile takes $took s${before:+ instead of $before s} to $verb, and needs no '.into_any()' and no higher limit."
