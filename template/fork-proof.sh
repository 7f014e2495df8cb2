#!/usr/bin/env bash
# Changes a copy of this tree as a new project would. It renames the copy twice, writes a new README, removes a link of the navigation, adds a page,
# islands and a feature with the generators, adds the code of docs/ADD_AN_ISLAND.md, and removes the sample. After each of these steps, the
# checks have to pass. The last state is built, served and tested in a browser (template/fork.spec.mts).
#
# After the last step, `make check` runs without the tests in $untouched. After the other steps, only format, rules and the compiler run.
# EVERY_STATE=1 runs the whole `make check` after each step, which takes about five minutes more for each.
set -euo pipefail
cd "$(dirname "$0")/.."
. template/copies.sh
compile_as_under_watch

# These titles have characters with a meaning in make, the shell, sed, Rust and HTML. They have to arrive unchanged.
halfway=(halfway-house "The {Halfway} House | a.b*c / #1 \$HOME \`id\`'s")
name=moot-hall
title="Moot & Fika's <№ 2> 🛖"
added="Mira & Friend's <№ 1> {\$HOME}"

OTHER_NAMES="$name ${halfway[0]}"

require_chromium
copy_tree
cd "$tree"
git init --quiet
# Prints a hash of all files as they are now.
tree_now() { git add --all && git write-tree; }
# refuses WORDS COMMAND...: checks that the command fails with these words and changes no file.
refuses() {
    local words="$1" said before
    shift
    before=$(tree_now)
    ! said=$("$@" 2>&1) || fail "This was not refused: $*"
    [[ "$said" == *"$words"* ]] || fail "'$*' was refused with other words than '$words': $said"
    [ "$(tree_now)" = "$before" ] || fail "'$*' was refused but changed something: $(git status --short)"
}
# former NAME...: prints the lines of tracked files with one of these names. LICENSE keeps the names of the original authors.
former() {
    local name patterns=()
    for name in "$@"; do patterns+=(-e "$name"); done
    git grep --line-number --ignore-case --fixed-strings "${patterns[@]}" -- . ':!LICENSE' || true
}
# commit STATE
commit() {
    git add --all
    git -c user.name=fork -c user.email=fork@example.org commit --quiet --message "$1"
}
# make_check STATE [ARGUMENT...]: runs what `make check` runs. The arguments go to `cargo test`.
make_check() {
    local state="$1"
    shift
    scripts/check.sh "$@" >"$folder/check.log" 2>&1 || { tail -n 60 "$folder/check.log" >&2; fail "'make check' fails in this state: $state."; }
}
# is_green STATE
is_green() {
    say "$1: checking."
    commit "$1"
    if [ -n "${EVERY_STATE:-}" ]; then
        make_check "$1"
    else
        { scripts/format.sh --check && scripts/lint-islands.sh && cargo check --no-default-features --features ssr; } \
            >"$folder/check.log" 2>&1 || { tail -n 60 "$folder/check.log" >&2; fail "There is an error in this state: $1."; }
        ! grep -A 8 '^warning: unused\|^warning: .*never' "$folder/check.log" || fail "The compiler warns in this state: $1."
    fi
}

say "Renaming a copy."
commit "As it was cloned"
rename() { make --silent rename name="$1" title="${2//\$/\$\$}"; }
refuses "Usage:" scripts/rename.sh
refuses "Usage:" scripts/rename.sh some-name
for bad in Some-Name some_name 1name -name name- a--b 'name;x'; do refuses "lower-case words" scripts/rename.sh "$bad" "A Title"; done
refuses "A dependency is called" scripts/rename.sh leptos "A Title"
refuses "Cargo does not accept" scripts/rename.sh test "A Title"
for bad in ' ' 'a"b' 'a\b' $'a\nb'; do refuses "The title" scripts/rename.sh some-name "$bad"; done

rename "${halfway[@]}"
grep -qF "pub const NAME: &str = \"${halfway[1]}\";" src/brand.rs || fail "The title in src/brand.rs differs from the one that was typed."
# Only the template's own name is rare enough to look for. A fork's name may be a common word, such as `dashboard`.
[ "$APP" != guildhall ] || left=$(former guildhall)
[ -z "${left:-}" ] || fail "The old name is left after a rename, in:"$'\n'"$left"
[ ! -e template ] || fail "The first rename left template/."
left=$(git grep --line-number --fixed-strings 'template/' -- . ':!docs/decisions' ':!scripts/rename.sh' || true)
[ -z "$left" ] || fail "A rename left lines about template/, in:"$'\n'"$left"

