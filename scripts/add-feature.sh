#!/usr/bin/env bash
# add-feature.sh NAME [TITLE]: adds a feature (docs/ADD_A_FEATURE.md). It is a copy of the sample src/features/welcome/, in which every
# "welcome" becomes NAME and the title becomes TITLE.
set -euo pipefail
. "$(dirname "$0")/new/checks.sh"

sample=src/features/welcome
sample_title="Welcome message"
take_name "${1:-}" 'Usage: make feature name=tickets title="Tickets"'
take_title "${2:-}"
if [ ! -e "$sample.rs" ] || [ ! -d "$sample" ]; then
    removed=$(git log -1 --format=%h --diff-filter=D -- "$sample.rs" 2>/dev/null || true)
    [ -n "$removed" ] || refuse "A new feature is a copy of the sample $sample/, which is not here."
    refuse "A new feature is a copy of the sample $sample/, which was deleted. Get it back, run this again, then delete it again: git checkout $removed^ -- $sample.rs $sample"
fi
type=$(type_name "$name")
check_module "a feature" src/features
! grep -rqw "$name\|$type" "$sample.rs" "$sample" --include='*.rs' ||
    refuse "The sample itself uses the name '$name' or '$type'. Choose another one."
! grep -qw "mod $name" tests/http/main.rs || refuse "tests/http/main.rs has a module '$name' already."
! grep -rqw "fn show_$name" src/server_fns || refuse "There is a server function show_$name already."
! grep -rqE "\.$name(__|--|[^a-z0-9_-]|$)" style || refuse "There is a CSS class '$name' already, in style/."
for table in "${name}_messages" "${name}_changes"; do
    ! grep -rqwi "create table $table" migrations src || refuse "There is a table $table already."
done

# Find where the new lines belong.
module_at=$(after_last src/features.rs '^(pub )?mod [a-z0-9_]+;$') && entry_at=$(line_before src/features.rs 'vec!\[' '^ *\]') ||
    refuse "src/features.rs has no 'mod' lines or no list 'vec![..]' of features."
style_at=$(after_last style/main.css 'layer\(components\);$') || refuse "style/main.css imports no style sheet into the layer components."
test_at=$(after_last tests/http/main.rs '^mod [a-z0-9_]+;$') || refuse "tests/http/main.rs has no 'mod' lines."
browser_tests=end2end/features.spec.ts
scripts/setup.sh check

copy() {
    # These words are part of a message, not the feature's name, so they stay.
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

# Insert the later line first: it does not move the earlier one.
add_line src/features.rs "$entry_at" "        $name::feature(),"
add_line src/features.rs "$module_at" "pub mod $name;"
add_line style/main.css "$style_at" "@import \"../src/features/$name/$name.css\" layer(components);"
add_line tests/http/main.rs "$test_at" "#[path = \"../../src/features/$name/tests/over_http.rs\"]"$'\n'"mod $name;"
[ ! -e "$browser_tests" ] || add_line "$browser_tests" 1000000 "import '../src/features/$name/tests/browser.mjs';"
finish_files

say "The page of every server with the bot has a link to the feature '$title', at /dashboard/guilds/<id>/$name. It does what the sample does."
say "Next: change the table in src/features/$name/migrations/ before it has run anywhere else. Then change the files in the order of docs/ADD_A_FEATURE.md, and run 'make check'."
