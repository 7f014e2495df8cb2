#!/usr/bin/env bash
# add-feature.sh NAME [TITLE]: adds a feature, a copy of the sample src/features/welcome/ under its own names
# (docs/ADD_A_FEATURE.md): every "welcome" in it becomes NAME, and its title becomes TITLE.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/env.sh
. scripts/new/checks.sh

sample=src/features/welcome
sample_title="Welcome message"
name="${1:-}"
[ -n "$name" ] || fail 'Usage: make feature name=tickets title="Tickets"'
check_name "$name"
title="${2:-$(title_of "$name")}"
check_title "$title"
if [ ! -e "$sample.rs" ] || [ ! -d "$sample" ]; then
    removed=$(git log -1 --format=%h --diff-filter=D -- "$sample.rs" 2>/dev/null || true)
    [ -n "$removed" ] || refuse "The sample $sample/ is gone, and a feature is a copy of it."
    refuse "The sample $sample/ is gone, and a feature is a copy of it. Get it back for the copy, and delete it again afterwards: git checkout $removed^ -- $sample.rs $sample"
fi
type=$(type_name "$name")
[ ! -e "src/features/$name.rs" ] && [ ! -e "src/features/$name" ] && ! grep -qw "mod $name" src/features.rs ||
    refuse "There is a feature '$name' already, in src/features/."
! grep -rqw "$name\|$type" "$sample.rs" "$sample" --include='*.rs' ||
    refuse "The sample has something that is called '$name' or '$type' itself; choose another name."
! grep -qw "mod $name" tests/http/main.rs || refuse "tests/http/main.rs has a module '$name' already."
! grep -rqw "fn show_$name" src/server_fns || refuse "There is a server function show_$name already."
! grep -rqE "\.$name(__|--|[^a-z0-9_-]|$)" style || refuse "There is a CSS class '$name' already, in style/."
! grep -rqwi "create table ${name}_messages" migrations src || refuse "There is a table ${name}_messages already."

# Where the lines belong.
module_at=$(after_last src/features.rs '^(pub )?mod [a-z0-9_]+;$') && entry_at=$(line_before src/features.rs 'vec!\[' '^ *\]') ||
    refuse "src/features.rs has no 'mod' lines or no list 'vec![..]' of features."
style_at=$(after_last style/main.css 'layer\(components\);$') || refuse "style/main.css imports no style sheet into the layer components."
test_at=$(after_last tests/http/main.rs '^mod [a-z0-9_]+;$') || refuse "tests/http/main.rs has no 'mod' lines."
browser_tests=end2end/features.spec.ts
scripts/setup.sh check

copy() {
    # A message may begin with this word whatever the feature is called.
    local escaped="$title" keep="Welcome to "
    case "$1" in *.mts) escaped=$(exchange "'" "\\'" <<<"$title") ;; esac
    exchange "$keep" $'\1' <"$1" | exchange "$sample_title" $'\2' |
        exchange WELCOME "$(tr a-z A-Z <<<"$name")" | exchange Welcome "$type" | exchange welcome "$name" |
        exchange $'\1' "$keep" | exchange $'\2' "$escaped" >"$2"
    say "Wrote $2."
}
while IFS= read -r file; do
    new="${file//welcome/$name}"
    mkdir -p "$(dirname "$new")"
    copy "$file" "$new"
done < <(printf '%s\n' "$sample.rs"; find "$sample" -type f | sort)

# The later line first: it does not move the earlier one.
add_line src/features.rs "$entry_at" "        $name::feature(),"
add_line src/features.rs "$module_at" "pub mod $name;"
add_line style/main.css "$style_at" "@import \"../src/features/$name/$name.css\" layer(components);"
add_line tests/http/main.rs "$test_at" "#[path = \"../../src/features/$name/tests/over_http.rs\"]"$'\n'"mod $name;"
[ ! -e "$browser_tests" ] || add_line "$browser_tests" 1000000 "import '../src/features/$name/tests/browser.mjs';"
say "Changed ${CHANGED// /, }."
scripts/format.sh

say "The feature '$title' is on the page of every server that the bot is in, at /dashboard/guilds/<id>/$name. It still does what the sample does."
say "Next: its table in src/features/$name/migrations/, before it has run anywhere else; then the files in the order of docs/ADD_A_FEATURE.md. 'make check' tests it."
