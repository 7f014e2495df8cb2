#!/usr/bin/env bash
# What a fork does first, done to a copy of this tree: it is renamed, twice, gets a README of its own, loses a link of the
# navigation, gets a page, islands and a feature from the generators, gets the code of docs/ADD_AN_ISLAND.md, and loses the sample. In each
# state its checks are green; the last one is built, served and looked at (template/fork.spec.mts).
#
# `make check` runs in the last state; in those before, format, rules and the compiler have to do. EVERY_STATE=1 runs `make check` in
# each, which takes about five minutes more for each.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/env.sh
. scripts/servers.sh
. template/copies.sh
forget_configuration
compile_as_under_watch

root=$PWD

# Titles that are text and nothing else, whatever reads them on the way: make, the shell, sed, Rust, HTML.
halfway=(halfway-house "The {Halfway} House | a.b*c / #1 \$HOME \`id\`'s")
name=moot-hall
title="Moot & Fika's <№ 2> 🛖"
added="Mira & Friend's <№ 1> {\$HOME}"

CHROMIUM=$(find_chromium) || fail "There is no Chromium. Run: scripts/setup.sh test"
folder=$(mktemp -d)
tree="$folder/tree"
trap 'stop; forget_copies "$name" "${halfway[0]}"; rm -f "$TARGET/debug/$name"*; rm -rf "$folder"' EXIT
mkdir -p "$tree" "$TARGET"
CARGO_TARGET_DIR=$(cd "$TARGET" && pwd)
export CARGO_TARGET_DIR TARGET="$CARGO_TARGET_DIR"
copy_tree "$tree"
cd "$tree"
git init --quiet
# All files as they are, in a word.
tree_now() { git add --all && git write-tree; }
# refuses WORDS COMMAND...: the command says these words and leaves every file as it is.
refuses() {
    local words="$1" said before
    shift
    before=$(tree_now)
    ! said=$("$@" 2>&1) || fail "This was not refused: $*"
    [[ "$said" == *"$words"* ]] || fail "'$*' was refused with other words than '$words': $said"
    [ "$(tree_now)" = "$before" ] || fail "'$*' was refused and yet changed something: $(git status --short)"
}
# former NAME...: tracked files that hold one of these names. A licence keeps the name of those who wrote what it is about.
former() {
    local name patterns=()
    for name in "$@"; do patterns+=(-e "$name"); done
    git grep --line-number --ignore-case --fixed-strings "${patterns[@]}" -- . ':!LICENSE' || true
}
# A state of the copy that later ones begin from.
commit() {
    git add --all
    git -c user.name=fork -c user.email=fork@example.org commit --quiet --message "$1"
}
make_check() { make check >"$folder/check.log" 2>&1 || { tail -n 60 "$folder/check.log" >&2; fail "In this state 'make check' fails: $1."; }; }
# is_green STATE
is_green() {
    say "$1: checking."
    commit "$1"
    if [ -n "${EVERY_STATE:-}" ]; then
        make_check "$1"
    else
        { scripts/format.sh --check && scripts/lint-islands.sh && cargo check --no-default-features --features ssr; } \
            >"$folder/check.log" 2>&1 || { tail -n 60 "$folder/check.log" >&2; fail "This state has an error: $1."; }
        ! grep -A 8 '^warning: unused\|^warning: .*never' "$folder/check.log" || fail "The compiler warns in this state: $1."
    fi
}

say "Renaming a copy."
commit "As it was cloned"
rename() { make --silent rename name="$1" title="${2//\$/\$\$}"; }
refuses "Usage:" scripts/rename.sh
refuses "Usage:" scripts/rename.sh some-name
for bad in Some-Name some_name 1name -name name- a--b 'name;x'; do refuses "lower-case words" scripts/rename.sh "$bad" "A Title"; done
refuses "stands on" scripts/rename.sh leptos "A Title"
refuses "Cargo does not take" scripts/rename.sh test "A Title"
for bad in ' ' 'a"b' 'a\b' $'a\nb'; do refuses "The title" scripts/rename.sh some-name "$bad"; done

rename "${halfway[@]}"
grep -qF "pub const NAME: &str = \"${halfway[1]}\";" src/brand.rs || fail "The title did not come into src/brand.rs as it was typed."
# The template's name is rare enough to be looked for. That of a fork may be a word that is everywhere, such as `dashboard`.
[ "$APP" != guildhall ] || left=$(former guildhall)
[ -z "${left:-}" ] || fail "The old name is left after a rename, in:"$'\n'"$left"
[ ! -e template ] || fail "The first rename left template/."
left=$(git grep --line-number --fixed-strings 'template/' -- . ':!docs/decisions' ':!scripts/rename.sh' || true)
[ -z "$left" ] || fail "A rename left lines about template/, in:"$'\n'"$left"