rename "$name" "$title"
left=$(former "${halfway[@]}" halfway)
[ -z "$left" ] || fail "The first new name is left after a second rename, in:"$'\n'"$left"
cargo metadata --locked --offline --no-deps --format-version 1 >/dev/null || fail "Cargo.lock does not fit Cargo.toml after a rename."
[ -z "$(git ls-files --others --exclude-standard)" ] || fail "Renaming left files behind: $(git status --short)"

printf '# Ours\n\nNothing of the template is in here.\n' >README.md
rm docs/REFERENCE.md
sed -i '/paths::CONNECTIONS, "Connections"/d' src/layouts/navigation.rs
is_green "A README of its own, no REFERENCE.md, no link to Connections"

refuses "Usage:" scripts/add-page.sh
for bad in Top top-servers 1top _top top_ a__b 'top;x' ../top; do refuses "lower-case words" scripts/add-page.sh "$bad"; done
refuses "is reserved" scripts/add-page.sh match
refuses "A dependency is called" scripts/add-page.sh leptos_axum
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
# One island as the generator tells people to use it, the other as docs/ADD_AN_ISLAND.md does.
sed -i -e 's|^use crate::{|use crate::islands::Counter;\n&|' -e 's|^\( *\)<Freshness .*|&\n\1<Counter start=0 />|' src/pages/leaderboard.rs
"$root/template/add-island-example.sh" "$tree"
scripts/format.sh
is_green "Islands on the page"

refuses "Usage:" scripts/add-feature.sh
refuses "lower-case words" scripts/add-feature.sh Tickets
refuses "There is a feature 'welcome'" scripts/add-feature.sh welcome
refuses "The sample itself uses" scripts/add-feature.sh channel
refuses "server function show_profile" scripts/add-feature.sh profile
refuses "tests/http/main.rs has a module 'account'" scripts/add-feature.sh account
make --silent feature name=tickets title="Bob's <Tickets>"
refuses "There is a feature 'tickets'" scripts/add-feature.sh tickets
is_green "A feature"

"$root/template/remove-sample.sh" "$tree"
commit "Without the sample"
refuses "Get it back" scripts/add-feature.sh polls
say "Without the sample: make check (minutes)."
# These tests are slow, and no new name, page, island or feature can change what they test.
untouched="two_processes slow_sockets shut_down database_trouble sandbox_contract cache_limits caching client"
skipped=()
[ -n "${EVERY_STATE:-}" ] || for module in $untouched; do skipped+=(--skip "$module::"); done
make_check "without the sample" -- ${skipped[@]+"${skipped[@]}"}
for test in pages::leaderboard::tests:: tickets::a_message_is_saved; do
    grep -q "^test $test.* ok\$" "$folder/check.log" || fail "This test did not run: $test"
done

say "Building the copy."
# cargo-leptos adds its flags to $RUSTFLAGS. Twice the same flag would compile every dependency again.
env -u RUSTFLAGS cargo leptos build >"$folder/build.log" 2>&1 || { tail -n 60 "$folder/build.log" >&2; fail "The copy does not build."; }

port=$(free_port)
start "$folder/server.log" env -i PATH="$PATH" HOME="$HOME" DISCORD_SANDBOX=1 \
    PUBLIC_URL="http://127.0.0.1:$port" DATABASE_URL="sqlite://$folder/app.db" DATA_DIR="$folder/data" \
    LEPTOS_SITE_ROOT="$tree/target/site" LEPTOS_SITE_ADDR="127.0.0.1:$port" "$CARGO_TARGET_DIR/debug/$name"
wait_for "http://127.0.0.1:$port/readyz" 30

former="halfway"
[ "$APP" != guildhall ] || former+="|guildhall"
export BASE_URL="http://127.0.0.1:$port" FORK_TITLE="$title" FORK_NAME="$name" FORK_FORMER_NAMES="$former" FORK_PAGE="$added"
cd "$root/end2end"
playwright test --config ../template/playwright.config.mts --project=fork || {
    code=$?
    server_log
    exit "$code"
}
