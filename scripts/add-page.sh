#!/usr/bin/env bash
# add-page.sh NAME [TITLE]: adds a page to the dashboard, with its route, its link, its unit test and its line in the browser tests
# (docs/ADD_A_PAGE.md). The page is a copy of scripts/new/page.rs.
set -euo pipefail
. "$(dirname "$0")/new/checks.sh"

take_name "${1:-}" 'Usage: make page name=leaderboard title="Leaderboard"'
take_title "${2:-}"
component="$(type_name "$name")Page"
path=$(path_of "$name")
check_module "a page" src/pages
! grep -qF "\"/dashboard/$path\"" src/paths.rs && ! grep -qF "path!(\"$path\")" src/app.rs ||
    refuse "The address /dashboard/$path is taken, in src/paths.rs or src/app.rs."
! grep -qF "\"$title\"" src/layouts/navigation.rs || refuse "The navigation has a link '$title' already."

# Find where the new lines belong. If one of these places has changed, the person has to add the page by hand.
by_hand="add the page by hand, as docs/ADD_A_PAGE.md shows."
module_at=$(after_last src/pages.rs '^pub\(crate\) mod [a-z0-9_]+;$') ||
    refuse "src/pages.rs has no line such as 'pub(crate) mod profile;': $by_hand"
route_at=$(line_before src/app.rs 'ParentRoute path=path!\("/dashboard"\)' '<FeatureRoutes|</ParentRoute>') ||
    refuse "src/app.rs has no <ParentRoute> of the dashboard: $by_hand"
link_at=$(line_before src/layouts/navigation.rs '^const LINKS' '^\];$') ||
    refuse "src/layouts/navigation.rs has no list LINKS: $by_hand"
tests=end2end/pages/dashboard.ts
[ ! -e "$tests" ] || test_at=$(line_before "$tests" 'static readonly paths = \[$' '^ *\];$') ||
    refuse "$tests has no list of paths: $by_hand"
scripts/setup.sh check

exchange NewPage "$component" <scripts/new/page.rs | exchange "New page title" "$title" >"src/pages/$name.rs"
say "Wrote src/pages/$name.rs."
add_line src/pages.rs "$module_at" "pub(crate) mod $name;"
add_line src/app.rs "$route_at" "<Route path=path!(\"$path\") view=pages::$name::$component ssr=WHOLE />"
add_line src/layouts/navigation.rs "$link_at" "    (\"/dashboard/$path\", \"$title\", Glyph::Servers),"
[ ! -e "$tests" ] || add_line "$tests" "$test_at" "    '/dashboard/$path',"
finish_files

say "The page '$title' is at /dashboard/$path, for people who are signed in. It lists their servers, the oldest first."
say "Next: put your own content into src/pages/$name.rs (docs/ADD_A_PAGE.md), choose an icon in src/layouts/navigation.rs, run 'make check'."