rename "$name" "$title"
left=$(former "${halfway[@]}" halfway)
[ -z "$left" ] || fail "The name before is left after a second rename, in:"$'\n'"$left"
cargo metadata --locked --offline --no-deps --format-version 1 >/dev/null || fail "Cargo.lock does not fit Cargo.toml after a rename."
[ -z "$(git ls-files --others --exclude-standard)" ] || fail "Renaming left files behind: $(git status --short)"

printf '# Ours\n\nNothing of the template is in here.\n' >README.md
rm docs/REFERENCE.md
sed -i '/paths::CONNECTIONS, "Connections"/d' src/layouts/navigation.rs
is_green "A README of its own, no REFERENCE.md, no link to Connections"

refuses "Usage:" scripts/add-page.sh
for bad in Top top-servers 1top _top top_ a__b 'top;x' ../top; do refuses "lower-case words" scripts/add-page.sh "$bad"; done
refuses "means something in Rust" scripts/add-page.sh match
refuses "is a crate's" scripts/add-page.sh leptos_axum
refuses "There is a page 'profile'" scripts/add-page.sh profile
refuses "is taken" scripts/add-page.sh join
for bad in ' ' 'a"b' 'a\b' $'a\nb'; do refuses "The title" scripts/add-page.sh leaderboard "$bad"; done
refuses "a link 'Servers'" scripts/add-page.sh leaderboard Servers
make --silent page name=leaderboard title="${added//\$/\$\$}"
refuses "There is a page 'leaderboard'" scripts/add-page.sh leaderboard
is_green "A page"

refuses "Usage:" scripts/add-island.sh
refuses "lower-case words" scripts/add-island.sh Vote
refuses "There is an island 'toast'" scripts/add-island.sh toast
refuses "called Icon already" scripts/add-island.sh icon
make --silent island name=counter
make --silent island name=vote
refuses "There is an island 'vote'" scripts/add-island.sh vote
# One as the generator says that a page uses it, the other as docs/ADD_AN_ISLAND.md says.
sed -i -e 's|^use crate::{|use crate::islands::Counter;\n&|' -e 's|^\( *\)<Freshness .*|&\n\1<Counter start=0 />|' src/pages/leaderboard.rs
"$root/template/add-island-example.sh" "$tree"
scripts/format.sh
is_green "Islands on the page"

refuses "Usage:" scripts/add-feature.sh
refuses "lower-case words" scripts/add-feature.sh Tickets
refuses "There is a feature 'welcome'" scripts/add-feature.sh welcome
refuses "The sample has something" scripts/add-feature.sh channel
refuses "server function show_profile" scripts/add-feature.sh profile
refuses "tests/http/main.rs has a module 'account'" scripts/add-feature.sh account
make --silent feature name=tickets title="Bob's <Tickets>"
refuses "There is a feature 'tickets'" scripts/add-feature.sh tickets
is_green "A feature"

"$root/template/remove-sample.sh" "$tree"
commit "Without the sample"
refuses "Get it back" scripts/add-feature.sh polls
say "Without the sample: make check (minutes)."
make_check "without the sample"
for test in pages::leaderboard::tests:: tickets::a_message_is_saved; do
    grep -q "^test $test.* ok\$" "$folder/check.log" || fail "This test did not run: $test"
done

say "Building the copy."
cargo leptos build >"$folder/build.log" 2>&1 || { tail -n 60 "$folder/build.log" >&2; fail "The copy does not build."; }

port=$(free_port)
start "$folder/server.log" env -i PATH="$PATH" HOME="$HOME" DISCORD_SANDBOX=1 \
    PUBLIC_URL="http://127.0.0.1:$port" DATABASE_URL="sqlite://$folder/app.db" DATA_DIR="$folder/data" \
    LEPTOS_SITE_ROOT="$tree/target/site" LEPTOS_SITE_ADDR="127.0.0.1:$port" "$CARGO_TARGET_DIR/debug/$name"
wait_for "http://127.0.0.1:$port/readyz" 30

former="halfway"
[ "$APP" != guildhall ] || former+="|guildhall"
export CHROMIUM BASE_URL="http://127.0.0.1:$port" FORK_TITLE="$title" FORK_NAME="$name" FORK_FORMER_NAMES="$former" FORK_PAGE="$added"
cd "$root/end2end"
playwright test --config ../template/playwright.config.mts --project=fork || {
    code=$?
    server_log
    exit "$code"
}
